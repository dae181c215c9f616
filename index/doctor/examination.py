"""All that can be examined without a network, one check after the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.doctor import contents, folder, machine, models, promised, stored
from index.doctor.checks import Check, failed
from index.doctor.stored import Advance, Collected, Opened
from index.errors import IndexDamagedError, ModelError
from index.limits import Limits
from index.models.files import ModelFiles, find_model
from index.paths import CATALOG, scoped_folders, server_folders
from index.store.index import Index

# What is not looked at where there is no index.
NEEDS_INDEX = (
    "Search files",
    "Documents",
    "Scopes",
    "Stored data",
    "Findable",
    "Duplicates",
    "Calibration",
)
NO_INDEX = "there is no index to look into"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is examined: an index and what answers from it, as settings say.

    `served` is the index where it is on a server, None where it is in the folder; `servers` is the
    folder of servers' own documents; `written` are other files that are written to.
    """

    index_folder: Path
    model: str
    cache_folder: Path
    second: bool
    limits: Limits
    threshold: float | None = None
    served: Index | None = None
    servers: Path | None = None
    written: tuple[Path, ...] = ()


def examine(subject: Subject, advance: Advance, *, deep: bool) -> Iterator[Check]:
    """Look at everything; `deep` reads all that is stored. Nothing is changed by it."""
    yield machine.check_python()
    try:
        model = find_model(subject.model, subject.cache_folder)
    except ModelError as error:
        yield failed("Models", error)
        return
    opened, index = _opened(subject, model)
    try:
        yield from _machine(subject, opened)
        yield models.check_models(model, subject.cache_folder, second=subject.second)
        yield index
        if opened:
            yield from _documents(subject, model, opened, advance, deep=deep)
        else:
            yield from (Check(name, "skipped", NO_INDEX) for name in NEEDS_INDEX)
    finally:
        for one in opened:
            one.catalog.close()
    if places := server_folders(subject.servers):
        yield stored.check_servers(places, model.fingerprint)


def _opened(subject: Subject, model: ModelFiles) -> tuple[Sequence[Collected], Check]:
    if subject.served is not None:
        return stored.open_served(subject.served, model.fingerprint)
    places = (subject.index_folder, *scoped_folders(subject.index_folder))
    return stored.open_places(places, model.fingerprint)


def _machine(subject: Subject, opened: Sequence[Collected]) -> Iterator[Check]:
    passages = sum(one.passages for one in opened)
    yield machine.check_memory(passages, second=subject.second)
    folders = (subject.index_folder, subject.cache_folder)
    written = [file.parent for file in subject.written]
    yield machine.check_disk(folders, subject.index_folder, written)
    yield machine.check_clock((subject.index_folder / CATALOG, *subject.written))


def _documents(
    subject: Subject,
    model: ModelFiles,
    opened: Sequence[Collected],
    advance: Advance,
    *,
    deep: bool,
) -> Iterator[Check]:
    of = opened[0].catalog.meta()["folder"]
    here = [one for one in opened if isinstance(one, Opened)]
    if here:
        yield stored.check_caches(here, of)
    yield _tried("Documents", lambda: folder.check_documents(Path(of), opened, subject.limits))
    yield folder.check_scopes(Path(of))
    try:
        reading = contents.read_all(opened, advance, deep=deep)
    except IndexDamagedError as error:
        yield failed("Stored data", error)
    else:
        whole = deep and here
        yield (
            stored.check_whole(here, of, advance)
            if whole
            else stored.check_texts(opened, of, reading.damaged, reading.read)
        )
        yield contents.check_findable(reading)
        yield contents.check_duplicates(reading)
    yield _tried(
        promised.NAME,
        lambda: promised.check_calibration(
            subject.index_folder,
            opened,
            model.fingerprint,
            threshold=subject.threshold,
            second=subject.second,
        ),
    )


def _tried(name: str, look: Callable[[], Check]) -> Check:
    """What a check says, or that it met damage."""
    try:
        return look()
    except IndexDamagedError as error:
        return failed(name, error)
