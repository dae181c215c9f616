"""Quotes of what was asked for, told from those of another row, day or group."""

from dataclasses import replace

import pytest

from index.answering.choices import Choice
from index.answering.instead import lacking, of_another
from index.search.queries import Query, understand
from index.text.words import stems
from tests.index.answering.marked import marked_choice

FEES = "# Harbour fees\n\n| Boat | Fee a night |\n|---|---|\n"


def follow_up(question: str, instead: str, former: str = "") -> Query:
    """A question with the words that a follow-up put in the place of others."""
    asked = understand(question)
    return replace(asked, instead=frozenset(stems(instead)), former=frozenset(stems(former)))


@pytest.mark.parametrize(
    ("text", "instead", "former"),
    [
        ("Cats sleep in [[the barn]].", "cat", "dog"),
        ("Part-time staff get [[12 days]].", "part-timers", "full-timers"),
        ("# Cats\n\nThey sleep in [[the barn]].", "cats", "dogs"),
        ("# Pets\n\nCats may come:\n\n- in [[the yard]]\n- in a basket\n", "cats", "dogs"),
        ("Cats like it warm. The place to sleep is [[the barn]].", "cats", "dogs"),
        ("Children pay [[3 euros]].", "kids", "adults"),
        ("Pets stay [[in the yard]].", "cats", "dogs"),
        ("Open from Monday to Friday [[from 8:00]].", "Wednesday", "Sunday"),
        (FEES + "| Sloop | [[£9]] |", "boat", "car"),
    ],
)
def test_what_stands_with_a_quote_says_what_it_is_of(text: str, instead: str, former: str) -> None:
    choice = marked_choice("notes.md", text)
    assert not lacking(follow_up("How much?", instead, former), [choice])


@pytest.mark.parametrize(
    ("text", "instead", "former"),
    [
        ("Dogs sleep in [[the barn]].", "cats", "dogs"),
        ("# Pets\n\nDogs sleep in [[the barn]].", "cats", "dogs"),
        ("Dogs and other [[friends]] are welcome.", "pets", "children"),
        ("Cats like it warm. Dogs sleep in [[the barn]].", "cats", "dogs"),
        ("Full-time staff get [[24 days]].", "freelancers", "full-timers"),
        ("A locker key costs [[£5]].", "towel", "locker key"),
        ("Open from Monday to Friday [[from 8:00]].", "Sunday", "Wednesday"),
        (FEES + "| Sloop | [[£9]] |\n| Ketch | £12 |", "ketch", "sloop"),
    ],
)
def test_a_sibling_of_what_was_asked_for_is_told(text: str, instead: str, former: str) -> None:
    choice = marked_choice("notes.md", text)
    assert lacking(follow_up("How much?", instead, former), [choice]) == {choice}


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("When is the pool open on Sundays?", True),
        ("When is the pool open on Thursdays?", False),
        ("When is the pool open?", False),
    ],
)
def test_a_first_question_of_a_day_is_not_answered_with_another(question: str, other: bool) -> None:
    choice = marked_choice("pool.md", "The pool is open [[from 7:00]] on weekdays.")
    assert bool(lacking(understand(question), [choice])) == other


def quotes(path: str, texts: tuple[str, str]) -> tuple[Choice, Choice]:
    return marked_choice(path, texts[0]), marked_choice(path, texts[1])


@pytest.mark.parametrize(
    ("question", "first", "other"),
    [
        (
            "What is the fee of a ketch?",
            FEES + "| Ketch | [[£12]] |\n| Sloop | £9 |",
            FEES + "| Ketch | £12 |\n| Sloop | [[£9]] |",
        ),
        (
            "How many days do cooks get?",
            "Cooks get [[24 days]] of holiday a year.",
            "Waiters get [[22 days]] of holiday a year.",
        ),
        (
            "When is lunch on Sundays?",
            "On Sundays lunch is [[at 12]].",
            "On Fridays it is [[at 1]].",
        ),
    ],
)
def test_a_further_quote_is_not_of_a_sibling(question: str, first: str, other: str) -> None:
    assert of_another(understand(question), *quotes("fees.md", (first, other)))


@pytest.mark.parametrize(
    ("question", "first", "other"),
    [
        (
            "How many days do cooks get?",
            "Cooks get [[24 days]] of holiday a year.",
            "Whoever cooks at night gets [[two days]] more.",
        ),
        ("Who may park?", "Guests may [[park]] in the yard.", "Vans stand in [[the lane]]."),
    ],
)
def test_what_adds_to_the_first_is_no_sibling(question: str, first: str, other: str) -> None:
    assert not of_another(understand(question), *quotes("fees.md", (first, other)))
