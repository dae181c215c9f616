"""Who asks, who sees, who moderates, and what the bot may do there."""
