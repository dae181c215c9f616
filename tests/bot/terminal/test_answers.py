import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from bot.terminal.answers import show_answer, show_document, show_evidence
from bot.terminal.console import safe
from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.answering.quotes import Place
from index.indexing.build import build
from index.store.catalog import StoredDocument
from index.text.lines import line_of
from tests.bot.messages import answered, quoted
from tests.support import answering, write


def shown(renderable: object, *, colours: bool = False) -> str:
    out = io.StringIO()
    Console(file=out, width=80, force_terminal=colours, highlight=False).print(renderable)
    return out.getvalue()


def test_an_answer_fits_80_columns_and_keeps_every_word(seeds: Answerer) -> None:
    answer = ask(seeds, "What was Belgium's trade deficit with China in 2022?")
    text = shown(show_answer(answer))
    assert max(map(len, text.splitlines())) <= 80
    first = (answer.quotes or answer.closest)[0]
    words = " ".join(line[5:] for line in text.splitlines() if line[3:4] == "│")
    assert " ".join(first.place.text.split()) in " ".join(words.split())
    assert first.place.document in text


def test_a_decline_marks_the_closest_passage_as_no_answer(seeds: Answerer) -> None:
    answer = ask(replace(seeds, threshold=1.0), "Who heads the VSSE in Antarctica?")
    text = shown(show_answer(answer))
    assert "The documents don't say" in text
    assert "not an answer" in text
    assert "Antarctica" in text


def test_an_answer_says_which_names_and_numbers_its_passage_lacks(seeds: Answerer) -> None:
    # By itself that is declined, for the passage tells of another year.
    lenient = replace(seeds, threshold=0.0)
    lacking = ask(lenient, "What was Belgium's trade deficit with China in 2020?")
    assert re.search(r"but the passage does not name [^\n]*\b2020\b", shown(show_answer(lacking)))
    found = ask(seeds, "What was Belgium's trade deficit with China in 2022?")
    assert "does not name" not in shown(show_answer(found))


def test_there_are_no_colour_codes_without_a_terminal(seeds: Answerer) -> None:
    answer = ask(seeds, "Who is Belgium's justice minister?")
    assert "\x1b" not in shown(show_answer(answer))
    assert "\x1b" in shown(show_answer(answer), colours=True)


def test_escape_sequences_of_a_document_do_not_reach_the_terminal(seeds: Answerer) -> None:
    answer = ask(replace(seeds, threshold=0.0), "Who is Belgium's justice minister?")
    quote = answer.quotes[0]
    evil = replace(
        quote, place=replace(quote.place, text="Red \x1b[31malert\x07 here."), answer=None
    )
    text = shown(show_answer(replace(answer, quotes=(evil,))))
    assert "\x1b" not in text
    assert "\x07" not in text


def test_a_label_leads_to_the_words_on_the_web_where_a_terminal_knows_links(
    seeds: Answerer,
) -> None:
    answer = ask(seeds, "Who is Belgium's justice minister?")
    there = "https://example.org/hub#:~:text=Van"
    linked = replace(answer, quotes=(replace(answer.quotes[0], url=there),))
    assert f";{there}\x1b\\" in shown(show_answer(linked), colours=True)
    assert there not in shown(show_answer(linked))


def test_only_the_breaks_of_wrapped_lines_go(seeds: Answerer) -> None:
    answer = ask(seeds, "Who is Belgium's justice minister?")
    text = (
        "The gate is\r\nopened with\n    make run\n    make test\n| adult | 9.50 |\n| child | 4 |"
    )
    place = replace(answer.quotes[0].place, text=text, label="Odd\nname.md, line 2")
    quote = replace(answer.quotes[0], place=place, answer=None, date=None)
    lines = shown(show_answer(replace(answer, quotes=(quote,)))).splitlines()
    assert [" ".join(line.split()) for line in lines[:6]] == [
        "│ The gate is opened with",
        "│ make run",
        "│ make test",
        "│ | adult | 9.50 |",
        "│ | child | 4 |",
        "Odd name.md, line 2",
    ]


