"""The prompt in a real pseudo-terminal."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.settings import Settings
from bot.terminal.completion import PromptCompleter
from index.access import OWNER
from index.indexing.build import build
from index.models.encoder import Encoder
from tests.support import ALIBABA_FT, write

ROOT = Path(__file__).parents[3]
CODES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[=>()][0-9A-Za-z]?)")
PATIENCE = 60


class Terminal:
    """`quoth` on the other end of a pseudo-terminal."""

    def __init__(self, index_folder: Path, history: Path) -> None:
        self._end, far_end = pty.openpty()
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "QUOTH_HISTORY_FILE": str(history),
            "TERM": "xterm-256color",
            "COLUMNS": "80",
            "LINES": "40",
        }
        command = [sys.executable, "-m", "bot", "--index", str(index_folder)]
        self.process = subprocess.Popen(
            command, stdin=far_end, stdout=far_end, stderr=far_end, env=environment, cwd=ROOT
        )
        os.close(far_end)
        self.seen = ""

    def wait_for(self, words: str) -> str:
        """Read until the words are on the screen; what was read since the last wait."""
        deadline = time.monotonic() + PATIENCE
        while words not in (text := CODES.sub("", self.seen)):
            assert time.monotonic() < deadline, f"no {words!r} in {text!r}"
            self._read()
        before, after = self.seen, ""
        self.seen = after
        return CODES.sub("", before)

    def type(self, text: str) -> None:
        os.write(self._end, text.encode())

    def close(self) -> int:
        """The exit status."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < deadline
            self._read()
        os.close(self._end)
        return self.process.returncode

    def _read(self) -> None:
        if select.select([self._end], [], [], 0.1)[0]:
            try:
                self.seen += os.read(self._end, 65536).decode("utf-8", "replace")
            except OSError:
                time.sleep(0.05)
            # Programs ask a terminal where its cursor is, and wait for the answer.
            if "\x1b[6n" in self.seen:
                self.seen = self.seen.replace("\x1b[6n", "")
                self.type("\x1b[1;1R")


@contextmanager
def opened(index_folder: Path, history: Path) -> Iterator[Terminal]:
    terminal = Terminal(index_folder, history)
    try:
        yield terminal
    finally:
        terminal.process.kill()
        terminal.process.wait()


@pytest.fixture
def terminal(seeds_index: Path, tmp_path: Path) -> Iterator[Terminal]:
    with opened(seeds_index, tmp_path / "history") as terminal:
        yield terminal


def test_ask_look_behind_open_and_leave(terminal: Terminal, tmp_path: Path) -> None:
    terminal.wait_for("for more.")
    terminal.wait_for("?")
    terminal.type("Who is Belgium's justice minister?\r")
    assert "Quickenborne" in terminal.wait_for("line 22)")
    terminal.type(":why\r")
    why = " ".join(terminal.wait_for("margin").split())
    assert "You see an answer because it is" in why
    assert why.index("likely that") < why.index("confidence")
    terminal.type(":open 1\r")
    terminal.wait_for("▶")
    terminal.type(":sources\r")
    terminal.wait_for("000_2763")
    terminal.type(":nonsense\r")
    terminal.wait_for("There is no command :nonsense")
    terminal.type("\x03")
    terminal.type(":help\r")
    terminal.wait_for(":sources")
    terminal.type(":quit\r")
    assert terminal.close() == 0
    assert "+Who is Belgium's justice minister?" in (tmp_path / "history").read_text("utf-8")


def test_a_history_that_cannot_be_written_is_passed_over(seeds_index: Path, tmp_path: Path) -> None:
    history = tmp_path / "gone" / "history"
    with opened(seeds_index, history) as terminal:
        terminal.wait_for("for more.")
        terminal.wait_for("?")
        shutil.rmtree(history.parent)
        terminal.type(":why\r")
        assert "exception" not in terminal.wait_for("Ask something first.")
        terminal.wait_for("?")
        terminal.type("exit\r")
        assert terminal.close() == 0


def test_control_d_leaves(terminal: Terminal) -> None:
    terminal.wait_for("for more.")
    terminal.wait_for("?")
    terminal.type("\x04")
    assert terminal.close() == 0


