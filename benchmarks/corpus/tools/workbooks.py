"""Workbooks of Excel, written by hand."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from benchmarks.corpus.tools.package import packed

Cell = str | int | float | None

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def book(sheets: Mapping[str, Sequence[Sequence[Cell]]], *, inline: bool) -> bytes:
    """A workbook; numbers of a second column are formulas with their values."""
    strings: list[str] = []

    def cell(value: Cell, at: str) -> str:
        if value is None:
            return f'<c r="{at}" s="0"/>'
        if isinstance(value, str):
            if inline:
                return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
            strings.append(value)
            return f'<c r="{at}" s="0" t="s"><v>{len(strings) - 1}</v></c>'
        if at.startswith("B") and not inline:
            return f'<c r="{at}"><f>SUM({value},0)</f><v>{value}</v></c>'
        return f'<c r="{at}" s="0"><v>{value}</v></c>'

    pages = []
    for rows in sheets.values():
        data = "".join(
            f'<row r="{n}">'
            + "".join(cell(value, f"{'ABCDEFGH'[at]}{n}") for at, value in enumerate(row))
            + "</row>"
            for n, row in enumerate(rows, 1)
            if row
        )
        pages.append(
            f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData><headerFooter><oddFooter>&amp;CPage &amp;P</oddFooter></headerFooter></worksheet>'
        )
    rich = '<si><r><t xml:space="preserve">{}</t></r><r><rPr><b/></rPr><t xml:space="preserve">{}</t></r></si>'
    shared = "".join(
        rich.format(escape(one[: len(one) // 2]), escape(one[len(one) // 2 :]))
        if n % 5 == 0 and len(one) > 9
        else f'<si><t xml:space="preserve">{escape(one)}</t></si>'
        for n, one in enumerate(strings)
    )
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(pages) + 1)
    )
    links += f'<Relationship Id="rId90" Type="{OFFICE}/styles" Target="styles.xml"/>'
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{SHEET_TYPE}worksheet+xml"/>'
        for n in range(1, len(pages) + 1)
    )
    types += f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}styles+xml"/>'
    parts = {f"xl/worksheets/sheet{n}.xml": page for n, page in enumerate(pages, 1)}
    if not inline:
        links += (
            f'<Relationship Id="rId91" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        )
        types += f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET_TYPE}sharedStrings+xml"/>'
        parts["xl/sharedStrings.xml"] = (
            f'<sst xmlns="{MAIN}" count="{len(strings)}" uniqueCount="{len(strings)}">{shared}</sst>'
        )
    parts["xl/styles.xml"] = (
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf/></cellXfs></styleSheet>'
    )
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = relations.format(links)
    parts["docProps/core.xml"] = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dcterms:modified xsi:type="dcterms:W3CDTF">2021-03-04T10:00:00Z</dcterms:modified></cp:coreProperties>'
    )
    parts["_rels/.rels"] = relations.format(
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    )
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}sheet.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{types}</Types>'
    )
    return packed(
        {
            name: '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text
            for name, text in parts.items()
        }
    )
