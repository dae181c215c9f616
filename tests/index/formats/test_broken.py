"""Files that are not what they should be are refused in words; nothing else comes out."""

import random
import subprocess
import sys
import textwrap

import pytest

from index.documents import Source
from index.documents import read as read_document
from index.errors import DocumentError
from index.formats import readers
from tests.index.formats import made
from tests.index.formats.test_docx import guide
from tests.index.formats.test_html import PAGE
from tests.index.formats.test_rst import GUIDE
from tests.index.formats.test_text import assert_in_order
from tests.support import ROOT

MUTANTS = 60
MARKS = [b"<", b">", b"&x;", b"\0", b"\xff\xfe", b"\r", b"{"]
LIBRARIES = {
    ".pdf": "pypdfium2",
    ".docx": "docx",
    ".xlsx": "openpyxl",
    ".html": "lxml",
    ".rst": "docutils",
}
FILES = {
    ".html": PAGE.encode(),
    ".rst": GUIDE.encode(),
    ".docx": made.word(guide),
    ".xlsx": made.excel({"Bread": [["Name", "Price"], ["Rye", 4.2]]}, {"B2": '0.00 "€"'}),
    ".pdf": made.pdf(made.lines("The ferry sails."), made.picture, title="Ferry"),
    ".eml": made.mail("The ferry sails.\n\n> When?\n", html="<p>Sails.", attached=["a.pdf"]),
    ".csv": "Name,Price\nRye,4\n".encode("utf-16"),
    ".jsonl": b'{"title": "Ferry", "text": "It sails."}\n{"text": 3}\n',
    ".md": b"---\ntitle: Ferry\n---\n# Ferry\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    ".txt": "Élan vital.".encode("latin-1"),
}


def mutant(data: bytes, chance: random.Random) -> bytes:
    """The data with bytes changed, cut out, doubled, or the end missing."""
    changed = bytearray(data)
    for _ in range(chance.choice([1, 3, 20])):
        at = chance.randrange(max(1, len(changed)))
        match chance.randrange(5):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.randrange(40)]
            case 2:
                changed[at:at] = changed[at : at + chance.randrange(200)]
            case 3:
                changed[at:at] = chance.choice(
                    [b"<", b">", b"&x;", b"\0", b"\xff\xfe", b"\r", b"{"]
                )
            case _:
                del changed[-chance.randrange(1, max(2, len(changed) // 2)) :]
    return bytes(changed)


@pytest.mark.parametrize("suffix", FILES)
def test_only_a_document_error_comes_out_of_broken_files(suffix: str) -> None:
    chance = random.Random(suffix)
    for _ in range(MUTANTS):
        data = mutant(FILES[suffix], chance)
        try:
            document = read_document(Source(f"a{suffix}", data))
        except DocumentError as error:
            assert str(error)[0].islower() or str(error)[0].isdigit()
            assert "\n" not in str(error)
        else:
            assert_in_order(document.text, list(document.blocks))
            assert document.text.encode()
            starts = [landmark.start for landmark in document.landmarks]
            assert starts == sorted(set(starts))


@pytest.mark.parametrize("suffix", sorted(set(FILES) - {".txt", ".md"}))
@pytest.mark.parametrize("other", [".pdf", ".docx", ".html", ".txt"])
def test_a_file_with_the_wrong_ending_does_no_harm(suffix: str, other: str) -> None:
    try:
        read_document(Source(f"a{suffix}", FILES[other]))
    except DocumentError as error:
        assert "it " in str(error) or "line" in str(error) or "rows" in str(error)


@pytest.mark.parametrize(("suffix", "library"), LIBRARIES.items())
def test_a_reader_without_its_library_says_how_to_get_it(
    suffix: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(DocumentError) as raised:
        read_document(Source(f"a{suffix}", FILES[suffix]))
    assert str(raised.value) == f"reading {suffix} needs: pip install 'quoth[formats]'"


def test_readers_load_no_library_before_they_read() -> None:
    code = f"""
        import sys
        from index.formats import readers
        found = readers()
        print(*sorted(set({[*LIBRARIES.values(), "yaml"]!r}) & set(sys.modules)))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == ""


def test_every_ending_is_tried_here() -> None:
    others = {".text", ".log", ".markdown", ".mdown", ".htm", ".xhtml", ".tsv", ".xlsm", ".ndjson"}
    assert set(readers()) == set(FILES) | others | {".rest"}
