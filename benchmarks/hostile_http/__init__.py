"""Requests as a stranger may send them, and whether each is answered as the description says."""
