"""What the comparison with other tools holds to be right, and how surely one of them is ahead."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.peers.corpus import PROGRAMS, spread
from benchmarks.peers.picture import picture
from benchmarks.peers.report import PICTURE, RESULTS, left_out
from benchmarks.peers.scoring import Outcome, ahead, answers
from benchmarks.peers.tables import between, by_set, summary
from benchmarks.peers.tools import TOOLS
from benchmarks.record import HERE
from tests.support import ROOT


@pytest.fixture
def protocol(monkeypatch: pytest.MonkeyPatch):
    """What runs in the other tools' environments."""
    monkeypatch.syspath_prepend(str(PROGRAMS))
    import protocol

    yield protocol
    del sys.modules["protocol"]


def outcome(right: list[bool], sure: list[float]) -> Outcome:
    return Outcome(np.ones(len(right), bool), np.array(right), np.array(sure))


def test_of_each_passage_the_most_similar_sentence_is_its_quote(protocol) -> None:
    passages = [
        protocol.Passage("a.md", "", "", "One. Two.", ["One.", "Two."]),
        protocol.Passage("b.md", "", "", "Three.", ["Three."]),
    ]
    found = protocol.best_sentences(passages, lambda texts: [0.1, 0.3, 0.7])
    assert [(one.text, one.document, one.score) for one in found] == [
        ("Three.", "b.md", 0.7),
        ("Two.", "a.md", 0.3),
    ]


def test_what_was_found_is_told_as_it_is_scored() -> None:
    found = [{"text": "At 7.", "document": "a.md", "score": 1.2, "also": ["b.md"]}]
    [told, none] = answers([{"question": "When?"}, {"question": "Who?"}], [found, []])
    assert told["confidence"] == 1.0
    assert told["quotes"][0]["also"] == [{"document": "b.md"}]
    assert (none["status"], none["confidence"], none["quotes"]) == ("declined", 0.0, [])


def test_the_figures_of_an_outcome() -> None:
    one = Outcome(
        np.array([True, True, True, False]),
        np.array([True, False, True, False]),
        np.array([0.9, 0.4, 0.4, 0.1]),
    )
    every = np.arange(4)
    assert one.quote1(every) == pytest.approx(2 / 3)
    assert one.auroc(every) == pytest.approx(3.5 / 4)
    assert np.isnan(one.auroc(np.array([1, 3])))


def test_a_lead_is_sure_only_with_questions_enough() -> None:
    def lead(count: int) -> dict[str, float]:
        sure = list(np.linspace(0, 1, 2 * count))
        ours = outcome([False] * (count // 2) + [True] * (2 * count - count // 2), sure)
        theirs = outcome([False] * count + [True] * count, sure)
        return ahead([ours], [theirs], "quote@1")

    few, many = lead(4), lead(60)
    assert few["by"] == many["by"] == 0.25
    assert few["low"] <= 0 < many["low"] < 0.25 < many["high"] < few["high"]


def test_questions_are_taken_evenly() -> None:
    rows = [{"number": number} for number in range(10)]
    assert [row["number"] for row in spread(rows, 3)] == [0, 3, 6]
    assert spread(rows, 0) == spread(rows, 20) == rows


def test_figures_of_sets_left_out_are_read_from_the_readers_page() -> None:
    known = left_out((ROOT / "docs" / "reader.md").read_text(encoding="utf-8"))
    compared = ("pydis", "f18", "clef", "squad2")
    assert all(0.5 < figure < 1 for name in compared for figure in known[name].values())


def test_every_tool_has_its_program_and_its_pinned_packages() -> None:
    for tool in TOOLS:
        assert (PROGRAMS / f"with_{tool.key}.py").is_file()
    for tool in TOOLS[1:]:
        pinned = "".join(
            path.read_text(encoding="utf-8")
            for path in Path(PROGRAMS.parent, "requirements").glob(f"{tool.key}*.txt")
        )
        assert all("==" in line for line in pinned.splitlines())
        assert all(f"{package}==" in pinned for package in (*tool.packages, "torch"))


def test_the_tables_and_the_picture_are_those_of_the_results() -> None:
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert between((ROOT / "README.md").read_text(encoding="utf-8")) == summary(found)
    assert between((HERE / "README.md").read_text(encoding="utf-8")) == by_set(found)
    assert PICTURE.read_text(encoding="utf-8") == picture(found)
    assert found["tools"]["quoth"]["all"]["quote@1"] > 0
