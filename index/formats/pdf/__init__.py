"""PDF, by PDFium: paragraphs from what is placed on pages, heads and feet set apart.

PDFium finds the letters and where they stand. On two manuals of 53 pages it took 6 ms a page, where
pdfminer.six took 36 and pypdf, which reads across columns, 22.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from index.errors import DocumentError
from index.extraction.model import BlockKind, Extract, damage
from index.extraction.writer import TextWriter, one_line
from index.extraction.writer import row as table_row
from index.formats.pdf.annotations import Forms
from index.formats.pdf.edges import running, stamps, turned
from index.formats.pdf.forms import with_forms
from index.formats.pdf.line_numbers import without_line_numbers
from index.formats.pdf.lines import find_gutter, lines, rejoined
from index.formats.pdf.paragraphs import BULLET, column_of, paragraphs, usual_turn
from index.formats.pdf.pieces import Line, Segment
from index.formats.pdf.repeated_names import repeated_names
from index.formats.pdf.rules import with_cells
from index.formats.pdf.tables import with_headings
from index.formats.pdf.unread_pages import PICTURES, Unread
from index.formats.pdf.words import View, words_of
from index.text.dates import iso_date
from index.text.hyphens import HYPHENATED, join
from index.text.numbering import ITEM_NUMBER

SUFFIXES = (".pdf",)

NO_TITLE = re.compile(
    r"\W*|\(?(?:untitled|anonymous|unspecified)\b.*|microsoft (?:word|powerpoint|excel)\b.*"
    r"|.*\.(?:docx?|odt|pdf|indd|tex|dvi)",
    re.IGNORECASE,
)
# Dots that lead to a page's number: a table of contents.
LEADERS = re.compile(r"(?:\.\s?){5,}\s*(?:\d+|[ivxl]+)$")
CREATED = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
HEADING_SIZE = 1.12
HEADING_CHARACTERS = 150
DEEPEST = 6


def read(data: bytes) -> Extract:
    """Text by paragraphs, each page a landmark. Raises DocumentError for what holds no text."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD
        reason = "it is protected by a password" if locked else "it is damaged or not whole"
        raise DocumentError(reason) from error
    try:
        with damage():
            return _extract(document)
    finally:
        document.close()


def _extract(document: Any) -> Extract:  # noqa: ANN401 (pypdfium2 has no types)
    unread = Unread()
    views: list[tuple[View, ...]] = []
    asides: list[Forms] = []
    if document.get_formtype():
        document.init_forms()
    for number in range(len(document)):
        page = document[number]
        found = words_of(page)
        level = next((view for view in found.views if view.turn == 0), None)
        with_cells(page, found.views)
        forms = with_forms(page, level.segments if level else ())
        if level:
            level.segments = forms.placed
        elif forms.placed:
            found = replace(found, views=(View(0, page.get_height(), forms.placed), *found.views))
        views.append(found.views)
        asides.append(forms)
        unread.look(page, number, found, forms)
        page.close()
    unread.look_at_all(document)
    if unread.pictures and not any(views) and not any(one.rows or one.notes for one in asides):
        raise DocumentError(PICTURES)
    declared = document.get_metadata_dict()
    created = CREATED.match(declared.get("CreationDate", ""))
    named = one_line(declared.get("Title", ""))
    title = None if NO_TITLE.fullmatch(named) else named
    pages = list(_lines(views, asides))
    writer = _written(pages, _edges(pages, views, title or ""))
    return Extract(
        text=writer.text,
        blocks=tuple(writer.blocks),
        title=title,
        date=iso_date("-".join(created.groups())) if created else None,
        landmarks=tuple(writer.landmarks),
        notes=tuple(unread.notes()),
    )


def _lines(pages: Sequence[Sequence[View]], asides: Sequence[Forms]) -> Iterator[list[Line]]:
    """The lines of each page, direction by direction, then its fields and notes."""
    gutters: dict[int, float | None] = {}
    for turn in {view.turn for page in pages for view in page}:
        found_views = [view for page in pages for view in page if view.turn == turn]
        unnumbered = without_line_numbers([view.segments for view in found_views])
        for view, segments in zip(found_views, unnumbered, strict=True):
            view.segments = segments
    for number, (views, forms) in enumerate(zip(pages, asides, strict=True)):
        found: list[Line] = []
        for view in views:
            segments = rejoined(view.segments) if view.turn else view.segments
            own = find_gutter(segments, gutters.get(view.turn))
            first = found[-1].column + 1 if found else 0
            found += lines(number, segments, own, view.turn, first)
            gutters[view.turn] = own or gutters.get(view.turn)
        column = found[-1].column + 1 if found else 0
        size = max((line.size for line in found), default=1.0)
        for words, is_field in [(w, True) for w in forms.rows] + [(w, False) for w in forms.notes]:
            cell = Segment(words, 0.0, 1.0, 0.0, 1.0, size, is_field=is_field)
            found.append(Line(number, (cell,), column, apart=True))
        yield found


