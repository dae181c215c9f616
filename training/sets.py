"""Prints how answers do on every development set, fitted without the set that is scored.

python -m training.sets --shared ../shared

`--write` fits the order, the confidence and the threshold to all sets and writes what is shipped.
What the readers say is kept in `--observed` and read again only where it is missing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from index.answering.second_reader import SecondReader
from index.answering.span_reader import SpanReader
from index.evaluation.metrics import auroc, calibration_error, coverage_at, risk_coverage
from index.loading import load_encoder
from index.models.files import DEFAULT_MODEL
from index.store.library import View
from index.store.snapshot import open_snapshot
from training.development import BLIND, FOLDERS, SETS, WRITTEN, development_sets
from training.fitting import (
    FIRST_RIGHT_PER_WRONG,
    RIGHT_PER_WRONG,
    First,
    Models,
    best_threshold,
    fit,
)
from training.observed import Observed, observe, read_again, store, stored

Scored = list[tuple[First, float]]


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one set at a threshold."""

    quote1: float
    length: float
    auroc: float
    calibration: float
    coverage: float
    threshold: float
    right: int
    wrong: int
    answerable: int
    answerable_declined: int
    others: int
    others_declined: int


def figures(scored: Scored, threshold: float) -> Row:
    """The figures of the first quotes of a set."""
    answerable = [(quote, p) for quote, p in scored if quote.row.gold.answerable]
    others = [(quote, p) for quote, p in scored if not quote.row.gold.answerable]
    right = np.array([quote.right for quote, _ in scored])
    sure = np.array([p for _, p in scored])
    shown = sure >= threshold
    return Row(
        quote1=float(np.mean([quote.right for quote, _ in answerable])),
        length=float(np.mean([quote.length for quote, _ in answerable])),
        auroc=auroc(sure, right) or 0.0,
        calibration=calibration_error(sure, right),
        coverage=coverage_at(risk_coverage(sure, right), 0.10),
        threshold=threshold,
        right=int((shown & right).sum()),
        wrong=int((shown & ~right).sum()),
        answerable=len(answerable),
        answerable_declined=sum(p < threshold for _, p in answerable),
        others=len(others),
        others_declined=sum(p < threshold for _, p in others),
    )


def left_out(sets: dict[str, list[Observed]], *, second: bool) -> dict[str, Scored]:
    """Each set scored by models that were fitted to the others."""
    found = {}
    for name, rows in sets.items():
        models = fit({other: r for other, r in sets.items() if other != name}, second=second)
        found[name] = models.scored(rows)
    return found


def table(scored: dict[str, Scored], aim: float) -> str:
    """All sets, each at the threshold that is best on the others, then several together."""
    lines = [
        "set        quote@1 length auroc  calib. cov@10% thr.   right : wrong   answerable decl."
        "   others decl."
    ]
    found: dict[str, Row] = {}
    for name, rows in scored.items():
        threshold = best_threshold({n: r for n, r in scored.items() if n != name}, aim)
        row = found[name] = figures(rows, threshold)
        lines.append(
            f"{name:10} {row.quote1:6.3f} {row.length:6.0f} {row.auroc:6.3f} "
            f"{row.calibration:6.3f} {row.coverage:6.3f} {threshold:5.2f} "
            f"{row.right:6} : {row.wrong:<6} {row.answerable_declined:7} of {row.answerable:<6}"
            f"{row.others_declined:6} of {row.others}"
        )
    lines.append(
        _together("folders and seeds", [found[n] for n in (*FOLDERS, "seeds") if n in found])
    )
    lines.append(_together("blind sets", [found[n] for n in BLIND if n in found]))
    lines.append(_together("written folders", [found[n] for n in WRITTEN if n in found]))
    return "\n".join(lines)


def _together(name: str, rows: Sequence[Row]) -> str:
    right, wrong = sum(row.right for row in rows), sum(row.wrong for row in rows)
    answerable = sum(row.answerable for row in rows)
    return (
        f"{name}: {right} right, {wrong} wrong ({right / max(1, wrong):.1f} : 1), "
        f"{right / max(1, answerable):.2f} of the answerable answered rightly"
    )


def observed_sets(options: argparse.Namespace) -> dict[str, list[Observed]]:
    """What the readers say of each set, from disk or found out now."""
    found: dict[str, list[Observed]] = {}
    missing = []
    for name in options.sets:
        rows = stored(options.observed / f"{name}.pickle")
        if rows is None:
            missing.append(name)
        else:
            found[name] = rows
    if missing:
        encoder, reader = load_encoder(DEFAULT_MODEL, options.cache), SpanReader(options.cache)
        for questions in development_sets(
            options.shared, options.work, encoder, options.squad, options.clapnq, missing
        ):
            view = View((open_snapshot(questions.index_folder, encoder.fingerprint),))
            found[questions.name] = observe(questions, view, encoder, reader)
            store(found[questions.name], options.observed / f"{questions.name}.pickle")
            print(f"read {questions.name}", file=sys.stderr, flush=True)
    if not options.first:
        second = SecondReader(options.cache)
        for name, rows in found.items():
            if not any(row.second for row in rows):
                found[name] = read_again(rows, second)
                store(found[name], options.observed / f"{name}.pickle")
                print(f"read {name} again", file=sys.stderr, flush=True)
    return {name: found[name] for name in options.sets}


def written(models: Models, thresholds: Sequence[float], path: Path) -> None:
    """Writes what is shipped: the confidence by the first reader alone, and by both."""
    by_name = json.loads(path.read_text(encoding="utf-8"))
    fitted = [(SpanReader.name, models.first), (SecondReader.name, models.second)]
    for (name, model), threshold in zip(fitted, thresholds, strict=False):
        if model:
            by_name[name] = asdict(replace(model, threshold=threshold))
    path.write_text(json.dumps(by_name, indent=1) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and write the models if asked to."""
    parser = argparse.ArgumentParser(
        prog="python -m training.sets",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, default=Path("runs/sets"), help="for indexes")
    parser.add_argument("--cache", type=Path, default=Path("runs/cache"), help="compiled models")
    parser.add_argument("--observed", type=Path, default=Path("runs/observed"))
    parser.add_argument("--sets", nargs="+", default=SETS, help="which sets")
    parser.add_argument("--first", action="store_true", help="the first reader only")
    parser.add_argument("--squad", type=int, default=700, help="how many questions of SQuAD")
    parser.add_argument("--clapnq", type=int, default=300, help="how many questions of ClapNQ")
    parser.add_argument("--write", type=Path, nargs="?", const=Path("index/data/confidence.json"))
    options = parser.parse_args(arguments)
    sets = observed_sets(options)
    thresholds = []
    for second in (False,) if options.first else (False, True):
        scored = left_out(sets, second=second)
        aim = RIGHT_PER_WRONG if second else FIRST_RIGHT_PER_WRONG
        thresholds.append(best_threshold(scored, aim))
        print(f"{'both readers' if second else 'the first reader'}\n{table(scored, aim)}")
        print(f"threshold by all of them: {thresholds[-1]}\n")
    if options.write:
        told = ", ".join(f"{len(rows)} questions of {name}" for name, rows in sets.items())
        written(fit(sets, told, second=not options.first), thresholds, options.write)


if __name__ == "__main__":
    main()
