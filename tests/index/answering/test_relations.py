"""Made pairs of documents that agree, differ or speak of different things."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.answering.relations import relation
from index.answering.statements import statement
from index.search.queries import understand
from tests.index.answering.marked import marked_choice

PAIRS = Path(__file__).parent / "pairs"
RELATIONS = {"differ": "different", "agree": "same", "apart": "apart"}
# Of the pairs that differ or agree so many are found; precision comes first.
LEAST_FOUND = {"first": 0.95, "held": 0.8, "second": 0.8, "last": 0.8}


def rows(name: str) -> list[dict[str, Any]]:
    lines = (PAIRS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def found(question: str, documents: dict[str, str]) -> str:
    """How the marked answers of two documents stand to each other, from either side."""
    query = understand(question)
    choices = [marked_choice(path, text) for path, text in documents.items()]
    one, other = (statement(choice, query.text) for choice in choices)
    if one is None or other is None:
        return "apart"
    there, back = (relation(a, b, query.specifics) for a, b in ((one, other), (other, one)))
    assert there == back
    return there


@pytest.mark.parametrize("name", sorted(LEAST_FOUND))
def test_pairs_are_told_to_differ_or_agree_only_where_they_do(name: str) -> None:
    tried = [
        (RELATIONS[row["relation"]], found(row["question"], row["documents"]), row)
        for row in rows(name)
    ]
    wrong = [row for truth, got, row in tried if got not in (truth, "apart")]
    assert not wrong
    told = [truth == got for truth, got, _ in tried if truth != "apart"]
    assert sum(told) >= LEAST_FOUND[name] * len(told)


def test_two_rows_of_one_sheet_are_told_apart_by_their_day() -> None:
    head = "Room,Day,Opens\n"
    one = {"a.csv": f"{head}Pool,Monday,[[9:00]]\nSauna,Monday,9:00\n"}
    other = {"b.csv": f"{head}Pool,Sunday,[[10:00]]\nSauna,Monday,9:00\n"}
    assert found("When does the pool open?", one | other) == "apart"
    same_day = {"b.csv": other["b.csv"].replace("Sunday", "Monday")}
    assert found("When does the pool open?", one | same_day) == "different"


def test_the_same_sentence_with_both_answers_does_not_differ_from_itself() -> None:
    both = "# House\n\nThe pool is open from {} until {}."
    one = {"a.md": both.format("[[7:00]]", "9:00 and then again")}
    other = {"b.md": both.format("7:00", "[[9:00]] and then again")}
    assert found("When is the pool open?", one | other) != "different"


def test_a_name_of_the_question_that_only_one_document_has_tells_them_apart() -> None:
    one = {"a.md": "# Harm\n\nThe ferry of Harm takes [[40 cars]]."}
    other = {"b.md": "# Boats\n\nThe ferry takes [[60 cars]]."}
    assert found("How many cars does the ferry of Harm take?", one | other) == "apart"


OLD = "# Leave policy 2023 (superseded)\n\nTo annual leave and holidays of all kinds.\n\n{}"
NEW = "# Annual leave\n\nIn force from 1 January 2026.\n\n{}"
STAFF = "Everybody who works full time has [[28]] days of paid leave, plus the eight bank holidays."


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        ("Full-time employees get [[25]] days of leave plus bank holidays.", STAFF, "different"),
        ("Full-time employees get [[28 days of leave plus 8 bank holidays]].", STAFF, "apart"),
        ("Part-time employees get [[12]] days of leave plus bank holidays.", STAFF, "apart"),
        ("After 10 years full-time employees get [[30]] days of leave.", STAFF, "apart"),
        ("Full-time employees get [[5]] days of training a year.", STAFF, "apart"),
    ],
)
def test_an_old_and_a_new_edition_may_tell_it_in_other_words(
    old: str, new: str, relation: str
) -> None:
    documents = {"archive/leave-2023.md": OLD.format(old), "leave.md": NEW.format(new)}
    assert found("How many days of leave do full-time employees get?", documents) == relation


def test_no_editions_no_other_words() -> None:
    old = "Full-time employees get [[25]] days of leave plus bank holidays."
    documents = {"crew.md": f"# Crew\n\n{old}", "leave.md": NEW.format(STAFF)}
    assert found("How many days of leave do full-time employees get?", documents) == "apart"


def test_the_numbers_of_sections_tell_no_two_apart() -> None:
    old = "## 1. Entitlement\n\nFull-time employees get [[25]] days of leave plus bank holidays."
    documents = {
        "archive/leave-2023.md": OLD.format(old),
        "leave.md": NEW.format(f"## What you get\n\n{STAFF}"),
    }
    assert found("How many days of leave do full-time employees get?", documents) == "different"
