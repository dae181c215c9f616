"""A whole Milvus server: shards, partition keys, consistency levels, and no sparse vectors."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.access import OWNER
from index.answering.answerer import Answerer
from index.indexing.update import update
from index.search.queries import understand
from index.search.retrieval import retrieve
from index.store.library import Library
from index.store.milvus.index import Milvus
from tests.milvus_service import PATIENT, Service
from tests.support import PAGES, page_questions, write

pytestmark = pytest.mark.milvus

SHARDED = replace(PATIENT, vectors="HNSW", shards=4)


@pytest.fixture
def sharded(standalone: Service, name: str, tmp_path: Path) -> Iterator[Milvus]:
    index = Milvus(standalone.address(name), SHARDED, tmp_path / "work")
    yield index
    index.close()


def first(seeds: Answerer, library: Library, question: str) -> tuple[str, str]:
    query = understand(question)
    vector = seeds.encoder.encode_query(query.text)
    [best, *_] = retrieve(library.view(OWNER), query, vector, 8)
    passage, text = best.passage.passage, best.passage.document.text
    return best.passage.document.path, text[passage.start : passage.sentences[-1].end]


def test_it_finds_the_same_first_though_words_are_looked_for_among_the_nearest_only(
    sharded: Milvus, dev: Answerer, tmp_path: Path
) -> None:
    update(PAGES / "dev", tmp_path, dev.encoder, index=sharded)
    opened = sharded.open(dev.encoder.fingerprint)
    assert opened.main.passages == dev.library.main.passages
    for question in page_questions("dev"):
        assert first(dev, opened, question) == first(dev, dev.library, question)


def test_what_is_committed_is_seen_at_once_and_outlives_a_kill(
    sharded: Milvus, standalone: Service, seeds: Answerer, tmp_path: Path
) -> None:
    pages = {f"{n}.md": f"# Page {n}\n\nThe boat number {n} sails at {n}.\n" for n in range(200)}
    docs = write(tmp_path / "docs", pages)
    update(docs, tmp_path, seeds.encoder, index=sharded)
    for hour in ("dawn", "noon", "dusk"):
        write(docs, {"7.md": f"# Page 7\n\nThe boat number 7 sails at {hour}.\n"})
        update(docs, tmp_path, seeds.encoder, index=sharded)
        opened = sharded.open(seeds.encoder.fingerprint)
        assert hour in first(seeds, opened, "When does the boat number 7 sail?")[1]
        assert len(opened.main.catalog.documents()) == 200
    table = sharded._server.address.name
    described = sharded._server.call(lambda client, s: client.describe_collection(table, timeout=s))
    assert described["num_shards"] == 4
    standalone.kill()
    standalone.start()
    again = sharded.open(seeds.encoder.fingerprint)
    assert "dusk" in first(seeds, again, "When does the boat number 7 sail?")[1]
    assert len(again.main.catalog.documents()) == 200
    (docs / "8.md").unlink()
    update(docs, tmp_path, seeds.encoder, index=sharded)
    assert sharded.open(seeds.encoder.fingerprint).main.passages == 199
