"""What the confidence is computed from."""

from pathlib import Path

import pytest

from index.access import OWNER
from index.answering.answerer import Answerer
from index.answering.answers import look_up, read
from index.answering.features import negated
from index.indexing.build import build
from tests.support import answering, write


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("The ferry doesn’t sail on Sundays.", True),
        ("The ferry doesn't sail on Sundays.", True),
        ("Dogs are not allowed.", True),
        ("It costs nothing.", True),
        ("No dogs.", True),
        ("Cannot be returned without a receipt", True),
        ("The notice was noted in November; knots cost a noble.", False),
        ("", False),
    ],
)
def test_denial_is_told_by_whole_words(text: str, denies: bool) -> None:
    assert negated(text) == denies


def test_a_name_that_another_row_holds_is_missed(seeds: Answerer, tmp_path: Path) -> None:
    rows = "".join(f"| {year} | {count} |\n" for year, count in ((2019, 12), (2020, 15)))
    table = f"# Hens\n\n| Year | Eggs |\n|---|---|\n{rows}"
    write(tmp_path / "documents", {"hens.md": table})
    build(tmp_path / "documents", tmp_path / "index", seeds.encoder)
    with answering(seeds, tmp_path / "index") as hens:
        view = hens.library.view(OWNER)
        figures = read(
            hens.reader, look_up(view, hens.encoder, hens.reader, "How many eggs in 2019?")
        ).figures
        own = next(f for choice, f in figures.items() if "2019" in choice.text)
        other = next(f for choice, f in figures.items() if "2020" in choice.text)
        assert (own.named, own.rival_named) == (1.0, 0.0)
        assert (other.named, other.rival_named) == (0.0, 1.0)
        unnamed = read(
            hens.reader, look_up(view, hens.encoder, hens.reader, "How many eggs were there?")
        ).figures
        assert {f.named for f in unnamed.values()} == {1.0}
