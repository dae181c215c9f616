"""Passages are found by meaning and by words, both sides weighed against each other."""

import gc
import sys
from pathlib import Path

import numpy as np
import pytest

from index.access import OWNER
from index.answering.answerer import Answerer
from index.indexing.build import build
from index.search.queries import understand
from index.search.retrieval import Retrieved, retrieve
from index.store.library import View
from index.store.vectors import cosines
from tests.support import ALIBABA_FT, ALIBABA_NEWS, opened, write


def found(answerer: Answerer, question: str, count: int = 8) -> list[Retrieved]:
    query = understand(question)
    vector = answerer.encoder.encode_query(query.text)
    return retrieve(answerer.library.view(OWNER), query, vector, count)


def words(retrieved: Retrieved) -> str:
    return retrieved.passage.document.text[
        retrieved.passage.passage.start : retrieved.passage.passage.end
    ]


@pytest.mark.parametrize(
    ("question", "expected", "document"),
    [
        ("How large is the hangar?", "30,000 square metre", ALIBABA_FT),
        ("Where is the data kept?", "servers located in Germany", ALIBABA_FT),
        ("Who is Jonathan Holslag?", "Vrije Universiteit", ALIBABA_FT),
        ("What does the 2017 law oblige companies to do?", "in 2017", ALIBABA_NEWS),
        ("HOW MANY PACKAGES WERE HANDLED LAST YEAR", "326mn", ALIBABA_FT),
    ],
)
def test_the_right_passage_comes_first(
    seeds: Answerer, question: str, expected: str, document: str
) -> None:
    best = found(seeds, question)[0]
    assert best.passage.document.path == document
    assert expected in words(best)


@pytest.mark.parametrize(
    ("one", "other"), [("Liege", "Liège"), ("30,000", "30000"), ("HANGAR", "hangars")]
)
def test_spelling_does_not_change_what_words_find(seeds: Answerer, one: str, other: str) -> None:
    lexical = seeds.library.main.lexical
    assert lexical.search(one, 50) == lexical.search(other, 50) != []


@pytest.mark.parametrize(
    "query",
    [
        *("AND OR NOT", "title:x", "words:(", '"unclosed', "a*b?", "-", "[1 TO 2]", "x^2", "\\"),
        *("{!lucene}", "hangar~2", "id:1", "hangar AND", "+hangar -hangar", "/hangar/", ""),
    ],
)
def test_query_syntax_means_nothing(seeds: Answerer, query: str) -> None:
    plain = "".join(c if c.isalnum() else " " for c in query)
    assert seeds.library.main.lexical.search(query, 50) == seeds.library.main.lexical.search(
        plain, 50
    )


def test_frequencies_count_the_passages_that_hold_a_word(seeds: Answerer) -> None:
    lexical = seeds.library.main.lexical
    common, rare, none = lexical.frequencies(["alibaba", "hangar", "zebra"])
    assert common > rare == 1
    assert none == 0
    assert len(lexical.search("alibaba", 50)) == common


def test_results_are_ordered_and_say_what_each_side_thought(seeds: Answerer) -> None:
    results = found(seeds, "How large is the hangar in Liege?", 50)
    assert len(results) == seeds.library.main.passages
    fused = [one.fused for one in results]
    assert fused == sorted(fused, reverse=True)
    assert all(-1.01 <= one.cosine <= 1.01 and one.bm25 >= 0 for one in results)
    assert {one.dense_rank for one in results} == set(range(1, len(results) + 1))
    assert any(one.lexical_rank == 1 for one in results)
    assert all((one.bm25 > 0) == (one.lexical_rank is not None) for one in results)


def test_a_cosine_does_not_depend_on_what_else_is_found(seeds: Answerer) -> None:
    question = "How large is the hangar in Liege?"
    vector = seeds.encoder.encode_query(understand(question).text)
    for one in found(seeds, question, 50):
        alone = one.snapshot.vectors.vectors([one.passage.id])
        assert one.cosine == float(cosines(alone, vector)[0])


def test_as_many_passages_come_as_are_asked_for(seeds: Answerer) -> None:
    assert len(found(seeds, "Alibaba", 3)) == 3


def test_the_vector_index_gives_back_what_was_put_in(seeds: Answerer) -> None:
    ids, vectors = seeds.library.main.catalog.vectors()
    assert np.array_equal(seeds.library.main.vectors.vectors(list(ids)), vectors)
    nearest, cosine = seeds.library.main.vectors.search(vectors[3], 1)[0]
    assert nearest == ids[3]
    assert cosine == pytest.approx(1, abs=1e-4)


def test_a_single_passage_is_retrieved(tmp_path: Path, seeds: Answerer) -> None:
    docs = write(tmp_path / "docs", {"ferry.md": "# Ferry\n\nThe ferry sails at nine.\n"})
    build(docs, tmp_path / "index", seeds.encoder)
    with opened(tmp_path / "index", seeds.encoder) as snapshot:
        query = understand("When does the ferry sail?")
        [one] = retrieve(View((snapshot,)), query, seeds.encoder.encode_query(query.text), 8)
    assert (one.fused, one.dense_rank, one.lexical_rank) == (0, 1, 1)


def test_headings_and_titles_are_found_too(tmp_path: Path, seeds: Answerer) -> None:
    pages = {f"{n}.md": f"# Room {n}\n\nIt has {n} chairs and a table.\n" for n in range(6)}
    pages["x.md"] = "# Lighthouse\n\n## Zanzibar exhibit\n\nIt has a lamp and a stair.\n"
    build(write(tmp_path / "docs", pages), tmp_path / "index", seeds.encoder)
    with opened(tmp_path / "index", seeds.encoder) as snapshot:
        for question in ("Zanzibar", "lighthouse"):
            query = understand(question)
            best = retrieve(View((snapshot,)), query, seeds.encoder.encode_query(query.text), 1)[0]
            assert best.passage.document.path == "x.md"


def test_what_was_retrieved_lets_go_of_the_index_at_once(seeds: Answerer) -> None:
    snapshot = seeds.library.main
    gc.collect()
    gc.disable()
    try:
        before = sys.getrefcount(snapshot)
        texts = [words(one) for one in found(seeds, "What share of the goods goes back to China?")]
        assert len(texts) > 1
        # Not only when garbage is collected: until then a generation that went would stay open.
        assert sys.getrefcount(snapshot) == before
    finally:
        gc.enable()
