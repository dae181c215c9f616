"""Hostile files of the office programs: Word and Excel."""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping

from benchmarks.hostile.filed import bases
from tests.index.formats import made

DEEP = 20_000
LONG = 3_000_000
WORD, SHEET = "word/document.xml", "xl/worksheets/sheet1.xml"
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHTER = '<!DOCTYPE x [<!ENTITY a0 "Ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
) + "]>"  # fmt: skip


def packed() -> Iterator[tuple[str, str, bytes]]:
    """All of them, each with its ending."""
    for ending in (".docx", ".xlsx"):
        for name, data in _archives(bases()[ending], WORD if ending == ".docx" else SHEET):
            yield ending, name, data
    for name, body in _bodies():
        yield ".docx", name, made.word_of(body + _p("Words stand here."))
    for name, parts in _word_parts():
        yield ".docx", name, made.word_of(_p("Words stand here."), **parts)
    for name, rows in _sheets():
        yield (
            ".xlsx",
            name,
            made.repacked(bases()[".xlsx"], {SHEET: f"<worksheet {S}>{rows}</worksheet>".encode()}),
        )
    for name, changed in _workbooks():
        yield ".xlsx", name, made.repacked(bases()[".xlsx"], changed)


def _p(words: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{words}</w:t></w:r></w:p>"


X = _p("x")
CELL = '<row r="{0}"><c r="{1}" t="{2}"><v>{3}</v></c></row>'
CELL_A1 = CELL.format(1, "A1", "str", "Words")


def _archives(data: bytes, main: str) -> Iterator[tuple[str, bytes]]:
    """Broken structures of the archive that office files are, and of its relations."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        content = archive.read(main)
    for name in names:
        yield f"without {name}", _without(data, name)
        yield f"empty {name}", made.repacked(data, {name: b""})
        yield f"blank {name}", made.repacked(data, {name: b"\0" * 500})
        yield f"deep {name}", made.repacked(data, {name: b"<a>" * DEEP})
        yield f"laughter {name}", made.repacked(data, {name: LAUGHTER.encode() + b"<x>&a9;</x>"})
    yield "bomb", made.repacked(data, {"more.bin": bytes(300_000_000)})
    yield "bomb in main", made.repacked(data, {main: content.replace(b">", b">" + b" " * LONG, 1)})
    yield "many parts", made.repacked(data, {f"{n}": b"" for n in range(20_000)})
    yield "itself within", made.repacked(data, {"a.zip": data})
    yield "long names", made.repacked(data, {"a" * 60_000: b"", "../" * 3000: b""})
    yield "twice", _twice(data, main, b"<other/>")
    yield "cut", data[: len(data) // 2]
    yield "no directory", data[: data.rindex(b"PK\1\2")]
    yield "before it", b"MZ" + b"x" * 9000 + data
    yield "behind it", data + b"x" * 90_000
    at = data.rindex(b"PK\1\2")
    for field, where, form in (
        ("flags", 8, "<H"),
        ("method", 10, "<H"),
        ("sum", 16, "<I"),
        ("packed", 20, "<I"),
        ("size", 24, "<I"),
        ("place", 42, "<I"),
    ):
        for value in (1, 0xFFFF):
            changed = bytearray(data)
            struct.pack_into(form, changed, at + where, value)
            yield f"{field} {value}", bytes(changed)
    end = data.rindex(b"PK\5\6")
    for where in (8, 10, 12, 16, 20):
        changed = bytearray(data)
        struct.pack_into("<H", changed, end + where, 0xFFFF)
        yield f"end {where}", bytes(changed)
    for target in (
        "document.xml",
        "../../../etc/passwd",
        "file:///etc/passwd",
        "http://x.y/",
        "",
        "_rels/.rels",
    ):
        start = made.PACKAGE
        rels = f'<Relationships xmlns="{start}/relationships"><Relationship Id="r1" Type="{made.OFFICE}/officeDocument" Target="{target}"/></Relationships>'
        yield f"starts at {target}", made.repacked(data, {"_rels/.rels": rels.encode()})


def _without(data: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
    return out.getvalue()


def _twice(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo(name)
        archive.NameToInfo.pop(name)
        archive.writestr(info, content)
    return out.getvalue()


def _bodies() -> Iterator[tuple[str, str]]:
    """What a Word document may hold."""
    cell = "<w:tbl><w:tr><w:tc>"
    for deep in (50, 400, 5000):
        yield f"tables in tables {deep}", cell * deep + _p("x") + "</w:tc></w:tr></w:tbl>" * deep
    for size in (-1, 0, 63, 10**9, 10**30):
        yield (
            f"span {size}",
            f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="{size}"/></w:tcPr>{X}</w:tc></w:tr></w:tbl>',
        )
        yield f"outline {size}", _p("x", f'<w:pPr><w:outlineLvl w:val="{size}"/></w:pPr>')
        yield (
            f"item {size}",
            _p(
                "x",
                f'<w:pPr><w:numPr><w:ilvl w:val="{size}"/><w:numId w:val="{size}"/></w:numPr></w:pPr>',
            ),
        )
        yield (
            f"before {size}",
            f'<w:tbl><w:tr><w:trPr><w:gridBefore w:val="{size}"/></w:trPr><w:tc>{X}</w:tc></w:tr></w:tbl>',
        )
    yield (
        "merged",
        "<w:tbl>"
        + f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{X}</w:tc></w:tr>" * 3000
        + "</w:tbl>",
    )
    yield "columns", "<w:tbl><w:tr>" + f"<w:tc>{X}</w:tc>" * 5000 + "</w:tr></w:tbl>"
    yield "empty table", "<w:tbl/>" * 5000
    yield "paragraphs", _p("x") * 40_000
    yield "empty paragraphs", "<w:p/>" * 90_000
    yield "one paragraph", _p("word " * 200_000)
    yield "tabs", f"<w:p><w:r>{'<w:tab/><w:br/>' * 60_000}</w:r></w:p>"
    for tag in (
        "w:sdt><w:sdtContent",
        "w:ins",
        "w:del",
        "w:hyperlink",
        "w:smartTag",
        "w:txbxContent",
        "mc:AlternateContent><mc:Choice",
    ):
        ends = "".join(f"</{one}>" for one in reversed(tag.split("><")))
        yield f"deep {tag}", f"<{tag}>" * 200 + _p("x") + ends * 200
        yield f"deeper {tag}", f"<{tag}>" * 5000 + _p("x") + ends * 5000
    yield "fields", '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' * 5000
    yield "field ends", '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>' * 5000
    yield (
        "notes",
        '<w:p><w:r><w:footnoteReference w:id="99999999999"/><w:commentReference w:id="-1"/></w:r></w:p>',
    )
    yield "chunk", '<w:altChunk r:id="r9"/>'
    yield "pictures", "<w:p><w:r><w:drawing/><w:pict/><w:object/></w:r></w:p>" * 5000
    yield "controls", _p("&#x9;&#xA;&#xD;&#x85;&#x2028;&#xFFFD;&#x202E;x")
    yield "bookmarks", '<w:bookmarkStart w:id="1" w:name="a"/>' * 9000
    yield "maths", "<m:oMath>" * 300 + "<m:r><m:t>x</m:t></m:r>" + "</m:oMath>" * 300


def _word_parts() -> Iterator[tuple[str, Mapping[str, str]]]:
    style = '<w:style w:type="paragraph" w:styleId="{}"><w:basedOn w:val="{}"/></w:style>'
    yield "styles loop", {"styles": style.format("a", "b") + style.format("b", "a")}
    yield "style of itself", {"styles": style.format("a", "a")}
    yield (
        "styles chain",
        {"styles": "".join(style.format(f"s{n}", f"s{n + 1}") for n in range(9000))},
    )
    number = '<w:abstractNum w:abstractNumId="{0}"><w:numStyleLink w:val="{1}"/></w:abstractNum><w:num w:numId="{0}"><w:abstractNumId w:val="{1}"/></w:num>'
    yield "numbers loop", {"numbering": number.format(1, 2) + number.format(2, 1)}
    level = '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="{0}"/><w:numFmt w:val="{1}"/><w:lvlText w:val="{2}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    for form in ("upperRoman", "lowerLetter", "ordinalText", "bogus"):
        for start in (-5, 0, 10**12):
            yield f"{form} {start}", {"numbering": level.format(start, form, "%1.%9.%99" * 50)}
    yield "long item", {"numbering": level.format(1, "decimal", "%1" * 30_000)}


def _sheets() -> Iterator[tuple[str, str]]:
    """What a sheet may hold."""
    for row, name in (
        (1, "A1"),
        (10**9, "A1000000000"),
        (0, "A0"),
        (-1, "A-1"),
        (1, "XFD1048576"),
        (1, "ZZZZZZ1"),
        (1, "1A"),
        (1, ""),
    ):
        yield (
            f"cell {row} {name}",
            f"<sheetData>{CELL.format(row, name, 'str', 'Words')}</sheetData>",
        )
    for kind, value in (
        ("s", "999999999"),
        ("s", "-1"),
        ("s", "x"),
        ("b", "7"),
        ("e", "#REF!"),
        ("d", "9999-99-99"),
        ("n", "1e9999"),
        ("n", "x"),
        ("n", "-99999999999999"),
        ("bogus", "1"),
        ("str", "x" * 100_000),
    ):
        yield f"{kind} {value[:20]}", f"<sheetData>{CELL.format(1, 'A1', kind, value)}</sheetData>"
    for size in ("A1:XFD1048576", "A1", "XFD1:A1", "", "A1:A1 B2:B2", "A0:A0", "1:9999999"):
        yield f"dimension {size}", f'<dimension ref="{size}"/><sheetData>{CELL_A1}</sheetData>'
        yield (
            f"merged {size}",
            f'<sheetData>{CELL_A1}</sheetData><mergeCells><mergeCell ref="{size}"/></mergeCells>',
        )
    yield (
        "many merged",
        f"<sheetData>{CELL_A1}</sheetData><mergeCells>" + '<mergeCell ref="A1:XFD9"/>' * 3000,
    )
    yield (
        "wide",
        '<sheetData><row r="1">' + '<c t="str"><v>w</v></c>' * 20_000 + "</row></sheetData>",
    )
    yield "long", "<sheetData>" + '<row><c t="str"><v>w</v></c></row>' * 60_000 + "</sheetData>"
    yield "empty rows", "<sheetData>" + "<row/>" * 200_000 + "</sheetData>"
    yield "same row", "<sheetData>" + CELL.format(1, "A1", "str", "w") * 20_000 + "</sheetData>"
    yield (
        "styles",
        "<sheetData>"
        + CELL.format(1, "A1", "n", "1").replace("<c ", '<c s="99999" ')
        + "</sheetData>",
    )
    yield (
        "far apart",
        "<sheetData>"
        + "".join(CELL.format(n * 900, f"XFD{n * 900}", "str", "w") for n in range(1, 1100))
        + "</sheetData>",
    )
    yield (
        "formulas",
        "<sheetData>"
        + '<row><c><f t="shared" ref="A1:XFD9999" si="0">'
        + "(" * 9000
        + "</f></c></row></sheetData>",
    )
    yield (
        "inline deep",
        '<sheetData><row><c t="inlineStr">'
        + "<is><r>" * 300
        + "<t>w</t>"
        + "</r></is>" * 300
        + "</c></row></sheetData>",
    )


def _workbooks() -> Iterator[tuple[str, Mapping[str, bytes]]]:
    """What a workbook tells beside its sheets."""
    form = f'<styleSheet {S}><numFmts count="1"><numFmt numFmtId="164" formatCode="{{}}"/></numFmts><cellXfs count="1"><xf numFmtId="164"/></cellXfs></styleSheet>'
    for name, code in {
        "zeros": "0" * 100_000,
        "brackets": "[" * 9000,
        "quotes": "&quot;" * 9001,
        "sections": ";" * 9000,
        "dates": "yyyy" * 9000,
        "percents": "%" * 300,
        "commas": "0" + "," * 9000,
    }.items():
        yield f"format {name}", {"xl/styles.xml": form.format(code).encode()}
    strings = f'<sst {S} count="9999999999" uniqueCount="-1">{{}}</sst>'
    yield "strings few", {"xl/sharedStrings.xml": strings.format("<si><t>Name</t></si>").encode()}
    yield (
        "strings many",
        {"xl/sharedStrings.xml": strings.format("<si><t>Name</t></si>" * 60_000).encode()},
    )
    yield (
        "strings long",
        {"xl/sharedStrings.xml": strings.format(f"<si><t>{'w' * 900_000}</t></si>" * 4).encode()},
    )
    book = f'<workbook {S} xmlns:r="{made.OFFICE}"><sheets>{{}}</sheets><definedNames><definedName name="a">a</definedName></definedNames></workbook>'
    sheet = '<sheet name="{}" sheetId="{}" r:id="rId1"/>'
    yield (
        "same sheet often",
        {
            "xl/workbook.xml": book.format(
                "".join(sheet.format(f"s{n}", n) for n in range(3000))
            ).encode()
        },
    )
    yield "long name", {"xl/workbook.xml": book.format(sheet.format("n" * 90_000, 1)).encode()}
    yield "no sheets", {"xl/workbook.xml": book.format("").encode()}
