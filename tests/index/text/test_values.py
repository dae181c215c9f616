"""Values are found where they stand, and compare however they are written."""

import time

import pytest
from hypothesis import given

from index.text.clocks import Clock, Day
from index.text.names import compare_names, name_of
from index.text.value_finding import find_values
from index.text.values import Value, compare
from tests.index.strategies import any_text


def value(text: str) -> Value:
    [found] = find_values(text)
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two weeks", "14 days"),
        ("27 working days", "27 days"),
        ("at least 8 characters", "8 characters or more"),
        ("3–5 days", "three to five days"),
        ("2 hours 30 minutes", "150 minutes"),
        ("one hundred and twenty-five people", "125 people"),
        ("£12", "12 pounds"),
        ("€5m", "5 million euros"),
        ("$4,000 a year", "4,000 dollars per year"),
        ("85%", "85 per cent"),
        ("5 pm", "17:00"),
        ("7:00", "7 am"),
        ("noon", "12:00"),
        ("half past eleven", "11:30"),
        ("a quarter to 9", "8:45"),
        ("nine o'clock", "9 am"),
        ("9 am to 5 pm", "9:00–17:00"),
        ("from 9 am", "9 am"),
        ("3 July 2025", "2025-07-03"),
        ("July 3, 2025", "3rd of July"),
        ("May 1931", "12 May 1931"),
        ("Tuesday", "Tuesdays"),
        ("the third floor", "the 3rd floor"),
        ("1,204 m", "1 204 metres"),
        ("+44 20 7946 0018", "+44 20 7946-0018"),
    ],
)
def test_what_is_the_same_is_so_however_it_is_written(one: str, other: str) -> None:
    assert compare(value(one), value(other)) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two weeks", "30 days"),
        ("at least 8 characters", "at least 12 characters"),
        ("£12", "£14.50"),
        ("$4,000", "$3,500"),
        ("85%", "80%"),
        ("5 pm", "18:00"),
        ("9 am to 5 pm", "9:00–17:30"),
        ("7:00", "8 pm"),
        ("12 March", "15 March"),
        ("1931", "May 1934"),
        ("12/03/2024", "14/03/2024"),
        ("Tuesday", "Thursday"),
        ("Python 3.10", "Python 3.12"),
        ("the third floor", "the fourth floor"),
    ],
)
def test_what_differs_is_told(one: str, other: str) -> None:
    assert compare(value(one), value(other)) == "different"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5 euros", "6 dollars"),
        ("5 km", "two hours"),
        ("40 people", "60 cars"),
        ("about 30 minutes", "35 minutes"),
        ("at least 8 characters", "12 characters"),
        ("up to 30 days", "14 days"),
        ("40 euros a year", "4 euros a month"),
        ("5 million people", "5,123,400 people"),
        ("3 to 7 days", "5 days"),
        ("12/03/2024", "3 December 2024"),
        ("in March", "1931"),
        ("before 9:30", "after 9:00"),
    ],
)
def test_what_cannot_be_told_is_neither(one: str, other: str) -> None:
    assert compare(value(one), value(other)) == "unlike"


@pytest.mark.parametrize(
    "text",
    ["18F", "v4.2", "the 1990s", "1.204 km", "in the morning", "https://a.org/12", "May we?"],
)
def test_what_is_no_value_or_could_be_two_is_none(text: str) -> None:
    assert find_values(text) == []


def test_values_tell_where_they_stand_and_what_they_are() -> None:
    text = "On 3 May 2024 at 9:30 all 40 guests paid £12.50 each, 5 % more."
    found = find_values(text)
    assert [text[v.start : v.end] for v in found] == ["3 May 2024", "9:30", "40", "£12.50", "5 %"]
    assert [v.kind for v in found] == ["date", "time", "number", "amount", "percentage"]
    assert found[0].figures == (Day(2024, 5, 3),)
    assert found[1].figures == (Clock(570, sure=False),)
    assert found[2].unit == "guest"


@given(any_text, any_text)
def test_any_text_has_values_in_order_and_comparing_knows_no_side(one: str, other: str) -> None:
    found, others = find_values(one), find_values(other)
    at = 0
    for each in found:
        assert at <= each.start < each.end <= len(one)
        at = each.end
        assert compare(each, each) in ("same", "unlike")
        for like in others:
            assert compare(each, like) == compare(like, each)


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "9,", "one ", "1-", "12:30 ", "May ", "(1)", "1.000.", "5 to "]
)
def test_endless_figures_take_little_time(piece: str) -> None:
    text = (piece * 600)[:600]
    began = time.perf_counter()
    find_values(text)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("Ida Voss", "Dr. Ida Voss", "same"),
        ("Ida Voss", "I. Voss", "same"),
        ("Voss", "Ida Voss", "same"),
        ("Ida Voss, head of sales", "Ida Voss", "same"),
        ("Ida Voss", "Tom Reed", "different"),
        ("Ida Voss", "Karl Voss", "unlike"),
        ("Ida Voss", "Ida Vos", "unlike"),
        ("UNO", "United Nations Organization", "unlike"),
    ],
)
def test_names_compare_by_their_words(one: str, other: str, relation: str) -> None:
    names = [name_of(f"It is {name}.", 6, 6 + len(name)) for name in (one, other)]
    assert names[0]
    assert names[1]
    assert compare_names(names[0], names[1]) == relation
    assert compare_names(names[1], names[0]) == relation


@pytest.mark.parametrize(
    "words", ["the back door", "Ida Voss in the office", "under the mat", "2024"]
)
def test_what_has_no_capitals_throughout_is_no_name(words: str) -> None:
    assert name_of(f"It is {words}.", 6, 6 + len(words)) is None


def test_one_word_at_the_beginning_is_a_name_only_in_a_cell() -> None:
    assert name_of("Marketing pays.", 0, 9) is None
    assert name_of("Marketing", 0, 9, alone=True) == ("marketing",)


def test_a_bound_stands_right_behind_its_figure() -> None:
    bounds = {
        text: find_values(text)[0].bound
        for text in ("65 plus", "65 plus get in free", "25 days of leave plus a day of rest")
    }
    assert list(bounds.values()) == ["least", "least", ""]
