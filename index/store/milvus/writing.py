"""A collection on a Milvus server that is being written to, from a working copy in a folder.

The working copy is a catalog as an index in a folder has it. It is of the generation that the
server has; a build looks things up in it, and it lets go of nothing that was encoded. All that a
generation needs is on the server before its pointer is.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.store import records
from index.store.catalog import Catalog
from index.store.examining import Damage
from index.store.generations import Advance
from index.store.mending import find_damage
from index.store.milvus.address import ANOTHER
from index.store.milvus.claims import Claim
from index.store.milvus.connection import Server
from index.store.milvus.importing import settle
from index.store.milvus.layout import Kind, Layout, among
from index.store.milvus.pointers import CLOCKS, LEASE, Pointer, Pointers
from index.store.milvus.putting import Putting
from index.store.milvus.rows import (
    PARTS,
    document_number,
    document_rows,
    passage_rows,
    passage_words,
    record_id,
    record_rows,
    scope_of,
)
from index.store.milvus.words import NO_FREQUENCIES, Frequencies
from index.store.records import Record

# Documents that are taken out at once.
ROWS = 1000
# From so many documents on that are passed over, they are taken out before the writer ends.
MANY = 1000
# So many changes of words' frequencies are kept apart, and as much of them as of the base.
CHANGES, CHANGED_SHARE = 32, 0.2
# What of the index's own words stands beside the pointer, and not in it.
APART = ("shared", "limits", "generation")
# So many passages tell how many words one has, about; what is taken for it where there are none.
FEW, SOME_WORDS = 200, 60.0


class MilvusWriting:
    """What is put in and taken out of one collection, by the one that holds the claim."""

    def __init__(
        self,
        server: Server,
        layout: Layout,
        place: Path,
        catalog: Catalog,
        name: str,
        claim: Claim,
        former: Pointer | None,
        removed: Iterable[int] = (),
        base: Frequencies = NO_FREQUENCIES,
    ) -> None:
        self.place, self.catalog = place, catalog
        self.label, self.remedy = str(server.address), ANOTHER
        self._server, self._layout, self._name, self._claim = server, layout, name, claim
        self._pointers = Pointers(server, layout)
        self._former = former
        self._scope = scope_of(name)
        self._number = former.number + 1 if former else 1
        self._passed_over = set(removed)
        self._base = base
        self._mean = former.mean if former else 0.0
        self._words = former.words if former else 0
        self._counts: Counter[str] = Counter()
        self._first: list[tuple[int, Record, list[list[str]]]] = []
        self._putting = Putting(server, layout, self._scope, self._number, claim.check)
        self._published: Pointer | None = None

    def examined(self) -> Damage:
        """Nothing. Raises IndexDamagedError, for the working copy can be had anew."""
        if find_damage(self.catalog):
            raise self.catalog.damaged()
        return Damage()

    def mend(self) -> None:
        """Nothing is derived from the working copy."""

    def remove(self, paths: Iterable[str]) -> None:
        """Take documents out: from the next generation on they are passed over."""
        these = list(paths)
        for record in records.known_records(self.catalog, these):
            self._passed_over.add(document_number(self._name, record))
            self._count(passage_words(record), -1)
        records.remove(self.catalog, these)

    def add(self, record: Record) -> None:
        """Put a document in, of which there is none by its path, and whose vectors are there."""
        records.add(self.catalog, record)
        words = passage_words(record)
        self._count(words, 1)
        own = document_number(self._name, record)
        passed_over = own in self._passed_over
        self._passed_over.discard(own)
        if passed_over and self._is_there(own):
            return
        if self._mean:
            self._put_in(own, record, words)
            return
        self._first.append((own, record, words))
        if sum(len(one) for *_, one in self._first) >= FEW:
            self._begin()

    def commit(self, generation: str, advance: Advance) -> None:
        """Write what a generation consists of, then its pointer."""
        records.drop_unused_vectors(self.catalog)
        self._begin()
        # Before what is sent, so that whoever reads that finds these too.
        imported = self._putting.import_rest(advance)
        meta = self.catalog.meta()
        about = {
            "meta": {key: meta[key] for key in APART if key in meta},
            "left_out": list(
                map(tuple, self.catalog.rows("SELECT path, reason, stamp FROM skipped"))
            ),
        }
        left_out = self._keep(Kind.META, json.dumps(about, ensure_ascii=False))
        removed = self._keep_removed()
        base, changed = self._keep_words()
        self._putting.finish()
        documents, passages = self.catalog.counts()
        self._claim.check()
        self._published = self._pointers.publish(
            Pointer(
                scope=self._scope,
                number=self._number,
                token=generation,
                meta={key: value for key, value in meta.items() if key not in APART},
                documents=documents,
                passages=passages,
                words=self._words,
                mean=self._mean,
                base=base,
                changed=changed,
                time=max(self._putting.time, self._former.time if self._former else 0),
                left_out=left_out,
                removed=removed,
            )
        )
        advance(max(0, passages - imported))

    def tidy(self) -> None:
        """Delete what nobody can be reading any more; of very much, wait until that is so."""
        if self._published and len(self._passed_over) >= MANY:
            time.sleep(LEASE + 1)
            self._published = self._clean(self._published)
        if self._published:
            self._pointers.forget(self._published)

    def clean(self) -> None:
        """Delete what a writer left that ended early, and what nobody can be reading any more."""
        former = self._former
        born = former.number if former else 0
        settle(self._server, self._layout.passages, self._scope, born, self._claim.check)
        for table in (self._layout.records, self._layout.passages):
            self._server.take(table, f"scope == {self._scope} and born > {born}")
        if former and time.time() - former.committed > LEASE + CLOCKS:
            self._former = self._clean(former) if self._passed_over else former
            self._forget_parts(former)

    def _forget_parts(self, pointer: Pointer) -> None:
        """Delete what earlier generations consisted of."""
        old = {Kind.META: pointer.number, Kind.REMOVED: pointer.number}
        old |= dict.fromkeys((Kind.WORDS, Kind.CHANGED_WORDS), pointer.base[0])
        for kind, born in old.items():
            condition = f"scope == {self._scope} and kind == {kind.value} and born < {born}"
            self._server.take(self._layout.records, condition)

    def _clean(self, pointer: Pointer) -> Pointer:
        """Delete the rows of what is passed over, then say that nothing is."""
        layout = self._layout
        gone = sorted(self._passed_over)
        for at in range(0, len(gone), ROWS):
            self._claim.check()
            condition = f"scope == {self._scope} and {among('document', gone[at : at + ROWS])}"
            # Without its head a document is not taken for one that is there.
            self._server.take(layout.records, f"{condition} and kind == {Kind.HEAD.value}")
            for table in (layout.passages, layout.records):
                self._server.take(table, condition)
        self._passed_over.clear()
        cleaned = replace(pointer, removed=0, revision=pointer.revision + 1)
        return self._pointers.publish(cleaned)

    def _count(self, words: Sequence[Sequence[str]], sign: int) -> None:
        for passage in words:
            self._words += sign * len(passage)
            for word in set(passage):
                self._counts[word] += sign

    def _is_there(self, own: int) -> bool:
        """Whether a document that was taken out has not been deleted yet."""
        condition = among("id", [record_id(self._scope, Kind.HEAD, own, 0)])
        return self._server.count(self._layout.records, condition) > 0

    def _put_in(self, own: int, record: Record, words: Sequence[Sequence[str]]) -> None:
        vectors = records.kept_vectors(self.catalog, [key for _, key in record.passages])
        head = document_rows(self._scope, self._number, own, record)
        sizes = [sum(row["kind"] == kind for row in head) for kind in PARTS]
        rows = passage_rows(
            self._scope,
            self._number,
            own,
            record,
            vectors,
            sizes,
            words,
            self._mean if self._layout.sparse else None,
        )
        self._putting.wait(self._layout.passages, rows)
        self._putting.wait(self._layout.records, head)

    def _begin(self) -> None:
        """Put in what waited until it could be told how many words a passage has."""
        lengths = [len(passage) for *_, words in self._first for passage in words]
        self._mean = self._mean or float(np.mean(lengths)) if lengths else SOME_WORDS
        for own, record, words in self._first:
            self._put_in(own, record, words)
        self._first.clear()

    def _keep(self, kind: Kind, text: str) -> int:
        """Put something in that the generation consists of; its number of pieces."""
        rows = record_rows(self._scope, kind, self._number, self._number, text)
        self._putting.wait(self._layout.records, rows)
        return len(rows)

    def _keep_removed(self) -> int:
        if not self._passed_over:
            return 0
        return self._keep(Kind.REMOVED, json.dumps(sorted(self._passed_over)))

    def _keep_words(self) -> tuple[tuple[int, int], tuple[tuple[int, int], ...]]:
        """Keep what changed of the words' frequencies, or all of them anew."""
        change = Frequencies.of(self._counts)
        former = self._former
        if former is None or former.dropped or not former.base[1]:
            changed: tuple[tuple[int, int], ...] = ()
            return self._keep_base(change), changed
        if not len(change):
            return former.base, former.changed
        many = len(former.changed) >= CHANGES or len(change) > CHANGED_SHARE * len(self._base)
        if many:
            return self._keep_base(self._base.plus([change])), ()
        pieces = self._keep(Kind.CHANGED_WORDS, change.dump())
        return former.base, (*former.changed, (self._number, pieces))

    def _keep_base(self, base: Frequencies) -> tuple[int, int]:
        return self._number, self._keep(Kind.WORDS, base.dump())
