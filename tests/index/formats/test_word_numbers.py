"""Headings, clauses and items of Word have the numbers that a reader sees."""

import pytest

from index.formats.docx import read
from index.formats.docx.numbering import numeral
from tests.index.formats.made import word_of


def level(at: int, text: str, form: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def form(*levels: str, name: int = 0) -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def numbers(number: int, of: int = 0, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def item(words: str, at: int = 0, number: int = 1, more: str = "") -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>{more}'
        f"</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"
    )


def told(body: str, numbering: str, styles: str = "") -> list[str]:
    parts = {"styles": styles} if styles else {}
    extract = read(word_of(body, numbering=numbering, **parts))
    return [extract.text[block.start : block.end] for block in extract.blocks]


def test_clauses_are_numbered_within_each_other() -> None:
    body = [
        item("Moorings"),
        item("Boats lie at the quay.", 1),
        item("Buoys are for guests.", 1),
        item("in summer only;", 2),
        item("with leave.", 2),
        item("Fees"),
        item("Fees are due in May.", 1),
        item("for boats below six metres;", 2),
    ]
    shape = form(level(0, "%1."), level(1, "%1.%2"), level(2, "(%3)", "lowerLetter"))
    assert told("".join(body), shape + numbers(1)) == [
        "1. Moorings",
        "1.1 Boats lie at the quay.",
        "1.2 Buoys are for guests.",
        "(a) in summer only;",
        "(b) with leave.",
        "2. Fees",
        "2.1 Fees are due in May.",
        "(a) for boats below six metres;",
    ]


def test_a_level_may_go_on_whatever_stands_above_it() -> None:
    shape = form(
        level(0, "Part %1", "upperRoman"), level(1, "§ %2", more='<w:lvlRestart w:val="0"/>')
    )
    body = item("Boats") + item("Oars are kept dry.", 1) + item("Sheds") + item("No fires.", 1)
    assert told(body, shape + numbers(1)) == [
        "Part I Boats",
        "§ 1 Oars are kept dry.",
        "Part II Sheds",
        "§ 2 No fires.",
    ]


def test_lists_of_one_form_are_counted_together_unless_one_starts_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = form(level(0, "%1)")) + numbers(1) + numbers(2) + numbers(3, more=anew)
    body = item("Oars.") + item("Ropes.", number=2) + item("Sails.", number=3)
    body += item("Masts.", number=3)
    assert told(body, numbering) == ["1) Oars.", "2) Ropes.", "5) Sails.", "6) Masts."]


def test_a_list_may_have_a_level_of_its_own() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "Rule %1:")}</w:lvlOverride>'
    numbering = form(level(0, "%1.")) + numbers(1, more=own)
    assert told(item("No dogs."), numbering) == ["Rule 1: No dogs."]


def test_headings_are_numbered_by_their_styles() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="H{n}"><w:name w:val="heading {n}"/><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        for n in (1, 2)
    )
    styles += (
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="H2"/>'
        "</w:style>"
    )
    numbering = numbers(1) + form(
        level(0, "%1", more='<w:pStyle w:val="H1"/>'),
        level(1, "%1.%2", more='<w:pStyle w:val="H2"/>'),
    )
    words = [("H1", "Scope"), ("H2", "Boats"), ("Own", "Sheds"), ("H1", "Fees")]
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{name}</w:t></w:r></w:p>'
        for style, name in words
    )
    extract = read(word_of(body, numbering=numbering, styles=styles))
    assert extract.text.split("\n\n") == ["1 Scope", "1.1 Boats", "1.2 Sheds", "2 Fees"]
    assert [(block.kind, block.level) for block in extract.blocks] == [
        *(("heading", 1), ("heading", 2), ("heading", 2), ("heading", 1))
    ]


def test_a_style_of_lists_lends_its_form() -> None:
    linked = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="House"/></w:abstractNum>'
        + form(level(0, "%1.", "upperLetter"))
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="House"><w:name w:val="House"/><w:pPr><w:numPr>'
        '<w:numId w:val="9"/></w:numPr></w:pPr></w:style>'
    )
    numbering = linked + numbers(9) + numbers(1, of=1)
    assert told(item("Keys.") + item("Lamps."), numbering, styles) == ["A. Keys.", "B. Lamps."]


def test_bullets_and_lists_that_are_switched_off_have_no_number() -> None:
    bullets = form(level(0, "•", "bullet"))
    assert told(item("Oars."), bullets + numbers(1)) == ["Oars."]
    styles = (
        '<w:style w:type="paragraph" w:styleId="N"><w:name w:val="N"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    off = item("Ropes.", number=0, more='<w:pStyle w:val="N"/>')
    assert told(off, form(level(0, "%1.")) + numbers(1), styles) == ["Ropes."]


def test_what_is_hidden_or_deleted_is_not_counted() -> None:
    hidden = item("Gone.").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    deleted = (
        item("Gone.").replace("<w:r>", '<w:del w:id="1"><w:r>').replace("</w:r>", "</w:r></w:del>")
    )
    numbering = form(level(0, "%1.")) + numbers(1)
    body = item("Oars.") + hidden + deleted + item("Sails.")
    assert told(body, numbering) == ["1. Oars.", "2. Sails."]


def test_lists_that_are_nowhere_described_do_no_harm() -> None:
    assert told(item("Oars."), "") == ["Oars."]
    assert told(item("Oars.", at=7), form(level(0, "%1.")) + numbers(1)) == ["Oars."]


@pytest.mark.parametrize(
    ("number", "form", "words"),
    [
        *((4, "decimal", "4"), (4, "decimalZero", "04"), (14, "lowerRoman", "xiv")),
        *((1994, "upperRoman", "MCMXCIV"), (27, "lowerLetter", "aa"), (2, "upperLetter", "B")),
        *((1, "ordinal", "1st"), (12, "ordinal", "12th"), (23, "ordinal", "23rd")),
        *((4, "cardinalText", "Four"), (21, "ordinalText", "Twenty-first")),
        *((20, "ordinalText", "Twentieth"), (12, "ordinalText", "Twelfth"), (3, "none", "")),
        *((3, "numberInDash", "- 3 -"), (0, "lowerRoman", "0"), (99999, "upperLetter", "99999")),
        (5, "aiueo", "5"),
    ],
)
def test_a_number_is_written_in_its_form(number: int, form: str, words: str) -> None:
    assert numeral(number, form) == words
