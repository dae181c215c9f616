"""All that prints: the prompt, the commands' output, plots; it knows nothing of Discord."""
