"""Workbooks of Excel, written by hand."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from benchmarks.corpus.tools.package import (
    OFFICE,
    PROPERTIES_RELATION,
    PROPERTIES_TYPE,
    content_type,
    content_types,
    declared,
    packed,
    relation,
    relations,
)

Cell = str | int | float | None

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
STYLES = f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf/></cellXfs></styleSheet>'
PROPERTIES = '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dcterms:modified xsi:type="dcterms:W3CDTF">2021-03-04T10:00:00Z</dcterms:modified></cp:coreProperties>'
RICH = '<si><r><t xml:space="preserve">{}</t></r><r><rPr><b/></rPr><t xml:space="preserve">{}</t></r></si>'


def book(sheets: Mapping[str, Sequence[Sequence[Cell]]], *, inline: bool) -> bytes:
    """A workbook; numbers of a second column are formulas with their values.

    Strings stand within the cells where `inline`, else they are shared, some of them in two fonts.
    """
    strings: list[str] = []
    names = [f"sheet{n}" for n in range(1, len(sheets) + 1)]
    parts = {
        f"xl/worksheets/{name}.xml": _sheet(rows, None if inline else strings)
        for name, rows in zip(names, sheets.values(), strict=True)
    }
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        relation(f"rId{n}", "worksheet", f"worksheets/{name}.xml")
        for n, name in enumerate(names, 1)
    )
    links += relation("rId90", "styles", "styles.xml")
    types = content_type("xl/workbook.xml", f"{SHEET_TYPE}sheet.main") + PROPERTIES_TYPE
    types += "".join(
        content_type(f"xl/worksheets/{name}.xml", f"{SHEET_TYPE}worksheet") for name in names
    )
    types += content_type("xl/styles.xml", f"{SHEET_TYPE}styles")
    if not inline:
        links += relation("rId91", "sharedStrings", "sharedStrings.xml")
        types += content_type("xl/sharedStrings.xml", f"{SHEET_TYPE}sharedStrings")
        parts["xl/sharedStrings.xml"] = _shared(strings)
    parts["xl/styles.xml"] = STYLES
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = relations(links)
    parts["docProps/core.xml"] = PROPERTIES
    top = relation("rId1", "officeDocument", "xl/workbook.xml") + PROPERTIES_RELATION
    parts["_rels/.rels"] = relations(top)
    parts["[Content_Types].xml"] = content_types(types)
    return packed(declared(parts))


def _sheet(rows: Sequence[Sequence[Cell]], strings: list[str] | None) -> str:
    """The XML of a sheet; its strings are added to those that are shared, if they are."""
    data = "".join(
        f'<row r="{n}">'
        + "".join(_cell(value, f"{'ABCDEFGH'[at]}{n}", strings) for at, value in enumerate(row))
        + "</row>"
        for n, row in enumerate(rows, 1)
        if row
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData><headerFooter><oddFooter>&amp;CPage &amp;P</oddFooter></headerFooter></worksheet>'


def _cell(value: Cell, at: str, strings: list[str] | None) -> str:
    if value is None:
        return f'<c r="{at}" s="0"/>'
    if isinstance(value, str):
        if strings is None:
            return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        strings.append(value)
        return f'<c r="{at}" s="0" t="s"><v>{len(strings) - 1}</v></c>'
    if at.startswith("B") and strings is not None:
        return f'<c r="{at}"><f>SUM({value},0)</f><v>{value}</v></c>'
    return f'<c r="{at}" s="0"><v>{value}</v></c>'


def _shared(strings: Sequence[str]) -> str:
    """The XML of the shared strings."""
    shared = "".join(
        RICH.format(escape(one[: len(one) // 2]), escape(one[len(one) // 2 :]))
        if n % 5 == 0 and len(one) > 9
        else f'<si><t xml:space="preserve">{escape(one)}</t></si>'
        for n, one in enumerate(strings)
    )
    return f'<sst xmlns="{MAIN}" count="{len(strings)}" uniqueCount="{len(strings)}">{shared}</sst>'
