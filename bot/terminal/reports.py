"""What `quoth eval` prints: tables for people, JSON for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.presentation.wording import counted, percent
from bot.terminal.console import FAINT, one_line
from index.evaluation.evaluation import FEWEST_PLACES, Figure, Outcome, Report

EXCERPT = 200
TOO_FEW_PLACES = (
    f"Too few documents for an interval: it takes answerable questions from {FEWEST_PLACES}."
)
# In few words, so that a line of the table keeps within 80 columns.
FIGURES = {
    "quote@1": "answerable ones: first is right",
    "quote@shown": "answerable ones: any is right",
    "quote length": "characters, first of those",
    "auroc right": "ranking: right over wrong",
    "auroc answerable": "ranking: answerable over not",
    "aurc": "risk-coverage area; 0 is best",
    "coverage at 5% risk": "share that could be answered",
    "coverage at 10% risk": "share that could be answered",
    "calibration error": "mean distance; 0 is best",
    "answered": "at the threshold, of questions",
    "wrong of answered": "at the threshold, of answers",
}
SEEN = ("answered, right", "answered, wrong", "declined, rightly", "declined, answerable")


def show_report(report: Report, written: Sequence[Path]) -> RenderableType:
    """Figures with intervals, what became of each kind, and the worst misses."""
    good, count = report.verbatim
    head = Text(
        f"{counted(report.questions, 'question')}, {report.answerable} answerable, from "
        f"{counted(report.groups, 'place')}; "
        f"threshold {percent(report.threshold)}"
    )
    times = report.elapsed_ms
    tail = Text(
        f"{good} of {counted(count, 'quote')} verbatim; half of the answers took at most "
        f"{times['p50']:.0f} ms, 95 % at most {times['p95']:.0f} ms.",
        style=FAINT,
    )
    parts: list[RenderableType] = [head, Text(), _figures(report), Text()]
    if all(figure.low is None for figure in report.figures.values()):
        parts += [Text(TOO_FEW_PLACES, style=FAINT), Text()]
    parts += [_kinds(report), Text(), tail, Text(), *_misses(report)]
    parts += [Text(f"wrote {path}", style=FAINT) for path in written]
    return Padding(Group(*parts), (0, 0, 0, 1))


def report_json(report: Report, written: Sequence[Path]) -> dict[str, Any]:
    """The same for programs; `intervals` are 95 %, over draws of whole documents."""
    return {
        "questions": report.questions,
        "answerable": report.answerable,
        "groups": report.groups,
        "threshold": report.threshold,
        **{name: figure.value for name, figure in report.figures.items()},
        "intervals": {name: [f.low, f.high] for name, f in report.figures.items()},
        "seen": report.seen,
        "declined by kind": {
            kind: f"{counts.declined} of {counts.questions}"
            for kind, counts in report.kinds.items()
        },
        "kinds": {kind: asdict(counts) for kind, counts in report.kinds.items()},
        "elapsed_ms": report.elapsed_ms,
        "verbatim": "{} of {}".format(*report.verbatim),
        "worst": [_miss_json(outcome) for outcome in report.worst],
        "plots": [str(path) for path in written],
    }


def _figures(report: Report) -> Table:
    table = Table(box=None, padding=(0, 1), header_style=FAINT)
    table.add_column("figure", no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("95 % interval", justify="center", no_wrap=True)
    table.add_column("", style=FAINT)
    for name, figure in report.figures.items():
        digits = 0 if name == "quote length" else 3
        table.add_row(name, _number(figure.value, digits), _span(figure, digits), FIGURES[name])
    return table


def _kinds(report: Report) -> Table:
    table = Table(box=None, padding=(0, 1), header_style=FAINT)
    table.add_column("kind", overflow="fold")
    for name in ("questions", "declined", "right", "wrong", "mean confidence"):
        table.add_column(name, justify="right", no_wrap=True)
    for kind, counts in report.kinds.items():
        table.add_row(
            Text(one_line(kind)),
            str(counts.questions),
            str(counts.declined),
            str(counts.right),
            str(counts.wrong),
            percent(counts.confidence),
        )
    table.add_row(
        Text("all", style="bold"),
        str(report.questions),
        str(report.questions - report.seen.get(SEEN[0], 0) - report.seen.get(SEEN[1], 0)),
        str(report.seen.get(SEEN[0], 0)),
        str(report.seen.get(SEEN[1], 0)),
        "",
    )
    return table


def _misses(report: Report) -> list[RenderableType]:
    if not report.worst:
        declined = report.seen.get(SEEN[3], 0)
        were = "was" if declined == 1 else "were"
        held_back = f"No wrong answers; {counted(declined, 'answerable question')} {were} declined."
        return [Text(held_back if declined else "No misses.")]
    parts: list[RenderableType] = [Text("Worst misses", style="bold")]
    for number, outcome in enumerate(report.worst, 1):
        place = outcome.quotes[0].place
        wanted = " / ".join(outcome.gold.answers) or "nothing: the documents do not say"
        seen = outcome.seen if not outcome.first else "declined, but would have been right"
        words = Text(f"{one_line(outcome.gold.question)}\n", style="bold")
        words.append(
            f"{seen}, {percent(outcome.answer.confidence, outcome.answer.threshold)} sure; "
            f"{one_line(outcome.gold.kind)}\n",
            "yellow not bold",
        )
        words.append(f"“{_excerpt(place.text)}”\n", "not bold")
        words.append(
            f"{one_line(place.document)} {place.start}:{place.end}; wanted: {_excerpt(wanted)}",
            "dim not bold",
        )
        miss = Table.grid(padding=(0, 1))
        miss.add_row(Text(f"{number:>2}", style=FAINT), words)
        parts += [miss, Text()]
    return parts


def _miss_json(outcome: Outcome) -> dict[str, Any]:
    place = outcome.quotes[0].place
    return {
        "question": outcome.gold.question,
        "kind": outcome.gold.kind,
        "seen": outcome.seen,
        "confidence": outcome.answer.confidence,
        "wanted": list(outcome.gold.answers),
        "quote": {
            "text": place.text,
            "document": place.document,
            "start": place.start,
            "end": place.end,
        },
    }


def _excerpt(text: str) -> str:
    """The beginning of a text on one line."""
    line = one_line(text)
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT]}…"


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _span(figure: Figure, digits: int) -> str:
    if figure.low is None or figure.high is None:
        return "–"
    return f"{figure.low:.{digits}f} to {figure.high:.{digits}f}"
