"""The networks and how they are served; it knows texts and tokens, and no document."""
