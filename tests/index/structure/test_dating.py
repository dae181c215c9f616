"""A document has the date that it declares, is called or says of itself, and no deadline's."""

import pytest

from index.documents.document import Document, Source, read
from index.extraction.model import Block
from index.structure.marking import mark

PROSE = (
    "The keepers of the salt museum open the doors each morning and tell every guest how the salt "
    "was won, boiled and carried to the harbour by mule."
)


def dated(text: str, path: str = "page.md") -> str | None:
    return mark(read(Source(path, text.encode()))).date


def saved(text: str, path: str, date: str) -> str | None:
    """The date found for a file whose properties tell when it was saved."""
    lines = tuple(Block(s, s + len(t), "table") for s, t in _lines(text))
    return mark(Document(path, text, lines, None, date, None, "0")).date


def _lines(text: str) -> list[tuple[int, str]]:
    starts, at = [], 0
    for line in text.split("\n"):
        starts.append((at, line))
        at += len(line) + 1
    return starts


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("In force since 1 May 2025. Replaces the rules of 2 June 2026.", "2025-05-01"),
        (
            "Adopted by the committee on 3 January 2024, last amended 9 September 2025. These rules"
            " apply to everybody in the building, members or not, and each room may have its own.",
            "2025-09-09",
        ),
        (
            "Version 3, in force from 1 January 2026. Owner: Ann Lee (People). It replaces the one "
            "of 2023, which is kept in the archive folder for reference only, and nothing else.",
            "2026-01-01",
        ),
        ("Prices per month from 1 February 2026, by direct debit.", "2026-02-01"),
        ("NOTES OF 18 JUNE 2026, IN SHORT", "2026-06-18"),
        ("Dated 3 November 2025.", "2025-11-03"),
        ("The form closes on **19 April 2026**.", None),
        ("Deadline: 19 April 2026", None),
        ("Valid until 19 April 2026", None),
        ("Must be approved by Friday 19 April 2026", None),
        ("19 April 2026 at the latest", None),
        ("20-22 June 2025, Leisure Centre", None),
        ("Old edition (SUPERSEDED 1 JANUARY 2026)", None),
        ("The old ferry sank off the pier on 3 May 1999.", None),
    ],
)
def test_what_a_document_says_of_itself_where_it_begins(line: str, date: str | None) -> None:
    assert dated(f"# Museum of salt\n\n{line}\n\n{PROSE}") == date


def test_what_is_said_of_a_date_counts_only_where_a_document_begins() -> None:
    long = "The agreement with the harbour was signed by all who had a say in it on 4 May 2021. "
    assert dated(f"# Salt\n\n{(PROSE + chr(10) * 2) * 9}{long * 2}") is None


@pytest.mark.parametrize(
    ("path", "title", "date"),
    [
        ("minutes/committee-2025-09-09.md", "Committee", "2025-09-09"),
        ("minutes/20250909_notes.md", "Committee", "2025-09-09"),
        ("minutes/committee-2025-09-09.md", "Minutes of 11 March 2025", "2025-03-11"),
        ("minutes/committee.md", "MEETING 18 JUNE 2026 - NOTES", "2026-06-18"),
        ("minutes/agm-2025.md", "Annual meeting", None),
        ("minutes/room-20259909.md", "Annual meeting", None),
    ],
)
def test_titles_come_before_names_of_files(path: str, title: str, date: str | None) -> None:
    assert dated(f"# {title}\n\n{PROSE}", path) == date


def test_the_day_a_file_was_saved_comes_behind_what_it_says() -> None:
    fees = "Fees (with tax, valid from 5 January 2026)\nService: Nurse · Price: 19"
    assert saved(fees, "fees.xlsx", "2026-11-30") == "2026-01-05"


@pytest.mark.parametrize(
    ("path", "date"),
    [("fees.xlsx", "2026-11-30"), ("fees-2026.xlsx", "2026-11-30"), ("fees-2025.xlsx", None)],
)
def test_the_day_a_file_was_saved_counts_unless_another_year_is_named(
    path: str, date: str | None
) -> None:
    assert saved("Service: Nurse · Price: 19", path, "2026-11-30") == date


def test_a_year_long_before_a_file_was_saved_is_what_it_tells_of() -> None:
    told = "The chapel\nThe deed was signed on 8 November 1983.\nIt was built of stone."
    assert saved(told, "the harvest of 1932.docx", "2022-05-06") == "2022-05-06"
    named = "The chapel\nRevised on 8 November 2019.\nIt was built of stone."
    assert saved(named, "chapel.docx", "2022-05-06") == "2019-11-08"
