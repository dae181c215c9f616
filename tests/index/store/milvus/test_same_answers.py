"""An index on a Milvus server finds what one in a folder finds, in the same order."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.access import OWNER
from index.answering.answerer import Answerer
from index.answering.answers import Answer, ask
from index.answering.quotes import Quote
from index.indexing.update import update
from index.search.queries import understand
from index.search.retrieval import Retrieved, retrieve
from index.store.milvus.index import Milvus
from tests.support import PAGES, SEEDS, page_questions

pytestmark = pytest.mark.milvus

SEEDS_QUESTIONS = ("What share of the goods goes back to China?", "Who is the head of the VSSE?")


def told(found: list[Retrieved]) -> list[tuple[object, ...]]:
    """What is the same wherever it was found, but for ranks of a tie."""
    return [
        (
            one.passage.document.path,
            one.passage.passage,
            one.passage.document.text,
            tuple(sorted(twin.passage.document.path for twin in one.twins)),
        )
        for one in found
    ]


def figures(found: list[Retrieved]) -> list[float]:
    """Those that are the same but for the last digits."""
    return [figure for one in found for figure in (one.fused, one.cosine, one.bm25)]


def answer_told(answer: Answer) -> list[Quote]:
    """What is shown, but for figures."""
    return [replace(quote, confidence=0.0) for quote in (*answer.quotes, *answer.closest)]


def test_retrieval_finds_the_same(dev: Answerer, index: Milvus, tmp_path: Path) -> None:
    update(PAGES / "dev", tmp_path, dev.encoder, index=index)
    on_server = index.open(dev.encoder.fingerprint).view(OWNER)
    in_folder = dev.library.view(OWNER)
    assert (on_server.documents, on_server.passages) == (in_folder.documents, in_folder.passages)
    for question in page_questions("dev"):
        query = understand(question)
        words = list(query.weights)
        assert on_server.frequencies(words) == in_folder.frequencies(words)
        vector = dev.encoder.encode_query(query.text)
        found, expected = (retrieve(view, query, vector, 8) for view in (on_server, in_folder))
        assert told(found) == told(expected), json.dumps(question)
        assert figures(found) == pytest.approx(figures(expected), abs=1e-5), json.dumps(question)


def test_answers_are_the_same(seeds: Answerer, index: Milvus, tmp_path: Path) -> None:
    update(SEEDS, tmp_path, seeds.encoder, index=index)
    library = index.open(seeds.encoder.fingerprint)
    for question in SEEDS_QUESTIONS:
        expected = ask(seeds, question, OWNER)
        found = ask(replace(seeds, library=library), question, OWNER)
        assert answer_told(found) == answer_told(expected)
        assert found.confidence == pytest.approx(expected.confidence, abs=1e-3)
