"""A document's title and date are found where the file does not declare them."""

import pytest

from index.structure.marking import Page, mark
from index.structure.titles import name_title
from tests.support import ALIBABA_FT, ALIBABA_NEWS, SEEDS, document, page_documents

PROSE = "The museum of salt and rope stands on the quay of Port Evrard and opens at nine."


def page(text: str, path: str = "page.txt") -> Page:
    return mark(document(text, path))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        (
            ALIBABA_NEWS,
            "Alibaba, the Chinese Amazon, in the Crosshairs of Belgian Intelligence For Spying "
            "Possibility",
        ),
        (ALIBABA_FT, "Belgian intelligence monitor Alibaba hub over ‘espionage’ concerns"),
    ],
)
def test_the_seeds_have_their_headlines_as_titles(name: str, title: str) -> None:
    found = page((SEEDS / name).read_text(encoding="utf-8"))
    assert found.title == title
    assert found.date is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Latest Posts\n\nA museum of rope\n\n{PROSE}", "A museum of rope"),
        (f"Home | News | Sport\n\nMuseum of salt opens\n\n{PROSE}", "Museum of salt opens"),
        (f"By Ada Quay\n\nMuseum of salt opens\n\n{PROSE}", "Museum of salt opens"),
        (f"Museum  of\tsalt\n\n{PROSE}", "Museum of salt"),
        (f"{PROSE}\n\nA line after it", "the_page"),
        (f"Latest Posts\n\n{PROSE}", "the_page"),
    ],
)
def test_a_title_is_the_line_that_the_prose_is_about(text: str, title: str) -> None:
    assert page(text, "deep/the_page.txt").title == title.replace("_", " ")


def test_a_declared_title_and_date_win_over_those_in_the_text() -> None:
    text = f"---\ntitle: Rope\ndate: 2024-05-01\n---\n# Salt\n\nPosted 3 May 2023\n\n{PROSE}"
    found = page(text, "page.md")
    assert (found.title, found.date) == ("Rope", "2024-05-01")


def test_the_first_heading_of_the_highest_level_is_the_title() -> None:
    assert page(f"Salt and rope\n\n## Hours\n\n# Museum\n\n{PROSE}", "page.md").title == "Museum"


@pytest.mark.parametrize(
    ("path", "title"),
    [("a/opening_hours.txt", "opening hours"), ("v1.2.txt", "v1.2"), ("_.txt", "_.txt")],
)
def test_a_file_without_a_title_is_called_by_its_name(path: str, title: str) -> None:
    assert name_title(path) == title


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Published 12 March 2024", "2024-03-12"),
        ("Updated: Mar 5, 2024", "2024-03-05"),
        ("By Ada Quay, 1st Sept. 2023", "2023-09-01"),
        ("December 31st, 1999", "1999-12-31"),
        ("2024-02-29 10:15", "2024-02-29"),
        ("2023-02-29", None),
        ("31 February 2024", None),
        ("Meeting of 31 February 2024, minuted 2 March 2024", "2024-03-02"),
        ("12/03/2024", None),
        ("Room 12, March", None),
        ("Mayor 5, 2020", None),
    ],
)
def test_a_full_date_on_a_short_line_dates_the_document(line: str, date: str | None) -> None:
    assert page(f"Museum of salt\n\n{line}\n\n{PROSE}").date == date


def test_a_date_in_the_prose_does_not_date_the_document() -> None:
    text = (
        "The members accepted the agreement on 12 March 2024 by a wide margin, and the ferry crews "
        "went back to work on the Monday after."
    )
    assert page(text).date is None


def test_a_date_in_the_furniture_does_not_date_the_document() -> None:
    assert (
        page(f"Salt museum\n\n{PROSE}\n\n© 12 March 2024 Gazette. All rights reserved.").date
        is None
    )


@pytest.mark.parametrize(
    ("set_name", "path", "title", "date"),
    [
        (
            "dev",
            "ferry-strike.txt",
            "Ferry crews at Harrowmouth vote to end nine-week walkout",
            "2024-03-12",
        ),
        ("dev", "rope-museum.md", "Museum of Salt and Rope", None),
        (
            "dev",
            "glass-sponge.txt",
            "‘Chandelier’ sponge on Pacific seamount is at least 2,400 years old, researchers say",
            "2023-07-04",
        ),
        ("held", "radiator-howto.md", "How to bleed a radiator that stays cold at the top", None),
        (
            "held",
            "volcano-lake.txt",
            "Crater lake turned from green to grey a week before Mount Tehuara woke up",
            "2025-02-17",
        ),
    ],
)
def test_the_made_pages_have_their_titles_and_dates(
    set_name: str, path: str, title: str, date: str | None
) -> None:
    found = mark(page_documents(set_name)[path])
    assert (found.title, found.date) == (title, date)
