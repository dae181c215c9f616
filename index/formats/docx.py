"""Word, by python-docx: headings, lists and tables as the styles say; heads and feet left out."""

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from index.extraction.archives import check_office_file
from index.extraction.model import BlockKind, Extract, damage
from index.extraction.writer import TextWriter, one_line, row

SUFFIXES = (".docx",)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
FOOTNOTES = "/footnotes"
PROPERTIES = "/core-properties"
# The outline's level of text that heads nothing, and how many styles may rest on each other.
BODY_LEVEL = 9
DEEPEST_STYLE = 20
HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
LONGEST_CELL = 300
FIGURE = re.compile(r"\d")
# What python-docx's template says of itself, and so many a file that was made with it.
TEMPLATE_MADE = date(2013, 12, 23)
WIDEST_SPAN = 100
# What holds paragraphs and tables without being either.
AROUND = {f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
APART = (f"{W}pPr", f"{W}rPr", f"{W}txbxContent", f"{W}del", f"{W}moveFrom", FALLBACK)


def read(data: bytes) -> Extract:
    """Paragraphs in order, then the footnotes; title and date of the file's properties."""
    import docx

    check_office_file(data)
    sheet = TextWriter()
    with damage():
        document = docx.Document(io.BytesIO(data))
        styles = _styles(document.styles.element)
        _blocks(document.element.body, styles, sheet)
        for part in document.part.rels.values():
            if part.reltype.endswith(FOOTNOTES) and not part.is_external:
                _footnotes(part.target_part.blob, styles, sheet)
        # Where there are none, python-docx makes some up.
        kept = any(r.reltype.endswith(PROPERTIES) for r in document.part.package.rels.values())
        declared = document.core_properties if kept else None
        changed = declared and (declared.modified or declared.created)
        day = changed.date() if changed else None
        return Extract(
            text=sheet.text,
            blocks=tuple(sheet.blocks),
            title=one_line(declared.title) or None if declared else None,
            date=day.isoformat() if day and day != TEMPLATE_MADE else None,
        )


def _styles(root: Any) -> dict[str, str]:  # noqa: ANN401 (no types)
    """The names of styles by their identifiers; of those that head sections, "heading 2"."""
    found = {style.get(f"{W}styleId", ""): style for style in root.iterfind(f"{W}style")}
    names: dict[str, str] = {}
    for identifier, style in found.items():
        name = style.find(f"{W}name")
        names[identifier] = name.get(f"{W}val", "") if name is not None else ""
        above = style
        for _ in range(DEEPEST_STYLE):
            if above is None or HEADING.match(names[identifier]):
                break
            if level := _outline(above):
                names[identifier] = f"heading {level}"
            base = above.find(f"{W}basedOn")
            above = found.get(base.get(f"{W}val", "")) if base is not None else None
    return names


def _outline(element: Any) -> int:  # noqa: ANN401
    """The level of the heading that a style or a paragraph is by its outline, or 0."""
    mark = element.find(f"{W}pPr/{W}outlineLvl")
    level = mark.get(f"{W}val", "") if mark is not None else ""
    return int(level) + 1 if level.isdecimal() and int(level) < BODY_LEVEL else 0


def _blocks(parent: Any, styles: dict[str, str], sheet: TextWriter) -> None:  # noqa: ANN401 (no types)
    for element in parent:
        if element.tag == f"{W}p":
            _paragraph(element, styles, sheet)
        elif element.tag == f"{W}tbl":
            _table(element, styles, sheet)
        elif element.tag in AROUND:
            _blocks(element, styles, sheet)


def _paragraph(element: Any, styles: dict[str, str], sheet: TextWriter) -> None:  # noqa: ANN401
    found = element.find(f"{W}pPr/{W}pStyle")
    style = styles.get(found.get(f"{W}val"), "") if found is not None else ""
    if own := _outline(element):
        style = f"heading {own}"
    heading = HEADING.match(style)
    kind: BlockKind = "line"
    level = 0
    if heading or style == "Title":
        kind, level = "heading", min(6, max(1, int(heading.group(1)))) if heading else 1
    elif element.find(f"{W}pPr/{W}numPr") is not None or style.startswith("List"):
        kind = "item"
    sheet.add("".join(_pieces(element)), kind, level, furniture=style.lower().startswith("toc"))
    for box in element.iter(f"{W}txbxContent"):
        if not any(above.tag == FALLBACK for above in box.iterancestors()):
            _blocks(box, styles, sheet)


def _pieces(element: Any) -> Iterator[str]:  # noqa: ANN401
    """The words of a paragraph as it stands now; what boxes beside it hold is read apart."""
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag not in APART:
            yield from _pieces(child)


def _table(table: Any, styles: dict[str, str], sheet: TextWriter) -> None:  # noqa: ANN401
    rows = list(_rows(table))
    long = any(len(words) > LONGEST_CELL for line in rows for words in line)
    nested = table.find(f".//{W}tc//{W}tbl") is not None
    if nested or long or max(map(len, rows), default=0) < 2:
        for cell in table.iterfind(f"{W}tr/{W}tc"):
            _blocks(cell, styles, sheet)
        return
    headed = len(rows) > 1 and (_is_head(table.find(f"{W}tr")) or _names_columns(rows))
    headings = rows[0] if headed else []
    for at, line in enumerate(rows):
        sheet.add(row(headings if at else [], line), "table")


def _rows(table: Any) -> Iterator[list[str]]:  # noqa: ANN401
    """Each row's cells; one that spans several places stands in each of them."""
    above: list[str] = []
    for line in table.iterfind(f"{W}tr"):
        cells: list[str] = []
        for cell in line.iterfind(f"{W}tc"):
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            words = one_line(" ".join("".join(_pieces(p)) for p in cell.iterfind(f".//{W}p")))
            if merged is not None and merged.get(f"{W}val") != "restart":
                words = above[len(cells)] if len(cells) < len(above) else ""
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = span.get(f"{W}val", "1") if span is not None else "1"
            cells += [words] * (min(WIDEST_SPAN, int(width)) if width.isdecimal() else 1)
        if any(cells):
            yield cells
        above = cells


def _is_head(line: Any) -> bool:  # noqa: ANN401
    """Whether a table's first row is marked as its head, or all in bold."""
    if line.find(f"{W}trPr/{W}tblHeader") is not None:
        return True
    runs = [run for run in line.iter(f"{W}r") if run.find(f"{W}t") is not None]
    bold = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(runs) and all(
        mark is not None and mark.get(f"{W}val") not in ("0", "false") for mark in bold
    )


def _names_columns(rows: list[list[str]]) -> bool:
    """Whether the first row's cells are different words, and figures stand below one of them.

    Of two columns the first one may as well name what stands in the second.
    """
    first, rest = rows[0], rows[1:]
    words = all(first) and not any(map(FIGURE.search, first))
    if not words or not len(set(first)) == len(first) > 2:
        return False
    columns = zip(*(line[: len(first)] for line in rest if len(line) >= len(first)), strict=True)
    return any(all(map(FIGURE.search, column)) for column in columns)


def _footnotes(part: bytes, styles: dict[str, str], sheet: TextWriter) -> None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for note in etree.fromstring(part, parser).iterfind(f"{W}footnote"):
        if note.get(f"{W}type") in (None, "normal"):
            _blocks(note, styles, sheet)
