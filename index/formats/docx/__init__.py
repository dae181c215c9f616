"""Word, by python-docx: headings, lists and tables as the styles say; heads and feet left out."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from index.extraction.archives import check_office_file, transitional, tree
from index.extraction.model import BlockKind, Extract, damage
from index.extraction.writer import TextWriter, one_line
from index.formats.docx.numbering import Numbering
from index.formats.docx.styles import HEADING, Styles, W, outline, value
from index.formats.docx.tables import cells_of, lines_of
from index.formats.docx.text import CALLS, Words, boxes, inside, runs_on
from index.text.bounds import LONGEST_NAME, shortened

SUFFIXES = (".docx",)

PROPERTIES = "/core-properties"
NUMBERING = "/numbering"
# What python-docx's template says of itself, and so many a file that was made with it.
TEMPLATE_MADE = date(2013, 12, 23)
DEEPEST_LEVEL = 6
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/"
# What is shown and holds words that are not read, as it is called for one and for several.
UNREAD = (
    (f"{W}altChunk", "a part put in from another file", "parts put in from other files"),
    (f"{DRAWING}chart}}chart", "a chart", "charts"),
    (f"{DRAWING}diagram}}relIds", "a diagram", "diagrams"),
)
CHANGES = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))


def read(data: bytes) -> Extract:
    """Paragraphs in order, notes and comments below what calls them; title and date as declared."""
    import docx

    check_office_file(data)
    writer = TextWriter()
    with damage():
        document = docx.Document(io.BytesIO(transitional(data)))
        body = document.element.body
        _Reader(document, writer).blocks(body)
        # Where there are none, python-docx makes some up.
        kept = any(r.reltype.endswith(PROPERTIES) for r in document.part.package.rels.values())
        declared = document.core_properties if kept else None
        changed = declared and (declared.modified or declared.created)
        day = changed.date() if changed else None
        return Extract(
            text=writer.text,
            blocks=tuple(writer.blocks),
            title=one_line(declared.title) or None if declared else None,
            date=day.isoformat() if day and day != TEMPLATE_MADE else None,
            notes=tuple(_unread(body)),
        )


class _Reader:
    """Writes the paragraphs and tables of a file, counting its lists and telling each note once."""

    def __init__(self, document: Any, writer: TextWriter) -> None:  # noqa: ANN401 (no types)
        self._writer = writer
        self._styles = Styles(document.styles.element)
        self._numbering = Numbering(_part(document, NUMBERING), self._styles)
        self._words = Words(self._styles)
        self._comment = ""
        self._notes = {
            (kind, note.get(f"{W}id")): note
            for kind in CALLS.values()
            for note in _notes(_part(document, f"/{kind}s"), kind)
        }

    def blocks(self, parent: Any) -> None:  # noqa: ANN401
        """Write what an element holds, in order."""
        for element, before in _joined(parent):
            if element.tag == f"{W}p":
                self._paragraph(element, before)
            else:
                self._table(element)
            self._tell_notes()

    def _paragraph(self, element: Any, before: list[Any]) -> None:  # noqa: ANN401
        style = value(element, f"pPr/{W}pStyle")
        name = self._styles.name(style)
        if own := outline(element):
            name = f"heading {own}"
        heading = HEADING.match(name)
        kind: BlockKind = "line"
        level = 0
        item = self._numbering.item(element, style)
        if heading or name == "Title":
            level = min(DEEPEST_LEVEL, max(1, int(heading.group(1)))) if heading else 1
            kind = "heading"
        elif item or name.startswith("List"):
            kind = "item"
        words = self._numbered([*before, element], item)
        contents = name.lower().startswith("toc")
        self._writer.add(words, kind, level, furniture=contents, item=self._comment)
        for paragraph in (*before, element):
            for box in boxes(paragraph):
                self.blocks(box)

    def _numbered(self, paragraphs: list[Any], item: tuple[str, int] | None) -> str:
        """The words of a paragraph, or of several that became one, after their number."""
        words = "".join(map(self._words.of, paragraphs))
        number = self._numbering.count(*item) if item and self._counts(words, paragraphs) else ""
        return f"{number}{words.strip()}" if number and words.strip() else words

    def _counts(self, words: str, paragraphs: list[Any]) -> bool:
        """Whether a paragraph is shown: an empty one is counted, one that is hidden is not."""
        return bool(words.strip()) or all(
            paragraph.find(f".//{W}t") is None for paragraph in paragraphs
        )

    def _table(self, table: Any) -> None:  # noqa: ANN401
        lines = lines_of(table, self._cell, self._styles)
        if lines is None:
            for cell in cells_of(table):
                self.blocks(cell)
            return
        for line in lines:
            self._writer.add(line.words, "table")
            for words in line.long:
                self._writer.add(words, "line")

    def _cell(self, cell: Any) -> str:  # noqa: ANN401
        """The words of a cell, those of its boxes behind them."""
        pieces: list[str] = []
        for paragraph, before in _joined(cell):
            if paragraph.tag == f"{W}p":
                item = self._numbering.item(paragraph, value(paragraph, f"pPr/{W}pStyle"))
                pieces.append(self._numbered([*before, paragraph], item))
                pieces += [self._cell(box) for one in (*before, paragraph) for box in boxes(one)]
        return " ".join(pieces)

    def _tell_notes(self) -> None:
        """Write the notes that were called since the last ones, each once."""
        called, self._words.called = self._words.called, []
        for call in called:
            note = self._notes.pop(call, None)
            if note is not None:
                outer, author = self._comment, one_line(note.get(f"{W}author") or "")
                if call[0] == "comment":
                    by = f" by {shortened(author, LONGEST_NAME)}" if author else ""
                    self._comment = f"comment{by}"
                self.blocks(note)
                self._comment = outer


def _joined(parent: Any) -> Iterator[tuple[Any, list[Any]]]:  # noqa: ANN401
    """Paragraphs and tables in order; with each paragraph those that run on in it."""
    before: list[Any] = []
    for element in inside(parent, f"{W}p", f"{W}tbl"):
        if element.tag == f"{W}p" and runs_on(element):
            before.append(element)
            continue
        if element.tag != f"{W}p" and before:
            yield before[-1], before[:-1]
            before = []
        yield element, before
        before = []
    if before:
        yield before[-1], before[:-1]


def _part(document: Any, kind: str) -> Any:  # noqa: ANN401
    """The XML of a part of the file, or None."""
    for part in document.part.rels.values():
        if part.reltype.endswith(kind) and not part.is_external:
            return tree(part.target_part.blob)
    return None


def _notes(root: Any, kind: str) -> Iterator[Any]:  # noqa: ANN401
    """The notes that hold words; lines that set notes apart are kept as some too."""
    for note in root.iterfind(f"{W}{kind}") if root is not None else ():
        if note.get(f"{W}type") in (None, "normal"):
            yield note


def _unread(body: Any) -> Iterator[str]:  # noqa: ANN401
    if any(mark.find(f".//{W}r") is not None for mark in body.iter(*CHANGES)):
        yield "its tracked changes are read as if all were accepted"
    for tag, one, several in UNREAD:
        count = sum(1 for _ in body.iter(tag))
        if count:
            yield f"{one if count == 1 else f'{count} {several}'} in it cannot be read"