def _edges(
    pages: Sequence[Sequence[Line]], views: Sequence[Sequence[View]], title: str
) -> set[Line]:
    """Heads, feet, page numbers, and stamps across pages."""
    usual = usual_turn([line for page in pages for line in page])
    found: set[Line] = set()
    for turn in sorted({0, 90, 180, 270}, key=lambda turn: turn != usual):
        heights = [next((view.height for view in page if view.turn == turn), 1.0) for page in views]
        level = [[line for line in page if line.turn == turn and not line.apart] for page in pages]
        if any(level):
            beside = turn != usual
            found |= turned(level, heights, found) if beside else set()
            found |= running(level, heights, title, beside=beside)
    return (found | stamps(pages)) - repeated_names(pages, found)


def _written(pages: Sequence[Sequence[Line]], edges: set[Line]) -> TextWriter:
    """Each page's heads and feet, then its paragraphs; one may go on over the next page."""
    body = [line for page in pages for line in page if line not in edges]
    words = Counter(word.casefold() for line in body for word in HYPHENATED.findall(line.words))
    sizes = Counter[float]()
    for line in body:
        if not line.apart:
            sizes[_size(line)] += len(line.words)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted((size for size in sizes if size > HEADING_SIZE * usual), reverse=True)
    writer = TextWriter()
    waiting = {
        number: [line for line in page if line in edges] for number, page in enumerate(pages)
    }
    for group in paragraphs(with_headings(body)):
        for number in [number for number in waiting if number <= group[0].page]:
            writer.landmark(f"page {number + 1}")
            for line in waiting.pop(number):
                writer.add(line.words, "text", furniture=True)
        writer.landmark(f"page {group[0].page + 1}")
        _paragraph(writer, group, words, usual, larger)
    for number, left in waiting.items():
        writer.landmark(f"page {number + 1}")
        for line in left:
            writer.add(line.words, "text", furniture=True)
    return writer


def _size(line: Line) -> float:
    return round(line.size * 2) / 2


def _paragraph(
    writer: TextWriter,
    group: Sequence[Line],
    words: Counter[str],
    usual: float,
    larger: list[float],
) -> None:
    text, turns = _joined(group, words)
    size, bold = _size(group[0]), all(line.bold for line in group)
    short = len(text) <= HEADING_CHARACTERS and any(c.isalpha() for c in text)
    kind: BlockKind = "line" if len(group) == 1 else "text"
    level = 0
    if bullet := BULLET.match(text):
        kind = "item" if text[0].isdigit() or not text[0].isalnum() else kind
    if group[0].is_row:
        kind = "table"
    elif size in larger and short and not group[0].apart:
        kind, level = "heading", min(larger.index(size) + 1, DEEPEST - 1)
    elif (
        bold
        and short
        and not bullet
        and not group[0].apart
        and not text.endswith((".", ":", ",", ";"))
    ):
        kind, level = "heading", DEEPEST
    start = writer.add(text, kind, level, furniture=bool(LEADERS.search(text)))
    if bullet and kind == "item" and writer.blocks and not ITEM_NUMBER.match(text):
        writer.blocks[-1] = replace(writer.blocks[-1], start=start + bullet.end())
    for offset, page in turns:
        writer.landmark(f"page {page + 1}", start + offset)


def _joined(group: Sequence[Line], words: Counter[str]) -> tuple[str, list[tuple[int, int]]]:
    """A paragraph's words without line ends, and from which offsets they stand on a later page."""
    row = group[0]
    if row.is_row:
        cells = [cell.words for cell in row.cells]
        for line in group[1:]:
            for cell in line.cells:
                column = column_of(row, cell) or 0
                cells[column] = join(cells[column], cell.words, words)
        return table_row(list(row.headings), cells) if row.headings else " ".join(cells), []
    text, page = row.words, row.page
    turns: list[tuple[int, int]] = []
    for line in group[1:]:
        text = join(text, line.words, words)
        if line.page != page:
            turns.append((len(text) - len(line.words), line.page))
        page = line.page
    return text, turns
