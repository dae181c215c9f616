import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from bot.presentation.status import status_of
from bot.settings import Settings
from bot.terminal import measuring
from bot.terminal.promises import calibration_json, refusal, show_calibration
from bot.terminal.reports import show_report
from bot.terminal.status import promise_text, show_status
from index.access import OWNER
from index.answering.answerer import Answerer
from index.answering.answers import Answer, ask
from index.errors import QuestionsError
from index.evaluation.calibration import Calibration, calibrate
from index.evaluation.evaluation import Outcome, evaluate, measure
from index.evaluation.gold import Gold, check_documents, read_gold
from index.evaluation.promise import Standing, fingerprint, load_promise, save_promise
from index.paths import PROMISE
from tests.support import ALIBABA_FT, ALIBABA_NEWS, PAGES

QUESTIONS = [
    {
        "question": "What does VSSE stand for?",
        "answerable": True,
        "kind": "answerable",
        "answers": ["Belgian State Security Service (VSSE)", "Civil Intelligence Service (VSSE)"],
    },
    {"question": "Who is mayor of Antwerp?", "answerable": False, "kind": "near"},
    {"question": "How tall is Mount Fuji?", "answerable": False, "kind": "far"},
]


def shown(renderable: object) -> str:
    out = io.StringIO()
    Console(file=out, width=80, highlight=False, emoji=False, markup=False).print(renderable)
    return out.getvalue()


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)), encoding="utf-8")
    return path


@pytest.fixture
def settings(seeds_index: Path, cache_folder: Path) -> Iterator[Settings]:
    yield Settings(index_dir=seeds_index, cache_dir=cache_folder)
    (seeds_index / PROMISE).unlink(missing_ok=True)


@pytest.fixture(scope="module")
def calibrated(seeds: Answerer) -> Calibration:
    """As if 500 questions had been asked, of which the less sure are wrong more often."""
    answer: Answer = ask(replace(seeds, threshold=0.0), "Who is Belgium's justice minister?")
    random = np.random.default_rng(0)
    outcomes = []
    for number, score in enumerate(random.random(500)):
        right = bool(random.random() >= 0.2 * (1 - score))
        gold = Gold(f"Question {number}?", True, "answerable", ("x",), None, (f"{number}",))
        outcomes.append(Outcome(gold, replace(answer, confidence=float(score)), right, right))
    return calibrate(outcomes, 0.1, 0.95, fingerprint(seeds), "2025-03-01")


