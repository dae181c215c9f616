"""The one cell of a row that is underlined as the exact answer."""

import pytest

from index.answering.cells import cell_asked_for

NAMED = "Name: Ida Holm · Extension: 318 · Room: 2.04 · Works on: Mon-Thu"
COUNTS = "Month: May · Inbound lorries: 48 · Outbound lorries: 51"
YEARS = "Zone: Outer · 2023: 20.0 % · 2024: 21.0 %"
PIPED = "| Harbour master | Ida Holm | 01865 318 | Fell |"


@pytest.mark.parametrize(
    ("row", "span", "question", "cell"),
    [
        (NAMED, "318", "What is Ida's extension?", "318"),
        (NAMED, "318 · Room: 2.04", "What is Ida's extension?", "318"),
        (NAMED, "318 · Room: 2.04", "Which room is Ida in?", "2.04"),
        (NAMED, "Ida Holm · Extension: 318", "Which extension has she?", "318"),
        (NAMED, "318 · Room: 2.04", "Where does Ida sit?", None),
        (NAMED, "318 · Room: 2.04", "What are Ida's room and extension?", None),
        (NAMED, NAMED, "What is Ida's extension?", "318"),
        (COUNTS, "48", "How many lorries were outbound in May?", None),
        (COUNTS, "51", "How many lorries were outbound in May?", "51"),
        (YEARS, "20.0 %", "What was the outer rate in 2024?", None),
        (NAMED, "318", "What is the extension of whoever works on it?", "318"),
        (PIPED, "Ida Holm", "Who is the harbour master?", "Ida Holm"),
        (PIPED, "Ida Holm | 01865 318", "What is the harbour master's phone?", None),
        ("It is A | B, not C.", "A | B", "What is it?", "A | B"),
        ("Open 9 to 5 · daily.", "9 to 5 · daily", "When is it open?", None),
    ],
)
def test_of_a_span_across_cells_the_one_that_is_asked_for_is_left(
    row: str, span: str, question: str, cell: str | None
) -> None:
    start = row.index(span)
    found = cell_asked_for(row, start, start + len(span), question)
    assert (None if found is None else row[slice(*found)]) == cell
