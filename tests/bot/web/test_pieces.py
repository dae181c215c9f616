"""A page shows every word of a document, in order, and marks exactly what is quoted."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.web import pieces as module
from bot.web.marked import rendered, showable
from bot.web.pieces import Part, part_of, pieces
from index.extraction.model import Landmark
from index.text.lines import line_of
from tests.bot.markup import nasty_text
from tests.bot.web.html import marked, text_of

texts = st.lists(nasty_text | st.sampled_from(["\n\n", "\r\n \r\n", "# A\n", "```\n", "    a\n"]))


def whole(text):
    return Part(1, 1, 0, len(text))


def page(text, found, start=0, end=0):
    return f"<html><body><article>{rendered(text, found, whole(text)).marked(start, end)}</article>"


def words(text):
    return " ".join(showable(text).split())


@given(texts.map("".join), st.data())
def test_every_word_is_shown_once_and_what_is_quoted_is_marked(text, data):
    places = st.integers(0, len(text))
    start, end = sorted((data.draw(places), data.draw(places)))
    names = st.sampled_from(["page 3", "", "A", "A › B", "<b>"])
    marks = [
        Landmark(at, data.draw(names), data.draw(st.booleans()))
        for at in sorted(data.draw(st.sets(st.integers(0, max(len(text) - 1, 0)), max_size=4)))
    ]
    found = pieces(text, "A", marks, whole(text))
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(piece.line == line_of(text, piece.start) for piece in found)
    shown = page(text, found, start, end)
    assert text_of(shown).replace(" ", "") == words(text).replace(" ", "")
    assert marked(shown).replace(" ", "") == words(text[start:end]).replace(" ", "")
    assert shown.count('id="quote"') == bool(words(text[start:end]))


def test_headings_rows_and_pages_are_told():
    text = "Hotel\n\n## Rooms\nAll rooms have a bath.\n\nBreakfast\n\n- at seven\n- at eight\n"
    marks = [
        Landmark(0, "", by_line=True),
        Landmark(text.index("Rooms"), "Rooms", by_line=True),
        Landmark(text.index("Breakfast"), "Rooms › Breakfast", by_line=True),
        Landmark(text.index("- at eight"), "Rooms › 4", by_line=True),
    ]
    found = pieces(text, "Hotel", marks, whole(text))
    assert [(text[p.start : p.end], p.level, p.name, p.line) for p in found] == [
        ("Hotel", 2, "", 1),
        ("## Rooms", 3, "", 3),
        ("All rooms have a bath.", 0, "", 4),
        ("Breakfast", 4, "", 6),
        ("- at seven", 0, "", 8),
        ("- at eight", 0, "4", 9),
    ]
    paged = [Landmark(0, "page 1"), Landmark(7, "page 2")]
    assert [p.name for p in pieces(text, "Other", paged, whole(text))][:3] == [
        "page 1",
        "page 2",
        "",
    ]


def test_code_and_tables_keep_their_lines():
    text = "Run\nthis:\n\n```sh\nmake\n\nmake run\n```\n\n    one\n    two\n\n| a | b |\n|--|--|\n"
    found = pieces(text, "", [], whole(text))
    assert [(text[p.start : p.end], p.columns) for p in found] == [
        ("Run\nthis:", False),
        ("```sh", False),
        ("make", True),
        ("make run", True),
        ("```", False),
        ("    one\n    two", True),
        ("| a | b |\n|--|--|", True),
    ]
    shown = page(text, found)
    assert '<p data-line="1" dir="auto">Run this:</p>' in shown
    assert '<pre data-line="10" dir="auto">    one\n    two</pre>' in shown


def test_a_long_text_is_shown_in_parts_that_end_with_a_line(monkeypatch):
    monkeypatch.setattr(module, "PART", 100)
    monkeypatch.setattr(module, "WITHIN", 50)
    text = "".join(f"line {number}\n" for number in range(50)) + "x" * 250
    parts = [part_of(text, number, 0) for number in range(1, part_of(text, 99, 0).parts + 1)]
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert all(part.end - part.start <= 100 for part in parts)
    assert text[parts[0].end - 1] == "\n"
    assert [part_of(text, None, at).number for at in (0, parts[0].end - 1, parts[0].end)] == [
        1,
        1,
        2,
    ]
    assert part_of(text, None, 10**9) == parts[-1]
    assert part_of(text, 0, 0) == parts[0]
    second = pieces(text, "", [], parts[1])
    assert second[0].line == line_of(text, parts[1].start)
    shown = rendered(text, second, parts[1]).marked(parts[1].start, parts[1].start + 4)
    assert Markup("<mark") in shown
    assert re.sub("<[^>]*>", "", shown).split() == text[parts[1].start : parts[1].end].split()


@pytest.mark.parametrize(
    "text",
    [" " * 10**6, "\n " * 500_000, "`" * 10**6, "```\n" * 250_000, "|" * 10**6, "    \t" * 200_000],
)
def test_no_text_takes_long(text):
    began = time.process_time()
    rendered(text, pieces(text, "", [], whole(text)), whole(text)).marked(0, len(text))
    assert time.process_time() - began < 8
