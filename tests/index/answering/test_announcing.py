"""A list that a sentence announces ends where the sentence's own list goes on."""

import pytest

from index.answering.announcing import follows
from tests.index.answering.marked import marked_choice, unmarked

CLAUSES = """2.1 [[The service charge]] covers:
(a) the stairs;
(b) the lift.
2.2 It is capped at 12 percent.
"""


def test_the_next_clause_is_no_item_of_the_list() -> None:
    choice = marked_choice("lease.txt", CLAUSES)
    assert choice.text == unmarked(CLAUSES).partition("\n2.2")[0]


def test_a_list_that_is_numbered_anew_is_whole() -> None:
    text = "1. Dig.\n2. [[Bring]]:\n   1. a rope\n   2. a lamp\n   3. boots\n3. Return.\n"
    choice = marked_choice("trip.md", text)
    assert choice.text == unmarked(text).partition("1. Dig.\n")[2].partition("\n3. Return")[0]


@pytest.mark.parametrize(
    ("one", "other", "next_one"),
    [
        ("2.1", "2.2", True),
        ("2.", "3.", True),
        ("(a)", "(b)", True),
        ("2.1", "3.2", False),
        ("2.", "(3)", False),
        ("2.", "a.", False),
        ("2.", "1.", False),
        ("", "1.", False),
    ],
)
def test_the_next_number_of_a_list_is_known(one: str, other: str, next_one: bool) -> None:
    assert follows(one, other) is next_one
