"""The plots of `quoth eval --plots`: PNG files that a person reads without help."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.presentation.wording import percent
from index.errors import SettingsError
from index.evaluation.evaluation import Outcome, Report, as_rows
from index.evaluation.metrics import RiskCoverage, bins, risk_coverage
from index.evaluation.promise import Standing
from index.evaluation.selection import both_bounds

try:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter
except ImportError as error:
    raise SettingsError(
        "Plots need matplotlib: pip install 'quoth[plots]', or leave out --plots."
    ) from error

INCHES = (8.0, 5.2)
DOTS_PER_INCH = 150
INK, FAINT, BLUE, RED, GREEN = "#222222", "#8a8a8a", "#2867a8", "#c0392b", "#2e8b57"
# A share of wrong answers among fewer answers than this says nothing yet.
FEWEST_SHOWN = 10
INTERVAL = 0.95
# Of the highest point, so that the legend above it is free.
HEADROOM = 1.4


def draw(
    outcomes: Sequence[Outcome], report: Report, standing: Standing, folder: Path
) -> list[Path]:
    """Draw all plots into a folder, made if need be. Raises SettingsError if it cannot be."""
    plots = {
        "risk-coverage.png": _draw_risk(outcomes, report, standing),
        "reliability.png": _draw_reliability(outcomes),
        "confidence-by-kind.png": _draw_kinds(outcomes, report.threshold),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, figure in plots.items():
            figure.savefig(folder / name, dpi=DOTS_PER_INCH)
    except OSError as error:
        raise SettingsError(f"Plots cannot be written to {folder}: name another folder.") from error
    return [folder / name for name in plots]


def _draw_risk(outcomes: Sequence[Outcome], report: Report, standing: Standing) -> Figure:
    """How many answers are wrong, against how many questions are answered."""
    rows = as_rows(outcomes)
    curve = risk_coverage(rows.confidence, rows.first)
    figure, axes = _axes(
        "The more it answers, the more it gets wrong",
        f"Each point of the line is one threshold, the strictest at the left; "
        f"{len(outcomes)} questions",
    )
    enough = curve.answered >= FEWEST_SHOWN
    share, risk = curve.answered / curve.questions, curve.wrong / curve.answered
    axes.plot(share[enough], risk[enough], color=BLUE, linewidth=2)
    top = float(risk[enough].max(initial=0.05))
    promise = standing.promise
    if promise:
        top = max(top, promise.risk)
        axes.axhspan(0, promise.risk, color=GREEN, alpha=0.10, linewidth=0)
        axes.axhline(
            promise.risk,
            color=GREEN,
            linewidth=1.2,
            linestyle=(0, (5, 3)),
            label=f"promise ({standing.state}): at most {percent(promise.risk)} wrong, "
            f"{percent(promise.certainty)} certain",
        )
        _mark(axes, curve, promise.threshold, "promised threshold", GREEN)
    if promise is None or promise.threshold != report.threshold:
        _mark(axes, curve, report.threshold, "threshold in force", RED)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="upper left", frameon=False)
    axes.set(xlim=(0, 1), ylim=(0, min(1.0, top * HEADROOM)))
    axes.set_xlabel("share of all questions that are answered")
    axes.set_ylabel("share of those answers that are wrong")
    _percentages(axes)
    return figure


def _mark(axes: Axes, curve: "RiskCoverage", threshold: float, name: str, colour: str) -> None:
    """A point on the curve, and what it means in the legend."""
    met = np.flatnonzero(curve.threshold >= threshold)
    if not len(met):
        return
    at = met[-1]
    share, risk = curve.answered[at] / curve.questions, curve.wrong[at] / curve.answered[at]
    axes.plot(
        [share],
        [risk],
        "o",
        color=colour,
        markersize=9,
        zorder=5,
        label=f"{name}, {percent(threshold)}: answers {percent(share)} of questions, "
        f"{percent(risk)} of them wrongly",
    )


def _draw_reliability(outcomes: Sequence[Outcome]) -> Figure:
    """How often the first quote is right, against how sure it is said to be."""
    rows = as_rows(outcomes)
    parts = bins(rows.confidence, rows.first)
    figure, axes = _axes(
        "Does the confidence mean what it says?",
        f"{len(parts)} groups of about {len(outcomes) // len(parts)} questions; "
        "bars are 95 % intervals",
    )
    said = np.array([part.confidence for part in parts])
    true = np.array([part.right / part.questions for part in parts])
    spans = [both_bounds(part.right, part.questions, INTERVAL) for part in parts]
    low, high = np.array(spans).T
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle=(0, (5, 3)))
    axes.errorbar(
        said,
        true,
        yerr=np.clip([true - low, high - true], 0, 1),
        fmt="o",
        color=BLUE,
        markersize=8,
        capsize=3,
        linewidth=1.5,
    )
    axes.text(0.03, 0.96, "above the line: better than it says", color=FAINT, va="top")
    axes.text(0.97, 0.04, "below the line: too sure of itself", color=FAINT, ha="right")
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    axes.set_xlabel("confidence that is shown (mean of each group)")
    axes.set_ylabel("share whose first quote is right")
    _percentages(axes)
    return figure


def _draw_kinds(outcomes: Sequence[Outcome], threshold: float) -> Figure:
    """The confidences of each kind of question, one dot a question."""
    kinds = sorted({o.gold.kind for o in outcomes}, key=lambda k: (k != "answerable", k))
    figure, axes = _axes(
        "What the threshold lets through",
        "One dot a question; right of the line it is answered, left of it declined",
        height=1.9 + 0.75 * max(len(kinds), 2),
        pad=28,
    )
    random = np.random.default_rng(0)
    labels = []
    for row, kind in enumerate(kinds):
        chosen = [o for o in outcomes if o.gold.kind == kind]
        first = np.array([o.first for o in chosen])
        confidence = np.array([o.answer.confidence for o in chosen])
        height = row + random.uniform(-0.32, 0.32, len(chosen))
        alpha = float(np.clip(60 / len(chosen), 0.15, 0.8))
        for flag, colour in ((False, RED), (True, BLUE)):
            axes.scatter(
                confidence[first == flag],
                height[first == flag],
                s=12,
                color=colour,
                alpha=alpha,
                linewidth=0,
            )
        answered = sum(o.answer.answered for o in chosen)
        labels.append(f"{kind}\n{answered} of {len(chosen)} answered")
    axes.axvline(threshold, color=INK, linewidth=1.2)
    axes.annotate(
        f"threshold {percent(threshold)}",
        (threshold, -0.5),
        xytext=(4, 2),
        textcoords="offset points",
        va="bottom",
        color=INK,
        annotation_clip=False,
    )
    for colour, name in (
        (BLUE, "first quote is right"),
        (RED, "first quote is not right, or there is no answer"),
    ):
        axes.scatter([], [], s=30, color=colour, label=name)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2, frameon=False)
    axes.set_yticks(range(len(kinds)), labels)
    axes.set(xlim=(-0.02, 1.02), ylim=(len(kinds) - 0.5, -0.5))
    axes.set_xlabel("confidence")
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    return figure


def _axes(
    title: str, subtitle: str, height: float = INCHES[1], pad: float = 14
) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(INCHES[0], height), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(subtitle, fontsize=10, color=FAINT, loc="left", pad=pad)
    figure.suptitle(title, fontsize=14, color=INK, x=0.02, ha="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#ececec", linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def _percentages(axes: Axes) -> None:
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
