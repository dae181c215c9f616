"""The picture of the comparison, an SVG that is dark where its reader's pages are."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

Figures = dict[str, Any]

WIDTH, MARGIN, GAP = 920, 28, 26
PANEL = (WIDTH - 2 * MARGIN - 2 * GAP) / 3
TOP, TITLE, BAR, STEP, BELOW = 76, 40, 13, 29, 34
STYLE = """
text { font: 12px system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif }
text { fill: #57606a }
.card { fill: #ffffff; stroke: #d8dee4 }
.title { font-size: 17px; font-weight: 650; fill: #1f2328 }
.head { font-size: 13px; font-weight: 650; fill: #1f2328 }
.small { font-size: 11px }
.ours { font-weight: 650; fill: #1f2328 }
.track { fill: #eef1f4 }
.peer { fill: #a9b4c0 }
.quoth { fill: #1a7f64 }
.set { fill: #ffffff; stroke: #57606a }
@media (prefers-color-scheme: dark) {
  text { fill: #9198a1 }
  .card { fill: #12161c; stroke: #30363d }
  .title, .head, .ours { fill: #f0f6fc }
  .track { fill: #20262e }
  .peer { fill: #56616e }
  .quoth { fill: #3fb68b }
  .set { fill: #12161c; stroke: #c5ccd4 }
}
"""
NAMES = {
    "quoth": "Quoth",
    "faiss": "s-t + FAISS",
    "haystack": "Haystack",
    "txtai": "txtai",
    "verbatim": "verbatim-rag",
}


@dataclass(frozen=True, slots=True)
class Panel:
    """A figure: its title, what is good, where it stands, how it is written; single sets or not."""

    title: str
    good: str
    name: str
    written: Callable[[float], str]
    sets: bool = False


PANELS = (
    Panel("Indexing", "passages a second, more is better", "passages_a_second", "{:.0f}".format),
    Panel("Start to first answer", "seconds, less is better", "start_s", "{:.1f}".format),
    Panel("Warm answer", "milliseconds, median, less is better", "p50_ms", "{:.0f}".format),
    Panel("First quote right", "quote@1; dots: the sets", "quote@1", "{:.2f}".format, sets=True),
    Panel("Knows when it is right", "AUROC; dots: the sets", "auroc", "{:.2f}".format, sets=True),
    Panel("Peak memory", "MB while answering, less is better", "megabytes", "{:.0f}".format),
)


def picture(found: Figures) -> str:
    """All panels, three in a row."""
    tools = found["tools"]
    height = TITLE + len(tools) * STEP
    whole = TOP + 2 * height + BELOW + 22
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {whole}" role="img" '
        f'width="{WIDTH}" height="{whole}">',
        "<title>Quoth beside other tools</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{whole - 1}" rx="10"/>',
        f'<text class="title" x="{MARGIN}" y="36">One corpus, one encoder, one run</text>',
        f'<text x="{MARGIN}" y="56">{escape(_about(found))}</text>',
    ]
    for number, panel in enumerate(PANELS):
        left = MARGIN + (number % 3) * (PANEL + GAP)
        top = TOP + (number // 3) * (height + BELOW)
        lines += _panel(panel, tools, left, top)
    return "\n".join([*lines, "</svg>", ""])


def _about(found: Figures) -> str:
    passages = sum(one["passages"] for one in found["sets"].values())
    questions = sum(one["questions"] for one in found["sets"].values())
    return (
        f"{passages:,} passages, {questions} questions of {len(found['sets'])} sets; "
        "the others show their most similar sentence"
    )


def _panel(panel: Panel, tools: Figures, left: float, top: float) -> list[str]:
    values = {key: tool["all"][panel.name] for key, tool in tools.items()}
    most = 1.0 if panel.sets else max(values.values())
    begin, room = left + 84, PANEL - 84 - 40
    lines = [
        f'<text class="head" x="{left:.1f}" y="{top + 14}">{panel.title}</text>',
        f'<text class="small" x="{left:.1f}" y="{top + 30}">{panel.good}</text>',
    ]
    for place, (key, value) in enumerate(values.items()):
        y = top + TITLE + place * STEP + 4
        ours = ' class="ours"' if key == "quoth" else ""
        bar = f'y="{y}" height="{BAR}" rx="3"'
        width = max(2.0, room * value / most)
        lines += [
            f'<text{ours} x="{left:.1f}" y="{y + 11}">{NAMES[key]}</text>',
            f'<rect class="track" x="{begin:.1f}" width="{room:.1f}" {bar}/>',
            f'<rect class="{"quoth" if key == "quoth" else "peer"}" x="{begin:.1f}" '
            f'width="{width:.1f}" {bar}/>',
            f'<text{ours} x="{begin + room + 7:.1f}" y="{y + 11}">{panel.written(value)}</text>',
        ]
        if panel.sets:
            lines += [
                f'<circle class="set" cx="{begin + room * one[panel.name]:.1f}" cy="{y + BAR / 2}" '
                'r="2.6"/>'
                for one in tools[key]["sets"].values()
            ]
    return lines
