"""Of a Word file is read what is shown: notes and fields to fill in, not what is hidden."""

import pytest

from index.formats.docx import read
from tests.index.formats.made import strictly, word, word_of
from tests.index.formats.test_docx import guide


def run(words: str, marks: str = "") -> str:
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str, marks: str = "") -> str:
    return f"<w:p><w:pPr>{marks}</w:pPr>{''.join(runs)}</w:p>"


def told(body: str, **parts: str) -> list[str]:
    extract = read(word_of(body, **parts))
    return [extract.text[block.start : block.end] for block in extract.blocks]


def style(kind: str, name: str, more: str) -> str:
    return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{more}</w:style>'


VANISH = "<w:rPr><w:vanish/></w:rPr>"
HIDING = (
    style("character", "C", VANISH)
    + style("paragraph", "P", VANISH)
    + style("paragraph", "Q", '<w:basedOn w:val="P"/>')
)


def test_notes_stand_below_the_paragraph_that_calls_them() -> None:
    def note(kind: str, number: int, words: str) -> str:
        return f'<w:{kind} w:id="{number}">{paragraph(run(words))}</w:{kind}>'

    body = (
        paragraph(
            run("The pier was built in 1871"),
            '<w:r><w:endnoteReference w:id="3"/></w:r>',
            run(" by the town"),
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
            run("."),
        )
        + paragraph(run("It burned down in 1902."))
        + paragraph(run("Again"), '<w:r><w:footnoteReference w:id="2"/></w:r>')
    )
    line = '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    notes = {
        "footnotes": line
        + note("footnote", 2, "Below Mayor Tate.")
        + note("footnote", 4, "Never."),
        "endnotes": note("endnote", 3, "In oak and iron."),
    }
    assert told(body, **notes) == [
        "The pier was built in 1871 by the town.",
        "In oak and iron.",
        "Below Mayor Tate.",
        "It burned down in 1902.",
        "Again",
    ]


def test_a_note_that_calls_itself_is_told_once() -> None:
    called = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    note = f'<w:footnote w:id="2">{paragraph(run("See here."), called)}</w:footnote>'
    assert told(paragraph(run("Oars."), called), footnotes=note) == ["Oars.", "See here."]


def test_notes_called_in_a_table_stand_below_it() -> None:
    called = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    cells = "".join(f"<w:tc>{paragraph(run(words))}</w:tc>" for words in ("Boat", "Berth"))
    more = f"<w:tc>{paragraph(run('Tern'), called)}</w:tc><w:tc>{paragraph(run('14'))}</w:tc>"
    note = f'<w:footnote w:id="2">{paragraph(run("Sold in May."))}</w:footnote>'
    body = f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{more}</w:tr></w:tbl>"
    assert told(body, footnotes=note)[1:] == ["Boat: Tern · Berth: 14", "Sold in May."]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (paragraph(run("Open. "), run("The key hangs inside.", "<w:vanish/>")), ["Open."]),
        (paragraph(run("Open."), run(" Shut.", '<w:vanish w:val="0"/>')), ["Open. Shut."]),
        (paragraph(run("Open. "), run("Hid.", '<w:rStyle w:val="C"/>')), ["Open."]),
        (paragraph(run("Hid."), marks='<w:pStyle w:val="P"/>'), []),
        (paragraph(run("Hid."), marks='<w:pStyle w:val="Q"/>'), []),
        (
            paragraph(run("Shown.", '<w:vanish w:val="false"/>'), marks='<w:pStyle w:val="P"/>'),
            ["Shown."],
        ),
        (
            # A mark of both styles cancels out.
            paragraph(run("Shown.", '<w:rStyle w:val="C"/>'), marks='<w:pStyle w:val="P"/>'),
            ["Shown."],
        ),
    ],
)
def test_hidden_text_is_left_out(body: str, words: list[str]) -> None:
    assert told(body, styles=HIDING) == words


def test_a_deleted_end_of_a_paragraph_joins_it_to_the_next() -> None:
    gone = '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
    body = paragraph(run("The rope is "), marks=gone) + paragraph(run("forty metres "), marks=gone)
    assert told(body + paragraph(run("long."))) == ["The rope is forty metres long."]


@pytest.mark.parametrize("around", ["body", "run", "row", "cell"])
def test_what_is_filled_in_is_read_at_every_level(around: str) -> None:
    def control(inner: str) -> str:
        marks = '<w:sdtPr><w:tag w:val="x"/></w:sdtPr>'
        return f"<w:sdt>{marks}<w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    if around in ("body", "run"):
        inner = control(run("Mira Voss")) if around == "run" else run("Mira Voss")
        body = paragraph(inner)
        assert told(control(body) if around == "body" else body) == ["Mira Voss"]
        return
    cells = [f"<w:tc>{paragraph(run(words))}</w:tc>" for words in ("Mira Voss", "4411")]
    row = f"<w:tr>{control(''.join(cells)) if around == 'cell' else ''.join(cells)}</w:tr>"
    first = (
        f"<w:tr><w:tc>{paragraph(run('Name'))}</w:tc><w:tc>{paragraph(run('Phone'))}</w:tc></w:tr>"
    )
    table = f"<w:tbl>{first}{control(row) if around == 'row' else row}</w:tbl>"
    assert told(table)[1:] == ["Name: Mira Voss · Phone: 4411"]


