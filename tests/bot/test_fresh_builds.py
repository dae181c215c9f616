"""`quoth` in processes of its own: none hangs, and Ctrl-C ends a build that takes long."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from bot.terminal.building import STOPPED
from index.models.encoder import Encoder
from tests.support import PAGES, ROOT, opened, write

# Threads take turns all the time, so that two of them meet in whatever only one may do at a time.
RESTLESS = (
    "import runpy, sys; sys.setswitchinterval(1e-6); "
    "sys.argv = ['quoth', *sys.argv[1:]]; runpy.run_module('bot', run_name='__main__')"
)
BUILDS, QUESTIONS = 12, 4
# One takes about two seconds where nothing else runs.
LONGEST = 60.0
# Seconds that a command may take to end, and what a busy machine may add.
TO_END, BUSY = 2.0, 8.0
MANY = 1500


def quoth(*arguments: str | Path, code: str | None = None) -> subprocess.Popen[str]:
    """A fresh `quoth`, without this machine's settings but for the models' cache."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("QUOTH_") or name == "QUOTH_CACHE_DIR"
    }
    program = ["-c", code] if code else ["-m", "bot"]
    return subprocess.Popen(
        [sys.executable, *program, *map(str, arguments)],
        env=kept | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str], seconds: float) -> bool:
    """Whether a process ends in time; it is killed if not."""
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return False
    return process.returncode == 0


def test_no_fresh_process_hangs_however_its_threads_take_turns(
    encoder: Encoder, tmp_path: Path
) -> None:
    def build(number: int) -> bool:
        index = tmp_path / str(number)
        asked = ("ask", "When is breakfast?", "--index", index)
        return ended(quoth("index", PAGES / "dev", "--index", index, code=RESTLESS), LONGEST) and (
            number >= QUESTIONS or ended(quoth(*asked, code=RESTLESS), LONGEST)
        )

    with ThreadPoolExecutor(3) as builds:
        assert list(builds.map(build, range(BUILDS))) == [True] * BUILDS


def test_ctrl_c_ends_a_build_soon_and_leaves_the_former_index(
    encoder: Encoder, tmp_path: Path
) -> None:
    folder, index = tmp_path / "rooms", tmp_path / "index"
    write(folder, {"lobby.txt": "The lobby has a clock and a lamp."})
    assert ended(quoth("index", folder, "--index", index), LONGEST)
    write(folder, {f"{n}.txt": f"Room {n} has {n % 40 + 2} chairs. " * 30 for n in range(MANY)})
    kept = encoded(index)
    # While it reads, while it encodes, and again where it had ended.
    for while_it_encodes in (False, True, True):
        process = quoth("index", folder, "--index", index)
        while (encoded(index) == kept) if while_it_encodes else not reads(process):
            assert process.poll() is None
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        began = time.monotonic()
        _, said = process.communicate(timeout=LONGEST)
        assert time.monotonic() - began < TO_END + BUSY
        # On a busy machine how far it is may be told in lines before.
        assert (process.returncode, said.strip().splitlines()[-1]) == (130, STOPPED)
        kept = encoded(index)
        with opened(index, encoder) as snapshot:
            assert snapshot.catalog.counts()[0] == 1


def reads(process: subprocess.Popen[str]) -> bool:
    """Whether a build has started the process that reads its files."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    return any(children.read_text().strip() for children in tasks)


def encoded(index: Path) -> int:
    """How many vectors are kept."""
    with closing(sqlite3.connect(f"file:{index}/catalog.sqlite?mode=ro", uri=True)) as catalog:
        return int(catalog.execute("SELECT count(*) FROM vector").fetchone()[0])
