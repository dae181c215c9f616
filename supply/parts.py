"""What Quoth is made of: pinned libraries, with their licences, and models and data of its own."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from supply.required import PROJECT, read, required

ROOT = PROJECT.parent
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)")
# What is installed for whom, the first that needs a library first.
USES = {"": "running", "formats": "formats", "milvus": "milvus", "ray": "ray", "dev": "tests"}
SPOKEN = {
    "apache 2.0": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "isc license": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "osi approved :: apache software license": "Apache-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
}


@dataclass(frozen=True)
class Library:
    """A pinned library: its licence as SPDX writes it, and the use that it is installed for."""

    name: str
    version: str
    licence: str
    use: str
    hashes: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Own:
    """A model or data that are no library: `kind` says which, `where` in what folder."""

    kind: str
    name: str
    where: str
    licence: str
    purpose: str
    source: str


def pins() -> dict[str, tuple[str, tuple[str, ...]]]:
    """What constraints.txt pins: the version and the hashes by the name."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    name = ""
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if pin := PIN.match(line):
            name = canonicalize_name(pin["name"])
            found[name] = (pin["version"], ())
        elif "--hash=" in line:
            version, hashes = found[name]
            found[name] = (version, (*hashes, line.split("sha256:")[1].rstrip(" \\")))
    return found


def libraries() -> list[Library]:
    """All pinned libraries. Raises KeyError for one of which no licence is known here."""
    return [
        Library(
            name=name,
            version=version,
            licence=licence(name, version),
            use=_uses().get(name, "other systems" if not _installed(name) else "building"),
            hashes=hashes,
            needs=tuple(one for one in _needs(name) if one in pins()),
        )
        for name, (version, hashes) in sorted(pins().items())
    ]


def licence(name: str, version: str) -> str:
    """The licence of a library, by supply/own.toml or by what it says of itself where installed."""
    told: dict[str, str] = _own()["licences"]
    if name in told:
        return told[name]
    if name.startswith("nvidia-"):
        return "LicenseRef-NVIDIA-Proprietary"
    if _installed(name) != version:
        raise KeyError(f"{name} {version} is not installed: run make first")
    about = metadata.metadata(name)
    if "License-Expression" in about:
        return about["License-Expression"]
    kinds = [
        one.split(" :: ")[-1] for one in about.get_all("Classifier") or [] if "License ::" in one
    ]
    for one in (*(about.get_all("License") or []), *kinds):
        short: str = SPOKEN.get(one.lower(), one)
        if short and len(short) < 20:
            return short
    raise KeyError(f"{name} does not say its licence: name it in supply/own.toml")


def own() -> list[Own]:
    """The models and the data."""
    return [Own(kind=kind, **one) for kind in ("model", "data") for one in _own()[kind]]


@cache
def _own() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("own.toml").read_text(encoding="utf-8"))


@cache
def _installed(name: str) -> str:
    try:
        return metadata.version(name).split("+")[0]
    except metadata.PackageNotFoundError:
        return ""


@cache
def _uses() -> dict[str, str]:
    found: dict[str, str] = {}
    for extra, use in USES.items():
        names = required([extra] if extra else [], {**read(), "build-system": {"requires": []}})
        for name in _reached(names):
            found.setdefault(name, use)
    return found


def _reached(requirements: list[str]) -> set[str]:
    found: set[str] = set()
    asked = map(Requirement, requirements)
    waiting = [(str(canonicalize_name(one.name)), one.extras) for one in asked]
    while waiting:
        name, extras = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [(one, set()) for one in _needs(name, frozenset(extras))]
    return found


@cache
def _needs(name: str, extras: frozenset[str] = frozenset()) -> tuple[str, ...]:
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return ()
    wanted = [
        one
        for one in map(Requirement, lines)
        if not one.marker or any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras))
    ]
    return tuple(sorted({canonicalize_name(one.name) for one in wanted}))
