"""The documents of one generation on a Milvus server."""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from index.access import Collection
from index.errors import IndexMovedError
from index.extraction.model import Landmark
from index.store.catalog import Listed, StoredDocument
from index.store.keeping import Kept
from index.store.milvus.connection import Row, Server, since
from index.store.milvus.layout import Kind, Layout, among
from index.store.milvus.pointers import Pointer
from index.store.milvus.rows import PARTS, Held, loaded, place_of, record_ids

# Names in one condition, and so pieces of texts in one answer: 12 MB at most.
AT_ONCE = 200
BODY = ("id", "body")

Documents = Kept[tuple[int, int], Held]


class Records:
    """What is fetched of a server by name, for a generation, which must see all of itself."""

    def __init__(self, server: Server, layout: Layout, pointer: Pointer) -> None:
        self.server, self.layout, self.pointer = server, layout, pointer
        self.consistency: Mapping[str, Any] = since(pointer.time)

    def pieces(self, names: Sequence[str]) -> dict[str, str]:
        """Records by their names. Raises IndexMovedError if one is gone."""
        found: dict[str, str] = {}
        for at in range(0, len(names), AT_ONCE):
            some = names[at : at + AT_ONCE]
            found |= {
                row["id"]: row["body"]
                for row in self.server.query(
                    self.layout.records, among("id", some), BODY, self.consistency
                )
            }
        if len(found) < len(names):
            raise moved()
        return found

    def text(self, kind: Kind, owner: int, count: int) -> str:
        """What so many pieces are together."""
        names = record_ids(self.pointer.scope, kind, owner, count)
        found = self.pieces(names)
        return "".join(found[name] for name in names)

    def removed(self) -> list[int]:
        """The numbers of the documents that are passed over."""
        pointer = self.pointer
        if not pointer.removed:
            return []
        found: list[int] = json.loads(self.text(Kind.REMOVED, pointer.number, pointer.removed))
        return found


