"""What the bot remembers, in one SQLite file; it knows no Discord."""
