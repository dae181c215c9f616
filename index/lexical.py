"""BM25 over the passages' words, by tantivy: a cache of the catalog."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import tantivy

from index.words import analyzer, normalise, stems

FOLDER = "lexical"
ANALYZER = "quoth"
WRITER_BYTES = 50_000_000


def write(folder: Path, passages: Iterable[tuple[int, str, str, str]]) -> None:
    """Write the index of (id, title, heading, words) rows."""
    target = folder / FOLDER
    target.mkdir()
    index = tantivy.Index(_schema(), path=str(target))
    index.register_tokenizer(ANALYZER, analyzer())
    writer = index.writer(heap_size=WRITER_BYTES, num_threads=1)
    for passage_id, title, heading, words in passages:
        document = tantivy.Document()
        document.add_integer("id", passage_id)
        document.add_text("words", normalise(f"{title}\n{heading}\n{words}"))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class LexicalIndex:
    """Passages by BM25 over folded, stemmed words."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        index = tantivy.Index.open(str(folder / FOLDER))
        index.register_tokenizer(ANALYZER, analyzer())
        self._searcher = index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self, query: str, count: int, boosts: Mapping[str, float] = MappingProxyType({})
    ) -> list[tuple[int, float]]:
        """Ids and BM25 scores of the passages that hold any of the query's words, best first.

        What a word adds is multiplied by its boost, where it has one.
        """
        words = dict.fromkeys(stems(query))
        if not words or not len(self):
            return []
        terms = [self._term(word, boosts.get(word, 1.0)) for word in words]
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        hits = self._searcher.search(wanted, count).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [
            (int(i), float(hit[0] or 0)) for i, hit in zip(ids, hits, strict=True) if i is not None
        ]

    def _term(self, word: str, boost: float) -> tantivy.Query:
        term = tantivy.Query.term_query(self._schema, "words", word)
        return term if boost == 1.0 else tantivy.Query.boost_query(term, boost)

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """In how many passages each of some analysed words stands."""
        return [int(self._searcher.doc_freq("words", word)) for word in words]


def _schema() -> tantivy.Schema:
    return (
        tantivy.SchemaBuilder()
        .add_integer_field("id", stored=False, indexed=False, fast=True)
        .add_text_field("words", stored=False, tokenizer_name=ANALYZER, index_option="freq")
        .build()
    )
