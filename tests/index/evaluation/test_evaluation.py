import importlib.util
import json
import math
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.presentation.answer_json import as_json
from index.access import OWNER
from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.answering.quotes import Place, Quote
from index.errors import QuestionsError
from index.evaluation.evaluation import Outcome, evaluate, judge, measure
from index.evaluation.gold import (
    Gold,
    as_row,
    distinct_questions,
    from_row,
    groups,
    read_gold,
    right,
)
from index.evaluation.metrics import (
    area,
    auroc,
    bins,
    calibration_error,
    coverage_at,
    risk_coverage,
)
from tests.support import PAGES, ROOT

# Of the questions about the pages, these are asked.
EVERY = 3
YARDSTICK = ROOT.parent / "shared" / "eval" / "score.py"

needs_yardstick = pytest.mark.skipif(not YARDSTICK.is_file(), reason="the yardstick is not here")


@pytest.fixture(scope="module")
def score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", YARDSTICK)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def outcomes(dev: Answerer) -> list[Outcome]:
    return measure(dev, read_gold(PAGES / "dev.jsonl")[::EVERY])


@needs_yardstick
def test_figures_agree_with_the_yardstick_on_real_answers(
    outcomes: list[Outcome], dev: Answerer, score: ModuleType
) -> None:
    lines = (PAGES / "dev.jsonl").read_text(encoding="utf-8").splitlines()[::EVERY]
    answers = [json.loads(json.dumps(as_json(outcome.answer))) for outcome in outcomes]
    expected = score.score([json.loads(line) for line in lines], answers)
    report = evaluate(outcomes, dev.library.view(OWNER), draws=20)
    for name in set(expected) & set(report.figures):
        assert report.figures[name].value == pytest.approx(expected[name], abs=1e-12), name
    assert len(set(expected) & set(report.figures)) == 9
    assert report.questions == expected["questions"]
    assert report.answerable == expected["answerable"]
    assert report.seen == expected["seen"]
    assert expected["declined by kind"] == {
        kind: f"{counts.declined} of {counts.questions}" for kind, counts in report.kinds.items()
    }
    assert report.elapsed_ms == pytest.approx(expected["elapsed_ms"], abs=1e-3)


def test_what_a_report_says_of_real_answers(outcomes: list[Outcome], dev: Answerer) -> None:
    report = evaluate(outcomes, dev.library.view(OWNER), draws=50)
    good, count = report.verbatim
    assert good == count > 0
    for name, figure in report.figures.items():
        assert figure.value is not None and figure.low is not None and figure.high is not None
        assert figure.low <= figure.high, name
    assert 1 < report.groups <= report.questions
    assert 0 < len(report.worst) <= 10
    assert all(o.seen == "answered, wrong" or o.first for o in report.worst)
    again = evaluate(outcomes, dev.library.view(OWNER), draws=50)
    assert again.figures == report.figures


def test_a_misplaced_quote_is_counted(outcomes: list[Outcome], dev: Answerer) -> None:
    outcome = next(o for o in outcomes if o.quotes)
    quote = outcome.quotes[0]
    moved = replace(quote, place=replace(quote.place, start=quote.place.start + 1), also=())
    answer = replace(outcome.answer, quotes=(moved,), closest=())
    report = evaluate([replace(outcome, answer=answer)], dev.library.view(OWNER))
    assert report.verbatim == (0, 1)
    assert report.groups == 1
    assert report.figures["aurc"].low is None


def test_verdicts_do_not_depend_on_the_threshold(dev: Answerer) -> None:
    gold = read_gold(PAGES / "dev.jsonl")[0]
    strict, loose = (judge(gold, ask(replace(dev, threshold=t), gold.question)) for t in (1.0, 0.0))
    assert not strict.answer.answered
    assert loose.answer.answered
    assert (strict.first, strict.quotes[0].place) == (loose.first, loose.quotes[0].place)


rows = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]) | st.floats(0, 1), st.booleans()
    ),
    min_size=1,
    max_size=60,
)


@needs_yardstick
@given(rows)
def test_metrics_agree_with_the_yardstick(
    score: ModuleType, rows: list[tuple[float, bool]]
) -> None:
    confidence, correct = [c for c, _ in rows], [ok for _, ok in rows]
    scores, flags = np.array(confidence), np.array(correct)
    expected_area, reach = score.selective(confidence, correct)
    curve = risk_coverage(scores, flags)
    assert area(curve) == pytest.approx(expected_area)
    assert {r: coverage_at(curve, r) for r in reach} == pytest.approx(reach)
    assert calibration_error(scores, flags) == pytest.approx(
        score.calibration_error(confidence, correct)
    )
    ranked = score.auroc([c for c, ok in rows if ok], [c for c, ok in rows if not ok])
    found = auroc(scores, flags)
    assert math.isnan(found) if ranked is None else found == pytest.approx(ranked)


