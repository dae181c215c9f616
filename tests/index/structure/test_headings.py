"""Places are named by the headings above them, and links lead to the very words."""

from dataclasses import replace
from urllib.parse import unquote

import pytest

from index.answering.quotes import text_fragment
from index.structure.headings import PATH_CHARACTERS, heading_path, section_landmarks
from index.structure.marking import mark
from index.structure.passages import passages
from tests.support import document

PAGE = """# Museum

The museum of salt and rope stands on the quay of the old town.

## Opening hours

### Winter

In winter the museum is shut on Mondays and Tuesdays.

## Tickets

A ticket for the museum costs ten pounds.
"""
ADDRESS = "https://example.org/museum"


def test_headings_name_the_section_below_them_by_their_path() -> None:
    page = mark(document(PAGE, "museum.md"))
    marks = [(PAGE[m.start :].splitlines()[0], m.name) for m in section_landmarks(page)]
    assert marks == [
        ("Museum", ""),
        ("Opening hours", "Opening hours"),
        ("Winter", "Opening hours › Winter"),
        ("Tickets", "Tickets"),
    ]
    assert all(landmark.by_line for landmark in section_landmarks(page))


def test_headings_that_are_only_guessed_from_plain_text_name_no_place() -> None:
    text = PAGE.replace("#", "").replace("\n ", "\n")
    assert list(section_landmarks(mark(document(text)))) == []


FAIR = "The fair is held in the hall in May."
ASKED = {
    "bold.md": f"# Fair\n\n{FAIR}\n\n**Is there food?**\nSoup, until six.\n\n"
    "**Can I sleep there?**\nNo. The hall is locked at ten.\n",
    "plain.txt": f"The fair\n\n{FAIR}\n\nIs there food?\nSoup, until six.\n\n"
    "Can I sleep there?\n\nNo. The hall is locked at ten.\n",
    "terms.html": f"<h1>Fair</h1><p>{FAIR}</p><dl><dt>Is there food?</dt><dd>Soup, until six.</dd>"
    "<dt>Can I sleep there?</dt><dd>No. The hall is locked at ten.</dd></dl>",
}


@pytest.mark.parametrize("name", ASKED)
def test_a_question_heads_its_answer(name: str) -> None:
    page = mark(document(ASKED[name], name))
    text = page.document.text
    found = {
        passage.heading: [text[s.start : s.end] for s in passage.sentences]
        for passage in passages(page, lambda words: [len(one.split()) for one in words])
    }
    assert found["Is there food?"] == ["Soup, until six."]
    assert found["Can I sleep there?"] == ["No.", "The hall is locked at ten."]


@pytest.mark.parametrize(
    "text",
    [
        "Did it rain in May?\n\nDid the roof leak?\n\nDid you ring the bell?\n",
        "“Where are you going?”\n\nHe went to the quay and saw the ships.\n",
        "It rained in May. Did the roof leak?\n\nThe roof was mended in June.\n",
    ],
)
def test_a_question_without_an_answer_heads_nothing(text: str) -> None:
    page = mark(document(f"A year\n\nThe year was dry but for May.\n\n{text}"))
    asked = [
        role
        for block, role in zip(page.document.blocks, page.roles, strict=True)
        if "?" in page.document.text[block.start : block.end]
    ]
    assert "heading" not in asked


def test_a_heading_that_is_furniture_names_no_place() -> None:
    read = document(PAGE, "museum.md")
    blocks = tuple(replace(b, furniture=b.level == 3) for b in read.blocks)
    names = [m.name for m in section_landmarks(mark(replace(read, blocks=blocks)))]
    assert names == ["", "Opening hours", "Tickets"]


@pytest.mark.parametrize(
    ("headings", "path"),
    [
        ([], ""),
        (["Hours", "Winter"], "Hours › Winter"),
        (["a" * 40, "b" * 40, "c" * 30], "b" * 40 + " › " + "c" * 30),
        (["Hours", "c" * 200], "c" * 79 + "…"),
    ],
)
def test_a_path_of_headings_is_never_too_long(headings: list[str], path: str) -> None:
    assert heading_path(headings) == path
    assert len(heading_path(headings)) <= PATH_CHARACTERS


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        ("Bread costs €4.20", "Bread%20costs%20%E2%82%AC4.20"),
        ("salt, rope & well-kept boats", "salt%2C%20rope%20%26%20well%2Dkept%20boats"),
        ("The museum\nis shut.", "The%20museum%20is%20shut."),
        (
            "one two three four five six seven eight nine ten eleven",
            "one%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven",
        ),
        ("a/b?c#d%", "a%2Fb%3Fc%23d%25"),
    ],
)
def test_a_link_leads_to_the_words(words: str, fragment: str) -> None:
    link = text_fragment(ADDRESS, words)
    assert link == f"{ADDRESS}#:~:text={fragment}"
    ends = [unquote(part) for part in fragment.split(",")]
    assert " ".join(words.split()).startswith(ends[0])
    assert " ".join(words.split()).endswith(ends[-1])


def test_a_link_keeps_the_part_of_the_page_and_replaces_an_older_text() -> None:
    assert text_fragment(f"{ADDRESS}#hours", "At ten.") == f"{ADDRESS}#hours:~:text=At%20ten."
    assert text_fragment(f"{ADDRESS}#:~:text=old", "At ten.").endswith("museum#:~:text=At%20ten.")
    assert text_fragment(ADDRESS, "") == ADDRESS


@pytest.mark.parametrize("line", ["Hello both,", "#rooms      book them"])
def test_a_greeting_and_a_row_are_no_headings(line: str) -> None:
    text = f"The mill\n\nThe mill stands on the quay of the old town.\n\n{line}\n\nIt opens at ten."
    page = mark(document(text))
    assert "heading" not in page.roles[1:]
