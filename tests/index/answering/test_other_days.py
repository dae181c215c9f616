"""A quote of some days only brings the sentence of the others, where no day is asked for."""

import pytest

from index.answering.other_days import with_other_days
from index.search.queries import understand
from tests.index.answering.marked import marked_choice, unmarked


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When is breakfast?", "Breakfast is from 7 to 10. On Sundays breakfast is from [[8]]."),
        ("When is tea served?", "On Sundays tea is served at [[4]]. From Monday on tea is at 3."),
        ("When does the mill shut?", "The mill is open from 9 to 6. In winter it shuts [[at 5]]."),
        ("What does a swim cost?", "A swim costs £5. On Mondays a swim costs [[£3]]."),
    ],
)
def test_both_sentences_are_quoted_and_neither_is_the_exact_answer(
    question: str, text: str
) -> None:
    choice = with_other_days(understand(question), marked_choice("notes.txt", text))
    assert choice.text == unmarked(text)
    assert not choice.answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When is tea on Sundays?", "Tea is at 3. On Sundays tea is at [[4]]."),
        ("When is tea served?", "Lunch is at noon. On Sundays tea is served at [[4]]."),
        ("When is tea served?", "Tea is served at 3.\n\nOn Sundays tea is served at [[4]]."),
        ("When is tea served?", "Tea is served on Sundays at 3. On Sundays tea is late, at [[4]]."),
        ("When is tea served?", "Tea is in the hall. On Sundays tea is served at [[4]]."),
        ("When is tea served?", "Tea is served at 3. Tea is served daily at [[4]]."),
    ],
)
def test_a_sentence_of_anything_else_is_not(question: str, text: str) -> None:
    choice = marked_choice("notes.txt", text)
    assert with_other_days(understand(question), choice) is choice
