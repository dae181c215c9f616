import json
from pathlib import Path

from training.data import Span
from training.squad import read_squad

PASSAGE = "The mill was built in 1820. It burnt down twice."


def squad(folder: Path, questions: list[tuple[str, str, int]]) -> Path:
    rows = [
        {"question": text, "answers": [{"text": answer, "answer_start": start}]}
        for text, answer, start in questions
    ]
    paragraphs = [{"context": PASSAGE, "qas": rows}]
    path = folder / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "Mill", "paragraphs": paragraphs}]}), "utf-8")
    return path


def test_a_question_comes_with_its_passage_and_where_its_answer_stands(tmp_path: Path):
    (record,) = read_squad(squad(tmp_path, [(" When was it built? ", "1820", 22)]))
    assert record.question == "When was it built?" and record.passage == PASSAGE
    assert record.answers == (Span(22, "1820"),) and record.answerable
    assert [PASSAGE[a:b] for a, b in record.sentences] == [
        "The mill was built in 1820.",
        "It burnt down twice.",
    ]


def test_an_answer_that_stands_elsewhere_is_left_out_and_many_are_drawn_by_lot(tmp_path: Path):
    many = [(f"When {n}?", "1820", 22) for n in range(9)]
    path = squad(tmp_path, [*many, ("What?", "mill", 0)])
    assert len(read_squad(path)) == 9
    few = read_squad(path, most=4)
    assert len(few) in (3, 4) and few == read_squad(path, most=4)
