"""Markdown falls into the blocks that it marks up, each a piece of the text as written."""

import pytest
from hypothesis import example, given

from index.formats.markdown import read
from index.structure.headings import section_landmarks
from index.structure.marking import mark
from index.structure.passages import passages
from tests.index.formats.test_text import assert_in_order
from tests.index.strategies import any_text
from tests.support import document

FRONT = """---
title: "Salt and Rope"
date: 2024-03-12
---
"""
BODY = """# Museum #

Plan your visit. It is
worth it.

Opening hours
-------------

* Tuesday to Friday
* Weekends:
  1. Saturday

> Members see **more**.

| Ticket | Price |
|--------|-------|
| Adult  | £9.50 |

```sh
quoth index docs
```

    indented code

#### Deep ####
Last line [with a link](/x)
"""


def blocks(text: str) -> list[tuple[str, str]]:
    """Kind and words of each block."""
    extract = read(text.encode())
    return [(block.kind, extract.text[block.start : block.end]) for block in extract.blocks]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_block_is_found_where_it_stands(newline: str) -> None:
    assert blocks(BODY.replace("\n", newline)) == [
        ("heading", "Museum"),
        ("text", f"Plan your visit. It is{newline}worth it."),
        ("heading", "Opening hours"),
        ("item", "Tuesday to Friday"),
        ("item", "Weekends:"),
        ("item", "1. Saturday"),
        ("text", "Members see **more**."),
        ("table", "| Ticket | Price |"),
        ("table", "| Adult  | £9.50 |"),
        ("code", "quoth index docs"),
        ("code", "indented code"),
        ("heading", "Deep"),
        ("line", "Last line [with a link](/x)"),
    ]


def test_headings_have_their_levels() -> None:
    extract = read((FRONT + BODY).encode())
    levels = [block.level for block in extract.blocks if block.kind == "heading"]
    assert levels == [1, 2, 4]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_front_matter_gives_title_and_date_and_is_no_block(newline: str) -> None:
    page = (FRONT + BODY).replace("\n", newline)
    extract = read(page.encode())
    assert (extract.title, extract.date) == ("Salt and Rope", "2024-03-12")
    first = extract.blocks[0]
    assert extract.text[first.start : first.end] == "Museum"
    assert extract.text == page


@pytest.mark.parametrize(
    ("front", "title", "date"),
    [
        ("title: >\n  Salt and\n  rope", "Salt and rope", None),
        ("Title: 'It''s open'\nDATE: 2024-03-12 10:00", "It's open", "2024-03-12"),
        ("title: 2024\ntags: [a, b]", "2024", None),
        ("title: Salt: a history\ndate: 12 March 2024", "Salt: a history", "2024-03-12"),
        ("title:\n  en: Salt", None, None),
        ("- a list", None, None),
        ("title: !!python/object/apply:os.getcwd []", None, None),
        ("a: &a [x, x]\nb: &b [*a, *a]\ntitle: Salt", "Salt", None),
    ],
)
def test_front_matter_is_yaml_or_taken_as_it_is_written(
    front: str, title: str | None, date: str | None
) -> None:
    extract = read(f"---\n{front}\n---\nWords.".encode())
    assert (extract.title, extract.date) == (title, date)


def test_a_date_that_is_not_iso_is_never_passed_off_as_one() -> None:
    assert read(b"---\ndate: 12 March 2024\n---\nWords.").date in (None, "2024-03-12")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 3. Exceptions", "3. Exceptions"),
        ("## 1) Set up", "1) Set up"),
        ("# 2024. A year", "2024. A year"),
        ("# C #", "C"),
        ("> # Quoted", "Quoted"),
        ("- # In a list", "In a list"),
        ("####### Seven marks are none", "####### Seven marks are none"),
        ("Two\nlines\n===", "Two\nlines"),
    ],
)
def test_a_heading_is_its_words_without_the_marks(text: str, expected: str) -> None:
    assert [words for _, words in blocks(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "<details>\n<summary>Refunds</summary>\nRefunds take ten days.\n</details>\n",
        '<p align="center">\nRefunds take ten days.\n</p>\n',
    ],
)
def test_words_inside_html_are_not_lost(text: str) -> None:
    assert any("Refunds take ten days." in words for _, words in blocks(text))


