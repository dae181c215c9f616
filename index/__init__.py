"""Knows documents: reads, encodes, retrieves, quotes and declines. Knows nothing of who asks."""
