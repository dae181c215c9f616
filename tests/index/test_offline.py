"""From the first start to the answer, no internet socket is opened, by no process."""

import json
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.index.no_internet import MACHINES
from tests.support import ALIBABA_FT, SEEDS, run_python

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in MACHINES,
    reason="the filter of system calls is Linux's, for two machines",
)
FILTER = Path(__file__).with_name("no_internet.py")


def offline(*arguments: str | Path, cache: Path | None = None) -> subprocess.CompletedProcess[str]:
    return run_python(FILTER, *arguments, cache=cache)


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket(socket.AF_INET)",
        "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "import socket\ntry: socket.create_connection(('127.0.0.1', 9))\nexcept OSError: pass",
        "import threading, socket; t = threading.Thread(target=socket.socket); t.start(); t.join()",
    ],
)
def test_the_filter_ends_a_process_that_opens_an_internet_socket(code: str) -> None:
    done = offline("-c", code)
    assert done.returncode == -signal.SIGSYS


@pytest.mark.parametrize(
    "code",
    [
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import socket; socket.socket()'])",
        "import os, socket\nif os.fork(): os.wait()\nelse: socket.socket()",
    ],
)
def test_a_socket_of_a_child_ends_it_though_nobody_asks_how_the_child_ended(code: str) -> None:
    assert offline("-c", code).returncode == -signal.SIGSYS


def test_the_filter_leaves_everything_else_alone() -> None:
    done = offline("-c", "import socket; socket.socketpair(); print('alive')")
    assert (done.returncode, done.stdout) == (0, "alive\n")


def test_a_first_start_and_an_answer_need_no_internet(tmp_path: Path) -> None:
    cache, index_folder = tmp_path / "cache", tmp_path / "index"
    done = offline("-m", "bot", "index", SEEDS, "--index", index_folder, cache=cache)
    assert done.returncode == 0, done.stderr
    assert list(cache.rglob("*.xml"))
    question = "How large is the hangar?"
    done = offline("-m", "bot", "ask", "--json", "--index", index_folder, question, cache=cache)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    shown = answer["quotes"] or answer["closest"]
    assert "30,000 square metre" in shown[0]["text"]
    assert shown[0]["document"] == ALIBABA_FT
