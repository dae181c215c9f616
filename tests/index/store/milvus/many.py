"""One of several processes that write to an index and read it: `python many.py ADDRESS ...`.

Every process has documents of its own, two that are always changed together, and one of a folder
that all of them index. It prints what it did and every wrong answer that it met.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.access import server_collection
from index.errors import IndexMissingError
from index.indexing.build import bring
from index.indexing.update import update
from index.store.interface import Snapshot
from index.store.milvus.address import Access, parse
from index.store.milvus.index import Milvus
from tests.support import write

FOLDER, KEPT = "shared", 10
NUMBER = re.compile(r"now (\d+)")


class Stub:
    """In place of the encoder: for every text a vector that is always the same."""

    fingerprint = "many"
    dimensions = 16

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """About as many tokens as English has."""
        return [round(len(text.split()) * 1.3) for text in texts]

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """A unit vector."""
        seed = int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "little")
        found = np.random.default_rng(seed).standard_normal(self.dimensions, np.float32)
        return (found / np.linalg.norm(found)).astype(np.float32)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None]
    ) -> NDArray[np.float32]:
        """Unit vectors, [texts, dimensions]."""
        progress(len(texts))
        return np.array([self.encode_query(text) for text in texts])


def own_documents(number: int, now: int) -> dict[str, str]:
    """A process's own: two that tell the same figure, and others that stay."""
    told = {
        f"{at}.md": f"# Counter {at}\n\nThe {at} counter of process{number} is now {now}.\n"
        for at in ("first", "second")
    }
    rest = {f"{n}.md": f"# Page {n}\n\nThe boat {n} of process{number}.\n" for n in range(KEPT)}
    return told | rest


def figures(snapshot: Snapshot, number: int) -> list[int]:
    """What the two documents of a process tell, as a search by words finds them."""
    asked = f"the counter of process{number}"
    hits = snapshot.search(Stub().encode_query(asked), asked, 2, {}).lexical
    texts = [one.document.text for one in snapshot.passages_of([i for i, _ in hits])]
    return [int(NUMBER.findall(text)[0]) for text in texts]


def work(index: Milvus, number: int, processes: int, folder: Path, seconds: float) -> Any:
    """Write and read for so many seconds; what was done, and what was wrong."""
    encoder: Any = Stub()
    own, shared = folder / f"own-{number}", folder / FOLDER
    done, wrong = Counter(), []
    last: Counter[int] = Counter()
    now, until = 0, time.monotonic() + seconds
    collection = server_collection(number)
    while time.monotonic() < until:
        now += 1
        write(own, own_documents(number, now))
        bring(
            own,
            lambda anew: index.writing(collection, encoder.dimensions, 60.0, anew),
            encoder,
            collection=collection,
        )
        done["own"] += 1
        if now % 3 == 1:
            write(shared, {f"{number}.md": f"# All\n\nThe shared one of process{number}: {now}.\n"})
            update(shared, folder, encoder, index=index, wait=600.0)
            done["shared"] += 1
        for other in range(1, processes + 1):
            try:
                library = index.open(encoder.fingerprint)
            except IndexMissingError:
                # The folder's own is not there yet.
                continue
            held = [s for s in library.servers if s.collection == server_collection(other)]
            if not held:
                continue
            done["read"] += 1
            told = figures(held[0], other)
            whole = len(held[0].catalog.documents()) == held[0].documents == KEPT + 2
            at_least = now if other == number else last[other]
            if len(told) != 2 or told[0] != told[1] or told[0] < at_least or not whole:
                wrong.append(f"{number} of {other}: {told}, at least {at_least}, whole {whole}")
            last[other] = max([last[other], *told])
    return {"done": dict(done), "wrong": wrong, "last": now}


def main() -> None:
    """Do as the arguments say: the address, which process of how many, the folder, the seconds."""
    address, number, processes, folder, seconds = sys.argv[1:]
    place = Path(folder)
    index = Milvus(parse(address), Access(patience=120.0), place / f"work-{number}")
    print(json.dumps(work(index, int(number), int(processes), place, float(seconds))))
    index.close()


if __name__ == "__main__":
    main()
