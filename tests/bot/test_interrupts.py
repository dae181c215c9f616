"""Ctrl-C ends a command soon, in the middle of whatever it is at."""

import signal
import subprocess
import sys
import time

import pytest

from bot.interrupts import GRACE, STATUS
from tests.support import ROOT

# Seconds beside the grace, which a busy machine may take.
BUSY = 8.0
# What Python waits for: a library that holds its one thread up, and a thread of a pool.
LIBRARY = "import hashlib; hashlib.pbkdf2_hmac('sha256', b'a', b'b', 2_000_000_000)"
THREAD = """
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
for _ in range(2): pool.submit(time.sleep, 60)
time.sleep(60)
"""


def interrupted(block: str, said: str = "") -> tuple[float, int, str]:
    """How long a process goes on after Ctrl-C, its status, and what it says."""
    indented = "\n    ".join(block.strip().split("\n"))
    code = (
        "import os, time\nfrom bot.interrupts import ended_soon\n"
        f"with ended_soon({said!r}):\n    print('in', flush=True)\n    {indented}\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "in\n"
    time.sleep(0.5)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    return time.monotonic() - began, process.returncode, errors


def test_a_library_that_does_not_return_is_left() -> None:
    took, status, said = interrupted(LIBRARY, "Stopped.")
    assert (status, said) == (STATUS, "Stopped.\n")
    assert took < GRACE + BUSY


def test_threads_that_go_on_are_left() -> None:
    took, status, _ = interrupted(THREAD)
    assert status == STATUS
    assert took < GRACE + BUSY


@pytest.mark.parametrize("end", ["pass", "raise SystemExit(3)"])
def test_what_is_not_interrupted_ends_as_ever(end: str) -> None:
    code = f"from bot.interrupts import ended_soon\nwith ended_soon('Stopped.'): {end}\n"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (3 if "3" in end else 0, "", "")