def test_commands_before_any_question_say_so(terminal: Terminal) -> None:
    terminal.wait_for("for more.")
    terminal.wait_for("?")
    terminal.type(":why\r")
    terminal.wait_for("Ask something first.")
    terminal.type(":open\r")
    terminal.wait_for("There is nothing to open yet.")


def test_the_prompt_answers_of_the_index_as_it_is_now(tmp_path: Path, encoder: Encoder) -> None:
    docs = write(tmp_path / "docs", {"ferry.md": "# Ferry\n\nThe ferry sails at nine.\n"})
    build(docs, tmp_path / "index", encoder)
    with opened(tmp_path / "index", tmp_path / "history") as terminal:
        terminal.wait_for("for more.")
        terminal.wait_for("?")
        terminal.type("When does the ferry sail?\r")
        terminal.wait_for("sails at nine")
        terminal.wait_for("?")
        write(docs, {"ferry.md": "# Ferry\n\nThe ferry sails at half past ten.\n"})
        build(docs, tmp_path / "index", encoder)
        terminal.type("When does the ferry sail?\r")
        terminal.wait_for("half past ten")
        terminal.wait_for("?")
        terminal.type(":open 1\r")
        terminal.wait_for("▶")


def test_the_prompt_remembers_the_conversation_until_a_new_one(terminal: Terminal) -> None:
    terminal.wait_for("for more.")
    terminal.wait_for("?")
    terminal.type("What was Belgium's trade deficit in 2022?\r")
    terminal.wait_for("Confidence")
    terminal.type("and in 2021?\r")
    read_as = "(read as: What was Belgium's trade deficit in 2021?)"
    assert read_as in terminal.wait_for("Confidence")
    terminal.type(":new\r")
    terminal.wait_for("A new conversation.")
    terminal.type("and in 2021?\r")
    assert "read as" not in terminal.wait_for("leans on something said before")


def test_the_banner_says_what_is_asked(terminal: Terminal) -> None:
    assert "2 documents of" in terminal.wait_for("for more.")


def test_pasted_lines_are_each_answered_or_told(terminal: Terminal) -> None:
    terminal.wait_for("for more.")
    terminal.wait_for("?")
    begin, end = "\x1b[200~", "\x1b[201~"
    terminal.type(f"{begin}thanks\n\nWho is Belgium's justice minister?\r\n:new{end}")
    terminal.type("\r")
    text = terminal.wait_for("A new conversation.")
    assert text.index("You're welcome.") < text.index("Quickenborne")
    terminal.wait_for("?")
    terminal.type(begin + "\n".join(["hi"] * 30) + end)
    terminal.type("\r")
    assert "hello" not in terminal.wait_for("30 lines, of which none was asked").lower()


def test_tab_completes_commands_and_documents(terminal: Terminal) -> None:
    terminal.wait_for("for more.")
    terminal.wait_for("?")
    terminal.type(":o\t")
    # What is there already is not always drawn again.
    terminal.wait_for("pen")
    terminal.type("000\t")
    terminal.wait_for("276326dee9f317e6.txt")
    terminal.type("x\r")
    terminal.wait_for("There is no document 000_276326dee9f317e6.txtx")


def test_what_is_completed_is_what_there_is(seeds_index: Path) -> None:
    completer = PromptCompleter(Settings(index_dir=seeds_index), OWNER)

    def completed(text: str) -> list[str]:
        found = completer.get_completions(Document(text), CompleteEvent())
        return [text[: len(text) + one.start_position] + one.text for one in found]

    assert completed(":w") == [":why"]
    assert {":why", ":open ", ":sources", ":quit"} <= set(completed(":"))
    assert completed(":open 002") == [f":open {ALIBABA_FT}"]
    assert completed("why") == completed("") == completed(":open nothing") == []
    nowhere = PromptCompleter(Settings(index_dir=seeds_index / "none"), OWNER)
    assert list(nowhere.get_completions(Document(":open 0"), CompleteEvent())) == []


def test_a_document_is_opened_by_its_name(terminal: Terminal) -> None:
    terminal.wait_for("for more.")
    terminal.wait_for("?")
    terminal.type(":open none.txt\r")
    terminal.wait_for("There is no document none.txt")
