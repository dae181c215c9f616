import json
from dataclasses import replace

from bot.presentation.answer_json import as_json
from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.answering.quotes import Place
from tests.bot.messages import answered, quoted


def test_a_quote_from_a_page_on_the_web_says_where_it_can_be_read(seeds: Answerer) -> None:
    answer = ask(seeds, "Who is Belgium's justice minister?")
    there = "https://example.org/hub#:~:text=Van"
    quotes = tuple(replace(quote, url=there) for quote in answer.quotes)
    assert as_json(answer)["quotes"][0]["url"] is None
    assert as_json(replace(answer, quotes=quotes))["quotes"][0]["url"] == there


def test_json_has_the_keys_of_the_contract(seeds: Answerer) -> None:
    row = as_json(ask(seeds, "Who is Belgium's justice minister?"))
    keys = "question status confidence threshold read_as reason quotes closest agree differs"
    assert list(row) == [*keys.split(), "elapsed_ms"]
    assert row["status"] in ("answered", "declined")
    assert (row["status"] == "answered") == (row["confidence"] >= row["threshold"])
    quotes = row["quotes"] or row["closest"]
    needed = {
        "text",
        "partial",
        "document",
        "label",
        "start",
        "end",
        "answer",
        "also",
        "sha256",
        "url",
    }
    assert all(needed <= set(quote) for quote in quotes)
    assert (row["agree"], row["differs"]) == ([], [])
    assert json.loads(json.dumps(row)) == row


def test_json_tells_which_documents_agree_and_which_quotes_differ() -> None:
    old, new = quoted("You get 25 days.", "25 days"), quoted("You get 28 days.", "28 days")
    faq = Place("faq.md", "FAQ (faq.md, line 3)", 7, 24, "25 days are yours")
    answer = answered(old, new, quoted("Ask early."), agree=(old.place, faq), differs=(0, 1))
    row = as_json(answer)
    assert row["differs"] == [{"quote": 0, "answer": "25 days"}, {"quote": 1, "answer": "28 days"}]
    assert [place["document"] for place in row["agree"]] == ["rules.md", "faq.md"]
    assert row["agree"][1] == {
        "document": "faq.md",
        "label": "FAQ (faq.md, line 3)",
        "start": 7,
        "end": 24,
        "text": "25 days are yours",
    }
    assert json.loads(json.dumps(row)) == row


def test_documents_that_could_not_be_looked_at_are_named_only_then(seeds: Answerer) -> None:
    answer = ask(seeds, "Who is Belgium's justice minister?")
    assert "damaged" not in as_json(answer)
    assert as_json(replace(answer, damaged=("", "a.md")))["damaged"] == ["", "a.md"]
