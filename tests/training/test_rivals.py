import gzip
import json
from dataclasses import asdict
from pathlib import Path

from index.answering.answerer import Answerer
from index.indexing.build import build
from index.models.encoder import Encoder
from index.store.library import View
from index.store.snapshot import open_snapshot
from training.data import Example, Span
from training.rivals import RivalMix, documents, folder_questions, mined, place_of, read_rivals

PASSAGE = (
    "**Dogs** pay £4 a day in the kennel.\r\n\r\nCats pay **£3** a day. Ferrets are not taken."
)
OTHER = "Cats that are fetched late pay for a night. What they eat is paid for by the owner."


def row(heading: str, passage: str, question: str, answer: str) -> dict[str, object]:
    answers = [{"text": answer, "start": passage.index(answer)}] if answer else []
    return {
        "title": "Boarding",
        "heading": f"Boarding > {heading}",
        "passage": passage,
        "question": question,
        "label": int(bool(answer)),
        "answers": answers,
        "source": "kennel",
    }


def data(folder: Path) -> Path:
    rows = [
        row("Fees", PASSAGE, "what do cats pay", "£3** a day"),
        row("Late", OTHER, "what do rabbits pay", ""),
    ]
    for name, its in (("written", rows), ("made", [])):
        with gzip.open(folder / f"{name}.train.jsonl.gz", "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(one) + "\n" for one in its)
    return folder


def test_a_question_gives_its_answer_and_the_quotes_that_stand_beside_it(
    tmp_path: Path, encoder: Encoder, seeds: Answerer
):
    questions = documents(data(tmp_path), "train", tmp_path / "documents")
    assert {source: [q.text for q in qs] for source, qs in questions.items()} == {
        "kennel": ["what do cats pay"]
    }
    build(tmp_path / "documents" / "kennel", tmp_path / "index", encoder)
    view = View((open_snapshot(tmp_path / "index", encoder.fingerprint),))
    (group,) = mined(questions["kennel"], view, encoder, seeds.reader)
    right = [e for e in group if e.answerable]
    wrong = [e for e in group if not e.answerable]
    assert right and wrong
    for one in right:
        assert one.answer and one.passage[one.answer.start : one.answer.end] == "£3** a day"
        assert one.passage.startswith("Boarding\n")
    assert all("£3" not in one.passage and one.answer is None for one in wrong)


def test_in_a_folder_whose_answers_are_marked_all_else_is_wrong(
    tmp_path: Path, encoder: Encoder, seeds: Answerer
):
    papers = tmp_path / "fees" / "documents"
    papers.mkdir(parents=True)
    for year, fee in ((2024, 3), (2025, 4)):
        text = f"# Boarding\n\nCats pay £{fee} a day in {year}.\n"
        (papers / f"{year}.md").write_text(text, "utf-8")
    asked = [
        {"question": "what do cats pay in 2025", "answerable": True, "answers": ["£4 a day"]},
        {"question": "what do cats pay in 2026", "answerable": False, "answers": []},
    ]
    lines = "".join(json.dumps(one) + "\n" for one in asked)
    (tmp_path / "fees" / "questions.jsonl").write_text(lines, "utf-8")
    build(papers, tmp_path / "index", encoder)
    view = View((open_snapshot(tmp_path / "index", encoder.fingerprint),))
    questions = folder_questions(tmp_path / "fees")
    answered, unanswered = mined(questions, view, encoder, seeds.reader)
    assert any(e.answer and e.answer.text == "£4 a day" for e in answered)
    assert any("£3" in e.passage and "£4" not in e.passage for e in answered if not e.answerable)
    assert unanswered and not any(e.answerable or e.answer for e in unanswered)


def test_an_answer_is_found_whatever_marks_stand_in_it():
    assert place_of(["a `code`  block"], "Use **a code\nblock** here.") == Span(6, "a code\nblock")
    assert place_of(["fees"], "None of it.") is None


def group(name: str, size: int) -> list[Example]:
    return [Example(name, f"{name}{n}", n == 0, None, "rival") for n in range(size)]


class Others:
    """A mix of nothing but one question."""

    def pool(self, number: int) -> list[Example]:
        return [Example("other", f"{number}:{n}", False, None, "other") for n in range(100)]


def test_quotes_of_one_question_stay_together_and_all_are_seen_before_any_returns():
    mix = RivalMix([group(name, 4) for name in "abcdefgh"], Others(), 0.4, 20)
    pools = [mix.pool(number) for number in range(4)]
    assert pools[0] == mix.pool(0)
    seen = []
    for pool in pools:
        named = [e.question for e in pool if e.kind == "rival"]
        assert len(pool) == 20 and len(named) == 8
        assert all(named.count(name) == 4 for name in named)
        seen += named
    assert sorted(set(seen)) == list("abcdefgh")


def test_what_was_kept_is_read_again(tmp_path: Path):
    kept = [[Example("q", "a b", True, Span(2, "b"), "rival_right"), *group("q", 2)]]
    with gzip.open(tmp_path / "kept.gz", "wt", encoding="utf-8") as lines:
        lines.write(json.dumps([asdict(e) for e in kept[0]]) + "\n")
    assert read_rivals(tmp_path / "kept.gz") == kept
