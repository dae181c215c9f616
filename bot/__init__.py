"""Talks to people: the `quoth` command, the REPL, and what they show."""
