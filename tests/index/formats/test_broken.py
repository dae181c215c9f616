"""Files that are not what they should be are refused in words; nothing else comes out."""

import io
import os
import random
import struct
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.documents.document import Source
from index.documents.document import read as read_document
from index.documents.isolation import IsolatedReader
from index.errors import DocumentError
from index.extraction.archives import MOST_PARTS
from index.formats import readers
from index.indexing.build import build
from index.limits import Limits
from index.models.encoder import Encoder
from tests.index.formats import made
from tests.index.formats.test_docx import guide
from tests.index.formats.test_html import PAGE
from tests.index.formats.test_rst import GUIDE
from tests.index.formats.test_text import assert_in_order
from tests.support import ROOT, opened, write

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
                changed[at:at] = chance.choice(MARKS)
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
    others = {
        ".text",
        ".log",
        ".markdown",
        ".mdown",
        ".mdx",
        ".htm",
        ".xhtml",
        ".tsv",
        ".xlsm",
        ".ndjson",
    }
    assert set(readers()) == set(FILES) | others | {".rest"}


SECRET = "The vault opens with the word Quetzalcoatl."
LIMITS = Limits(megabytes=2, seconds=60, memory_megabytes=150)
LOCKED = "it is protected by a password"
DAMAGED = "it is damaged or not whole"
WORDS_PART, SHEET_PART = "word/document.xml", "xl/worksheets/sheet1.xml"
WORD_FILE, SHEET_FILE = FILES[".docx"], FILES[".xlsx"]
WORDS_XML = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>Words &a9;</w:t></w:r></w:p></w:body></w:document>"
)
SHEET_XML = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Words &a9;</t></is></c></row>'
    "</sheetData></worksheet>"
)
PAGE_XML = "<html><body><p>Words &a9; and more.</p></body></html>"
# Each name stands for ten times the one before it; the last for ten gigabytes of laughter.
LAUGHTER = '<!ENTITY a0 "Ha! Ha! Ha!">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)
ELSEWHERE = '<!ENTITY a9 SYSTEM "file://{}">'
# So much before a declaration hides it from who looks at the beginning only.
FAR = f"<!--{'x' * 5000}-->"


def locked_office() -> bytes:
    """How an office file with a password begins: a container as before 2007, with two parts."""
    names = ["Root Entry", "EncryptionInfo", "EncryptedPackage"]
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(1024, b"\0") + directory


def listed_as(data: bytes, part: str, flags: int = 0, size: int = 0) -> bytes:
    """An office file whose list of parts says something else of one than is there."""
    changed = bytearray(data)
    at = data.rindex(b"PK\1\2", 0, data.rindex(part.encode()))
    struct.pack_into("<H", changed, at + 8, flags)
    if size:
        struct.pack_into("<I", changed, at + 24, size)
    return bytes(changed)


def burst(data: bytes, part: str, megabytes: int) -> bytes:
    return made.repacked(data, {part: bytes(megabytes * 1_000_000)})


def crowded() -> bytes:
    out = io.BytesIO(WORD_FILE)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(MOST_PARTS):
            archive.writestr(f"{number:x}", b"")
    return out.getvalue()


def wordy() -> bytes:
    """A small table whose columns' names, said again in every row, make a long text."""
    return f"{'a' * 200},{'b' * 200}\n".encode() + b"1,2\n" * 10_000


def declaring(entities: str, xml: str, before: str = "") -> bytes:
    return f"<?xml version='1.0'?>{before}<!DOCTYPE x [{entities}]>{xml}".encode()