def test_what_a_field_asks_for_is_no_text() -> None:
    asked = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = asked.format(paragraph(run("Click to enter text."))) + paragraph(
        run("Name: "), asked.format(run("Choose one."))
    )
    assert told(body) == ["Name:"]


def test_the_code_of_a_field_is_no_text() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inner = mark("begin") + mark("separate") + run("Ann") + mark("end")
    field = mark("begin") + inner + run(" = 1") + mark("separate") + run("Bo") + mark("end")
    assert told(paragraph(run("Dear "), field, run("."))) == ["Dear Bo."]
    # One that never ends takes no more than its paragraph.
    assert told(paragraph(mark("begin"), run("x")) + paragraph(run("It rains."))) == ["It rains."]


def test_a_fraction_is_told_in_one_line() -> None:
    fraction = (
        "<m:oMath><m:f><m:num><m:r><m:t>3</m:t></m:r></m:num><m:den><m:r><m:t>8</m:t></m:r></m:den>"
        "</m:f></m:oMath>"
    )
    assert told(paragraph(run("A bolt of "), fraction, run(" inch."))) == ["A bolt of 3/8 inch."]


def test_boxes_in_cells_and_boxes_are_read_once() -> None:
    def box(inner: str) -> str:
        content = f"<w:txbxContent>{inner}</w:txbxContent>"
        return (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{content}</mc:Choice>'
            f"<mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )

    nested = paragraph(run("Oars."), box(paragraph(run("Ropes."), box(paragraph(run("Sails."))))))
    assert told(nested) == ["Oars.", "Ropes.", "Sails."]
    cells = f"<w:tc>{nested}</w:tc><w:tc>{paragraph(run('4'))}</w:tc>"
    assert told(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>") == ["Oars. Ropes. Sails. · 4"]
    old = f"<w:r><mc:AlternateContent><mc:Fallback><w:pict><w:txbxContent>{paragraph(run('Old.'))}"
    old += "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    assert told(paragraph(old)) == ["Old."]


def test_strict_open_xml_is_read() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId '
        'w:val="0"/></w:num>'
    )
    item = paragraph(run("Oars."), marks='<w:numPr><w:numId w:val="1"/></w:numPr>')
    assert read(word_of(item, strict=True, numbering=numbering)).text == "1. Oars."
    usual, strict = read(word(guide)), read(strictly(word(guide)))
    assert (strict.text, strict.blocks) == (usual.text, usual.blocks)


def test_what_is_shown_and_cannot_be_read_is_told() -> None:
    chart = (
        '<w:r><w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
        "</w:drawing></w:r>"
    )
    body = paragraph(run("Sales rose."), chart) + paragraph(chart) + '<w:altChunk r:id="x"/>'
    assert read(word_of(body)).notes == (
        "a part put in from another file in it cannot be read",
        "2 charts in it cannot be read",
    )
    assert read(word_of(paragraph(run("Sales rose.")))).notes == ()


def test_comments_stand_below_what_they_are_about_and_say_whose_they_are() -> None:
    called = '<w:r><w:commentReference w:id="0"/></w:r>'
    note = f'<w:comment w:id="0" w:author="Kit Voss">{paragraph(run("Ask Lil."))}</w:comment>'
    other = f'<w:comment w:id="1" w:author="Bo">{paragraph(run("Never called."))}</w:comment>'
    body = paragraph(run("Ann has the keys."), called) + paragraph(run("The pier is long."))
    extract = read(word_of(body, comments=note + other))
    assert [(extract.text[b.start : b.end], b.item) for b in extract.blocks] == [
        ("Ann has the keys.", ""),
        ("Ask Lil.", "comment by Kit Voss"),
        ("The pier is long.", ""),
    ]


def test_tracked_changes_are_told() -> None:
    mark = '<w:{} w:id="1" w:author="A">{}</w:{}>'
    removed = mark.format("del", run("forty").replace("w:t", "w:delText"), "del")
    put = mark.format("ins", run("fifty"), "ins")
    extract = read(word_of(paragraph(run("It costs "), removed, put, run(" pounds."))))
    assert extract.text == "It costs fifty pounds."
    assert extract.notes == ("its tracked changes are read as if all were accepted",)
