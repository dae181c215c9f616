"""BM25 over the passages' words, by tantivy: a cache of the catalog.

tantivy never writes to a file again, but replaces it: so an index may begin with hard links to the
files of another, which stays as it is.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tantivy

from index.native import is_panic, native
from index.store.disk import is_full, link_files
from index.text.words import analyzer, normalise, rarity, stems

FOLDER = "lexical"
LOCK_SUFFIX = ".lock"
ANALYZER = "quoth"
WRITER_BYTES = 50_000_000
SMALL_WRITER_BYTES = 15_000_000
# They take room and time, until the index is written anew.
DEAD_SHARE = 0.2


def write(folder: Path, passages: Iterable[tuple[int, str, str, str]]) -> None:
    """Write the index of (id, title, heading, words) rows."""
    target = folder / FOLDER
    target.mkdir()
    with native("The index of words"):
        _write(tantivy.Index(_schema(), path=str(target)), (), passages, WRITER_BYTES)


def update(
    folder: Path,
    before: Path,
    removed: Sequence[int],
    passages: Iterable[tuple[int, str, str, str]],
) -> bool:
    """Write what another folder's index holds, without the removed ids and with new rows.

    Costs as much as the change. False if the other is missing or broken, or if too much of it is
    taken out: then it is to be written anew.
    """
    target = folder / FOLDER
    try:
        held, dead = _sizes(before / FOLDER)
        if len(removed) + dead > DEAD_SHARE * held:
            return False
        link_files(before / FOLDER, target)
        with _panics_told():
            _write(tantivy.Index.open(str(target)), removed, passages, SMALL_WRITER_BYTES)
    except (OSError, ValueError, KeyError) as error:
        if is_full(error):
            raise
        shutil.rmtree(target, ignore_errors=True)
        return False
    return True


def _write(
    index: tantivy.Index,
    removed: Iterable[int],
    passages: Iterable[tuple[int, str, str, str]],
    memory: int,
) -> None:
    _settled(index)
    writer = index.writer(heap_size=memory, num_threads=1)
    for passage_id in removed:
        writer.delete_documents_by_term("id", passage_id)
    for passage_id, title, heading, words in passages:
        document = tantivy.Document()
        document.add_integer("id", passage_id)
        document.add_text("words", normalise(f"{title}\n{heading}\n{words}"))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _settled(index: tantivy.Index) -> None:
    """Give an index the analysis of words, and let it read nothing by itself.

    By itself tantivy looks twice a second for what is new, and leaves a lock where it looked: in a
    folder that somebody may be about to delete.
    """
    index.register_tokenizer(ANALYZER, analyzer())
    index.config_reader(reload_policy="manual")


class LexicalIndex:
    """Passages by BM25 over folded, stemmed words.

    Of what was taken out, tantivy still counts the words until it happens to write its files anew;
    here a word is as rare as in an index that never held them. The mean length of the passages is
    tantivy's own, and then a little off.
    """

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        with _panics_told(), _lockable(folder / FOLDER) as place:
            index = tantivy.Index.open(str(place))
            _settled(index)
            self._searcher = index.searcher()
        self._held, self._dead = _sizes(folder / FOLDER)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self, query: str, count: int, boosts: Mapping[str, float] = MappingProxyType({})
    ) -> list[tuple[int, float]]:
        """Ids and BM25 scores of the passages that hold any of the query's words, best first.

        What a word adds is multiplied by its boost, where it has one.
        """
        words = list(dict.fromkeys(stems(query)))
        if not words or not len(self):
            return []
        terms = [
            tantivy.Query.boost_query(self._term(word), boosts.get(word, 1.0) * own)
            for word, own in zip(words, self._corrections(words), strict=True)
        ]
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        with native("The index of words"):
            hits = self._searcher.search(wanted, count, count=False).hits
            ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        found = [
            (int(i), float(hit[0] or 0)) for i, hit in zip(ids, hits, strict=True) if i is not None
        ]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """In how many passages each of some analysed words stands."""
        if not self._dead:
            return self._counted(words)
        found: list[Any] = [self._searcher.search(self._term(word), 1) for word in words]
        return [int(each.count) for each in found]

    def _counted(self, words: Sequence[str]) -> list[int]:
        """The same with what was taken out."""
        return [int(self._searcher.doc_freq("words", word)) for word in words]

    def _corrections(self, words: Sequence[str]) -> list[float]:
        """What makes of the words' rarity, as tantivy counts it, what it is."""
        if not self._dead:
            return [1.0] * len(words)
        counts = zip(self.frequencies(words), self._counted(words), strict=True)
        return [rarity(n, len(self)) / rarity(counted, self._held) for n, counted in counts]

    def _term(self, word: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "words", word, index_option="freq")


@contextmanager
def _lockable(folder: Path) -> Iterator[Path]:
    """The folder, or one that leads to its files, as tantivy writes a lock to what it opens.

    It holds on to the files that it has opened, so the other may go then.
    """
    if all(os.access(path, os.W_OK) for path in (folder, *folder.glob(f"*{LOCK_SUFFIX}"))):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="quoth-", ignore_cleanup_errors=True) as place:
        for file in folder.iterdir():
            if file.suffix != LOCK_SUFFIX:
                (Path(place) / file.name).symlink_to(file.resolve())
        yield Path(place)


@contextmanager
def _panics_told() -> Iterator[None]:
    """Tell a panic of tantivy, which broken files may cause, as ValueError."""
    try:
        yield
    except BaseException as error:
        if not is_panic(error):
            raise
        raise ValueError(str(error)) from error


def _sizes(folder: Path) -> tuple[int, int]:
    """How many passages tantivy counts, and how many of them were taken out."""
    segments = json.loads((folder / "meta.json").read_text("utf-8"))["segments"]
    dead = sum(s["deletes"]["num_deleted_docs"] for s in segments if s["deletes"])
    return sum(s["max_doc"] for s in segments), dead


def _schema() -> tantivy.Schema:
    return (
        tantivy.SchemaBuilder()
        .add_integer_field("id", stored=False, indexed=True, fast=True)
        .add_text_field("words", stored=False, tokenizer_name=ANALYZER, index_option="freq")
        .build()
    )