def test_eval_as_json(
    questions: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    measuring.run_eval(questions, settings, None, as_json=True)
    row = json.loads(capsys.readouterr().out)
    assert (row["questions"], row["answerable"]) == (3, 1)
    assert {"quote@1", "aurc", "intervals", "seen", "declined by kind", "worst"} <= set(row)
    assert set(row["kinds"]) == {"answerable", "near", "far"}


def test_eval_draws_plots(
    questions: Path, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    folder = tmp_path / "deep" / "plots"
    measuring.run_eval(questions, settings, folder, as_json=False)
    assert capsys.readouterr().out.count("wrote") == 3
    assert len(list(folder.iterdir())) == 3
    for path in folder.iterdir():
        assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        assert path.stat().st_size > 10_000


def test_a_malformed_file_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "A?"}', encoding="utf-8")
    nowhere = Settings(index_dir=tmp_path / "none")
    with pytest.raises(QuestionsError, match="Line 1 of"):
        measuring.run_eval(path, nowhere, None, as_json=True)
    with pytest.raises(QuestionsError, match="Line 1 of"):
        measuring.run_calibrate(path, nowhere, 0.1, 0.95, as_json=True)


def test_a_document_that_the_index_does_not_hold_is_told(
    questions: Path, settings: Settings
) -> None:
    rows = [QUESTIONS[1] | {"document": "left-out.md"}, QUESTIONS[0] | {"document": "nope.md"}]
    questions.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with pytest.raises(QuestionsError, match=r"^Line 2 of .*no document nope\.md in the index"):
        measuring.run_eval(questions, settings, None, as_json=True)
    with pytest.raises(QuestionsError, match=r"^Line 2 of .*no document nope\.md in the index"):
        measuring.run_calibrate(questions, settings, 0.1, 0.95, as_json=True)


def test_answers_that_stand_nowhere_in_their_document_are_refused(
    questions: Path, settings: Settings
) -> None:
    rows = [
        QUESTIONS[0] | {"document": ALIBABA_NEWS},
        QUESTIONS[0] | {"document": ALIBABA_FT, "answers": ["nowhere", "Belgian state security"]},
    ]
    questions.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    told = rf"^Line 2 of .*: no answer of it stands in {ALIBABA_FT}: .* quoth show {ALIBABA_FT}"
    with pytest.raises(QuestionsError, match=told):
        measuring.run_eval(questions, settings, None, as_json=True)
    with pytest.raises(QuestionsError, match=told):
        measuring.run_calibrate(questions, settings, 0.1, 0.95, as_json=True)


@pytest.mark.parametrize(
    ("answers", "stands"),
    [
        (["ten euros"], True),
        (["ten\neuros", "x"], True),
        (["ten euro"], False),
        (["Ten euros"], False),
        (["often"], False),
    ],
)
def test_an_answer_stands_where_its_words_do(answers: list[str], stands: bool) -> None:
    gold = Gold("What is it?", True, "any", tuple(answers), "a.md", ("a.md",), "Line 1 of x")
    far = Gold("Why?", False, "far", (), "gone.md", ("x",))
    try:
        check_documents([far, gold], {"a.md": "It costs ten  \r\n euros."}.get)
    except QuestionsError as error:
        assert not stands
        assert str(error).startswith("Line 1 of x: no answer of it stands in a.md")
    else:
        assert stands


def test_few_questions_say_what_they_show(seeds: Answerer) -> None:
    answer: Answer = ask(replace(seeds, threshold=0.0), "Who is Belgium's justice minister?")
    outcomes = [
        Outcome(
            Gold(f"Question {n}?", True, "answerable", ("x",), None, (f"{n}",)),
            replace(answer, confidence=n / 10, threshold=0.25),
            first=n != 3,
            shown=n != 3,
        )
        for n in range(1, 9)
    ]
    found = calibrate(outcomes, 0.1, 0.95, fingerprint(seeds), "2025-03-01")
    assert found.promise is None
    assert (found.in_force.answered, found.in_force.wrong) == (6, 1)
    clean = [step for step in found.shown if not step.wrong]
    assert (clean[-1].threshold, clean[-1].answered) == (0.4, 5)
    assert (found.shown[-1].threshold, found.shown[-1].answered) == (0.1, 8)
    said = " ".join(shown(show_calibration(found, 0.1, 0.95, 0, None)).split())
    assert "25 %, 6 of 8 are answered, 1 of those wrongly; from 40 % on 5, none wrongly." in said
    row = calibration_json(found, 0.1, 0.95, 0)
    assert row["shown"][0] == {"threshold": 0.25, "answered": 6, "wrong": 1}


def test_calibrate_refuses_kindly(
    questions: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    questions.write_text(
        questions.read_text(encoding="utf-8") + "\n" + json.dumps(QUESTIONS[2]), encoding="utf-8"
    )
    measuring.run_calibrate(questions, settings, 0.1, 0.95, as_json=False)
    said = " ".join(capsys.readouterr().out.split())
    assert "No promise; at least" in said
    assert "further right answers needed" in said
    assert "The default stays." in said
    assert "1 repeated left out" in said
    assert "What these questions show, and no more:" in said
    assert load_promise(settings.index_dir) is None
    measuring.run_calibrate(questions, settings, 0.1, 0.95, as_json=True)
    row = json.loads(capsys.readouterr().out)
    assert row["promise"] is None
    assert row["further_right_answers"] > 0


def test_an_earlier_promise_stays(
    questions: Path,
    settings: Settings,
    calibrated: Calibration,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert calibrated.promise
    save_promise(calibrated.promise, settings.index_dir)
    measuring.run_calibrate(questions, settings, 0.1, 0.95, as_json=False)
    assert "The promise of 2025-03-01 stays." in capsys.readouterr().out
    assert load_promise(settings.index_dir) == calibrated.promise


def test_status_without_a_promise(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    measuring.run_status(settings, as_json=False)
    said = capsys.readouterr().out
    for words in ("documents", "passages", "all-MiniLM-L6-v2", "not calibrated", "skipped"):
        assert words in said
    measuring.run_status(settings, as_json=True)
    row = json.loads(capsys.readouterr().out)
    assert row["documents"] == 2
    assert row["promise"] == {"state": "none"}
    assert row["threshold_source"] == "default"
    measuring.recheck_after_build(settings)
    assert capsys.readouterr().out == ""


def test_status_with_a_promise(
    settings: Settings, calibrated: Calibration, capsys: pytest.CaptureFixture[str]
) -> None:
    promise = calibrated.promise
    assert promise
    save_promise(promise, settings.index_dir)
    measuring.run_status(settings, as_json=True)
    row = json.loads(capsys.readouterr().out)
    assert row["promise"]["state"] == "held"
    assert row["threshold"] == row["promise"]["threshold"] == promise.threshold
    assert row["threshold_source"] == "promise"
    assert {"n", "risk", "certainty", "date"} <= set(row["promise"])
    measuring.run_status(settings, as_json=False)
    said = " ".join(capsys.readouterr().out.split())
    assert promise.claim in said
    assert f"n = {promise.calibrated.answered} answers" in said
    measuring.run_status(settings.model_copy(update={"threshold": 0.3}), as_json=True)
    row = json.loads(capsys.readouterr().out)
    assert (row["promise"]["state"], row["threshold_source"]) == ("set aside", "setting")
    measuring.recheck_after_build(settings)
    assert "promise held" in capsys.readouterr().out


def test_everything_fits_80_columns(
    dev: Answerer, settings: Settings, calibrated: Calibration
) -> None:
    promise = calibrated.promise
    outcomes = measure(dev, read_gold(PAGES / "dev.jsonl")[::10])
    report = evaluate(outcomes, dev.library.view(OWNER), draws=5)
    texts = [
        shown(show_report(report, [Path("plots/risk-coverage.png")])),
        shown(show_calibration(calibrated, 0.1, 0.95, 2, None)),
        shown(show_status(status_of(dev, settings, Standing("lapsed", promise)))),
        shown(promise_text(Standing("unchecked", promise))),
    ]
    assert max(len(line) for text in texts for line in text.splitlines()) <= 80
    # The table of figures keeps a line for each, and shows no figure cut.
    figures = texts[0].splitlines()[:14]
    assert sum(line.lstrip().startswith(tuple(report.figures)) for line in figures) == len(
        report.figures
    )
    assert "…" not in "".join(figures)


def test_questions_that_would_not_help_are_not_counted_for_programs(
    calibrated: Calibration,
) -> None:
    step = replace(calibrated.steps[0], answered=50, wrong=20, bound=0.5, passed=False)
    hopeless = replace(calibrated, promise=None, steps=(step,), further=200, more_questions=900)
    assert calibration_json(hopeless, 0.1, 0.95, 0)["more_questions"] is None
    close = replace(hopeless, steps=(replace(step, wrong=1),))
    assert calibration_json(close, 0.1, 0.95, 0)["more_questions"] == 900


def test_a_refusal_says_when_more_questions_are_no_help(calibrated: Calibration) -> None:
    step = replace(calibrated.steps[0], answered=50, wrong=20, bound=0.5, passed=False)
    hopeless = replace(calibrated, promise=None, steps=(step,), further=200, more_questions=900)
    said = refusal(hopeless, 0.1, 0.95)
    assert "at least 200 further right answers" in said
    assert "20 of 50" in said
    assert "900" not in said
    close = replace(hopeless, steps=(replace(step, wrong=1),), further=1, more_questions=3)
    assert "at least 1 further right answer needed" in refusal(close, 0.1, 0.95)
    assert "at least 3 more questions" in refusal(close, 0.1, 0.95)


def test_a_report_says_what_was_declined_and_that_few_documents_give_no_interval(
    dev: Answerer,
) -> None:
    gold = [
        Gold(f"How tall is tower {n}?", n != "4", "any", ("x",), None, (f"{n}",)) for n in "01234"
    ]
    strict = measure(replace(dev, threshold=1.0), gold)
    said = shown(show_report(evaluate(strict, dev.library.view(OWNER), draws=5), []))
    assert "5 questions, 4 answerable, from 5 places" in said
    assert "No wrong answers; 4 answerable questions were declined." in said
    assert "Too few documents for an interval" in said
    far = [replace(outcome, gold=replace(outcome.gold, answerable=False)) for outcome in strict]
    said = shown(show_report(evaluate(far, dev.library.view(OWNER), draws=5), []))
    assert "No misses." in said


def test_a_document_cannot_steer_the_terminal(dev: Answerer) -> None:
    gold = Gold("Why\x1b[2J?", False, "near\x1b[1m", (), None, ("x",))
    outcome = measure(replace(dev, threshold=0.0), [gold])[0]
    assert "\x1b" not in shown(show_report(evaluate([outcome], dev.library.view(OWNER)), []))
