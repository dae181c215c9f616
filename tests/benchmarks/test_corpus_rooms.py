"""No family of the made corpus borrows from another, or the held one would not be held."""

import ast
from pathlib import Path

import pytest

from tests.support import ROOT

CORPUS = "benchmarks.corpus"
FAMILIES = ("developed", "second", "held")
MAY_IMPORT = {"tools": {"tools"}} | {name: {name, "tools"} for name in FAMILIES}
FILES = [
    path for room in MAY_IMPORT for path in sorted((ROOT / "benchmarks/corpus" / room).glob("*.py"))
]


def imported(code: str, package: str) -> set[str]:
    """The dotted names that code of a package imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level]
            origin = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            names |= {f"{origin}.{alias.name}" for alias in node.names}
    return names


def rooms(names: set[str]) -> set[str]:
    """What they name below the corpus, in its first part."""
    return {name.split(".")[2] for name in names if name.startswith(f"{CORPUS}.")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_family_knows_only_itself_and_the_tools(path: Path) -> None:
    room = path.parent.name
    names = imported(path.read_text(encoding="utf-8"), f"{CORPUS}.{room}")
    assert rooms(names) <= MAY_IMPORT[room]
    assert not {name.split(".")[0] for name in names} & {"index", "bot", "training", "tests"}


def test_every_room_is_looked_at() -> None:
    assert {path.parent.name for path in FILES} == set(MAY_IMPORT)
    folders = {path.parent.name for path in (ROOT / "benchmarks/corpus").glob("*/*.py")}
    assert folders == set(MAY_IMPORT)


@pytest.mark.parametrize(
    "code",
    [
        "import benchmarks.corpus.developed.mail",
        "from benchmarks.corpus import developed",
        "from benchmarks.corpus.developed.mail import MAIL",
        "def late():\n    from benchmarks.corpus.developed import mail",
        "from ..developed.mail import MAIL",
        "from .. import developed",
    ],
)
def test_borrowing_is_seen_however_it_is_written(code: str) -> None:
    assert rooms(imported(code, f"{CORPUS}.held")) == {"developed"}
