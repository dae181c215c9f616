"""Known sentences of a sample of the made corpus are found, in order, with the right labels."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus.families import FAMILIES, make
from benchmarks.corpus.measure import measure

# Of the known sentences, at least so many are found word for word, in order, rightly labelled.
LEAST_RIGHT = 0.995
# As few files of a family as hold each of its layouts once.
FILES = 1


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_known_sentences_are_found_and_furniture_is_never_quoted(tmp_path: Path, name: str) -> None:
    outcomes = measure(tmp_path, make(tmp_path, FAMILIES[name], FILES))
    counts: Counter[str] = sum((one.counts for one in outcomes.values()), Counter())
    wrong = [fault for one in outcomes.values() for fault in one.wrong if fault[0] != "not whole"]
    assert counts["known"] > 500
    assert counts["right"] >= LEAST_RIGHT * counts["known"], wrong
    assert counts["found"] - counts["lost"] >= LEAST_RIGHT * counts["known"], wrong
    assert counts["unread"] == counts["quoted"] == 0, wrong
    assert counts["title"] == counts["title, known"], wrong
    assert counts["pictures, named"] == counts["pictures"]
