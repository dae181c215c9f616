"""How right the answers are, and what may be promised of them; it asks, and changes nothing."""
