"""The tools that are compared, each as a process of its own environment."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.corpus import PROGRAMS, Questions
from benchmarks.record import ROOT

MEGABYTE = 2**20 if sys.platform == "darwin" else 2**10


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: the key of its program and environment, its name, what it is made of."""

    key: str
    name: str
    packages: tuple[str, ...] = ()

    def command(self, environments: Path, *arguments: str | Path) -> list[str]:
        """How its program is started."""
        own = self.key == "quoth"
        python = Path(sys.executable) if own else environments / self.key / "bin" / "python"
        return [str(python), str(PROGRAMS / f"with_{self.key}.py"), *map(str, arguments)]


TOOLS = (
    Tool("quoth", "Quoth"),
    Tool("faiss", "sentence-transformers + FAISS", ("sentence-transformers", "faiss-cpu")),
    Tool("haystack", "Haystack", ("haystack-ai",)),
    Tool("txtai", "txtai", ("txtai",)),
    Tool("verbatim", "verbatim-rag, retrieval", ("verbatim-rag",)),
)
PEERS = TOOLS[1:]


def versions(tool: Tool, environments: Path) -> dict[str, str]:
    """The versions of a tool's packages, torch among them, in its environment."""
    wanted = [*tool.packages, "torch"]
    code = "import sys; from importlib.metadata import version; print(*map(version, sys.argv[1:]))"
    python = tool.command(environments)[0]
    told = subprocess.run(
        [python, "-c", code, *wanted], capture_output=True, text=True, check=True
    ).stdout.split()
    return dict(zip(wanted, told, strict=True))


class Answering:
    """A tool's process that answers questions."""

    def __init__(self, process: subprocess.Popen[str], began: float) -> None:
        self._process, self._began = process, began
        self.megabytes = 0.0

    def ask(self, question: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """What it found first, with the seconds since it was started, and its quotes."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"question": question}) + "\n")
        self._process.stdin.flush()
        first = self.told()
        first["since_start"] = time.perf_counter() - self._began
        return first, self.told()

    def end(self) -> None:
        """Let it end, and note the most memory that it took."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        _, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self.megabytes = usage.ru_maxrss / MEGABYTE

    def told(self) -> dict[str, Any]:
        """The next object that it tells; what else is printed is a library's chatter."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith('{"'):
                found: dict[str, Any] = json.loads(line)
                return found
        raise SystemExit(f"{' '.join(map(str, self._process.args))} ended early")


@contextmanager
def started(
    tool: Tool, command: str, asked: Questions, store: Path, environments: Path
) -> Iterator[Answering]:
    """A tool's process from its start to its end; what it logs is told only where it fails."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)} if tool.key == "quoth" else os.environ
    offline = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            tool.command(environments, command, asked.passages, store),
            env={**environment, **offline},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        answering = Answering(process, began)
        try:
            yield answering
        except SystemExit:
            log.seek(0)
            print(log.read()[-2000:], file=sys.stderr)
            raise
        finally:
            if process.returncode is None:
                answering.end()


def index(tool: Tool, asked: Questions, store: Path, environments: Path) -> dict[str, Any]:
    """Make a tool's index of a set: passages, seconds, threads, and the most memory taken."""
    with started(tool, "index", asked, store, environments) as process:
        told = process.told()
    return told | {"megabytes": process.megabytes}
