"""The figures by size as a picture: `python -m benchmarks.scale.plot` draws them again."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.record import HERE

BEYOND = 1_000_000
ORANGE, BLUE, GREEN, GREY = "#c4500a", "#1f5fa8", "#2e7d4f", "#777777"

# What is drawn: its name, its place in the results, its colour.
Line = tuple[str, str, str]


def plot(results: dict[str, Any], path: Path) -> Path:
    """Draw cost against size on logarithmic axes, into a PNG file."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(2, 2, figsize=(12, 9), layout="constrained")
    time, memory, opening, change = panels.flat
    draw(
        time,
        results,
        "Finding passages for a question, in ms (without encoding it)",
        (
            ("all, 95th percentile", "retrieval.p95_ms", ORANGE),
            ("all, median", "retrieval.p50_ms", BLUE),
            ("of it nearest vectors, median", "dense.p50_ms", GREEN),
            ("of it BM25, median", "lexical.p50_ms", GREY),
        ),
        (15, "target: 15 ms"),
    )
    draw(
        memory,
        results,
        "Resident memory, in bytes a passage",
        (
            ("all (a few MB do not depend on the size)", "bytes_a_passage.all", ORANGE),
            ("of it mapped files, which can be taken back", "bytes_a_passage.mapped", BLUE),
        ),
        (2500, "target: 2,500 bytes"),
    )
    draw(
        opening,
        results,
        "Opening an index, in ms",
        (("until it can be asked", "open_ms", ORANGE),),
        (1000, "target: 1 s"),
    )
    draw(
        change,
        results,
        "Bringing in one changed document, in s",
        (
            ("seldom: all vectors are written anew", "merging_change.seconds", GREY),
            ("as usual", "change.seconds", ORANGE),
            ("of it writing (the rest: a process that reads it)", "change.stages.writing", BLUE),
        ),
        (2, "target: 2 s on top of reading"),
    )
    figure.suptitle(
        "What an index costs as it grows    ●  measured    ○  extrapolated, not measured",
        fontsize=14,
    )
    figure.savefig(path, dpi=100)
    pyplot.close(figure)
    return path


def draw(
    axes: Any,  # noqa: ANN401
    results: dict[str, Any],
    title: str,
    lines: Sequence[Line],
    target: tuple[float, str],
) -> None:
    """One panel: lines over measured sizes, each extrapolated to the largest, and the target."""
    sizes = [size["passages"] for size in results["sizes"]]
    shown = []
    for name, place, colour in lines:
        values = [_value(size, place) for size in results["sizes"]]
        shown += values
        axes.plot(sizes, values, "o-", color=colour, label=name)
        offset = -6 if len(shown) > len(values) and place == lines[-1][1] else 6
        _label(axes, (sizes[-1], values[-1]), colour, (0, offset))
        last = results["extrapolated_to_1000000"].get(place)
        if last is not None:
            shown.append(last)
            axes.plot([sizes[-1], BEYOND], [values[-1], last], "--", color=colour, linewidth=1)
            axes.plot(BEYOND, last, "o", color=colour, markerfacecolor="white")
            _label(axes, (BEYOND, last), colour, (7, 0))
    value, words = target
    axes.axhline(value, color="black", linewidth=1, linestyle=":")
    axes.annotate(words, (sizes[0], value), xytext=(0, 4), textcoords="offset points", fontsize=9)
    axes.set(xscale="log", yscale="log", xlabel="passages", xlim=(sizes[0] / 1.5, BEYOND * 2.6))
    # Room above for the names of the lines.
    low, high = min(*shown, value), max(*shown, value)
    axes.set_ylim(low / 1.5, high * (high / low * 2) ** 0.4)
    axes.set_title(title, loc="left", fontsize=12)
    ticks = [size for size in sizes if str(size).startswith("1")] + [BEYOND]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.yaxis.set_major_locator(_locator())
    axes.yaxis.set_major_formatter(lambda number, _: f"{number:,.10g}")
    axes.set_yticks([], minor=True)
    axes.axvspan(sizes[-1] * 1.6, BEYOND * 2.6, color="black", alpha=0.05, linewidth=0)
    axes.grid(visible=True, alpha=0.25)
    axes.legend(loc="upper left", fontsize=9, frameon=False)


def _label(
    axes: Any,  # noqa: ANN401
    point: tuple[float, float],
    colour: str,
    offset: tuple[int, int],
) -> None:
    """Write a point's value beside, above or below it."""
    across, up = offset
    axes.annotate(
        f"{point[1]:,.2g}" if point[1] < 100 else f"{point[1]:,.0f}",
        point,
        xytext=offset,
        textcoords="offset points",
        ha="left" if across else "center",
        va="center" if not up else "bottom" if up > 0 else "top",
        color=colour,
        fontsize=9,
    )


def _locator() -> Any:  # noqa: ANN401
    from matplotlib.ticker import LogLocator

    return LogLocator(subs=(1, 2, 5), numticks=20)


def _value(size: dict[str, Any], place: str) -> float:
    found: Any = size
    for key in place.split("."):
        found = found[key]
    return float(found)


if __name__ == "__main__":
    kept = json.loads((HERE / "results" / "scale.json").read_text(encoding="utf-8"))
    print(plot(kept, HERE / "results" / "scale.png"))
