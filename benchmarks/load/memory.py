"""What a process takes over time, and whether that grows."""

import asyncio
import itertools
import math
import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EVERY = 1.0
JUDGED = 60.0
MEGABYTE = 1024.0
HOUR = 3600.0
# Parts of the time that is judged; the share by which memory may climb in an hour, for all that is
# seen of it, and in the time that is judged by a step or two.
BLOCKS = 10
SHARE = 0.001


@dataclass
class Memory:
    """Samples of a process: seconds, resident megabytes, and those of them that no file backs.

    `processor_s` is what it has had of the processors until the last of them.
    """

    samples: list[tuple[float, float, float]] = field(default_factory=list)
    processor_s: float = 0.0

    async def watch(self, pid: Callable[[], int]) -> None:
        """Sample until this is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            self.samples.append((loop.time(), *resident(pid())))
            self.processor_s = processor(pid())
            await asyncio.sleep(EVERY)

    def figures(self, last: float) -> dict[str, Any]:
        """How much there was, and the slope of the last seconds with its noise."""
        end = self.samples[-1][0]
        late = [sample for sample in self.samples if sample[0] >= end - last]
        return {
            "samples": len(self.samples),
            "processor_s": round(self.processor_s),
            "largest_mb": round(max(sample[1] for sample in self.samples)),
            "window_s": round(late[-1][0] - late[0][0]),
            "resident": trend([(at, all_of_it) for at, all_of_it, _ in late]),
            "not_of_files": trend([(at, own) for at, _, own in late]),
        }


def trend(points: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Whether some values climb: the line through them, and what to think of it.

    The time is cut into blocks, and the values of each are averaged. They are flat if the means go
    up from block to block by no more than `SHARE` of them an hour, as far as twice the standard
    error of their mean step can tell (a step that is taken once is no trend), and if in all of the
    time, whatever the noise, they climb by no more than that share. Of less than a minute nothing
    is said.
    """
    times, values = zip(*points, strict=True)
    slope, start = statistics.linear_regression([at - times[0] for at in times], values)
    seconds = times[-1] - times[0]
    told = {
        "start_mb": round(start, 1),
        "mb_a_minute": round(60 * slope, 3),
        "climb_mb": round(slope * seconds, 2),
    }
    if seconds <= JUDGED:
        return told | {"flat": None}
    means = _means(points, times[0], seconds)
    steps = [after - before for before, after in itertools.pairwise(means)]
    step = statistics.fmean(steps)
    error = statistics.stdev(steps) / math.sqrt(len(steps))
    bound = SHARE * means[0]
    slow = bound * seconds / HOUR / len(steps)
    return told | {
        "step_mb": round(step, 4),
        "step_error_mb": round(error, 4),
        "bound_mb": round(bound, 2),
        "flat": step - 2 * error <= slow and max(slope * seconds, means[-1] - means[0]) <= bound,
    }


def _means(points: Sequence[tuple[float, float]], began: float, seconds: float) -> list[float]:
    """The mean value of each of `BLOCKS` parts of the time that has any."""
    blocks: list[list[float]] = [[] for _ in range(BLOCKS)]
    for at, value in points:
        blocks[min(int(BLOCKS * (at - began) / seconds), BLOCKS - 1)].append(value)
    return [statistics.fmean(block) for block in blocks if block]


def processor(pid: int) -> float:
    """How many seconds of the processors a process has had; 0 where it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    # After the name, which may hold anything, come the state and the numbers from the fourth on.
    numbers = text.rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> tuple[float, float]:
    """Resident megabytes of a process, and those that no file backs; 0 where it is gone."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0, 0.0
    found = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    whole, own = (found.get(name, "0 kB").split()[0] for name in ("VmRSS", "RssAnon"))
    return int(whole) / MEGABYTE, int(own) / MEGABYTE
