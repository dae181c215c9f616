"""What the reader says of a passage is the same whatever else it reads, and whoever else asks."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.access import OWNER
from index.answering.answerer import Answerer
from index.answering.reader import Span
from index.search.queries import understand
from index.search.retrieval import Retrieved, retrieve

QUESTION = "What was Belgium's trade deficit with China in 2022?"


@pytest.fixture(scope="module")
def computed_once() -> None:
    """Not here: the network's work is what is tested."""


def retrieved(answerer: Answerer) -> list[Retrieved]:
    query = understand(QUESTION)
    vector = answerer.encoder.encode_query(query.text)
    return retrieve(answerer.library.view(OWNER), query, vector, 8)


def told(spans: list[Span]) -> list[tuple[object, ...]]:
    kept = ((s.retrieved.passage.id, s.start, s.end, s.margin, s.answerability) for s in spans)
    return sorted(kept)


def test_a_passage_is_read_alike_alone_and_among_others(seeds: Answerer) -> None:
    found, query = retrieved(seeds), understand(QUESTION)
    together = seeds.reader.read(query, found)
    assert len({span.retrieved.passage.id for span in together}) == len(found) == 8
    assert together == sorted(together, key=lambda span: -span.margin)
    alone = [span for one in found for span in seeds.reader.read(query, [one])]
    assert told(together) == told(alone)


def test_several_questions_are_read_for_at_once(seeds: Answerer) -> None:
    found, query = retrieved(seeds), understand(QUESTION)
    expected = told(seeds.reader.read(query, found))
    with ThreadPoolExecutor(6) as threads:
        reads = [threads.submit(seeds.reader.read, query, found) for _ in range(12)]
        assert all(told(read.result()) == expected for read in reads)
