"""Documents and passages read by their ids, each compared with its checksum before it is used."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from index.errors import IndexDamagedError, PassagesDamagedError
from index.store.checksums import Value, row_sum
from index.store.database import Database, damage_words
from index.store.keeping import Kept
from index.store.stored import StoredDocument, StoredPassage, load_sentences
from index.structure.passages import Passage

# Rows of the tables, the columns in the order that their checksums are of.
DOCUMENTS = (
    "SELECT id, path, title, date, url, sha256, passages, landmark, parts, text, sum FROM document"
)
PASSAGES = "SELECT id, document, heading, sentences, vector, sum FROM passage"
LANDMARKS = "SELECT document, start, until, name, by_line, sum FROM landmark"
BY_IDS = " WHERE id IN (SELECT value FROM json_each(?))"
LAST_BEFORE = " WHERE document = ? AND start <= ? ORDER BY start DESC LIMIT 1"
BETWEEN = " WHERE document = ? AND start > ? AND start < ? ORDER BY start"
# Code points of documents that are kept after they were read, of all collections together: servers
# may have hundreds.
KEPT = 8_000_000
# The longest path that damage is told with.
LONGEST_TOLD = 300

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A document as it was read and compared, and where its first landmark begins."""

    document: StoredDocument
    landmark: int | None


# By the number of what reads them, and their own.
_kept = Kept[tuple[int, int], Held](KEPT)
_readers = count()


class ComparedRows(Database):
    """A database whose rows are read by their ids, those alone that are as they were written."""

    def __init__(self, path: Path, *, writing: bool = False) -> None:
        super().__init__(path, writing=writing)
        self._reader = next(_readers)
        # What a writer reads may be another thing the next time.
        self._keeps = not writing

    def renew(self) -> bool:
        """As of any database; documents are read anew."""
        self._let_go()
        return super().renew()

    def close(self) -> None:
        """As of any database, and of what was read."""
        self._let_go()
        super().close()

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Passages with their documents, in the order asked for.

        Raises PassagesDamagedError where some of them, their documents, or what tells the places
        in them, are not as they were written.
        """
        rows = self._by_id(PASSAGES, ids)
        whole = {row[0]: row for row in rows if row_sum(*row[:-1]) == row[-1]}
        # Apart, so that a long text is fetched once, however many of its passages are wanted.
        documents = self._documents(sorted({row[1] for row in whole.values()}))
        found = {}
        for number, document, heading, sentences, *_ in whole.values():
            held = documents.get(document)
            if held is not None:
                passage = Passage(load_sentences(sentences), heading)
                if self._is_placed(held, passage):
                    found[number] = StoredPassage(number, held.document, passage)
        lost = frozenset(ids) - found.keys()
        if lost:
            paths = self._paths({whole[number][1] for number in lost if number in whole})
            raise PassagesDamagedError(damage_words(self._path.parent), lost, paths)
        return [found[i] for i in ids]

    def landmark_row(self, document: int, at: int) -> Row | None:
        """The last landmark of a document that begins at or before a code point."""
        rows = self.rows(LANDMARKS + LAST_BEFORE, document, at)
        return rows[0] if rows else None

    def _documents(self, ids: Sequence[int]) -> dict[int, Held]:
        """Those of some documents that are as they were written, by their ids."""
        found = {n: held for n in ids if (held := _kept.get((self._reader, n)))}
        missing = [number for number in ids if number not in found]
        for row in self._by_id(DOCUMENTS, missing):
            held = compared(row)
            if held is not None:
                found[held.document.id] = held
                if self._keeps:
                    _kept.put((self._reader, held.document.id), held, len(held.document.text))
        return found

    def _let_go(self) -> None:
        _kept.let_go(lambda key: key[0] == self._reader)

    def _paths(self, documents: Iterable[int]) -> frozenset[str]:
        """The paths of some documents, which may be damaged, as far as they can be shown."""
        rows = self._by_id("SELECT id, path FROM document", sorted(documents))
        return frozenset(path for _, path in rows if is_tellable(path))

    def _by_id(self, select: str, ids: Sequence[int]) -> list[Row]:
        """The rows with some ids; of a damaged table those that can be read."""
        if not ids:
            return []
        try:
            return self.rows(select + BY_IDS, json.dumps(list(ids)))
        except IndexDamagedError:
            return [row for number in ids for row in self._readable(select, number)]

    def _readable(self, select: str, number: int) -> list[Row]:
        try:
            return self.rows(f"{select} WHERE id = ?", number)
        except IndexDamagedError:
            return []

    def _is_placed(self, held: Held, passage: Passage) -> bool:
        """Whether the landmarks are there that tell the places in a passage, each to the next."""
        number = held.document.id
        try:
            first = self.landmark_row(number, passage.start)
            later = self.rows(LANDMARKS + BETWEEN, number, passage.start, passage.end)
        except IndexDamagedError:
            return False
        begins = first[1] if first else held.landmark
        for row in [first, *later] if first else later:
            if row[1] != begins or row_sum(*row[:-1]) != row[-1]:
                return False
            begins = row[2]
        return begins is None or begins >= passage.end


def compared(row: Row) -> Held | None:
    """A document's row as it was written, or None if it is another now."""
    *values, text, checksum = row
    if not isinstance(text, str) or document_sum(values, text) != checksum:
        return None
    number, path, title, date, url, sha256, _, landmark, _ = values
    return Held(StoredDocument(number, path, title, date, url, sha256, text), landmark)


def document_sum(values: Sequence[Value], text: str) -> bytes:
    """The checksum of a document's row: of its other columns and of its text."""
    return row_sum(*values, data=text.encode("utf-8", "surrogatepass"))


def is_tellable(path: object) -> bool:
    """Whether what may be damaged can be shown as a path."""
    return isinstance(path, str) and path.isprintable() and 0 < len(path) <= LONGEST_TOLD
