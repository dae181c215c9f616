"""Plain text falls into blocks by its shape, and every block is a piece of the text."""

import pytest
from hypothesis import given

from index.extraction.model import Block
from index.extraction.plain import split
from index.formats.text import read
from tests.index.strategies import any_text


def blocks(text: str) -> list[tuple[str, str]]:
    """Kind and words of each block."""
    return [(block.kind, text[block.start : block.end]) for block in split(text)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_paragraphs_lone_lines_and_items_are_told_apart(newline: str) -> None:
    text = newline.join(
        [
            *("Opening hours", "", "The museum opens at nine. It shuts at five.", ""),
            *("- Adults pay ten pounds", "2. Children pay nothing", "", ""),
            "Closed on Mondays",
        ]
    )
    assert blocks(text) == [
        ("line", "Opening hours"),
        ("text", "The museum opens at nine. It shuts at five."),
        ("item", "Adults pay ten pounds"),
        ("item", "2. Children pay nothing"),
        ("line", "Closed on Mondays"),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_wrapped_paragraph_is_one_block(newline: str) -> None:
    paragraph = newline.join(
        [
            "The museum stands on the quay where the herring fleet once landed its",
            "catch, and it keeps the last three of the boats that sailed from there in",
            "the winter of 1911.",
        ]
    )
    assert blocks(f"Title here{newline * 2}{paragraph}{newline}") == [
        ("line", "Title here"),
        ("text", paragraph),
    ]


def test_headlines_below_each_other_stay_lines_of_their_own() -> None:
    lines = [
        "Virgin Islands legislature complains about governor",
        "California Supreme Court to revisit pension reform",
        "Alphabet set to surge past valuation",
    ]
    assert blocks("\n".join(lines)) == [("line", line) for line in lines]


def test_lines_of_a_checklist_are_items() -> None:
    text = "[ ] Consent form signed\n[x] Weighed today\n- [ ] Doors shut\n[1] a note"
    assert blocks(text) == [
        ("item", "Consent form signed"),
        ("item", "Weighed today"),
        ("item", "Doors shut"),
        ("line", "[1] a note"),
    ]


def test_items_end_the_paragraph_before_them() -> None:
    text = "bring with you the following things\n- a coat\n- a hat"
    assert [kind for kind, _ in blocks(text)] == ["line", "item", "item"]


def test_underlines_are_no_block() -> None:
    assert blocks("Chapter one\n===========\n\nIt was dark.") == [
        ("line", "Chapter one"),
        ("text", "It was dark."),
    ]


def test_a_long_line_without_a_stop_is_prose() -> None:
    line = "the words of a sentence whose full stop was lost " * 5
    assert blocks(line) == [("text", line.strip())]


@pytest.mark.parametrize("text", ["", "\n\n", " \t\r\n \r"])
def test_nothing_but_white_space_has_no_blocks(text: str) -> None:
    assert blocks(text) == []


def assert_in_order(text: str, found: list[Block]) -> None:
    """Blocks follow each other inside the text, none is empty or begins or ends with space."""
    end = 0
    for block in found:
        assert end <= block.start < block.end <= len(text)
        words = text[block.start : block.end]
        assert words == words.strip()
        end = block.end


@given(any_text)
def test_blocks_are_pieces_of_any_text_in_order(text: str) -> None:
    assert_in_order(text, list(split(text)))


@given(any_text)
def test_no_word_of_any_text_is_lost(text: str) -> None:
    covered = {at for block in split(text) for at in range(block.start, block.end)}
    lost = [c for at, c in enumerate(text) if c.isalpha() and at not in covered]
    bullets = sum(block.kind == "item" for block in split(text))
    assert len(lost) <= bullets


WRAPPED = (
    "The museum of salt and rope stands on the quay of the old\n"
    "town, and it keeps three herring boats that were built by\n"
    "the brothers Hull and sailed from here until the winter of\n"
    "1911. Tickets are sold at the door from nine, and they cost\n"
    "nine pounds.\n"
)


def test_a_text_that_is_wrapped_throughout_goes_on_before_capitals_and_figures_too() -> None:
    two = "The log of the harbour, which was written by hand, ends in\n1911.\n"
    assert [kind for kind, _ in blocks(f"{WRAPPED}\n{two}")] == ["text", "text"]
    assert [kind for kind, _ in blocks(two)] == ["line", "text"]


@pytest.mark.parametrize("mark", ["p. 12, of the log", "– and again in March –", "15. March"])
def test_what_only_looks_like_a_mark_goes_on_with_a_full_line(mark: str) -> None:
    first = "As the harbour master wrote in the second volume, this was"
    assert len(blocks(f"{WRAPPED}\n{first}\n{mark}, it froze.\n")) == 2
    assert len(blocks(f"{WRAPPED}\nIt froze.\n{mark}, it froze.\n")) == 3


def test_lines_of_lists_do_not_go_on_though_a_text_is_wrapped() -> None:
    assert len(blocks(f"{WRAPPED}\nHull\nPort Evrard\nQuay Road\n")) == 4


def test_marks_of_quotation_and_of_emphasis_are_no_words() -> None:
    assert blocks("> It opens at nine.\n>\n> *It shuts at five.*") == [
        ("text", "It opens at nine."),
        ("text", "*It shuts at five.*"),
    ]
    assert blocks("It is the oldest one.[12]") == [("text", "It is the oldest one.[12]")]


def test_a_paragraph_is_one_though_no_line_of_it_begins_in_lower_case() -> None:
    text = (
        "Volunteers get one warm meal a day. Vouchers are handed out at the\n"
        "Radio Nord tent. A voucher is worth 12 euros and can be used until\n"
        "30 September 2025.\n"
    )
    assert blocks(text) == [("text", text.rstrip())]
    headlines = text.replace("day. Vouchers", "day, vouchers").replace("tent. A", "tent; a")
    assert len(blocks(headlines)) == 3


def headings(text: str) -> list[tuple[int, str]]:
    """Level and words of each heading of a text file."""
    found = read(text.encode())
    return [(b.level, b.told(found.text)) for b in found.blocks if b.kind == "heading"]


def test_lines_in_capitals_and_underlined_ones_are_headings() -> None:
    text = (
        "IF THERE IS A FIRE\n\nBreak the nearest glass.\n\nASSEMBLY POINTS\n  Mill: the car park\n"
        "  Lock: the yard\n\nWARDENS 2026\n  Mill    Ada Moss\n\nUniform\n-------\nWe wear "
        "blue.\n\n1. GETTING IN\nAsk at the desk. It is open.\n"
    )
    assert headings(text) == [
        (1, "IF THERE IS A FIRE"),
        (3, "ASSEMBLY POINTS"),
        (3, "WARDENS 2026"),
        (3, "Uniform"),
        (2, "1. GETTING IN"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The mill\n\nRING 999 FIRST\nThen ring us.\n\nNO DOGS: NO CATS\nBirds may come.\n",
        "The mill\n\nONE LOUD LINE\nThe rest of the text is calm.\n",
        "The mill\n\nTHIS IS A TELEX\nIT IS ALL LOUD\nIT STAYS SO\n",
    ],
)
def test_capitals_that_name_nothing_below_are_no_headings(text: str) -> None:
    assert headings(text) == []


def test_spaced_letters_are_closed_up_and_a_byline_is_no_part_of_the_line_above() -> None:
    text = "   K I T C H E N   L I S T\n     valid from May\n\nTea    0.70\nCake   1.20\n"
    assert headings(text) == [(1, "KITCHEN LIST")]
    byline = (
        "HOW IT WORKS - a guide\nby Petra (head) and Sam\n\nIt works by day. It rests by night."
    )
    assert blocks(byline)[:2] == [
        ("line", "HOW IT WORKS - a guide"),
        ("line", "by Petra (head) and Sam"),
    ]


def test_a_numbered_section_may_begin_with_a_list_of_its_own() -> None:
    text = (
        "6. The council\n\n6.1. Powers\n\nThe council may decide.\n\n  6.2. Members\n\n"
        "    1. It has eight members.\n    2. They are chosen in May.\n\n"
        "3. Bring tools\n\n1. A saw\n"
    )
    assert headings(text) == [(2, "6. The council"), (3, "6.1. Powers"), (3, "6.2. Members")]


def test_lines_in_columns_are_rows_of_their_own() -> None:
    rows = [
        "heart rate      below 60 (small dogs: below 70)",
        "mean pressure   below 60 for two readings.",
        "Wick            our own. It books rooms",
    ]
    text = "Call the vet if\n  " + "\n  ".join(rows) + "\nThe one who watches does nothing else."
    assert blocks(text) == [
        ("line", "Call the vet if"),
        *(("table", row) for row in rows),
        ("text", "The one who watches does nothing else."),
    ]


def test_figures_that_end_below_each_other_are_rows() -> None:
    rows = ["HOT            members    guests", "Soup              3.00      3.50"]
    assert blocks("\n".join(rows)) == [("table", row) for row in rows]


def test_a_paragraph_with_two_blanks_behind_its_sentences_is_one() -> None:
    text = (
        "The mill is old.  The lock by\nthe quay is new.  The rope walk\nis older.  It is shut now."
    )
    assert blocks(text) == [("text", text)]


def test_short_lines_in_lower_case_are_a_list_and_not_a_sentence() -> None:
    lines = ["rope for the boats", "two coats", "lamps in the cellar"]
    assert blocks("\n".join(lines)) == [("line", line) for line in lines]
    wrapped = "of the rope and the\nsalt that the quay\nhas seen for years."
    assert blocks(wrapped) == [("text", wrapped)]
