"""Quoth in Discord: what answers there, and what it remembers."""
