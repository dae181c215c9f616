"""`import quoth`: what the README says in ten lines works, and importing loads nothing heavy."""

import re
import threading
from pathlib import Path

import pytest

import quoth
from tests.support import ROOT, run_python, write

HEAVY = ("torch", "transformers", "faiss", "numpy", "openvino", "tantivy", "tokenizers", "discord")
PAGES = {
    "hotel.md": "# Hotel\n\nBreakfast is served from seven to ten.\n\nThe pool opens at noon.\n",
    "ferry.md": "# Ferry\n\nThe ferry to Sele sails at nine.\n",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    docs = write(tmp_path / "docs", PAGES)
    done = quoth.index(docs, tmp_path / "index")
    assert done.added == ("ferry.md", "hotel.md")
    return tmp_path / "index"


def test_importing_loads_nothing_heavy() -> None:
    code = f"import sys, quoth; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    assert run_python("-c", code).stdout.strip() == ""


def test_everything_that_is_named_is_there() -> None:
    assert quoth.Answer.__name__ == "Answer"
    assert quoth.Quote.__name__ == "Quote"
    assert all(getattr(quoth, name) for name in quoth.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        quoth.nonsense  # noqa: B018


def test_an_index_is_asked_and_follows_what_is_indexed(place: Path) -> None:
    with quoth.open(place) as documents:
        answer = documents.ask("When is breakfast served?")
        assert answer.quotes[0].place.text == "Breakfast is served from seven to ten."
        assert answer.quotes[0].place.document == "hotel.md"
        follow = documents.ask("and the pool?", history=[answer])
        assert (
            follow.read_as == documents.ask("and the pool?", ["When is breakfast served?"]).read_as
        )
        assert not documents.ask("Who painted the lighthouse keeper?").answered
        write(place.parent / "docs", {"ferry.md": "# Ferry\n\nThe ferry to Sele sails at ten.\n"})
        quoth.index(place.parent / "docs", place)
        later = documents.ask("When does the ferry to Sele sail?")
        assert (later.quotes or later.closest)[0].place.text == "The ferry to Sele sails at ten."


def test_a_threshold_is_kept(place: Path) -> None:
    with quoth.open(place, threshold=1.0) as documents:
        answer = documents.ask("When is breakfast served?")
    assert (answer.quotes, answer.threshold) == ((), 1.0)
    assert answer.closest


def test_threads_may_share_it(place: Path) -> None:
    found: list[str] = []
    with quoth.open(place) as documents:

        def asked() -> None:
            answer = documents.ask("When does the ferry to Sele sail?")
            found.append((answer.quotes or answer.closest)[0].place.text)

        threads = [threading.Thread(target=asked) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == ["The ferry to Sele sails at nine."] * 4


def test_what_goes_wrong_is_one_family(place: Path, tmp_path: Path) -> None:
    with pytest.raises(quoth.QuothError, match="There is no index"):
        quoth.open(tmp_path / "nowhere")
    with pytest.raises(quoth.QuothError, match="There is no folder"):
        quoth.index(tmp_path / "nowhere", tmp_path / "other")
    other = write(tmp_path / "other", {"cake.md": "# Cake\n\nBake the cake for an hour.\n"})
    with pytest.raises(quoth.QuothError, match=r"is of the folder .*docs"):
        quoth.index(other, place)
    assert quoth.index(other, place, replace=True).added == ("cake.md",)


def test_types_are_told_and_both_are_packed() -> None:
    assert (ROOT / "quoth" / "py.typed").is_file()
    packed = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'packages = ["bot", "index", "quoth"]' in packed


def test_the_lines_of_the_readme_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(import quoth\n.*?)```", readme, flags=re.DOTALL)
    assert len(code.splitlines()) <= 10
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "documents", PAGES)
    exec(compile(code, "README.md", "exec"), {})
    assert "Breakfast is served from seven to ten." in capsys.readouterr().out
