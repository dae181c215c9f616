"""A process that has imported what backups need, and forks one for every order, to be killed.

`python -m tests.bot.backup.killing` reads an order, a JSON object a line: the `arguments` of the
quoth command, `settings`, and the `step` before which it is killed, counted from the first one on
that names what is in `since`. It answers in the same way.
"""

import json
import os
import signal
import sys
import traceback
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import bot.backup.restoring
import bot.backup.saving
import bot.terminal.backups  # noqa: F401
from bot.cli import quoth
from index.errors import QuothError

# Steps on the way, as Python tells them to those that watch over it.
STEPS = ("open", "os.", "shutil.", "sqlite3.", "tempfile.")
FAILED = 3


def main() -> None:
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "threads do not survive a fork"
    for line in sys.stdin:
        print(json.dumps(run(**json.loads(line))), flush=True)


def run(
    arguments: list[str], settings: dict[str, str], step: int = 0, since: str = ""
) -> dict[str, int]:
    """How the command ended, and, if it was not killed, how many steps it took."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        steps = 0

        def watch(event: str, about: object) -> None:
            nonlocal steps
            if event.startswith(STEPS) and (steps or since in str(about)):
                steps += 1
                if steps == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            os.environ.update(settings)
            sys.addaudithook(watch)
            with redirect_stdout(StringIO()):
                quoth.main(arguments, standalone_mode=False)
            os.write(writing, str(steps).encode())
            os._exit(0)
        except QuothError as error:
            print(error, file=sys.stderr)
        except BaseException:
            traceback.print_exc()
        os._exit(FAILED)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    taken = os.read(reading, 100)
    os.close(reading)
    return {"ended": os.waitstatus_to_exitcode(status), "steps": int(taken or 0)}


if __name__ == "__main__":
    main()
