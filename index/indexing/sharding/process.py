"""A worker process of this machine: tasks come in as lines of JSON, what came of them goes out.

It ends with the process that started it.
"""

import json
import os
import signal
import sys
import threading
from dataclasses import asdict
from queue import SimpleQueue

from index.errors import QuothError
from index.indexing.sharding.tasks import Setup, Task
from index.indexing.sharding.worker import Worker


def main() -> None:
    """Do tasks until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w")
    # Libraries that print do so elsewhere.
    os.dup2(2, 1)
    waiting: SimpleQueue[str] = SimpleQueue()
    setup = Setup(**json.loads(sys.stdin.readline()))
    threading.Thread(target=_receive, args=(waiting,), daemon=True).start()
    worker: Worker | None = None
    while True:
        task = Task(**json.loads(waiting.get()))
        worker, said = attempted(worker, setup, task)
        answers.write(json.dumps(said) + "\n")
        answers.flush()


def attempted(
    worker: Worker | None, setup: Setup, task: Task
) -> tuple[Worker | None, dict[str, object]]:
    """What came of a task, or why nothing did, as a sentence; and who did it."""
    try:
        worker = worker or Worker(setup)
        return worker, {"done": asdict(worker.do(task))}
    except QuothError as error:
        return worker, {"error": str(error)}
    except Exception as error:
        return worker, {
            "error": f"A worker broke down at the shard {task.makes} ({type(error).__name__}): "
            "index without workers."
        }


def _receive(waiting: "SimpleQueue[str]") -> None:
    for line in sys.stdin:
        waiting.put(line)
    # Whoever waited for what is being done is gone.
    os._exit(0)


if __name__ == "__main__":
    main()
