"""What two parsers of Discord's markdown make of a text (README.md says how they got here)."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from py_mini_racer import MiniRacer

FOLDER = Path(__file__).parent
STYLES = {"strong": "bold", "blockQuote": "quote", "subtext": "small", "footnote": "small"}
BREAKS = {"br", "newline"}


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are shown alike: under styles such as "bold", "quote", "small", "link"."""

    text: str
    styles: frozenset[str]
    target: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One parser's reading of a text."""

    parser: str
    runs: tuple[Run, ...]

    @property
    def text(self):
        return "".join(run.text for run in self.runs)

    @property
    def kinds(self):
        return frozenset().union(*(run.styles for run in self.runs))

    @property
    def links(self):
        return [(run.text, run.target) for run in self.runs if "link" in run.styles]

    def within(self, style):
        return "".join(run.text for run in self.runs if style in run.styles)


def readings(text):
    """How each of the parsers reads a text, as in an embed's description."""
    trees = json.loads(_engine().call("trees", text))
    return [Reading(name, _merged(_runs(tree, frozenset(), ""))) for name, tree in trees.items()]


@cache
def _engine():
    # Made where an event loop runs, it would take that loop for its own, and end with it.
    with ThreadPoolExecutor(1) as pool:
        engine = pool.submit(MiniRacer).result()
    engine.eval((FOLDER / "parsers.js").read_text(encoding="utf-8"))
    return engine


def _runs(nodes, styles, target) -> Iterator[Run]:
    for node in nodes:
        kind = node["type"]
        content = node.get("content")
        if kind == "text" and isinstance(content, str):
            yield Run(content, styles, target)
        elif kind in BREAKS:
            yield Run("\n", styles, target)
        elif kind == "twemoji":
            yield Run(node["name"], styles, target)
        elif isinstance(content, list):
            inner = styles | {STYLES.get(kind, kind)}
            yield from _runs(content, inner, node.get("target", target))
            if "small" in inner - styles:
                yield Run("\n", inner, target)
        else:
            yield Run(f"<{kind}>", styles | {kind}, target)


def _merged(runs):
    merged = []
    for run in runs:
        last = merged[-1] if merged else None
        if last and (last.styles, last.target) == (run.styles, run.target):
            merged[-1] = Run(last.text + run.text, run.styles, run.target)
        else:
            merged.append(run)
    return tuple(Run(_paired(run.text), run.styles, run.target) for run in merged)


def _paired(text):
    """JavaScript's two halves of a character, which a parser may have torn apart, as one."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16")
