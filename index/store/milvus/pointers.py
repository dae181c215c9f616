"""Which generation of each collection is the newest: a row that is put in when all of it is there.

The last number counts; the row of a number that is there already is only put in anew with less that
is passed over, as a further revision. Whoever has seen that a generation is the newest may read it
for `LEASE` seconds; what it holds and later ones do not is kept for longer than that.
"""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from index.access import Collection, Scope
from index.store.milvus.connection import STRONG, Server
from index.store.milvus.layout import IDLE, Layout, Word, among

LEASE = 30.0
# Seconds by which the clocks of two machines may differ.
CLOCKS = 60.0


@dataclass(frozen=True, slots=True)
class Pointer:
    """A generation: what it is called, what it holds, and where what it consists of is.

    `passages` have `words` analysed words together, and sparse vectors that take them to have
    `mean` each. `meta` is what the index says of itself. Counted are the pieces of what was left
    out and of those documents' numbers that are passed over; of the words' frequencies there are
    those of the generation `base`, and the changes since by generation. `time` is Milvus's, of the
    last that was written; `committed` in Unix seconds. A collection that is `dropped` is not there.
    """

    scope: int
    number: int
    token: str
    meta: Mapping[str, str]
    documents: int = 0
    passages: int = 0
    words: int = 0
    mean: float = 0.0
    left_out: int = 0
    removed: int = 0
    base: tuple[int, int] = (0, 0)
    changed: tuple[tuple[int, int], ...] = ()
    time: int = 0
    revision: int = 0
    committed: float = field(default=0.0, compare=False)
    dropped: bool = False

    @property
    def id(self) -> str:
        """The name of its row."""
        return f"{self.scope:016x}.g.{self.number:010d}.{self.revision:06d}"

    @property
    def collection(self) -> Collection:
        """What the documents are a collection of, and whose they are."""
        kind, ids = json.loads(self.meta["scope"])
        return Collection(self.meta["collection"], Scope(kind, frozenset(ids)))

    def dump(self) -> str:
        """The same as text."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> "Pointer":
        """What `dump` wrote."""
        values: dict[str, Any] = json.loads(text)
        values["base"] = tuple(values["base"])
        values["changed"] = tuple(tuple(pair) for pair in values["changed"])
        return cls(**values)


class Pointers:
    """Those of an index. Those that were fetched once are not fetched again."""

    def __init__(self, server: Server, layout: Layout) -> None:
        self._server, self._table = server, layout.generations
        self._known: dict[str, Pointer] = {}

    def newest(self) -> dict[int, Pointer]:
        """The newest generation of each collection by its number, without those dropped."""
        while True:
            ids = self.names()
            missing = [name for name in ids if name not in self._known]
            self._known = {name: self._known[name] for name in ids if name in self._known}
            self._known |= {one.id: one for one in self._fetched(missing)}
            # A row that went meanwhile gave way to a newer one.
            if len(self._known) == len(ids):
                return {one.scope: one for one in self._known.values() if not one.dropped}

    def names(self) -> list[str]:
        """The names of the newest rows, which are others when anything is."""
        condition = f"kind == {Word.GENERATION.value}"
        rows = self._server.query(self._table, condition, ["id"], STRONG)
        return list(_last(row["id"] for row in rows).values())

    def of(self, scope: int) -> Pointer | None:
        """The newest of one collection, even if it is dropped."""
        condition = f"scope == {scope} and kind == {Word.GENERATION.value}"
        rows = self._server.query(self._table, condition, ["id"], STRONG)
        last = list(_last(row["id"] for row in rows).values())
        return next(iter(self._fetched(last)), None)

    def publish(self, pointer: Pointer) -> Pointer:
        """Make a generation the newest one; with the moment that this was done at."""
        pointer = replace(pointer, committed=time.time())
        row = {"id": pointer.id, "scope": pointer.scope, "kind": Word.GENERATION.value}
        self._server.put(self._table, [row | {"body": pointer.dump(), "vector": IDLE}])
        return pointer

    def forget(self, pointer: Pointer) -> None:
        """Delete the rows of earlier generations of its collection."""
        condition = f"scope == {pointer.scope} and kind == {Word.GENERATION.value}"
        rows = self._server.query(self._table, condition, ["id"], STRONG)
        old = sorted(row["id"] for row in rows if row["id"] < pointer.id)
        if old:
            self._server.take(self._table, among("id", old))

    def _fetched(self, names: Iterable[str]) -> list[Pointer]:
        wanted = sorted(names)
        found = []
        for at in range(0, len(wanted), 100):
            some = among("id", wanted[at : at + 100])
            rows = self._server.query(self._table, some, ["id", "body"], STRONG)
            found += [Pointer.load(row["body"]) for row in rows]
        return found


def _last(names: Iterable[str]) -> dict[str, str]:
    """The last name for each collection."""
    return {name.partition(".")[0]: name for name in sorted(names)}
