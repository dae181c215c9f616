"""What is installed is what was tested: every library that is asked for has its version pinned."""

import re
import tomllib
from importlib import metadata
from itertools import chain

from tests.support import ROOT

PINS = dict(
    line.split("==")
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirement: str) -> str:
    return canonical(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])


PINNED = {canonical(name): version for name, version in PINS.items()}
ASKED = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]


def test_every_dependency_is_pinned() -> None:
    assert "watchfiles" in set(map(named, ASKED))
    assert [one for one in ASKED if named(one) not in {*PINNED, PROJECT["name"]}] == []


def test_so_is_what_those_need() -> None:
    """Of what is installed here, without what markers leave out."""
    missing = {
        need
        for name in PINNED
        for need in _needs(name)
        if canonical(named(need)) not in PINNED and "extra ==" not in need and ";" not in need
    }
    assert missing == set()


def _needs(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
