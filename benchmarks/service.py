"""`quoth serve` as a process of its own, for what is measured from outside."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.request import urlopen

from benchmarks.record import ROOT

STARTED = re.compile(r"answering at http://127\.0\.0\.1:(\d+)")
SECONDS = 300


@dataclass(frozen=True)
class Service:
    """Where it listens, and what it has logged."""

    port: int
    process: subprocess.Popen[str]
    log: IO[str]

    def figure(self, name: str) -> float:
        """One of the figures that it tells."""
        with urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=SECONDS) as reply:
            text = reply.read().decode()
        found = re.search(rf"^{name} (\S+)$", text, flags=re.MULTILINE)
        assert found is not None
        return float(found[1])

    def send(self, data: bytes, *, end: bool = False) -> bytes:
        """What comes back for some bytes on a line of their own, up to the end of a response."""
        said = b""
        place = "127.0.0.1", self.port
        with suppress(ConnectionError), socket.create_connection(place, timeout=SECONDS) as line:
            line.sendall(data)
            if end:
                line.shutdown(socket.SHUT_WR)
            while not _whole(said) and (more := line.recv(1 << 20)):
                said += more
        return said

    def logged(self) -> str:
        """The log until now."""
        self.log.seek(0)
        return self.log.read()


@contextmanager
def serving(index: Path, **settings: object) -> Iterator[Service]:
    """The service with an index, in an empty folder, with these settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    given = {f"QUOTH_{name.upper()}": str(value) for name, value in settings.items()}
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryFile("w+", encoding="utf-8") as log,
    ):
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", "--port", "0", "--index", str(index.resolve())],
            env=kept | given | {"PYTHONPATH": str(ROOT)},
            cwd=folder,
            stderr=log,
            text=True,
        )
        try:
            yield Service(_port(process, log), process, log)
        finally:
            process.terminate()
            process.wait(SECONDS)


def _whole(said: bytes) -> bool:
    """Whether there is a response with as much of a body as it says that it has."""
    head, found, body = said.partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 100"):
        return _whole(body)
    length = re.search(rb"\r\ncontent-length: (\d+)", head, flags=re.IGNORECASE)
    return bool(found and length) and len(body) >= int(length[1] if length else 0)


def _port(process: subprocess.Popen[str], log: IO[str]) -> int:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        log.seek(0)
        if found := STARTED.search(log.read()):
            return int(found[1])
        time.sleep(0.1)
    log.seek(0)
    raise SystemExit(f"quoth serve did not start: {log.read()}")
