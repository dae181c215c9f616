"""The bot's rooms are entered in one direction only, and no two files need each other."""

import ast
from pathlib import Path

import pytest

from tests.support import ROOT

MODULES = sorted((ROOT / "bot").rglob("*.py"))
# From the ground up: a room imports what stands before it, and no other of its own floor.
FLOORS = (
    ("bot.settings", "bot.interrupts", "bot.workers"),
    ("bot.indexes",),
    ("bot.answerer", "bot.presentation"),
    ("bot.chat.memory", "bot.chat.people", "bot.chat.posts"),
    ("bot.serving",),
    ("bot.measures",),
    ("bot.chat.uploads", "bot.serving.health"),
    ("bot.chat.core", "bot.backup"),
    ("bot.chat.features",),
    ("bot.chat.client",),
    ("bot.chat.running", "bot.terminal", "bot.web"),
    ("bot.doctor",),
    ("bot.options",),
    ("bot.operating",),
    ("bot.cli",),
    ("bot.companion", "bot.__main__"),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def name_of(path: Path) -> str:
    """A module's name, dotted."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(path) for path in MODULES}


def imported(path: Path) -> set[str]:
    """The dotted names of what a module imports of the bot, inside functions and for types too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or "."
            within = {f"{module}.{alias.name}" for alias in node.names}
            names |= (within & NAMES) or {module}
    return names & NAMES


def room_of(name: str) -> str:
    """The room that a module is in: a folder, or a file that stands by itself."""
    return next(room for room in FLOOR if name == room or name.startswith(f"{room}."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_those_below_it(path: Path) -> None:
    if name_of(path) in ("bot", "bot.chat"):
        assert not imported(path)
        return
    room = room_of(name_of(path))
    others = {name for name in imported(path) if room_of(name) != room}
    above = {name for name in others if FLOOR[room_of(name)] >= FLOOR[room]}
    assert not above, f"{path.relative_to(ROOT)} imports {', '.join(sorted(above))}"


@pytest.mark.parametrize(("one", "other"), [("chat", "terminal"), ("terminal", "chat")])
def test_the_chat_and_the_terminal_never_meet(one: str, other: str) -> None:
    for path in (ROOT / "bot" / one).rglob("*.py"):
        across = {name for name in imported(path) if name.startswith(f"bot.{other}")}
        assert not across, f"{path.relative_to(ROOT)} imports {', '.join(sorted(across))}"


def test_no_file_is_reached_again_from_what_it_imports() -> None:
    left = {name_of(path): imported(path) for path in MODULES}
    while ready := {name for name, needs in left.items() if not needs & left.keys()}:
        left = {name: needs for name, needs in left.items() if name not in ready}
    assert not left


def test_imports_inside_functions_and_for_types_are_seen() -> None:
    assert "bot.terminal.prompt" in imported(ROOT / "bot" / "cli.py")
    assert "bot.cli" in imported(ROOT / "bot" / "companion.py")
    assert "bot.chat.core.host" in imported(ROOT / "bot" / "chat" / "features" / "notes.py")
