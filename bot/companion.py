"""The quoth command as the bot starts it beside itself: `python -m bot.companion index ...`.

It lets answers go first, and ends with the process that started it.
"""

import os
import signal
import threading

from bot.interrupts import stand_back


def main() -> None:
    """Run the command with this process's arguments."""
    stand_back()
    threading.Thread(target=_end_with_input, daemon=True).start()
    from bot.cli import main as quoth

    quoth()


def _end_with_input() -> None:
    # Not through sys.stdin, whose lock the end of the program would wait for.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
