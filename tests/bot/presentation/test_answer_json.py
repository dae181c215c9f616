import json
from dataclasses import replace

from bot.presentation.answer_json import as_json
from index.answering.answerer import Answerer
from index.answering.answers import ask


def test_a_quote_from_a_page_on_the_web_says_where_it_can_be_read(seeds: Answerer) -> None:
    answer = ask(seeds, "Who is Belgium's justice minister?")
    there = "https://example.org/hub#:~:text=Van"
    quotes = tuple(replace(quote, url=there) for quote in answer.quotes)
    assert as_json(answer)["quotes"][0]["url"] is None
    assert as_json(replace(answer, quotes=quotes))["quotes"][0]["url"] == there


def test_json_has_the_keys_of_the_contract(seeds: Answerer) -> None:
    row = as_json(ask(seeds, "Who is Belgium's justice minister?"))
    keys = "question status confidence threshold read_as reason quotes closest elapsed_ms"
    assert list(row) == keys.split()
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
    assert json.loads(json.dumps(row)) == row
