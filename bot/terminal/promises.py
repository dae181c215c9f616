"""What `quoth calibrate` prints: the promise, or what is missing for one and what was seen."""

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.presentation.status import standing_json
from bot.presentation.wording import counted, percent
from bot.terminal.console import FAINT
from bot.terminal.status import promise_text
from index.evaluation.calibration import Calibration
from index.evaluation.promise import Promise, Standing

FEW_GROUPS = 30
FEW_GROUPS_WARNING = (
    "That is few places: answers about one place tend to be wrong together, so for questions about "
    "others the true share of wrong answers can be higher than promised."
)


def show_calibration(
    found: Calibration, risk: float, certainty: float, repeats: int, earlier: Promise | None
) -> RenderableType:
    """The promise or what is missing for it, and the thresholds that were tested."""
    parts: list[RenderableType] = []
    promise = found.promise
    if promise:
        counts = promise.reported
        share = f" ({percent(counts.wrong / counts.answered)})" if counts.answered else ""
        parts += [promise_text(Standing("held", promise)), Text()]
        parts.append(
            Text(
                f"Threshold {promise.threshold:g}. It answers {promise.calibrated.answered} of "
                f"{promise.calibrated.questions} questions. Of {counts.questions} others, kept "
                f"apart, it answers {counts.answered}, {counts.wrong} wrongly{share}."
            )
        )
    else:
        parts.append(Text(refusal(found, risk, certainty), style="bold yellow"))
        stays = f"The promise of {earlier.date} stays." if earlier else "The default stays."
        parts.append(Text(stays))
        parts += [Text(), Text(seen(found))]
        if found.shown:
            parts += [Text(), _seen(found)]
    if promise and found.steps:
        parts += [Text(), _steps(found)]
    split = ", ".join(f"{count} to {part}" for part, count in sorted(found.parts.items()))
    left_out = f"; {repeats} repeated left out" if repeats else ""
    parts += [
        Text(),
        Text(
            f"Questions from {counted(found.groups, 'place')}: "
            f"{split}{left_out}. The confidence model is the shipped one.",
            style=FAINT,
        ),
    ]
    if promise and found.groups < FEW_GROUPS:
        parts.append(Text(FEW_GROUPS_WARNING, style="yellow"))
    return Padding(Group(*parts), (0, 0, 0, 1))


def refusal(found: Calibration, risk: float, certainty: float) -> str:
    """Why there is no promise and what it would take."""
    said = (
        f"No promise; at least {found.further} further right "
        f"{'answer' if found.further == 1 else 'answers'} needed for at most {risk * 100:.4g} % "
        f"wrong with {certainty * 100:.4g} % certainty"
    )
    if _hopeless(found, risk):
        first = found.steps[0]
        return (
            f"{said}. At the first threshold tested {first.wrong} of {first.answered} answers "
            "are wrong: allow more risk, or look at the misses with quoth eval."
        )
    if found.more_questions:
        return f"{said}, so at least {found.more_questions} more questions like these."
    return f"{said}: write more questions that the documents answer."


def seen(found: Calibration) -> str:
    """What so few questions show, in a sentence that promises nothing."""
    questions, now = sum(found.parts.values()), found.in_force
    said = (
        f"What these questions show, and no more: at the threshold in force, "
        f"{percent(now.threshold)}, {now.answered} of {questions} are answered, {now.wrong} of "
        "those wrongly"
    )
    clean = [step for step in found.shown if not step.wrong and step.answered]
    if now.wrong and clean:
        said += f"; from {percent(clean[-1].threshold)} on {clean[-1].answered}, none wrongly"
    return f"{said}."


def _hopeless(found: Calibration, risk: float) -> bool:
    """Whether more questions like these would not do."""
    return bool(found.steps) and found.steps[0].wrong > risk * found.steps[0].answered


def calibration_json(
    found: Calibration, risk: float, certainty: float, repeats: int
) -> dict[str, Any]:
    """The same for programs; `promise` is null where there is none."""
    promise = found.promise
    return {
        "promise": standing_json(Standing("held", promise)) if promise else None,
        "refusal": None if promise else refusal(found, risk, certainty),
        "risk": risk,
        "certainty": certainty,
        "further_right_answers": found.further,
        "more_questions": None if _hopeless(found, risk) else found.more_questions,
        "parts": dict(found.parts),
        "groups": found.groups,
        "repeats": repeats,
        "steps": [asdict(step) for step in found.steps],
        "shown": [
            {"threshold": step.threshold, "answered": step.answered, "wrong": step.wrong}
            for step in (found.in_force, *found.shown)
        ],
    }


def _steps(found: Calibration) -> Table:
    table = Table(box=None, padding=(0, 1), header_style=FAINT)
    for name in ("threshold", "answered", "wrong", "bound", ""):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    threshold = found.promise.threshold if found.promise else None
    for step in found.steps:
        kept = step.threshold == threshold
        verdict = "kept" if kept else ("passed" if step.passed else "stop")
        table.add_row(
            f"{step.threshold:.6f}",
            str(step.answered),
            str(step.wrong),
            f"{step.bound * 100:.1f} %",
            Text(verdict, style="bold" if kept else FAINT),
        )
    return table


def _seen(found: Calibration) -> Table:
    table = Table(box=None, padding=(0, 1), header_style=FAINT)
    for name in ("from confidence", "answered", "wrong"):
        table.add_column(name, justify="right", no_wrap=True)
    for step in found.shown:
        table.add_row(f"{step.threshold:.6f}", str(step.answered), str(step.wrong))
    return table
