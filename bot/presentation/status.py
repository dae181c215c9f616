"""What `quoth status` tells: the index, what answers from it, and whether its promise stands."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from bot.presentation.wording import counted
from bot.settings import Settings
from index.access import EVERYWHERE, OWNER, Closed, Scope
from index.answering.answerer import Answerer
from index.evaluation.promise import Promise, Standing, State
from index.indexing.update import named_collections

ThresholdSource = Literal["setting", "promise", "default"]

THRESHOLDS = {
    "setting": "set in QUOTH_THRESHOLD",
    "promise": "from your questions",
    "default": "as shipped: not calibrated for your documents",
}
STATES: dict[State, tuple[str, str]] = {
    "none": ("none", "default"),
    "held": ("held", "bold green"),
    "lapsed": ("lapsed", "bold yellow"),
    "unchecked": ("not checked since something changed: run quoth status", "yellow"),
    "set aside": ("set aside: it is for another threshold than the one in force", "yellow"),
}


@dataclass(frozen=True, slots=True)
class Holding:
    """A collection whose documents are not for everybody, and how many they are."""

    name: str
    scope: Scope
    documents: int

    @property
    def shown(self) -> str:
        """It in one line."""
        ids = ", ".join(map(str, sorted(self.scope.ids)))
        whose = f"{self.scope.kind} {ids}" if ids else "everybody"
        return f"{self.name or 'all others'}: {self.documents:,}, for {whose}"


@dataclass(frozen=True, slots=True)
class Status:
    """An index as it is; `fitted_on` is what the shipped confidence was fitted on.

    `collections` has those of the folder, if there is another than the folder's own for everybody.
    """

    index: str
    folder: str
    generation: str
    documents: int
    passages: int
    collections: tuple[Holding, ...]
    model: str
    reader: str
    fitted_on: str
    threshold: float
    threshold_source: ThresholdSource
    standing: Standing
    skipped: tuple[tuple[str, str], ...]
    in_part: tuple[tuple[str, str], ...]


def status_of(answerer: Answerer, settings: Settings, standing: Standing) -> Status:
    """Gather it from what answers."""
    library = answerer.library
    view = library.view(OWNER)
    holdings = [Holding(s.collection.name, s.collection.scope, s.documents) for s in view.snapshots]
    unread = [one for snapshot in view.snapshots for one in snapshot.catalog.skipped()]
    limited = len(holdings) > 1 or holdings[0].scope != EVERYWHERE
    source: ThresholdSource = "promise" if standing.promise else "default"
    return Status(
        index=settings.index or str(settings.index_dir),
        folder=library.main.folder,
        generation=library.main.generation,
        documents=view.documents,
        passages=view.passages,
        collections=tuple(sorted(holdings, key=lambda one: one.name)) if limited else (),
        model=settings.model,
        reader=answerer.readers,
        fitted_on=answerer.fitted_on,
        threshold=answerer.threshold,
        threshold_source=source if settings.threshold is None else "setting",
        standing=standing,
        skipped=tuple(sorted({*_closed(library.main.folder), *unread})),
        in_part=tuple(sorted({one for s in view.snapshots for one in s.catalog.in_part()})),
    )


def _closed(folder: str) -> list[tuple[str, str]]:
    """Folders that are shown to nobody, with the reasons."""
    found = named_collections(Path(folder))
    return [(one.name or ".", one.reason) for one in found if isinstance(one, Closed)]


def basis(promise: Promise) -> str:
    """The counts and dates behind a promise."""
    counts = promise.check.counts
    made = f"calibrated {promise.date}"
    if promise.check.date != promise.date:
        made += f", checked {promise.check.date}"
    bound = counts.bound(promise.certainty) * 100
    return (
        f"n = {counted(counts.answered, 'answer')} to {counted(counts.questions, 'question')}, "
        f"{counts.wrong} wrong: "
        f"at most {bound:.1f} % of all such; {made}"
    )


def standing_json(standing: Standing) -> dict[str, Any]:
    """The promise as every `--json` shows it: only `state` where there is none."""
    promise = standing.promise
    if promise is None:
        return {"state": standing.state}
    return {
        "state": standing.state,
        "claim": promise.claim,
        "threshold": promise.threshold,
        "n": promise.calibrated.answered,
        "risk": promise.risk,
        "certainty": promise.certainty,
        "date": promise.date,
        "calibrated": _counts(promise, "calibrated"),
        "reported": asdict(promise.reported),
        "checked": {
            "date": promise.check.date,
            **asdict(promise.check.counts),
            "bound": promise.check.counts.bound(promise.certainty),
        },
    }


def status_json(status: Status) -> dict[str, Any]:
    """The same for programs."""
    return {
        "index": status.index,
        "folder": status.folder,
        "generation": status.generation,
        "documents": status.documents,
        "passages": status.passages,
        "collections": [
            {
                "name": holding.name,
                "scope": holding.scope.kind,
                "ids": sorted(holding.scope.ids),
                "documents": holding.documents,
            }
            for holding in status.collections
        ],
        "model": status.model,
        "reader": status.reader,
        "fitted_on": status.fitted_on,
        "threshold": status.threshold,
        "threshold_source": status.threshold_source,
        "promise": standing_json(status.standing),
        "skipped": [{"path": path, "reason": reason} for path, reason in status.skipped],
        "in_part": [{"path": path, "reason": reason} for path, reason in status.in_part],
    }


def _counts(promise: Promise, name: str) -> dict[str, Any]:
    counts = getattr(promise, name)
    return asdict(counts) | {"bound": counts.bound(promise.certainty)}
