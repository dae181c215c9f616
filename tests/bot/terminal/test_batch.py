from pathlib import Path

import pytest

from bot.terminal.batch import read_questions
from index.errors import QuestionsError


def write(folder: Path, text: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, '\ufeff{"question": "a"}\n\n  \n{"question": "b\u2028", "id": 7}\n')
    assert read_questions(path) == [{"question": "a"}, {"question": "b\u2028", "id": 7}]


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[1]",
        "{}",
        '{"question": 3}',
        '{"question": "a", "history": "b"}',
        '{"question": "a", "history": [1]}',
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(QuestionsError, match=r"^Line 3 of .*: .*\.$"):
        read_questions(write(tmp_path, '{"question": "a"}\n\n' + line + "\n"))


def test_files_that_cannot_be_read_are_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="cannot be read"):
        read_questions(tmp_path / "none")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(QuestionsError, match="not UTF-8"):
        read_questions(tmp_path / "binary")
