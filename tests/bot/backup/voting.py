"""`python -m tests.bot.backup.voting LEDGER FIRST` asks and votes until its input ends."""

import sys
import threading
from contextlib import closing
from pathlib import Path

from bot.chat.memory.ledger import Ledger
from tests.bot.backup.kept import ask_and_vote


def main() -> None:
    number = int(sys.argv[2])
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    with closing(Ledger(Path(sys.argv[1]))) as ledger:
        # Others want to write too.
        while not ended.wait(0.005):
            ask_and_vote(ledger, number)
            number += 1
    print(number)


if __name__ == "__main__":
    main()
