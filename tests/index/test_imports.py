"""Rooms are entered in one direction only, and nothing heavy is loaded before it is needed."""

import ast
from pathlib import Path

import pytest

from tests.support import ROOT, run_python

MODULES = sorted((ROOT / "index").rglob("*.py"))
HEAVY = ("torch", "transformers", "faiss", "numpy", "openvino", "tantivy", "tokenizers", "discord")
# From the ground up: a room imports what stands before it, and no other of its own floor.
FLOORS = (
    ("errors", "limits", "paths", "access", "environment", "stages"),
    ("native",),
    ("text",),
    ("extraction", "models"),
    ("formats",),
    ("documents",),
    ("structure",),
    ("store",),
    ("indexing", "search"),
    ("answering",),
    ("evaluation", "conversation"),
    ("loading", "doctor"),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def name_of(path: Path) -> str:
    """A module's name, dotted."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    """The dotted names of what a module imports, inside functions and for types too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or "."
            within = {f"{module}.{alias.name}" for alias in node.names}
            names |= (within & NAMES) or {module}
    return names


NAMES = {name_of(path) for path in MODULES}


def room_of(name: str) -> str:
    """The room of a module of the index."""
    return name.split(".")[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_index_never_imports_the_bot(path: Path) -> None:
    tops = {name.partition(".")[0] for name in imported(path)}
    assert not tops & {"bot", "tests", "training", "discord", "click", "rich"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_those_below_it(path: Path) -> None:
    if name_of(path) == "index":
        return
    room = room_of(name_of(path))
    others = {name for name in imported(path) if name.startswith("index.")}
    above = {n for n in others if room_of(n) != room and FLOOR[room_of(n)] >= FLOOR[room]}
    assert not above


def test_no_file_is_reached_again_from_what_it_imports() -> None:
    left = {name_of(path): imported(path) & NAMES for path in MODULES}
    while ready := {name for name, needs in left.items() if not needs & left.keys()}:
        left = {name: needs for name, needs in left.items() if name not in ready}
    assert not left


def test_imports_inside_functions_are_seen() -> None:
    assert "openvino" in imported(ROOT / "index" / "models" / "graphs.py")
    assert "index.text.words" in imported(ROOT / "index" / "answering" / "answers.py")


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
