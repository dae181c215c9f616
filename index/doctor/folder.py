"""The documents folder: whether the index is what it holds now, and what is shown to nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.access import Closed, Collection
from index.doctor.checks import Check, failed
from index.doctor.stored import Collected
from index.documents.document import Skipped, Unchanged
from index.documents.finding import sources
from index.errors import DocumentError
from index.indexing.update import named_collections
from index.limits import Limits
from index.store.catalog import Catalog
from index.store.records import KnownFile, known_files, unread_stamps
from index.text.counts import counted

KINDS = ("new", "changed", "gone")
SCOPE = "another scope"


@dataclass(slots=True)
class Drift:
    """Paths of files that are other than the index has them, each under how."""

    found: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    scopes: list[str] = field(default_factory=list)

    def add(self, kind: str, path: str) -> None:
        """One more."""
        self.found[kind].append(path)

    @property
    def told(self) -> str:
        """Them in numbers."""
        counts = {kind: len(paths) for kind, paths in self.found.items()}
        return ", ".join(f"{count:,} {kind}" for kind, count in counts.items())

    @property
    def listed(self) -> tuple[str, ...]:
        """Them by name."""
        scopes = [f"{SCOPE}: {name or '.'}" for name in self.scopes]
        files = [f"{kind}: {path}" for kind, paths in self.found.items() for path in sorted(paths)]
        return (*scopes, *files)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the index holds of the folder: documents, what was left out, both by collection."""

    files: Mapping[str, KnownFile]
    unread: Mapping[str, str]
    stamps: Mapping[str, str]
    collection: Mapping[str, str]


def check_documents(folder: Path, opened: Sequence[Collected], limits: Limits) -> Check:
    """Compare the folder's files with what the index holds of them, opening what may differ."""
    again = f"run quoth index {folder}"
    if not folder.is_dir():
        remedy = "put the folder back, or index another one with quoth index FOLDER --replace"
        return Check("Documents", "bad", f"the folder {folder} is not there", remedy)
    try:
        drift = drift_of(folder, opened, limits)
    except DocumentError as error:
        return failed("Documents", error)
    if drift.scopes:
        told = f"{counted(len(drift.scopes), 'folder')} with another scope than is indexed"
        return Check("Documents", "bad", f"{told}; {drift.told}", again, drift.listed)
    if drift.listed:
        told = f"{drift.told} since they were indexed"
        return Check("Documents", "note", told, again, drift.listed)
    held = sum(one.documents for one in opened)
    told = f"{counted(held, 'document')} as in {folder}"
    return Check("Documents", "good", told)


def check_scopes(folder: Path) -> Check:
    """Whether every quoth.toml in the folder can be understood."""
    found = named_collections(folder) if folder.is_dir() else []
    closed = [f"{one.name or '.'}: {one.reason}" for one in found if isinstance(one, Closed)]
    if closed:
        told = (
            "1 folder is shown to nobody"
            if len(closed) == 1
            else (f"{len(closed):,} folders are shown to nobody")
        )
        remedy = "mend the quoth.toml there, then run quoth index"
        return Check("Scopes", "bad", told, remedy, tuple(closed))
    scoped = [one for one in found if isinstance(one, Collection) and one.name]
    if not scoped:
        return Check("Scopes", "good", "all documents are in one collection")
    return Check("Scopes", "good", f"{counted(len(scoped), 'folder')} with a scope of its own")


def drift_of(folder: Path, opened: Sequence[Collected], limits: Limits) -> Drift:
    """What differs between the folder and what was indexed of it. Raises DocumentError."""
    known, drift = _known(opened), Drift()
    scopes = {one.catalog.collection().name: one.catalog.collection().scope for one in opened}
    seen: set[str] = set()
    for one in named_collections(folder):
        if isinstance(one, Closed):
            continue
        if one.name in scopes and scopes[one.name] != one.scope:
            drift.scopes.append(one.name)
        for found in sources(folder, limits, within=one.folder, known=known.stamps):
            seen.add(found.path)
            moved = known.collection.get(found.path, one.name) != one.name
            if isinstance(found, Skipped):
                if found.path in known.files:
                    drift.add("gone", found.path)
            elif moved:
                drift.add("changed", found.path)
            elif not isinstance(found, Unchanged):
                _compare(found.path, found.sha256, known, drift)
    for path in known.files.keys() - seen:
        drift.add("gone", path)
    return drift


def _compare(path: str, sha256: str, known: _Known, drift: Drift) -> None:
    if path in known.files:
        if known.files[path].sha256 != sha256:
            drift.add("changed", path)
    elif path not in known.unread:
        drift.add("new", path)
    elif path in known.stamps:
        # It could not be read as it was, and is another now.
        drift.add("changed", path)


def _known(opened: Sequence[Collected]) -> _Known:
    files: dict[str, KnownFile] = {}
    unread: dict[str, str] = {}
    stamps: dict[str, str] = {}
    collection: dict[str, str] = {}
    for one in opened:
        catalog = one.catalog
        if isinstance(catalog, Catalog):
            held, left_out = known_files(catalog), catalog.unread()
            stamps |= unread_stamps(catalog) | {path: file.stamp for path, file in held.items()}
        else:
            held = {path: KnownFile(sha256, "") for path, sha256 in catalog.checksums().items()}
            left_out = {path: why for path, why in catalog.skipped() if path not in held}
        files |= held
        unread |= left_out
        collection |= dict.fromkeys(held, catalog.collection().name)
    return _Known(files, unread, stamps, collection)
