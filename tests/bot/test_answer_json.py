import json

from bot.answer_json import as_json
from index.answers import Answerer, ask


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