@given(rows)
def test_bins_hold_every_question_once(rows: list[tuple[float, bool]]) -> None:
    parts = bins(np.array([c for c, _ in rows]), np.array([ok for _, ok in rows]))
    assert sum(part.questions for part in parts) == len(rows)
    assert sum(part.right for part in parts) == sum(ok for _, ok in rows)
    assert [p.confidence for p in parts] == sorted(p.confidence for p in parts)


def a_quote(text: str, document: str = "a.txt", *also: str) -> Quote:
    def place(name: str) -> Place:
        return Place(name, name, 0, len(text), text)

    return Quote(place(document), False, None, None, tuple(map(place, also)), "", 0.5, "")


def a_gold(*answers: str, document: str | None = None, keys: tuple[str, ...] = ("x",)) -> Gold:
    return Gold("Why?", bool(answers), "answerable", answers, document, keys)


@pytest.mark.parametrize(
    ("quote", "gold", "verdict"),
    [
        (a_quote("It rose by 4 %\n a year."), a_gold("4 % a year"), True),
        (a_quote("It rose by 14 a year."), a_gold("4 a year"), False),
        (a_quote("The hub is in Liège."), a_gold("Ghent", "Liège"), True),
        (a_quote("The hub is in liège."), a_gold("Liège"), False),
        (a_quote("Liège " + "x" * 600), a_gold("Liège"), False),
        (a_quote("Liège"), a_gold("Liège", document="b.txt"), False),
        (a_quote("Liège", "a.txt", "b.txt"), a_gold("Liège", document="b.txt"), True),
        (a_quote("Liège"), a_gold(), False),
    ],
)
def test_when_a_quote_is_right(quote: Quote, gold: Gold, verdict: bool) -> None:
    assert right(quote, gold) is verdict


def test_questions_that_share_a_place_belong_together() -> None:
    keys = [("a",), ("b",), ("a", "c"), ("c",), ("d",)]
    names = groups([a_gold(keys=k) for k in keys])
    assert names[0] == names[2] == names[3]
    assert len(set(names)) == 3


def test_a_question_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    rows = [
        {"question": "A?", "answerable": True, "answers": ["x"], "document": "d", "group": "g"},
        {"question": "B?", "answerable": False, "kind": "near", "document": "d"},
        {"question": "C?", "answerable": False, "sources": ["s", "t"], "answers": []},
        {"question": "a?", "answerable": False},
    ]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    gold = read_gold(path)
    assert [row.keys for row in gold] == [("g",), ("d",), ("s", "t"), ("question a?",)]
    assert [row.kind for row in gold] == ["answerable", "near", "unanswerable", "unanswerable"]
    assert [from_row(json.loads(json.dumps(as_row(row)))) for row in gold] == gold
    assert distinct_questions(gold) == gold[:3]


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        '["a"]',
        '{"answerable": true, "answers": ["x"]}',
        '{"question": " ", "answerable": true, "answers": ["x"]}',
        '{"question": "A?"}',
        '{"question": "A?", "answerable": "yes", "answers": ["x"]}',
        '{"question": "A?", "answerable": true}',
        '{"question": "A?", "answerable": true, "answers": "x"}',
        '{"question": "A?", "answerable": true, "answers": [""]}',
        '{"question": "A?", "answerable": false, "answers": ["x"]}',
        '{"question": "A?", "answerable": false, "kind": 3}',
        '{"question": "A?", "answerable": false, "group": ["g"]}',
        '{"question": "A?", "answerable": false, "sources": "s"}',
        '{"question": "A?", "answerable": false, "history": ["B?"]}',
        '{"question": "A?", "answerable": false, "candidate": true}',
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"question": "A?", "answerable": false}\n\n' + line, encoding="utf-8")
    with pytest.raises(QuestionsError, match="Line 3 of") as caught:
        read_gold(path)
    assert str(caught.value).count(". ") == 0


def test_files_that_hold_no_questions(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(QuestionsError, match="no question"):
        read_gold(tmp_path / "empty.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9")
    with pytest.raises(QuestionsError, match="UTF-8"):
        read_gold(tmp_path / "latin.jsonl")
