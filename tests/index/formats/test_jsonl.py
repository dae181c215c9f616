"""JSON Lines are read record by record, each where it stands in the file."""

import json

import pytest

from index.errors import DocumentError
from index.formats.jsonl import read

FERRY = {
    "title": "Ferries",
    "text": "The ferry sails at nine. It takes cars.",
    "url": "https://a.b/c",
}
MUSEUM = {"id": 7, "Headline": "Museum", "BODY": "It opens at ten.", "tags": ["salt"], "date": None}


def found(*lines: object) -> list[tuple[str, str, str]]:
    """Landmark, kind and words of each block."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    extract = read(text.encode())
    blocks = []
    for block in extract.blocks:
        names = [mark.name for mark in extract.landmarks if mark.start <= block.start]
        blocks.append((names[-1], block.kind, extract.text[block.start : block.end]))
    return blocks


def test_a_record_is_its_title_its_text_and_its_other_fields() -> None:
    assert found(FERRY, "", MUSEUM) == [
        ("line 1", "heading", "Ferries"),
        ("line 1", "text", "The ferry sails at nine. It takes cars."),
        ("line 1", "table", "url: https://a.b/c"),
        ("line 3", "heading", "Museum"),
        ("line 3", "text", "It opens at ten."),
        ("line 3", "table", "id: 7"),
    ]


def test_a_record_without_a_text_is_a_row() -> None:
    record = {"product": "Rye bread", "price": "4.20 €", "sold": True}
    assert found(record) == [("line 1", "table", "product: Rye bread · price: 4.20 € · sold: True")]


def test_no_record_names_the_file() -> None:
    assert read(json.dumps(FERRY).encode()).title == ""


def test_lines_that_are_no_objects_are_named() -> None:
    lines = [json.dumps(FERRY), "{broken", "[1]", '"words"', "3", "{", "}"]
    extract = read("\n".join(lines).encode())
    assert extract.notes == ("lines 2, 3, 4, 5, 6 and 1 more are no JSON objects",)
    assert read(f"{lines[0]}\n{{".encode()).notes == ("line 2 is no JSON object",)
    with pytest.raises(DocumentError, match="no line of it is a JSON object"):
        read("\n".join(lines[1:]).encode())


@pytest.mark.parametrize("text", ["half \ud83d of one", "a \0 b", "x" * 5000, "\u2028a.\u2028b."])
def test_any_text_can_be_stored(text: str) -> None:
    extract = read(json.dumps({"text": text}).encode())
    assert extract.text.encode()
    assert "\0" not in extract.text


def test_endless_nesting_does_no_harm() -> None:
    with pytest.raises(DocumentError):
        read(b'{"a":' * 100_000)


def test_without_a_known_name_the_longest_text_is_the_text() -> None:
    words = "The ferry sails at nine. It takes cars, dogs and bicycles."
    assert found({"subject": "Ferries", "description": words, "by": "Ann Hull"}) == [
        ("line 1", "heading", "Ferries"),
        ("line 1", "text", words),
        ("line 1", "table", "by: Ann Hull"),
    ]
