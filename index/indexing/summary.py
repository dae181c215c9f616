"""What a build, or an update of several collections, did."""

import time
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field

from index.documents.document import Skipped

STAGES = ("reading", "passages", "encoding", "writing")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. Paths are POSIX, below the documents folder.

    `mended` are documents that were damaged in the index, and were read again. `in_part` names
    documents that were read now and hold something that could not be; `stages` are
    the names of what was done, in order, and the seconds that it took: of encoding, what was waited
    for after all passages were cut.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    passages: int
    encoded: int
    seconds: float
    in_part: tuple[Skipped, ...] = ()
    stages: tuple[tuple[str, float], ...] = ()
    mended: tuple[str, ...] = ()


@dataclass(slots=True)
class Clock:
    """How many seconds each stage took, without those within it."""

    stages: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))
    within: float = 0.0

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Count the block's seconds to a stage, without those that a block within it counts."""
        began, outer, self.within = time.perf_counter(), self.within, 0.0
        yield
        seconds = time.perf_counter() - began
        self.stages[stage] += seconds - self.within
        self.within = outer + seconds


def removal(paths: Set[str]) -> Summary:
    """Documents taken out, and nothing else done."""
    return Summary((), (), tuple(sorted(paths)), 0, (), 0, 0, 0.0)


def merged(
    restricting: Sequence[Summary], built: Sequence[Summary], shut: Sequence[Skipped]
) -> Summary:
    """All that was done as one; a document that went to another collection has changed."""
    every = [*restricting, *built]
    added = {path for part in every for path in part.added}
    removed = {path for part in every for path in part.removed}
    changed = {path for part in every for path in part.changed} | (added & removed)
    stages: dict[str, float] = {}
    for part in every:
        for name, seconds in part.stages:
            stages[name] = stages.get(name, 0.0) + seconds
    return Summary(
        added=tuple(sorted(added - changed)),
        changed=tuple(sorted(changed)),
        removed=tuple(sorted(removed - changed)),
        unchanged=sum(part.unchanged for part in built),
        skipped=tuple(sorted({*shut, *(s for p in built for s in p.skipped)}, key=_path)),
        passages=sum(part.passages for part in built),
        encoded=sum(part.encoded for part in every),
        seconds=0.0,
        in_part=tuple(sorted((s for p in built for s in p.in_part), key=_path)),
        stages=tuple(stages.items()),
        mended=tuple(sorted(path for part in every for path in part.mended)),
    )


def _path(skipped: Skipped) -> str:
    return skipped.path