def test_a_confidence_under_the_threshold_looks_lower(seeds: Answerer) -> None:
    answer = ask(replace(seeds, threshold=1.0), "Who is Belgium's justice minister?")
    near = replace(answer, confidence=0.342, threshold=0.344)
    assert "not an answer (33 %)" in shown(show_answer(near))
    assert "33 %, under the threshold of 34 %" in shown(show_evidence(near, Text("none")))


def test_the_evidence_names_rows_as_labels_do(tmp_path: Path, seeds: Answerer) -> None:
    docs = write(tmp_path / "docs", {"prices.csv": "Ticket,Price\nAdult,9.50\nChild,4.00\n"})
    build(docs, tmp_path / "index", seeds.encoder)
    with answering(seeds, tmp_path / "index") as ready:
        text = shown(show_evidence(ask(ready, "What is a child's ticket?"), Text("")))
    assert "prices.csv, row " in text


@pytest.mark.parametrize("question", ["Who is Belgium's justice minister?", "hi", ""])
def test_the_evidence_can_be_shown_for_anything(seeds: Answerer, question: str) -> None:
    answer = ask(seeds, question)
    text = shown(show_evidence(answer, Text("none")))
    assert "threshold" in text
    assert ("margin" in text) == bool(answer.quotes or answer.closest)


def test_a_quote_is_shown_where_it_stands(seeds: Answerer) -> None:
    place = ask(replace(seeds, threshold=0.0), "Who is Belgium's justice minister?").quotes[0].place
    document = seeds.library.main.catalog.document(place.document)
    assert document is not None
    text = shown(show_document(document, place.start, place.end))
    assert "▶" in text
    assert " ".join(place.text.split()[:4]) in text


WINDOWS = (
    "The windmill stands on a hill and was,\r\nas it is told, built by\r\nMaria Quist.\r\nIt turns."
)


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n", "\x0c", "\x0b\r\n", "\u2028", "\t"])
def test_the_exact_answer_is_underlined_whatever_ends_a_line(seeds: Answerer, newline: str) -> None:
    answer = ask(replace(seeds, threshold=0.0), "Who is Belgium's justice minister?")
    text = WINDOWS.replace("\r\n", newline)
    at = text.index("Quist")
    place = replace(answer.quotes[0].place, text=text, start=100, end=100 + len(text))
    exact = 100 + at, 100 + at + len("Quist")
    told = replace(answer, quotes=(replace(answer.quotes[0], place=place, answer=exact),))
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=True, highlight=False)
    segments = list(console.render(show_answer(told)))
    underlined = [s.text for s in segments if s.style and s.style.underline]
    assert "".join(underlined) == "Quist"
    seen = "".join(s.text for s in segments if not s.control).replace("│", " ")
    words = " ".join(seen.split())
    if newline in ("\r\n", "\n"):
        assert "was, as it is told, built by Maria" in seen
    assert "and was, as it is told, built by Maria Quist." in words


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_lines_around_a_place_are_those_of_its_label(newline: str) -> None:
    lines = [f"\x0cSection {n}.\u2028It is\x85about\x0b{n} {n}." for n in range(9)]
    text = newline.join(lines)
    start = text.index("Section 6")
    stored = StoredDocument(1, "a.txt", "A", None, None, "0" * 64, text)
    seen = shown(show_document(stored, start, start + 9, around=1))
    marked = [line for line in seen.splitlines() if "▶" in line]
    assert len(marked) == 1 and "Section 6." in marked[0]
    assert int(re.findall(r"▶ (\d+)", seen)[0]) == line_of(text, start) == 7
    assert [n for n in range(9) if f"Section {n}" in seen] == [5, 6, 7]


def test_only_what_is_marked_is_green_after_other_line_ends() -> None:
    stored = StoredDocument(1, "a.txt", "A", None, None, "0" * 64, "One.\r\n\x0cTwo\tthree.\r\n")
    console = Console(file=io.StringIO(), width=80, force_terminal=True, highlight=False)
    segments = list(console.render(show_document(stored, 7, 10)))
    assert "".join(s.text for s in segments if s.style and s.style.bold and s.style.color) == "Two"


