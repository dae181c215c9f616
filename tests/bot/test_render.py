import json

import pytest

from bot.render import as_json, confidence_words, decline_sentence, percent, question_words
from index.answers import Answerer, ask


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "0 %"), (0.001, "< 1 %"), (0.5, "50 %"), (0.9999, "> 99 %"), (1.0, "100 %")],
)
def test_percent_never_rounds_to_certainty(share: float, shown: str) -> None:
    assert percent(share) == shown


def test_confidence_has_words_and_a_figure() -> None:
    assert confidence_words(0.95) == "very high (95 %)"
    assert confidence_words(0.0) == "very low (0 %)"
    order = [confidence_words(c / 100).split(" (")[0] for c in range(101)]
    assert len(dict.fromkeys(order)) == 5


def test_the_questions_words_are_found_in_whatever_form() -> None:
    text = "The airports of Liège were opened in 30,000 days."
    found = [text[a:b] for a, b in question_words("When did Liege open its airport?", text)]
    assert found == ["airports", "Liège", "opened"]


def test_json_has_the_keys_of_the_contract(seeds: Answerer) -> None:
    row = as_json(ask(seeds, "Who is Belgium's justice minister?"))
    keys = "question status confidence threshold read_as reason quotes closest elapsed_ms"
    assert list(row) == keys.split()
    assert row["status"] in ("answered", "declined")
    assert (row["status"] == "answered") == (row["confidence"] >= row["threshold"])
    quotes = row["quotes"] or row["closest"]
    needed = {"text", "partial", "document", "label", "start", "end", "answer", "also", "sha256"}
    assert all(needed <= set(quote) for quote in quotes)
    assert json.loads(json.dumps(row)) == row


@pytest.mark.parametrize(
    ("question", "reason", "begins"),
    [
        ("thanks!", "not_a_question", "You're welcome"),
        ("hello", "not_a_question", "Hello"),
        ("", "not_a_question", "That is not a question"),
        ("????", "not_a_question", "That is not a question"),
        ("What is the derivative of x squared?", "off_topic", "The documents don't say"),
    ],
)
def test_declines_say_why_in_one_sentence(
    seeds: Answerer, question: str, reason: str, begins: str
) -> None:
    answer = ask(seeds, question)
    assert answer.reason == reason
    assert decline_sentence(answer).startswith(begins)
    assert not answer.quotes
