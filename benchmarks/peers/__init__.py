"""Quoth beside the tools that people build the same thing with: one corpus, one model, one run."""
