"""The second reader is asked about the best few quotes, where it is wanted and needed."""

import math
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.access import OWNER
from index.answering.answerer import Answerer
from index.answering.answers import ask, look_up, read
from index.answering.choices import Choice
from index.answering.ranking import SECOND_READ
from index.answering.second_reader import CROP_WORDS, Judgement, SecondReader, crop
from index.errors import ModelError
from index.indexing.build import build
from index.loading import load_answerer
from index.models import shipped
from index.models.files import DEFAULT_MODEL
from index.search.queries import Query, understand
from tests.support import answering, write

RULES = """# House rules of the harbour sauna

## Behaviour

Swimwear is worn in the garden and in the hall. Do not pour oil on the stove. Please whisper after
ten in the evening. Bottles made of glass stay outside.

## Guests

A member may bring two guests. Every guest signs the book at the door.

## Prices

| Year | Season ticket | Day ticket |
|------|---------------|------------|
| 2019 | 140 | 9 |
| 2020 | 150 | 9 |
| 2021 | 165 | 11 |
| 2022 | 165 | 12 |
| 2023 | 180 | 12 |
| 2024 | 195 | 14 |
"""


@pytest.fixture(scope="module")
def computed_once() -> None:
    """Not here: the network's work is what is tested."""


@pytest.fixture(scope="module")
def sauna(seeds: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("sauna")
    write(folder / "documents", {"rules.md": RULES})
    build(folder / "documents", folder / "index", seeds.encoder)
    with answering(seeds, folder / "index") as answerer:
        yield answerer


class Counting:
    """The real second reader, with what it was asked about."""

    name = SecondReader.name

    def __init__(self, reader: SecondReader) -> None:
        self.reader = reader
        self.asked: list[list[Choice]] = []

    def judge(self, query: Query, choices: list[Choice]) -> list[Judgement]:
        self.asked.append(choices)
        return self.reader.judge(query, choices)


def quotes_for(answerer: Answerer, question: str) -> list[Choice]:
    view = answerer.library.view(OWNER)
    return list(
        read(answerer.reader, look_up(view, answerer.encoder, answerer.reader, question)).figures
    )


def first(answerer: Answerer, question: str) -> str:
    answer = ask(answerer, question, OWNER)
    return (answer.quotes or answer.closest)[0].place.text


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Can I pour oil on the stove?", "Do not pour oil"),
        ("am i allowed to bring a friend along", "two guests"),
        ("Is whispering asked for at night?", "whisper"),
        ("May I take a glass bottle inside?", "glass"),
    ],
)
def test_yes_and_no_questions_get_the_rule(sauna: Answerer, question: str, held: str) -> None:
    assert held in first(sauna, question)


@pytest.mark.parametrize("year", ["2019", "2021", "2023", "2024"])
def test_the_row_asked_for_by_its_year_is_quoted(sauna: Answerer, year: str) -> None:
    assert year in first(sauna, f"How much was a season ticket in {year}?")


def test_it_is_asked_about_few_quotes_and_only_if_there_is_doubt(sauna: Answerer) -> None:
    assert sauna.second is not None
    counting = Counting(sauna.second.reader)

    def asked(low: float, high: float) -> int:
        counting.asked.clear()
        confidence = replace(sauna.second.confidence, low=low, high=high)
        second = replace(sauna.second, reader=counting, confidence=confidence)
        ask(replace(sauna, second=second), "What does a guest sign?", OWNER)
        return len(counting.asked)

    assert asked(0.0, 1.0) == 1
    assert 1 <= len(counting.asked[0]) <= SECOND_READ
    assert asked(1.0, 0.0) == 0


def test_a_setting_leaves_it_out(seeds_index: Path, cache_folder: Path) -> None:
    alone = load_answerer(seeds_index, DEFAULT_MODEL, cache_folder, second=False)
    assert alone.second is None
    assert alone.readers == "span"
    assert alone.threshold == alone.confidence.threshold
    answer = ask(alone, "Who wrote the report?")
    assert answer.evidence.reader == "span"
    assert answer.evidence.features is None or answer.evidence.features.second_margin == 0
    alone.library.close()


def test_a_quote_is_read_with_its_neighbours_under_its_headings(sauna: Answerer) -> None:
    choice = next(c for c in quotes_for(sauna, "Who signs the book?") if "signs" in c.text)
    one = crop(choice)
    text = one.text
    assert text.startswith("House rules of the harbour sauna\nGuests\n")
    assert text[one.start : one.end].strip() == choice.text
    assert "two guests" in text
    assert len(text.split()) <= CROP_WORDS + len(choice.text.split()) + 10


def test_a_row_of_a_table_is_read_alone(sauna: Answerer) -> None:
    rows = [c for c in quotes_for(sauna, "How much was a day ticket in 2022?") if c.apart]
    assert rows
    for row in rows:
        one = crop(row)
        assert one.text[one.start : one.end] == row.text
        assert one.text.endswith(row.text)


@pytest.mark.parametrize("question", ["oil " * 90, "?" * 500 + "oil", "ö" * 99])
def test_whatever_is_asked_gets_finite_figures(sauna: Answerer, question: str) -> None:
    assert sauna.second is not None
    choices = quotes_for(sauna, "Is oil allowed on the stove?")[:SECOND_READ]
    for judgement in sauna.second.reader.judge(understand(question), choices):
        assert math.isfinite(judgement.margin)
        assert math.isfinite(judgement.answerability)


def test_damaged_files_are_named(
    tmp_path: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "second_reader"
    shutil.copytree(shipped.SECOND_READER, damaged)
    with (damaged / "tokenizer.json").open("ab") as file:
        file.write(b" ")
    monkeypatch.setattr(shipped, "SECOND_READER", damaged)
    with pytest.raises(ModelError, match="install Quoth again"):
        shipped.compiled_second_reader(tmp_path / "cache")
