"""Python for which permissions count, as they do not for root."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT

RIGHTS = "-dac_override,-dac_read_search"


def run_restricted(code: str, *arguments: str | Path) -> str:
    """What a program prints."""
    restricted: tuple[str, ...] = ()
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root may read and write everything, and cannot give that up here")
        restricted = ("setpriv", f"--bounding-set={RIGHTS}", f"--inh-caps={RIGHTS}")
    done = subprocess.run(
        [*restricted, sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
