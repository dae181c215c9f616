"""`quoth index` shows what takes long, what does not not at all, and sums it up."""

import io
import itertools
import json
import re
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress as Bars

from bot.terminal import indexing
from bot.terminal.indexing import summary_json, summary_text, working
from index.documents.document import Skipped
from index.indexing.summary import Summary

SUMMARY = Summary(
    added=tuple(f"page{n}.md" for n in range(12)),
    changed=("ferry.md",),
    removed=("old\x1b[2J.md",),
    unchanged=1200,
    skipped=(Skipped("empty.md", "it is empty"),),
    passages=5000,
    encoded=40,
    seconds=3.25,
    in_part=(Skipped("scan.pdf", "2 of its pages hold no text"),),
    stages=(("reading", 1.0), ("encoding", 2.125)),
)


class Screen(io.StringIO):
    """What is written to a terminal; `shown` is set when it holds certain words."""

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self.words = words
        self.shown = threading.Event()

    def write(self, text: str) -> int:
        written = super().write(text)
        if self.words and self.words in self.getvalue():
            self.shown.set()
        return written


def screen(
    monkeypatch: pytest.MonkeyPatch, words: str = "", *, terminal: bool = True, width: int = 80
) -> Screen:
    """What standard error is from now on."""
    file = Screen(words)
    console = Console(file=file, force_terminal=terminal, width=width, color_system=None)
    monkeypatch.setattr(indexing, "make_console", lambda stderr: console)
    return file


def test_work_that_is_done_at_once_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 1000.0)
    shown = screen(monkeypatch)
    before = threading.active_count()
    with working(told=True) as progress:
        progress("Reading", 1, 0)
        progress("Encoding", 2, 2)
    assert shown.getvalue() == ""
    assert threading.active_count() == before


def test_work_that_takes_long_is_one_line_that_goes_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 0.0)
    shown = screen(monkeypatch, "Encoding")
    with working(told=False) as progress:
        progress("Loading", 0, 0)
        progress("Encoding", 250, 1000)
        assert shown.shown.wait(60)
    text = shown.getvalue()
    assert "  250 of 1,000 passages" in text
    hide, show, erase = "\x1b[?25l", "\x1b[?25h", "\x1b[2K"
    assert text.index(hide) < text.index("Encoding")
    assert text.rindex("Encoding") < text.rindex(erase)
    assert text.rindex(show) > text.rindex(hide)


def test_encoding_is_shown_beside_what_goes_on_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Bars] = []
    monkeypatch.setattr(indexing, "Bars", lambda *a, **b: made.append(Bars(*a, **b)) or made[-1])
    monkeypatch.setattr(indexing, "AT_ONCE", 1000.0)
    screen(monkeypatch)
    with working(told=False) as progress:
        seen = []
        for stage, done, total in (
            ("Loading", 0, 0),
            ("Reading", 1, 2),
            ("Encoding", 8, 16),
            ("Reading", 2, 2),
            ("Preparing", 1, 2),
            ("Encoding", 16, 24),
            ("Preparing", 2, 2),
            ("Encoding", 24, 24),
            ("Writing", 1, 24),
            ("Reading", 1, 2),
        ):
            progress(stage, done, total)
            seen.append([task.description for task in made[0].tasks if task.visible])
    assert seen == [
        ["Loading"],
        ["Reading"],
        ["Reading", "Encoding"],
        ["Reading", "Encoding"],
        ["Preparing", "Encoding"],
        ["Preparing", "Encoding"],
        ["Preparing", "Encoding"],
        ["Encoding"],
        ["Writing"],
        ["Reading"],
    ]


def test_in_a_narrow_terminal_the_time_that_is_left_has_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 0.0)
    monkeypatch.setattr(indexing, "NO_GUESS", 0.0)
    shown = screen(monkeypatch, " left", width=40)
    clock = itertools.count(step=5)
    monkeypatch.setattr(indexing, "Bars", partial(Bars, get_time=lambda: next(clock)))
    with working(told=False) as progress:
        for done in range(1000, 6000, 1000):
            progress("Encoding", done, 1_000_000)
        assert shown.shown.wait(60)
    assert re.search(r"Encoding  [01] % · \d+/s · \d+ (s|min|h .*) left", shown.getvalue())


def test_each_stage_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 0.0)
    shown = screen(monkeypatch, "7 files")
    with working(told=False) as progress:
        progress("Encoding", 900, 1000)
        progress("Reading", 7, 0)
        assert shown.shown.wait(60)
    assert "7 of" not in shown.getvalue()


@pytest.mark.parametrize(
    ("told", "lines"),
    [(True, ["Encoding:  9 of 40 passages", "Reading: 1,200 files"]), (False, [])],
)
def test_without_a_terminal_there_is_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, told: bool, lines: list[str]
) -> None:
    shown = screen(monkeypatch, terminal=False)
    monkeypatch.setattr(indexing, "BETWEEN_LINES", 1000.0)
    with working(told=told) as progress:
        progress("Encoding", 8, 40)
    monkeypatch.setattr(indexing, "BETWEEN_LINES", 0.0)
    with working(told=told) as progress:
        progress("Loading", 0, 0)
        progress("Encoding", 9, 40)
        progress("Reading", 1200, 0)
    assert shown.getvalue().splitlines() == lines


@pytest.mark.parametrize(
    ("seconds", "words"), [(7.4, "7 s"), (99.0, "99 s"), (150.0, "2 min"), (8000.0, "2 h 13 min")]
)
def test_what_is_left_is_told_in_round_words(seconds: float, words: str) -> None:
    assert indexing._duration(seconds) == words


def test_a_summary_names_what_changed_and_what_was_left_out() -> None:
    lines = summary_text(SUMMARY, Path("index")).plain.splitlines()
    assert lines[0] == "12 added, 1 changed, 1 removed, 1200 unchanged, 1 skipped"
    assert lines[1:3] == ["  added    page0.md", "  added    page1.md"]
    assert lines[11:] == [
        "  added    and 2 more",
        "  changed  ferry.md",
        "  removed  old�[2J.md",
        "  skipped  empty.md: it is empty",
        "  in part  scan.pdf: 2 of its pages hold no text",
        "1,213 documents, 5,000 passages (40 encoded) in index, 3.2 s",
        "reading 1.0 s · encoding 2.1 s",
    ]


def test_a_summary_does_not_go_on_about_files_that_were_left_out() -> None:
    skipped = tuple(Skipped(f"{n}.jpg", "there is no reader for .jpg") for n in range(5000))
    lines = summary_text(replace(SUMMARY, skipped=skipped), Path("index")).plain.splitlines()
    told = [line for line in lines if line.startswith("  skipped")]
    assert len(told) == 11
    assert told[-1] == "  skipped  and 4,990 more, told by quoth status"


def test_a_summary_for_programs_holds_all_of_it() -> None:
    row = json.loads(json.dumps(summary_json(SUMMARY)))
    assert len(row.pop("added")) == 12
    assert row == {
        "changed": ["ferry.md"],
        "removed": ["old\x1b[2J.md"],
        "mended": [],
        "unchanged": 1200,
        "skipped": [{"path": "empty.md", "reason": "it is empty"}],
        "in_part": [{"path": "scan.pdf", "reason": "2 of its pages hold no text"}],
        "documents": 1213,
        "passages": 5000,
        "encoded": 40,
        "seconds": 3.25,
        "stages": {"reading": 1.0, "encoding": 2.125},
    }
    assert set(Summary.__slots__) <= row.keys() | {"added"}