@pytest.mark.parametrize(
    "text", ["```", "```\n", "~~~\ncode", "> ```\n> x", "- ```\n", "#", "# #", "---", "---\n---\n"]
)
def test_unfinished_markup_does_no_harm(text: str) -> None:
    extract = read(text.encode())
    assert_in_order(extract.text, list(extract.blocks))


@given(any_text.filter(lambda text: "\0" not in text))
@example("# \u2028The ferry sails.")
def test_blocks_are_pieces_of_any_text_in_order(text: str) -> None:
    extract = read(text.encode())
    assert extract.text == text.removeprefix("\ufeff")
    assert_in_order(extract.text, list(extract.blocks))


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        ("https://example.org/rules#opening", "https://example.org/rules#opening"),
        ('"http://example.org"', "http://example.org"),
        ("example.org/rules", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("http://[", None),
        ("https://example.org/a b", None),
    ],
)
def test_only_a_whole_web_address_is_taken_from_front_matter(
    declared: str, found: str | None
) -> None:
    assert read(f"---\nurl: {declared}\n---\nWords.".encode()).url == found


def test_front_matter_may_be_toml() -> None:
    front = (
        '+++\ntitle = "Salt \\u0026 Rope"\ndate = 2024-03-12T10:00:00Z\nurl = "https://a.b"\n+++\n'
    )
    extract = read(f"{front}\nIt opens at nine.\n".encode())
    assert (extract.title, extract.date, extract.url) == (
        "Salt & Rope",
        "2024-03-12",
        "https://a.b",
    )
    assert [extract.text[b.start : b.end] for b in extract.blocks] == ["It opens at nine."]


@pytest.mark.parametrize("attributes", ["{#hours}", "{.unnumbered #hours}", "{: #hours}"])
def test_a_headings_attributes_are_no_part_of_it(attributes: str) -> None:
    extract = read(f"## Opening hours {attributes}\n".encode())
    assert [extract.text[b.start : b.end] for b in extract.blocks] == ["Opening hours"]


def test_what_a_page_of_components_imports_is_furniture() -> None:
    extract = read(b"import Tabs from '@theme/Tabs';\n\nImport taxes rose from 'nought'.\n")
    assert [block.furniture for block in extract.blocks] == [True, False]


def test_a_quotation_that_is_wrapped_is_one_paragraph() -> None:
    extract = read(b"> The museum opens at nine and\n> shuts at five on each day.\n")
    assert [extract.text[b.start : b.end] for b in extract.blocks] == [
        "The museum opens at nine and\n> shuts at five on each day."
    ]


def test_a_lines_end_within_a_paragraph_says_nothing_unless_it_is_marked() -> None:
    long = "Shifts are planned by the coordinator, Amara Diallo, whom you reach under"
    assert len(blocks(f"{long}\n555 0199 on weekdays.\n")) == 1
    assert len(blocks(f"{long}  \n555 0199 on weekdays.\n")) == 2
    assert len(blocks(f"{long}\\\n555 0199 on weekdays.\n")) == 2
    assert len(blocks("5 Quay Road\nNorwick\n")) == 2


TABLE = """# Kennel

## Prices

| Dog | Per *night* |
|-----|-------|
| small | £14.50 |
| large | £22.50 |

Cats pay nothing.

| | |
|-|-|
| rabbit | £3 |
"""


def test_rows_of_a_table_stand_under_its_headings() -> None:
    page = mark(document(TABLE, "kennel.md"))
    found = passages(page, lambda words: [len(one.split()) for one in words])
    assert [(one.heading, TABLE[one.start : one.end]) for one in found] == [
        (
            "Prices › Dog · Per night",
            "| Dog | Per *night* |\n|-----|-------|\n| small | £14.50 |\n| large | £22.50 |",
        ),
        ("Prices", "Cats pay nothing.\n\n| | |\n|-|-|\n| rabbit | £3 |"),
    ]
    names = [landmark.name for landmark in section_landmarks(page)]
    assert names == ["", "Prices", "Prices › Dog · Per night", "Prices"]
