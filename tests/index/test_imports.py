"""Rooms are entered in one direction only, and nothing heavy is loaded before it is needed."""

import ast
from pathlib import Path

import pytest

from tests.support import ROOT, run_python

MODULES = sorted((ROOT / "index").rglob("*.py"))
HEAVY = ("torch", "transformers", "faiss", "numpy", "openvino", "tantivy", "tokenizers", "discord")


def imported(path: Path) -> set[str]:
    """The top-level names of what a module imports, inside functions too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_index_never_imports_the_bot(path: Path) -> None:
    assert not imported(path) & {"bot", "tests", "training", "discord", "click", "rich"}


def test_imports_inside_functions_are_seen() -> None:
    assert "openvino" in imported(ROOT / "index" / "graphs.py")
    assert "index" in imported(ROOT / "index" / "answers.py")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["ask", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys; sys.argv = ['quoth', *sys.argv[1:]]\n"
        "from bot.cli import main\n"
        "try: main()\n"
        f"finally: print('LOADED', *sorted(set(sys.modules) & set({HEAVY!r})))\n"
    )
    done = run_python("-c", code, *arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "LOADED"
    assert len(done.stdout.splitlines()) > 1


def test_the_lightest_modules_load_nothing_heavy() -> None:
    code = f"import sys, index.errors, bot.cli; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    assert run_python("-c", code).stdout.strip() == ""
