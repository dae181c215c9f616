"""Words compare as people compare them: case, accents, endings and separators do not count."""

import pytest
from hypothesis import given

from index.text.words import LONGEST_WORD, fold, stems, stop_words
from tests.index.strategies import any_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Liège", "Liege"),
        ("LIÈGE", "liège"),
        ("Lie\u0300ge", "Liège"),
        ("30,000", "30000"),
        ("1,234,567", "1234567"),
        ("airports", "airport"),
        ("Alibaba’s", "Alibaba"),
        ("Alibaba's", "Alibaba"),
        ("ﬁnance", "finance"),
        ("Ｌｏｎｄｏｎ", "london"),
    ],
)
def test_words_that_mean_the_same_are_the_same(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("3.7", "37"), ("3,7", "37"), ("€3.7bn", "€9.1bn"), ("2021", "2022"), ("1,2", "12")],
)
def test_different_numbers_stay_different(one: str, other: str) -> None:
    assert stems(one) != stems(other)


@pytest.mark.parametrize("question", ["What is it?", "who are they", "is there a", "?!…", "", "👍"])
def test_function_words_and_signs_are_no_content(question: str) -> None:
    assert stems(question) == []


def test_content_words_keep_their_order() -> None:
    assert stems("How large is the hangar in Liège?") == ["larg", "hangar", "lieg"]


def test_endless_words_are_left_out() -> None:
    assert stems("x" * (LONGEST_WORD + 1) + " ferry") == ["ferri"]


def test_stop_words_are_lower_case_and_single() -> None:
    assert all(word == word.lower() and len(word.split()) == 1 for word in stop_words())


@given(any_text)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_halves_of_characters_do_no_harm() -> None:
    """As a request in JSON can hold them, and no text in UTF-8."""
    assert stems("goods \ud83d to\udc80 China\udfff") == stems("goods ? to? China?")
