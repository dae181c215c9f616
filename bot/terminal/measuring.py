"""`quoth eval`, `quoth calibrate` and `quoth status`: what they do and what they print."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from bot.answerer import answerer_of
from bot.presentation.status import status_json, status_of
from bot.settings import Settings
from bot.terminal.console import make_console, plain
from bot.terminal.json_output import print_json
from bot.terminal.promises import calibration_json, show_calibration
from bot.terminal.reports import report_json, show_report
from bot.terminal.status import promise_text, show_status
from index.access import OWNER
from index.answering.answerer import Answerer
from index.evaluation.calibration import calibrate, recheck
from index.evaluation.evaluation import Outcome, evaluate, measure
from index.evaluation.gold import Gold, check_documents, distinct_questions, read_gold
from index.evaluation.promise import Standing, fingerprint, load_promise, save_promise

Advance = Callable[[int, int], None]


def run_eval(questions: Path, settings: Settings, plots: Path | None, as_json: bool) -> None:
    """Ask the questions of a file and print how right the answers are. Raises QuothError."""
    gold = read_gold(questions)
    if plots:
        # Imported before anything takes long, so that a missing library is told at once.
        from bot.terminal.plots import draw
    with _answering(settings) as answerer:
        _check_documents(gold, answerer)
        outcomes = _measure(answerer, gold)
        report = evaluate(outcomes, answerer.library.view(OWNER))
        written = []
        if plots:
            standing = _recheck(answerer, settings)
            written = draw(outcomes, report, standing, plots)
    if as_json:
        print_json(report_json(report, written), indent=1)
    else:
        plain(make_console(), show_report(report, written))


def run_calibrate(
    questions: Path, settings: Settings, risk: float, certainty: float, as_json: bool
) -> None:
    """Make a promise from the questions of a file, or say what is missing. Raises QuothError.

    Where there can be none, an earlier promise of the index stays as it is.
    """
    gold = read_gold(questions)
    distinct = distinct_questions(gold)
    with _answering(settings) as answerer:
        _check_documents(gold, answerer)
        outcomes = _measure(answerer, distinct)
        made_for = fingerprint(answerer)
    found = calibrate(outcomes, risk, certainty, made_for, _today())
    if found.promise:
        save_promise(found.promise, settings.index_dir)
    repeats = len(gold) - len(distinct)
    if as_json:
        print_json(calibration_json(found, risk, certainty, repeats), indent=1)
        return
    earlier = load_promise(settings.index_dir) if not found.promise else None
    plain(make_console(), show_calibration(found, risk, certainty, repeats, earlier))


def run_status(settings: Settings, as_json: bool) -> None:
    """Print what the index holds and whether its promise stands. Raises QuothError."""
    with _answering(settings) as answerer:
        status = status_of(answerer, settings, _recheck(answerer, settings))
    if as_json:
        print_json(status_json(status), indent=1)
    else:
        plain(make_console(), show_status(status))


def recheck_after_build(settings: Settings) -> None:
    """Print whether the promise still stands after a build; nothing if there is none."""
    if load_promise(settings.index_dir) is None:
        return
    with _answering(settings) as answerer:
        standing = _recheck(answerer, settings)
    plain(make_console(), Text("promise ").append_text(promise_text(standing)))


@contextmanager
def _answering(settings: Settings) -> Iterator[Answerer]:
    """What answers, at the threshold that is set, else promised, else shipped; closed after."""
    answerer = answerer_of(settings)
    try:
        yield answerer
    finally:
        answerer.library.close()


def _check_documents(gold: list[Gold], answerer: Answerer) -> None:
    view = answerer.library.view(OWNER)

    def text_of(path: str) -> str | None:
        found = view.document(path)
        return found.text if found else None

    check_documents(gold, text_of)


def _measure(answerer: Answerer, gold: list[Gold]) -> list[Outcome]:
    with _working("Asking") as advance:
        return measure(answerer, gold, advance)


def _recheck(answerer: Answerer, settings: Settings) -> Standing:
    with _working("Checking the promise") as advance:
        return recheck(answerer, settings.index_dir, _today(), advance)


@contextmanager
def _working(task: str) -> Iterator[Advance]:
    """A progress bar on standard error, which appears with the first step."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=make_console(stderr=True), transient=True) as bars:
        bar = bars.add_task(task, total=None, visible=False)

        def advance(done: int, total: int) -> None:
            bars.update(bar, completed=done, total=total, visible=True)

        yield advance


def _today() -> str:
    return date.today().isoformat()