class MilvusContents:
    """The documents of a generation, each fetched once and kept as long as there is room."""

    def __init__(
        self, records: Records, kept: Documents, removed: Sequence[int] | None = None
    ) -> None:
        self._records, self._kept = records, kept
        self._pointer = records.pointer
        self._listed: list[Listed] | None = None
        passed = list(records.removed() if removed is None else removed)
        self.condition = f"scope == {self._pointer.scope} and born <= {self._pointer.number}"
        if passed:
            self.condition += f" and {among('document', passed, none=True)}"

    def meta(self) -> dict[str, str]:
        """What the index says of itself."""
        return dict(self._pointer.meta) | {"generation": self._pointer.token}

    def collection(self) -> Collection:
        """What the documents are a collection of, and whose they are."""
        return self._pointer.collection

    def counts(self) -> tuple[int, int]:
        """How many documents and how many passages there are."""
        return self._pointer.documents, self._pointer.passages

    def documents(self, after: str = "", count: int = -1) -> list[Listed]:
        """Documents in order of their paths; so many, or all, of those that come after one."""
        if self._listed is None:
            found = [Listed(h["path"], h["title"], h["date"], h["passages"]) for h in self.heads()]
            self._listed = sorted(found, key=lambda one: one.path)
        first = bisect_right(self._listed, after, key=lambda one: one.path)
        return self._listed[first : None if count < 0 else first + count]

    def checksums(self) -> dict[str, str]:
        """SHA-256 of each document's file, by path."""
        return {head["path"]: head["sha256"] for head in self.heads()}

    def heads(self) -> list[dict[str, Any]]:
        """What is known of each document, with its number and how many pieces that is in.

        Raises IndexMovedError.
        """
        rows = self._records.server.every(
            self._records.layout.records,
            f"{self.condition} and kind == {Kind.HEAD.value}",
            ("id", "document", "body"),
            self._records.consistency,
        )
        pieces: dict[int, list[Row]] = {}
        for row in rows:
            pieces.setdefault(row["document"], []).append(row)
        if len(pieces) != self._pointer.documents:
            raise moved()
        return [
            json.loads(_joined(some)) | {"number": own, "heads": len(some)}
            for own, some in pieces.items()
        ]

    def document(self, path: str) -> StoredDocument | None:
        """A document by its path, or None; asked of the server each time."""
        condition = f"place == {place_of(path)} and kind == {Kind.HEAD.value}"
        rows = self._records.server.query(
            self._records.layout.records,
            f"{self.condition} and {condition}",
            ("id", "document", "body"),
            self._records.consistency,
        )
        for own in {row["document"] for row in rows}:
            body = _joined(row for row in rows if row["document"] == own)
            head = json.loads(body)
            if head["path"] == path:
                sizes = [sum(row["document"] == own for row in rows), *head["pieces"]]
                return self.held({own: sizes})[own].document
        return None

    def held(self, wanted: Mapping[int, Sequence[int]]) -> dict[int, Held]:
        """Documents by their numbers, given with how many pieces they have.

        Raises IndexMovedError if one is gone, or is not what it was.
        """
        scope = self._pointer.scope
        found = {own: kept for own in wanted if (kept := self._kept.get((scope, own)))}
        names = {
            own: [
                record_ids(scope, kind, own, count)
                for kind, count in zip(PARTS, sizes[: len(PARTS)], strict=True)
            ]
            for own, sizes in wanted.items()
            if own not in found
        }
        fetched = self._records.pieces([n for parts in names.values() for p in parts for n in p])
        for own, parts in names.items():
            texts = ("".join(fetched[name] for name in part) for part in parts)
            bodies = dict(zip(PARTS, texts, strict=True))
            one = loaded(own, bodies)
            if one is None:
                raise moved()
            found[own] = one
            self._kept.put((scope, own), one, sum(map(len, bodies.values())))
        return found

    def landmark(self, document: int, at: int) -> Landmark | None:
        """The last landmark of a document, by its id, that begins at or before a code point."""
        before = [mark for mark in self.landmarks(document) if mark.start <= at]
        return before[-1] if before else None

    def landmarks(self, document: int) -> tuple[Landmark, ...]:
        """All landmarks of a document, by its id, in order."""
        kept = self._kept.get((self._pointer.scope, document))
        if kept is None:
            # It had to give way to others.
            kept = self.held({document: self._sizes(document)})[document]
        return kept.marks

    def skipped(self) -> list[tuple[str, str]]:
        """Paths that were left out wholly, with the reasons."""
        return sorted((path, reason) for path, reason, _ in self.left_out())

    def in_part(self) -> list[tuple[str, str]]:
        """Paths of documents that were read in part, with the reasons."""
        return sorted((head["path"], note) for head in self.heads() for note in head["notes"])

    def left_out(self) -> list[tuple[str, str, str]]:
        """Paths that were left out wholly, with the reasons and the stamps of the files."""
        return [tuple(row) for row in self.about()["left_out"]]

    def about(self) -> dict[str, Any]:
        """All that is known of the generation beside its documents."""
        pointer = self._pointer
        text = self._records.text(Kind.META, pointer.number, pointer.left_out)
        found: dict[str, Any] = json.loads(text)
        return found

    def close(self) -> None:
        """Nothing is held on the server."""

    def _sizes(self, document: int) -> list[int]:
        rows = self._records.server.query(
            self._records.layout.records,
            f"scope == {self._pointer.scope} and document == {document} and "
            f"kind == {Kind.HEAD.value}",
            BODY,
            self._records.consistency,
        )
        if not rows:
            raise moved()
        return [len(rows), *json.loads(_joined(rows))["pieces"]]


def moved() -> IndexMovedError:
    """The error that tells that a generation can be read no more."""
    return IndexMovedError("The documents were indexed anew while they were read: ask again.")


def _joined(rows: Iterable[Row]) -> str:
    return "".join(row["body"] for row in sorted(rows, key=lambda row: str(row["id"])))
