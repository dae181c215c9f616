import tarfile
from pathlib import Path

from index.evaluation.gold import read_gold
from training.development import BLIND, FOLDERS, SETS, WRITTEN

ARCHIVE = Path(__file__).parents[2] / "training" / "folders" / "fitted.tar.xz"


def test_the_folders_to_fit_to_come_with_documents_questions_and_their_source(tmp_path: Path):
    with tarfile.open(ARCHIVE) as files:
        files.extractall(tmp_path, filter="data")
    assert sorted(folder.name for folder in tmp_path.iterdir()) == sorted(WRITTEN)
    for folder in tmp_path.iterdir():
        gold = read_gold(folder / "questions.jsonl")
        asked = {row.question.casefold() for row in gold}
        assert len(asked) == len(gold) >= 70
        assert 0.5 <= sum(row.answerable for row in gold) / len(gold) <= 0.7
        assert all(bool(row.answers) == row.answerable for row in gold)
        assert sum(path.is_file() for path in (folder / "documents").rglob("*")) >= 6
        assert (folder / "SOURCE").read_text(encoding="utf-8").strip()


def test_a_set_is_of_one_kind() -> None:
    kinds = (*FOLDERS, *BLIND, *WRITTEN)
    assert len(set(kinds)) == len(kinds)
    assert set(kinds) < set(SETS)
