"""The tables of the comparison, as Markdown between two marks."""

import re
from textwrap import fill
from typing import Any

MARKS = re.compile(r"(<!-- peers -->\n).*?(<!-- /peers -->)", flags=re.DOTALL)
WANTED = {"passages_a_second": 3.5, "start_s": 5.0}


def replaced(page: str, text: str) -> str:
    """A page with what stands between the marks written anew."""
    assert MARKS.search(page)
    return MARKS.sub(lambda marks: f"{marks[1]}{text}{marks[2]}", page)


def between(page: str) -> str:
    """What stands between the marks of a page."""
    found = MARKS.search(page)
    assert found
    return found[0].removeprefix(found[1]).removesuffix(found[2])


def summary(found: dict[str, Any]) -> str:
    """One table of all sets, and by how much Quoth is ahead."""
    head = [
        "| | indexing, passages/s | start to first answer, s | warm p50 / p95, ms "
        "| peak memory, MB | quote@1 | quote@shown | AUROC |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    rows = [_row(key, tool) for key, tool in found["tools"].items()]
    return "\n".join(["", *head, *rows, "", ahead(found), "", ""])


def _row(key: str, tool: dict[str, Any]) -> str:
    every, name = tool["all"], tool["name"]
    cells = [
        f"**{name}**" if key == "quoth" else f"{name} {_version(tool)}".strip(),
        f"{every['passages_a_second']:.0f}",
        f"{every['start_s']:.1f}",
        f"{every['p50_ms']:.0f} / {every['p95_ms']:.0f}",
        f"{every['megabytes']:.0f}",
        *(f"{every[name]:.2f}" for name in ("quote@1", "quote@shown", "auroc")),
    ]
    return "| " + " | ".join(cells) + " |"


def _version(tool: dict[str, Any]) -> str:
    """The versions of what it is made of, torch left out."""
    return " + ".join(v for name, v in tool["versions"].items() if name != "torch")


def ahead(found: dict[str, Any]) -> str:
    """Quoth against the best of the others, with the ranges and intervals, in a few sentences."""
    tools, parts = found["tools"], []
    for name, words in (
        ("passages_a_second", "it indexes {} times as fast as {}"),
        ("start_s", "gives its first answer {} times sooner than {}"),
    ):
        ratio = found["ratios"][name]
        missed = "" if ratio["times"] >= WANTED[name] else f"; {WANTED[name]:g} was the aim"
        times = (
            f"**{ratio['times']:.1f}** (by set {ratio['low']:.1f} to {ratio['high']:.1f}{missed})"
        )
        parts.append(words.format(times, tools[ratio["best"]]["name"]))
    for figure, words in (("quote@1", "quote@1"), ("auroc", "AUROC")):
        peers = found["ahead"][figure]
        key = min(peers, key=lambda one: peers[one]["all"]["by"])
        one = peers[key]["all"]
        unsure = "" if one["low"] > 0 else ", which is no sure lead"
        parts.append(
            f"its {words} is **{one['by']:+.2f}** (95 % interval {one['low']:+.2f} to "
            f"{one['high']:+.2f}{unsure}) against {tools[key]['name']}"
        )
    return fill(f"Against the best of the others, in the same run: {'; '.join(parts)}.", 100)


def by_set(found: dict[str, Any]) -> str:
    """What is right in each set, and what the summary leaves out."""
    names = list(found["sets"])
    about = [
        f"{name}: {one['passages']:,} passages, {one['questions']} questions, "
        f"{one['answerable']} answerable"
        for name, one in found["sets"].items()
    ]
    lines = ["", f"Sets: {'; '.join(about)}.", ""]
    for figure, title in (("quote@1", "quote@1"), ("auroc", "AUROC of what is right")):
        lines += [f"| {title} | {' | '.join(names)} |", "|---|" + "---:|" * len(names)]
        for key, tool in found["tools"].items():
            cells = [_cell(found, figure, key, name) for name in names]
            lines.append(f"| {tool['name']} | {' | '.join(cells)} |")
        lines += [_left_out(found, figure, names), ""]
    lines += [
        "| | first passage holds an answer | mean length of the first quote "
        "| with its quote, p50 ms | peak memory of indexing, MB | threads of torch |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for tool in found["tools"].values():
        every = tool["all"]
        holds = "–" if every["passage@1"] is None else f"{every['passage@1']:.2f}"
        threads = next(iter(tool["sets"].values()))["threads"] or "–"
        lines.append(
            f"| {tool['name']} | {holds} | {every['quote length']:.0f} | "
            f"{every['quotes_p50_ms']:.0f} | {every['megabytes_indexing']:.0f} | {threads} |"
        )
    return "\n".join([*lines, "", ""])


def _cell(found: dict[str, Any], figure: str, key: str, name: str) -> str:
    """A figure; of a peer, with how far Quoth is ahead of it and the interval."""
    value = f"{found['tools'][key]['sets'][name][figure]:.2f}"
    if key == "quoth":
        return f"**{value}**"
    one = found["ahead"][figure][key][name]
    return f"{value} ({one['low']:+.2f} to {one['high']:+.2f})"


def _left_out(found: dict[str, Any], figure: str, names: list[str]) -> str:
    known = found["left_out"]
    cells = [f"{known[name][figure]:.2f}" if name in known else "–" for name in names]
    return f"| Quoth, fitted without the set | {' | '.join(cells)} |"
