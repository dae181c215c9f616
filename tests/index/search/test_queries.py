"""A question is cleaned, its words weighed, and small talk told from it."""

import pytest
from hypothesis import given

from index.search.queries import LONGEST_QUESTION, clean, held_share, understand, weigh
from index.text.words import stems
from tests.index.strategies import any_text


@pytest.mark.parametrize(
    "text",
    [
        *("hi", "Hello!", "hey there", "Good morning everyone", "thanks", "Thank you so much!!"),
        *("ok", "lol", "bye", "ping", "are you a bot?", "help", "How are you today?", "HELLO"),
        *("hi, thanks", "That’s great, thank you", "what can you do?", "  hello \n"),
    ],
)
def test_greetings_and_thanks_are_chat(text: str) -> None:
    assert understand(text).manner == "chat"


@pytest.mark.parametrize(
    "text",
    [
        "How large is the hangar?",
        "hangar",
        "Hello Alibaba hub, how large are you?",
        "thanks to whom did the hub open",
        "What is the test score?",
        "help with refunds",
        "Was Liège expanded?",
        "30,000",
        "日本",
    ],
)
def test_what_holds_a_word_is_a_question(text: str) -> None:
    assert understand(text).manner == "question"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "???", "\n\t\r", "\x00\x01\x1b", "\u200b\u200b", "👍👍", "the of and", "❤️", "🏳️‍🌈"],
)
def test_what_holds_no_word_is_nothing(text: str) -> None:
    assert understand(text).manner == "nothing"


def test_a_question_may_have_two_thousand_characters_and_no_more() -> None:
    longest = ("ferry " * LONGEST_QUESTION)[: LONGEST_QUESTION - 1] + "x"
    assert understand(longest).manner == "question"
    assert understand(longest + "x").manner == "too long"
    assert understand(" " * 1_000_000 + longest).manner == "too long"
    assert len(understand(longest * 2).text) == LONGEST_QUESTION


def test_control_and_format_characters_become_spaces() -> None:
    assert clean("How\x00 large\x1b[31m is\u202e the\r\nhangar\u200b?") == (
        "How large [31m is the hangar ?"
    )


@pytest.mark.parametrize(
    ("question", "specifics"),
    [
        ("Why did Brightwater Lines sell?", {"brightwat", "line"}),
        ("When did Liège airport open in 2021?", {"lieg", "2021"}),
        ("VSSE reports on what?", {"vsse"}),
        ("Who owns it?", set()),
        ("WHY DID THEY SELL IT IN MAY?", set()),
        ("What did it cost in 2021?", {"2021"}),
    ],
)
def test_names_and_numbers_are_specific(question: str, specifics: set[str]) -> None:
    assert understand(question).specifics == specifics


def test_rare_words_weigh_more_and_none_weighs_nothing() -> None:
    query = weigh(understand("hangar of Alibaba"), [1, 10], 10)
    assert query.weights["hangar"] > query.weights["alibaba"] > 0


def test_the_share_of_words_held_counts_rare_ones_more() -> None:
    query = weigh(understand("hangar of Alibaba in Liege"), [1, 10, 5], 10)
    assert held_share(query, set(stems("The HANGARS of Alibaba, Liège"))) == pytest.approx(1)
    assert held_share(query, set(stems("Nothing"))) == 0
    assert held_share(query, set(stems("a hangar"))) > held_share(query, set(stems("Alibaba")))


@given(any_text)
def test_any_text_becomes_one_clean_line(text: str) -> None:
    query = understand(text)
    assert query.text == clean(text)[:LONGEST_QUESTION]
    assert clean(clean(text)) == clean(text)
    assert len(query.text.splitlines()) <= 1
    assert query.specifics <= query.weights.keys()
