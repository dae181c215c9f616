"""The stored index: whether it opens, and whether what it holds is as it was written."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from index.access import OWNER
from index.doctor.checks import Check, failed, first_of
from index.errors import IndexDamagedError, IndexMissingError, QuothError
from index.paths import generation_folder
from index.store.catalog import Catalog
from index.store.examining import Damage
from index.store.generations import are_whole
from index.store.index import Index
from index.store.interface import Contents
from index.store.manifest import is_whole, load
from index.store.mending import find_damage
from index.store.snapshot import check_meta, open_catalog
from index.text.counts import counted

# Told how many of so many collections are done.
Advance = Callable[[int, int], None]
UNKNOWN = "a document whose name is lost"


@dataclass(frozen=True, slots=True)
class Opened:
    """A collection's catalog, open, the folder that its index is in, and how much it holds."""

    place: Path
    catalog: Catalog
    documents: int
    passages: int


@dataclass(frozen=True, slots=True)
class Served:
    """A collection on a server, open, and how much it holds."""

    catalog: Contents
    documents: int
    passages: int


Collected = Opened | Served


def open_places(places: Sequence[Path], fingerprint: str) -> tuple[list[Opened], Check]:
    """The catalogs that can be used, the first place's first, and what is to be said of all.

    The first place must hold an index; others that hold none are only being made.
    """
    opened: list[Opened] = []
    errors: list[QuothError] = []
    for place in places:
        try:
            catalog = open_catalog(place)
        except IndexMissingError as error:
            errors += [error] if place == places[0] else []
            continue
        except QuothError as error:
            errors.append(error)
            continue
        try:
            check_meta(catalog.meta(), place, fingerprint)
            counts = catalog.counts()
        except QuothError as error:
            catalog.close()
            errors.append(error)
        else:
            opened.append(Opened(place, catalog, *counts))
    if errors:
        listed = tuple(map(str, errors)) if len(errors) > 1 else ()
        return opened, replace(failed("Index", errors[0]), listed=listed)
    return opened, Check("Index", "good", opens(opened))


def open_served(index: Index, fingerprint: str) -> tuple[list[Served], Check]:
    """The same of an index on a server."""
    try:
        with closing(index.open(fingerprint)):
            opened = [Served(one, *one.counts()) for one in index.contents(OWNER)]
    except QuothError as error:
        return [], failed("Index", error)
    return opened, Check("Index", "good", f"{opens(opened)} on {index.label}")


def check_servers(places: Sequence[Path], fingerprint: str) -> Check:
    """Whether the indexes of servers' own documents can be used."""
    unusable: list[str] = []
    for place in places:
        opened, check = open_places([place], fingerprint)
        for one in opened:
            one.catalog.close()
        if check.state == "bad":
            unusable.append(f"{place}: {check.told}")
    if unusable:
        told = f"those of {counted(len(unusable), 'server')} cannot be searched"
        remedy = "start the bot, which makes them anew from the files"
        return Check("Servers' own", "note", told, remedy, tuple(unusable))
    told = f"the documents of {counted(len(places), 'server')} can be searched"
    return Check("Servers' own", "good", told)


def opens(opened: Sequence[Collected]) -> str:
    """What is there, of those that opened."""
    documents = sum(one.documents for one in opened)
    passages = sum(one.passages for one in opened)
    scoped = len(opened) - 1
    apart = f" in {counted(len(opened), 'collection')}" if scoped else ""
    return f"{counted(documents, 'document')}, {counted(passages, 'passage')}{apart}"


def check_caches(opened: Sequence[Opened], folder: str) -> Check:
    """Compare the files that are searched with their checksums."""
    broken, left_out = [], []
    for one in opened:
        caches = generation_folder(one.place, one.catalog.meta()["generation"])
        manifest = load(caches)
        if manifest is None or not is_whole(caches, manifest):
            broken.append(str(caches))
        else:
            left_out += [path or UNKNOWN for path in manifest.left_out]
    if broken:
        told = f"the files that are searched are damaged in {first_of(broken)}"
        return Check("Search files", "bad", told, mend_it(folder), tuple(broken))
    if left_out:
        told = f"without {counted(len(left_out), 'damaged document')}: {first_of(left_out)}"
        return Check("Search files", "bad", told, mend_it(folder), tuple(left_out))
    return Check("Search files", "good", "as they were written")


def check_whole(opened: Sequence[Opened], folder: str, advance: Advance) -> Check:
    """Read everything, and compare it with its checksums."""
    listed: list[str] = []
    torn: list[str] = []
    vectors = 0
    for done, one in enumerate(opened):
        advance(done, len(opened))
        try:
            damage = find_damage(one.catalog)
        except IndexDamagedError:
            torn.append(str(one.place))
            continue
        vectors += len(damage.vectors)
        listed += _damaged(damage)
        caches = generation_folder(one.place, one.catalog.meta()["generation"])
        if not are_whole(caches):
            torn.append(str(caches))
    advance(len(opened), len(opened))
    if torn:
        told = f"the files in {first_of(torn)} are torn"
        return Check("Stored data", "bad", told, mend_it(folder), (*torn, *listed))
    if listed or vectors:
        parts = [f"{counted(len(listed), 'document')} damaged: {first_of(listed)}"] * bool(listed)
        parts += [f"{counted(vectors, 'vector')} damaged"] * bool(vectors)
        return Check("Stored data", "bad", "; ".join(parts), mend_it(folder), tuple(listed))
    told = "every text, passage, vector and place is as it was written"
    return Check("Stored data", "good", told)


def check_texts(
    opened: Sequence[Collected], folder: str, damaged: Sequence[str], read: int
) -> Check:
    """What came of reading so many documents, some of which were damaged; nothing else was."""
    if damaged:
        told = f"{counted(len(damaged), 'document')} damaged: {first_of(damaged)}"
        return Check("Stored data", "bad", told, mend_it(folder), tuple(damaged))
    total = sum(one.documents for one in opened)
    which = "all texts are" if read == total else f"the first {read:,} texts are"
    told = f"{which} as they were written; --deep compares the rest"
    return Check("Stored data", "good", told)


def mend_it(folder: str) -> str:
    """What mends damage."""
    return f"run quoth index {folder}, which mends it"


def _damaged(damage: Damage) -> list[str]:
    found = [path or UNKNOWN for path in damage.paths]
    if damage.skipped and not found:
        found.append("the list of files that were left out")
    return found
