"""Pins what Quoth needs, with hashes: `python -m supply.lock`, or with `--upgrade` the newest.

uv finds versions for every system and Python that Quoth runs on, and lists the hashes of all files
of each. torch.txt, for a build that PyPI has not, is written by hand.
"""

import subprocess
import sys
from pathlib import Path

from supply.required import PROJECT, all_extras, read, required

LOCKED = PROJECT.with_name("constraints.txt")
# The pip that installs them: older ones take no hashes from constraints.
PIP = PROJECT.parent / "supply" / "pip.txt"
HEAD = """\
# The versions that Quoth is tested with, and the hashes of their files; `make run`, `make test` and
# `make install` install these alone. Written by `make lock`.
"""


def lock(arguments: list[str]) -> None:
    """Write constraints.txt and pip.txt; what they name is kept, unless the arguments say else."""
    _compile(["pip"], PIP, *arguments)
    _compile(required(all_extras(read()), read()), LOCKED, *arguments)
    text = LOCKED.read_text(encoding="utf-8")
    LOCKED.write_text(HEAD + text, encoding="utf-8")


def _compile(names: list[str], into: Path, *arguments: str) -> None:
    uv = [sys.executable, "-m", "uv", "pip", "compile", "-", "--universal", "--generate-hashes"]
    uv += ["--python-version", read()["project"]["requires-python"].removeprefix(">=")]
    uv += ["--no-annotate", "--no-header", "--quiet", "--output-file", str(into), *arguments]
    subprocess.run(uv, input="\n".join(names), text=True, check=True)


if __name__ == "__main__":
    lock(sys.argv[1:])
