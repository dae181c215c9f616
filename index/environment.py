"""What a process that we start is given of this one's environment."""

import os

SETTINGS = "QUOTH_"


def without_settings() -> dict[str, str]:
    """The environment without Quoth's settings, some of which are secrets (a bot's token)."""
    return {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
