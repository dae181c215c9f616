"""What was measured, put together: the results file, the tables, the picture."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any

from benchmarks.peers.corpus import Questions
from benchmarks.peers.picture import picture
from benchmarks.peers.scoring import ahead, answers, holding, outcome, scorer
from benchmarks.peers.tables import by_set, replaced, summary
from benchmarks.peers.tools import TOOLS
from benchmarks.record import HERE, ROOT, save

RESULTS = HERE / "results" / "peers.json"
PICTURE = ROOT / "docs" / "peers.svg"
FIGURES = ("quote@1", "auroc")

Measured = dict[str, dict[str, Any]]


def results(
    sets: Sequence[Questions],
    indexes: dict[str, Measured],
    asked: dict[str, Measured],
    made: dict[str, dict[str, str]],
    evaluation: Path,
) -> dict[str, Any]:
    """All figures, as they are kept."""
    score = scorer(evaluation)
    told: dict[str, Any] = {}
    outcomes: dict[str, list[Any]] = {tool.key: [] for tool in TOOLS}
    for tool in TOOLS:
        told[tool.key] = {"name": tool.name, "versions": made[tool.key], "sets": {}}
        for one in sets:
            said = asked[one.name][tool.key]
            quotes = answers(one.gold, [row["found"] for row in said["quotes"]])
            figures = score.score(one.gold, quotes)
            passages = answers(one.gold, [row["found"] for row in said["first"]])
            indexed = indexes[one.name][tool.key]
            told[tool.key]["sets"][one.name] = {
                "seconds_indexing": indexed["seconds"],
                "indexed": indexed["date"],
                "threads": indexed["threads"],
                "megabytes_indexing": indexed["megabytes"],
                "start_s": said["started"],
                "warm_ms": [row["ms"] for row in said["first"][1:]],
                "quotes_ms": [row["ms"] for row in said["quotes"][1:]],
                "megabytes": said["megabytes"],
                "quote@1": figures["quote@1"],
                "quote@shown": figures["quote@shown"],
                "auroc": figures["auroc right"],
                "auroc answerable": figures["auroc answerable"],
                "quote length": figures["quote length"],
                "passage@1": None if tool is TOOLS[0] else holding(score, one.gold, passages),
            }
            outcomes[tool.key].append(outcome(score, one.gold, quotes))
        told[tool.key]["all"] = _together(told[tool.key]["sets"], indexes, tool.key)
    return {
        "sets": {one.name: _about(one, indexes) for one in sets},
        "tools": told,
        "ratios": _ratios(told),
        "ahead": _ahead([one.name for one in sets], outcomes),
        "left_out": left_out((ROOT / "docs" / "reader.md").read_text(encoding="utf-8")),
    }


def _about(one: Questions, indexes: dict[str, Measured]) -> dict[str, int]:
    return {
        "passages": indexes[one.name][TOOLS[0].key]["passages"],
        "questions": len(one.gold),
        "answerable": sum(bool(row["answerable"]) for row in one.gold),
    }


def _together(
    sets: dict[str, dict[str, Any]], indexes: dict[str, Measured], key: str
) -> dict[str, Any]:
    """A tool's figures of all sets; the times of single questions give way to their percentiles."""
    warm = sorted(ms for one in sets.values() for ms in one.pop("warm_ms"))
    quotes = sorted(ms for one in sets.values() for ms in one.pop("quotes_ms"))
    passages = sum(indexes[name][key]["passages"] for name in sets)
    for name, one in sets.items():
        one["passages_a_second"] = indexes[name][key]["passages"] / one["seconds_indexing"]
    right = ("quote@1", "quote@shown", "auroc", "quote length", "passage@1")
    return {
        "passages_a_second": passages / sum(one["seconds_indexing"] for one in sets.values()),
        "start_s": median(one["start_s"] for one in sets.values()),
        "p50_ms": warm[len(warm) // 2],
        "p95_ms": warm[int(len(warm) * 0.95)],
        "quotes_p50_ms": quotes[len(quotes) // 2],
        "megabytes": max(one["megabytes"] for one in sets.values()),
        "megabytes_indexing": max(one["megabytes_indexing"] for one in sets.values()),
        **{
            name: None
            if any(one[name] is None for one in sets.values())
            else fmean(one[name] for one in sets.values())
            for name in right
        },
    }


def _ratios(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Ours against the best peer, taken set by set; more is better in both."""
    found = {}
    for name, sign in (("passages_a_second", 1), ("start_s", -1)):
        best = max((t.key for t in TOOLS[1:]), key=lambda k: sign * told[k]["all"][name])
        pairs = [
            (told["quoth"]["sets"][one][name] / told[best]["sets"][one][name]) ** sign
            for one in told["quoth"]["sets"]
        ]
        whole = (told["quoth"]["all"][name] / told[best]["all"][name]) ** sign
        found[name] = {"best": best, "times": whole, "low": min(pairs), "high": max(pairs)}
    return found


def _ahead(names: Sequence[str], outcomes: dict[str, list[Any]]) -> dict[str, Any]:
    """By how much we are ahead of each peer, on average over the sets and in each of them."""
    ours = outcomes["quoth"]
    return {
        figure: {
            tool.key: {
                "all": ahead(ours, outcomes[tool.key], figure),
                **{
                    name: ahead([mine], [other], figure)
                    for name, mine, other in zip(names, ours, outcomes[tool.key], strict=True)
                },
            }
            for tool in TOOLS[1:]
        }
        for figure in FIGURES
    }


def left_out(page: str) -> dict[str, dict[str, float]]:
    """Quoth's figures of each set, fitted without it, with both readers: from docs/reader.md."""
    block = page.partition("\nboth readers\n")[2].partition("```")[0]
    rows = re.findall(r"^(\w+) +(\d\.\d+) +\d+ +(\d\.\d+)", block, flags=re.MULTILINE)
    return {name: {"quote@1": float(q), "auroc": float(a)} for name, q, a in rows}


def keep(found: dict[str, Any]) -> None:
    """Write the results file, then the tables and the picture from it."""
    save("peers", _rounded(found))
    write(json.loads(RESULTS.read_text(encoding="utf-8")))


def write(found: dict[str, Any]) -> None:
    """The tables of both READMEs and the picture, from the results."""
    for path, text in ((ROOT / "README.md", summary(found)), (HERE / "README.md", by_set(found))):
        path.write_text(replaced(path.read_text(encoding="utf-8"), text), encoding="utf-8")
    PICTURE.write_text(picture(found), encoding="utf-8")


def _rounded(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return float(f"{value:.4g}") if isinstance(value, float) else value