# A file's name, its content, and the reason why it is no document.
BAD: list[tuple[str, Callable[[], bytes], str]] = [
    ("locked.pdf", lambda: made.pdf(made.lines("Words."), password="x"), LOCKED),
    ("locked.docx", locked_office, LOCKED),
    ("locked.xlsx", locked_office, LOCKED),
    ("locked part.docx", lambda: listed_as(WORD_FILE, WORDS_PART, flags=1), LOCKED),
    ("cut.pdf", lambda: FILES[".pdf"][:1200], DAMAGED),
    ("cut.docx", lambda: WORD_FILE[: len(WORD_FILE) // 2], DAMAGED),
    ("cut.xlsx", lambda: SHEET_FILE[:-30], DAMAGED),
    ("bomb.docx", lambda: burst(WORD_FILE, "word/more.xml", 40), "it would unpack to 40 MB"),
    ("bomb.xlsx", lambda: burst(SHEET_FILE, SHEET_PART, 40), "it would unpack to 40 MB"),
    (
        "lying.docx",
        lambda: listed_as(burst(WORD_FILE, WORDS_PART, 150), WORDS_PART, size=4_000_000),
        "reading it took more than 150 MB of memory",
    ),
    ("lying.xlsx", lambda: listed_as(SHEET_FILE, SHEET_PART, size=200), DAMAGED),
    ("crowd.docx", crowded, "it holds 20018 files"),
    (
        "laughter.docx",
        lambda: made.repacked(WORD_FILE, {WORDS_PART: declaring(LAUGHTER, WORDS_XML)}),
        "it declares XML entities, which no office program writes",
    ),
    (
        "laughter.xlsx",
        lambda: made.repacked(SHEET_FILE, {SHEET_PART: declaring(LAUGHTER, SHEET_XML)}),
        "it declares XML entities, which no office program writes",
    ),
    (
        "far laughter.docx",
        lambda: made.repacked(WORD_FILE, {WORDS_PART: declaring(LAUGHTER, WORDS_XML, FAR)}),
        DAMAGED,
    ),
    (
        "far laughter.xlsx",
        lambda: made.repacked(SHEET_FILE, {SHEET_PART: declaring(LAUGHTER, SHEET_XML, FAR)}),
        DAMAGED,
    ),
    ("pdf.docx", lambda: FILES[".pdf"], "it is a PDF, whatever its name says"),
    ("pdf.txt", lambda: FILES[".pdf"], "it is a PDF, whatever its name says"),
    ("pdf.html", lambda: FILES[".pdf"], "it is a PDF, whatever its name says"),
    ("page.pdf", lambda: FILES[".html"], "it is no .pdf file, whatever its name says"),
    ("text.xlsx", lambda: FILES[".txt"], "it is no .xlsx file, whatever its name says"),
    ("word.xlsx", lambda: WORD_FILE, "it is a Word file, whatever its name says"),
    ("sheet.docx", lambda: SHEET_FILE, "it is an Excel file, whatever its name says"),
    ("word.md", lambda: WORD_FILE, "it holds binary data, not text"),
    ("word.pdf", lambda: WORD_FILE, "it is no .pdf file, whatever its name says"),
    ("rich.txt", lambda: rb"{\rtf1\ansi Words.}", "it is an RTF text, whatever its name says"),
    ("picture.txt", lambda: b"\x89PNG\r\n\x1a\n", "it is a PNG picture, whatever its name says"),
    ("long.csv", wordy, "its text is longer than 2 million characters"),
]


@pytest.fixture(scope="module")
def isolated() -> Iterator[IsolatedReader]:
    with IsolatedReader(LIMITS) as reader:
        yield reader


@pytest.fixture(scope="module")
def bad_files() -> dict[str, bytes]:
    return {name: content() for name, content, _ in BAD}


@pytest.mark.parametrize(("name", "reason"), [(name, reason) for name, _, reason in BAD])
def test_a_bad_file_is_named_with_its_reason(
    isolated: IsolatedReader, bad_files: dict[str, bytes], name: str, reason: str
) -> None:
    with pytest.raises(DocumentError) as raised:
        isolated.read(Source(name, bad_files[name]))
    assert str(raised.value) == reason


@pytest.mark.parametrize("name", ["a.html", "a.xhtml"])
def test_a_page_does_not_grow_by_what_it_declares(isolated: IsolatedReader, name: str) -> None:
    assert len(isolated.read(Source(name, declaring(LAUGHTER, PAGE_XML))).text) < 100


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.html", "a.xhtml"])
def test_nothing_is_read_from_elsewhere(
    isolated: IsolatedReader, tmp_path: Path, name: str
) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    entity = ELSEWHERE.format(tmp_path / "secret.txt")
    data = {
        "a.docx": made.repacked(WORD_FILE, {WORDS_PART: declaring(entity, WORDS_XML, FAR)}),
        "a.xlsx": made.repacked(SHEET_FILE, {SHEET_PART: declaring(entity, SHEET_XML, FAR)}),
    }
    try:
        text = isolated.read(Source(name, data.get(name) or declaring(entity, PAGE_XML))).text
    except DocumentError as error:
        text = str(error)
    assert text
    assert "Quetzalcoatl" not in text


def test_an_index_is_made_of_a_folder_with_all_of_them(
    tmp_path: Path, encoder: Encoder, bad_files: dict[str, bytes]
) -> None:
    good = {f"good{suffix}": data for suffix, data in FILES.items()}
    folder = write(tmp_path / "docs", good | bad_files)
    write(folder, {"empty.md": b"", "good\n\x1b[31m.md": FILES[".md"], "Makefile": b"all:"})
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "round").symlink_to(".")
    (folder / "out.txt").symlink_to(write(tmp_path / "out", {"a.txt": SECRET}) / "a.txt")
    os.mkfifo(folder / "pipe.txt")
    with (folder / "sparse.txt").open("wb") as file:
        file.truncate(2_000_000_000)
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text(SECRET, encoding="utf-8")
    done = build(folder, tmp_path / "index", encoder, limits=LIMITS)
    reasons = {name: reason for name, _, reason in BAD} | {
        "empty.md": "it is empty",
        "Makefile": "there is no reader for files without an ending",
        "loop.txt": "it is a link that leads to itself",
        "round": "it is a link to a folder, and those are not followed",
        "out.txt": "it is a link that leads out of the folder",
        "pipe.txt": "it is not a regular file",
        "sparse.txt": "it is larger than 2 MB",
        "caf\ufffd.txt": "its name is not valid UTF-8",
    }
    assert {one.path: one.reason for one in done.skipped} == reasons
    assert set(done.added) == {*good, "good\n\x1b[31m.md"}
    with opened(tmp_path / "index", encoder) as snapshot:
        assert dict(snapshot.catalog.unread()) == reasons
