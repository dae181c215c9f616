"""What pip has to install before Quoth itself: `python supply/required.py EXTRA,...`.

Printed one a line, from pyproject.toml, with what builds Quoth. pip checks each file, and what that
needs, by the hashes in constraints.txt; a folder, as Quoth's own is, has no hash, and so it is
installed last and alone. This runs where nothing is installed yet.
"""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
NAMED = re.compile(r"(?P<name>[\w.-]+)(?:\[(?P<extras>[^]]*)\])?")


def required(extras: list[str], pyproject: dict[str, Any]) -> list[str]:
    """The requirements of the project with those extras, whose own extras are looked up.

    Raises KeyError for an extra that there is not.
    """
    project = pyproject["project"]
    found = [*pyproject["build-system"]["requires"], *project["dependencies"]]
    for extra in extras:
        for line in project["optional-dependencies"][extra]:
            named = NAMED.match(line)
            if named and named["name"] == project["name"]:
                found += required((named["extras"] or "").split(","), pyproject)
            else:
                found.append(line)
    return list(dict.fromkeys(found))


def all_extras(pyproject: dict[str, Any]) -> list[str]:
    """The names of all extras."""
    return list(pyproject["project"]["optional-dependencies"])


def read() -> dict[str, Any]:
    """The project's own pyproject.toml."""
    return tomllib.loads(PROJECT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    print("\n".join(required([one for each in sys.argv[1:] for one in each.split(",")], read())))
