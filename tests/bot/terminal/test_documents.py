"""`quoth documents` and `quoth show`, of any index and without a model."""

import io
import json
import os
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from bot.cli import quoth
from bot.terminal import listing
from bot.terminal.documents import numbered
from bot.terminal.listing import PATHS, document_lines, print_documents
from index.indexing.build import build
from index.models.encoder import Encoder
from index.paths import CATALOG
from index.store.catalog import Listed
from index.text.lines import LINE_BREAK, line_of
from tests.support import write

LONG = "minutes of the parish council/in the years before the war/two  blanks and a plan.md"
PAGES = {
    "hotel.md": "# Hotel\n\nBreakfast is at seven.\n",
    LONG: "# A plan\n\nThe hall is painted green.\n",
    "empty.md": "",
}


@pytest.fixture(scope="module")
def place(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    build(write(folder / "docs", PAGES), folder / "index", encoder)
    return folder / "index"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(quoth, [str(argument) for argument in arguments])


def test_documents_are_listed_with_what_was_left_out(place: Path) -> None:
    lines = run("documents", "--index", place).output.splitlines()
    assert f" {LONG}" in lines
    assert any("hotel.md" in line and line.endswith("Hotel") for line in lines)
    assert " empty.md is left out: it is empty" in lines
    assert lines[-1] == " 2 documents, 1 file left out"


def test_programs_get_them_too(place: Path) -> None:
    row = json.loads(run("documents", "--index", place, "--json").output)
    assert [one["path"] for one in row["documents"]] == ["hotel.md", LONG]
    assert row["documents"][0] == {
        "path": "hotel.md",
        "title": "Hotel",
        "date": None,
        "passages": 1,
    }
    assert row["skipped"] == [{"path": "empty.md", "reason": "it is empty"}]
    assert row["in_part"] == []


def test_no_path_is_broken_and_no_line_is_too_wide_for_another_reason() -> None:
    paths = ["a.md", "x" * (PATHS + 1), "y" * 300, "文書" * 8 + ".md"]
    listed = [Listed(path, "A title of many words " * 9, "2024-03-01", 1200) for path in paths]
    lines = list(document_lines(listed, [], [("a.md", "2 pages hold no text")], 80))
    told = [line.plain for line in lines]
    assert all(any(path in line for line in told) for path in paths)
    assert max(line.cell_len for line in lines if "y" * 300 not in line.plain) <= 80
    assert told[-2:] == [" a.md is read in part: 2 pages hold no text", " 4 documents"]


def test_nothing_of_a_document_steers_the_terminal() -> None:
    evil = Listed("a\x1b[2J.md", "Red \x1b[31m title", None, 1)
    found = document_lines([evil], [("b\x07", "x")], [("c\x1b[2J", "y")], 80)
    assert not any("\x1b" in line.plain for line in found)


def test_a_long_list_is_paged_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    paged: list[str] = []
    monkeypatch.setattr(listing.click, "echo_via_pager", paged.append)
    many = [Listed(f"{n}.md", "Title", None, 1) for n in range(100)]
    for terminal, pages in ((False, 0), (True, 1)):
        out = io.StringIO()
        print_documents(Console(file=out, force_terminal=terminal, height=24), many, [], [])
        assert len(paged) == pages
        assert ("99.md" in out.getvalue()) is not terminal
    print_documents(Console(file=out, force_terminal=True, height=24), many[:3], [], [])
    assert len(paged) == 1


@pytest.mark.parametrize("text", ["one\ntwo\n", "one\r\ntwo\rthree", "\n\n", "x", "a\x0cb\u2028c"])
def test_lines_are_numbered_as_labels_number_them(text: str) -> None:
    rows = [line.split("\t", 1) for line in numbered(text).split("\n")[:-1]]
    at = 0
    for number, line in rows:
        assert text.startswith(line, at)
        assert line_of(text, at) == int(number)
        broken = LINE_BREAK.match(text, at + len(line))
        at = broken.end() if broken else len(text)
    assert at == len(text)


def test_show_numbers_lines(place: Path) -> None:
    shown = run("show", "--lines", "hotel.md", "--index", place).output
    assert shown == "   1\t# Hotel\n   2\t\n   3\tBreakfast is at seven.\n"


def test_an_index_of_another_version_is_told_by_both(place: Path, tmp_path: Path) -> None:
    old = tmp_path / "index"
    old.mkdir()
    (old / CATALOG).write_bytes((place / CATALOG).read_bytes())
    connection = sqlite3.connect(old / CATALOG)
    with connection:
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
        connection.execute("DELETE FROM meta WHERE key = 'sum'")
    connection.close()
    for command in (["documents"], ["show", "hotel.md"]):
        told = run(*command, "--index", old)
        assert "was made by an earlier version of Quoth: run quoth index" in str(told.exception)
        assert told.output == ""


def test_a_shell_completes_names(place: Path) -> None:
    environment = {"_QUOTH_COMPLETE": "bash_complete", "COMP_CWORD": "4"}
    words = {"COMP_WORDS": f"quoth show --index {place} ho"}
    done = CliRunner(env=environment | words).invoke(quoth, prog_name="quoth")
    assert done.output.splitlines() == ["plain,hotel.md"]
    nowhere = {"COMP_WORDS": f"quoth show --index {place / 'none'} ho"}
    done = CliRunner(env=environment | nowhere).invoke(quoth, prog_name="quoth")
    assert done.output.strip() == ""
    assert os.environ.get("_QUOTH_COMPLETE") is None
