"""Made files of rows: workbooks, separated values in several dialects, lines of JSON."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from benchmarks.corpus.tools.package import packed
from benchmarks.corpus.tools.truth import Known, Layout, Made
from benchmarks.corpus.tools.web import iso_day
from benchmarks.corpus.tools.words import Words

Cell = str | int | float | None

SHEETS = "Summary|Stock 2021|Q1 – Q4|Orders|Sheet1|Contacts & co|Notes"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
HEADERS = (
    ["Item", "Quantity", "Price", "Comment"],
    ["Name", "Age", "Rate", "Remarks"],
    ["ID", "Count", "Share", "Description"],
    ["Place", "Visitors", "Cost", "What happened"],
)


def workbook(words: Words) -> Made:
    """Excel: shared strings, a title above the headings, empty rows, formulas with their values."""
    return _workbook(words, inline=False, titled=words.random.random() < 0.5)


def report(words: Words) -> Made:
    """Written by a program: strings within the cells, headings in the first row."""
    return _workbook(words, inline=True, titled=False)


def comma(words: Words) -> Made:
    """As Excel saves it: commas, quotation marks where they are needed."""
    return _separated(words, ",", words.random.choice(("utf-8-sig", "cp1252", "utf-8")), "\r\n")


def semicolon(words: Words) -> Made:
    """As a European Excel saves it, with decimal commas."""
    return _separated(words, ";", words.random.choice(("utf-8-sig", "cp1252")), "\r\n", decimal=",")


def tabs(words: Words) -> Made:
    """Copied out of a data base: tabs, no quotation marks."""
    return _separated(words, "\t", "utf-8", "\n", quoting=csv.QUOTE_NONE)


def dump(words: Words) -> Made:
    """A data base's dump: everything in quotation marks, lines broken within fields."""
    return _separated(
        words, words.random.choice(",|;"), "utf-8", "\n", quoting=csv.QUOTE_ALL, broken=True
    )


def feed(words: Words) -> Made:
    """Lines of JSON as a crawler leaves them: title, text, address, date."""
    keys = words.random.choice(
        (
            ("title", "text", "url", "date"),
            ("headline", "body", "link", "published"),
            ("name", "content", "url", "timestamp"),
        )
    )
    lines, known = list[str](), list[Known]()
    for number in range(1, words.random.randint(4, 12)):
        sentences = words.sentences(1, 6)
        row = {"id": number, keys[0]: words.headline(), keys[1]: " ".join(sentences)}
        row |= {keys[2]: f"https://example.org/{number}", keys[3]: f"{iso_day(words)}T09:00:00Z"}
        lines.append(json.dumps(row, ensure_ascii=words.random.random() < 0.5))
        known += [Known(one, "text", {"line": number}) for one in sentences]
    aside = [f"{name} {value}" for line in lines for name, value in json.loads(line).items()]
    return Made(".jsonl", ("\n".join(lines) + "\n").encode(), known, [], aside)


def records(words: Words) -> Made:
    """Lines of JSON as a data set has them: a question, its answer, nested facts, empty lines."""
    lines, known, aside = list[str](), list[Known](), list[str]()
    for _ in range(words.random.randint(4, 12)):
        answer, remark = words.sentence(), words.sentence()
        row = {
            "_id": words.filled("{n}"),
            "title": words.title(),
            "text": f"{answer}\n\n{remark}",
            "metadata": {"source": words.name(), "score": 0.5},
        }
        lines += [json.dumps(row)] + ([""] if words.random.random() < 0.2 else [])
        at = len(lines) - (lines[-1] == "")
        known += [Known(one, "text", {"line": at}) for one in (answer, remark)]
        aside += [f"_id {row['_id']}", str(row["title"])]
    return Made(
        words.random.choice((".jsonl", ".ndjson")), "\n".join(lines).encode(), known, [], aside
    )


WORKBOOKS: Mapping[str, Layout] = {"workbook": workbook, "report": report}
SEPARATED: Mapping[str, Layout] = {
    "comma": comma,
    "semicolon": semicolon,
    "tabs": tabs,
    "dump": dump,
}
LINES: Mapping[str, Layout] = {"feed": feed, "records": records}


def _row(words: Words) -> list[Cell]:
    draw = words.random
    price = None if draw.random() < 0.15 else round(draw.uniform(1, 900), 2)
    return [words.name(), draw.randint(1, 9999), price, words.sentence(draw.choice((120, 300)))]


def _workbook(words: Words, *, inline: bool, titled: bool) -> Made:
    draw = words.random
    names = draw.sample(SHEETS.split("|"), draw.randint(1, 3))
    sheets: dict[str, list[list[Cell]]] = {}
    known, aside = list[Known](), list[str]()
    for name in names:
        rows: list[list[Cell]] = [[words.title()], []] if titled else []
        rows.append(list(draw.choice(HEADERS)))
        for _ in range(draw.randint(3, 12)):
            if draw.random() < 0.08 and titled:
                rows.append([])
            rows.append(_row(words))
            known.append(Known(str(rows[-1][-1]), "cell", {"sheet": name, "row": len(rows)}))
        aside += [str(cell) for row in rows for cell in row if cell is not None]
        sheets[name] = rows
    return Made(
        ".xlsx", book(sheets, inline=inline), known, [], [*aside, *names], None, "2021-03-04"
    )


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


def _separated(
    words: Words,
    delimiter: str,
    encoding: str,
    newline: str,
    *,
    decimal: str = ".",
    quoting: int = csv.QUOTE_MINIMAL,
    broken: bool = False,
) -> Made:
    draw = words.random
    header = draw.choice(HEADERS)
    rows: list[list[str]] = [list(header)]
    known: list[Known] = []
    for _ in range(draw.randint(4, 20)):
        name, count, price, sentence = _row(words)
        remark = str(sentence)
        if quoting == csv.QUOTE_NONE:
            remark = remark.replace('"', "'")
        remark = remark.encode(encoding, errors="ignore").decode(encoding).removeprefix("\ufeff")
        if broken and draw.random() < 0.5:
            remark = remark.replace(" ", "\n", 1)
        rows.append(
            [
                str(name),
                str(count),
                "" if price is None else str(price).replace(".", decimal),
                remark,
            ]
        )
        known.append(Known(" ".join(remark.split()), "cell", {"row": len(rows)}))
    out = io.StringIO()
    csv.writer(
        out,
        delimiter=delimiter,
        lineterminator=newline,
        quoting=quoting,
        quotechar='"',
        escapechar=None,
    ).writerows(rows)
    suffix = ".tsv" if delimiter == "\t" and draw.random() < 0.5 else ".csv"
    aside = [cell for row in rows for cell in row if cell]
    return Made(suffix, out.getvalue().encode(encoding, errors="ignore"), known, [], aside)