def test_nothing_of_a_text_steers_a_terminal_and_its_length_stays() -> None:
    steering = "".join(map(chr, [*range(32), *range(127, 160), 0x202E, 0x2066, 0xD800]))
    made = safe(steering)
    assert len(made) == len(steering)
    assert all(c.isprintable() or c in "\n\t" for c in made)
    assert safe("one\r\ntwo\rthree\u00a0€ \u200dé") == "one \ntwo\nthree € \u200dé"


def two(width: int = 80, *, terminal: bool = True, third: bool = False, **given: object) -> str:
    """What is shown of two quotes that differ, and perhaps of a third."""
    quotes = [
        quoted("You get 25 days of leave a year.", "25 days"),
        quoted("You get 28 days of leave a year.", "28 days", date=None),
    ]
    quotes += [quoted("Ask early for leave.")] if third else []
    answer = answered(*quotes, differs=(0, 1), **given)
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=terminal, color_system=None, highlight=False
    )
    console.print(show_answer(answer))
    return out.getvalue()


def test_quotes_that_differ_stand_side_by_side_with_their_dates() -> None:
    text = two()
    assert "These differ:" in text
    assert re.search(r"1 │ You get 25 days of leave.*2 │ You get 28 days of leave", text)
    assert re.search(r"line 12\) · +Rules .* · undated\n +2021-03-04", text)
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(("width", "terminal"), [(60, True), (80, False)])
def test_on_a_narrow_terminal_and_in_a_pipe_they_stand_below_each_other(
    width: int, terminal: bool
) -> None:
    text = two(width, terminal=terminal)
    assert re.search(r"1 │ You get 25 days .*\n(.*\n)+ 2 │ You get 28 days", text)
    assert "undated" in text
    assert max(map(len, text.splitlines())) <= width


def test_a_third_quote_is_told_from_those_that_differ() -> None:
    text = two(third=True)
    assert "The first two differ:" in text
    assert text.index("undated") < text.index("3 │ Ask early for leave.")


def test_documents_that_say_the_same_are_counted_under_the_first_quote() -> None:
    also = Place("b.md", "Guide (b.md, line 4)", 0, 1, "x")
    places = [Place("c.md", f"Paper {n} (c.md, line {n})", 0, 1, "x") for n in range(6)]
    first = quoted("You get 25 days.", "25 days")

    def said(**given: object) -> str:
        copies = given.pop("also", ())
        answer = answered(replace(first, also=copies), **given)
        return " ".join(shown(show_answer(answer)).split())

    assert "documents" not in said()
    assert "The same words stand in 2 documents. also in Guide (b.md, line 4)" in said(also=(also,))
    assert "2 documents say this, also Paper 0 (c.md, line 0)." in said(
        agree=(first.place, *places[:1])
    )
    text = said(agree=(first.place, *places), also=(also,))
    assert "7 documents say this, also Paper 0 (c.md, line 0), Paper 1" in text
    assert "and 3 more. Its words stand in 2." in text


@pytest.mark.parametrize(
    ("damaged", "told"),
    [
        ((), ""),
        (
            ("a.md",),
            "A document (a.md) could not be read from the index, which is damaged",
        ),
        (("",), "A document could not be read from the index, which is damaged, and was left out"),
        (("", "a.md", "b.md"), "3 documents (a.md, b.md) could not be read from the index, which"),
    ],
)
def test_documents_that_are_damaged_in_the_index_are_told(
    seeds: Answerer, damaged: tuple[str, ...], told: str
) -> None:
    answer = replace(ask(seeds, "Who is Belgium's justice minister?"), damaged=damaged)
    text = " ".join(shown(show_answer(answer)).split())
    assert ("damaged" in text) is bool(damaged)
    assert told in text
    assert ("run quoth index on your documents again." in text) is bool(damaged)
