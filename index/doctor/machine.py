"""The machine: Python, memory, disk, clock."""

import os
import platform
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from index.doctor.checks import Check, first_of, size

# Bytes that a process takes that answers, with the first reader alone and with both
# (docs/reader.md), and what each passage adds to that.
ONE_READER, BOTH_READERS = 550_000_000, 850_000_000
EACH_PASSAGE = 2_000
# Bytes of the disk below which nothing can be relied on; above it a whole new index should fit.
LEAST_ROOM = 100_000_000
# Seconds by which a file may be ahead of the clock.
AHEAD = 120.0
CGROUP = Path("/sys/fs/cgroup")
UNLIMITED = 1 << 60


def check_python() -> Check:
    """Whether it is one that the libraries are made for."""
    version = platform.python_version()
    if sys.maxsize < 1 << 32:
        remedy = "install a Python of 64 bits"
        return Check("Python", "bad", f"{version}, of 32 bits", remedy)
    return Check("Python", "good", f"{version} on {platform.system()}, {platform.machine()}")


def check_memory(passages: int, *, second: bool) -> Check:
    """Whether one more process that answers finds room."""
    needed = (BOTH_READERS if second else ONE_READER) + EACH_PASSAGE * passages
    total, free = memory()
    if not total:
        return Check("Memory", "skipped", "this system does not tell how much there is")
    told = f"{size(free)} of {size(total)} free; an answering process takes {size(needed)}"
    remedy = "set QUOTH_SECOND_READER=false, which takes 300 MB less, or add memory"
    if needed > total:
        return Check("Memory", "bad", told, remedy if second else "add memory")
    if needed > free:
        return Check("Memory", "note", told, "end something else, if none is running yet")
    return Check("Memory", "good", told)


def memory() -> tuple[int, int]:
    """Bytes of memory that this process may have, and those free; 0 where that is unknown."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}
        total, free = found["MemTotal"], found["MemAvailable"]
    except (OSError, ValueError, LookupError):
        try:
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), UNLIMITED
        except (OSError, ValueError, AttributeError):
            return 0, 0
    limit = _number(CGROUP / "memory.max")
    if limit is not None and limit < total:
        used = _number(CGROUP / "memory.current") or 0
        total, free = limit, min(free, limit - used)
    return total, max(0, free)


def check_disk(folders: Sequence[Path], index_folder: Path, written: Sequence[Path]) -> Check:
    """Whether what is `written` can be, and a new index would find room beside the old one.

    The other folders, that of the index among them, may be on a disk that can only be read.
    """
    places = [(folder, _nearest(folder)) for folder in dict.fromkeys((*folders, *written))]
    closed = [folder for folder, there in places if not os.access(there, os.W_OK | os.X_OK)]
    if closed:
        told = f"{first_of([str(folder) for folder in closed])} may not be written to"
        if any(folder in written for folder in closed):
            return Check("Disk", "bad", told, "change the permissions of that folder")
        return Check("Disk", "note", told, "change its permissions, should the index be updated")
    held = bytes_below(index_folder)
    free, fullest = min((shutil.disk_usage(there).free, folder) for folder, there in places)
    where = "" if len(places) == 1 else f" where {fullest} is"
    told = f"{size(free)} free{where}"
    told += f"; the index takes {size(held)}" if held else ""
    if free < LEAST_ROOM:
        return Check("Disk", "bad", told, "make room there")
    if free < LEAST_ROOM + held:
        return Check("Disk", "note", told, "make room there, to be able to make the index anew")
    return Check("Disk", "good", told)


def check_clock(files: Iterable[Path], now: float | None = None) -> Check:
    """Whether it is behind what was written, which it then was later at."""
    now = time.time() if now is None else now
    said = time.strftime("%Y-%m-%d %H:%M:%S %Z", time.localtime(now))
    newest = max(_times(files), default=0.0)
    if newest > now + AHEAD:
        told = f"{said}: files were written {(newest - now) / 60:,.0f} minutes after that"
        return Check("Clock", "bad", told, "set the clock, and have it kept (NTP)")
    return Check("Clock", "good", said)


def bytes_below(folder: Path) -> int:
    """How much all files below a folder take."""
    total = 0
    for here, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(here) / name).lstat().st_size
            except OSError:
                continue
    return total


def _times(files: Iterable[Path]) -> Iterator[float]:
    for file in files:
        try:
            yield file.stat().st_mtime
        except OSError:
            continue


def _nearest(folder: Path) -> Path:
    """The folder, or the one above it that is there."""
    folder = folder.absolute()
    return next(place for place in (folder, *folder.parents) if place.exists())


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
