"""Backups: all that the index and the bot keep, in one file, and back again."""
