"""The calibration: whether there is a promise, and whether it is of what would answer now."""

from collections.abc import Sequence
from pathlib import Path

from index.answering.confidence import confidence_model
from index.answering.second_reader import SecondReader
from index.answering.span_reader import SpanReader
from index.doctor.checks import Check, failed
from index.doctor.stored import Collected
from index.errors import IndexMismatchError
from index.evaluation.promise import fingerprint_of, standing_of, threshold_in_force

NAME = "Calibration"
MAKE_ONE = "ask questions of your own: quoth calibrate QUESTIONS.jsonl"


def check_calibration(
    index_folder: Path,
    opened: Sequence[Collected],
    fingerprint: str,
    *,
    threshold: float | None,
    second: bool,
) -> Check:
    """Whether the threshold is one that keeps a promise about these documents and models."""
    names = [SpanReader.name, SecondReader.name] if second else [SpanReader.name]
    contents = [one.catalog for one in opened]
    try:
        shipped = confidence_model(names[-1]).threshold
        in_force = threshold_in_force(index_folder, threshold, shipped)
        standing = standing_of(
            index_folder,
            in_force,
            lambda: fingerprint_of(contents, fingerprint, "+".join(names)),
        )
    except IndexMismatchError as error:
        return failed(NAME, error)
    promise = standing.promise
    if promise is None:
        told = f"none: the threshold, {100 * in_force:.0f} %, is the one that is shipped"
        return Check(NAME, "note", told, MAKE_ONE)
    checked = f"checked {promise.check.date}"
    if standing.state == "set aside":
        told = f"for a threshold of {promise.threshold:.2f}, and {in_force:.2f} is set"
        return Check(NAME, "note", told, "take QUOTH_THRESHOLD out, or calibrate for it")
    if standing.state == "unchecked":
        told = f"documents, models or rules have changed since it was {checked}"
        return Check(NAME, "note", told, "run quoth status, which asks its questions again")
    if standing.state == "lapsed":
        told = f"the promise is no longer borne out ({checked})"
        return Check(NAME, "bad", told, "run quoth calibrate with questions of today")
    return Check(NAME, "good", f"the promise stands, {checked}")
