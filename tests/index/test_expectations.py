"""The kind of answer that a question asks for, whether an answer is of it, and denial."""

import pytest

from index.expectations import Kind, expected, fits, negated


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many bicycles does the ferry take?", "number"),
        ("How many years did the strike last?", "number"),
        ("WHAT PERCENTAGE voted for it?", "number"),
        ("When does the museum open?", "time"),
        ("In which year was the pier built?", "time"),
        ("Who painted the boat?", "name"),
        ("Whose boat was it?", "name"),
        ("Where is it moored?", "name"),
        ("Which city has the oldest pier?", "name"),
        ("What colour is the boat?", "anything"),
        ("Why did they strike?", "anything"),
        ("How does the lock work?", "anything"),
        ("", "anything"),
    ],
)
def test_a_question_asks_for_a_kind(question: str, kind: Kind) -> None:
    assert expected(question) == kind


@pytest.mark.parametrize(
    ("kind", "answer", "fit"),
    [
        ("number", "forty thousand", True),
        ("number", "40,000", True),
        ("number", "two dozen", True),
        ("number", "the lower deck", False),
        ("time", "in March", True),
        ("time", "1911", True),
        ("time", "the harbour master", False),
        ("name", "the Kittiwake", True),
        ("name", "a fisherman", False),
        ("anything", "", True),
    ],
)
def test_an_answer_is_of_the_kind_or_not(kind: Kind, answer: str, fit: bool) -> None:
    assert fits(kind, answer) == fit


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("The ferry doesn’t sail on Sundays.", True),
        ("Dogs are not allowed.", True),
        ("No dogs.", True),
        ("Cannot be returned without a receipt", True),
        ("The notice was noted in November.", False),
        ("", False),
    ],
)
def test_denial_is_told_by_whole_words(text: str, denies: bool) -> None:
    assert negated(text) == denies
