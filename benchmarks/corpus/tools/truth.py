"""What is known of a made document: its sentences with their places, and its furniture."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

from benchmarks.corpus.tools.words import Words

Kind = Literal["text", "item", "cell", "note", "caption", "code"]
# What a sentence is told apart by: numbers count from 1, `headings` leave out the title.
Place = dict[str, int | str | list[str]]
# What stands between words where Markdown breaks its lines, within quotations too.
MARKDOWN_BREAK = r"(?:\s+(?:>[ \t]+)?)"


@dataclass(frozen=True, slots=True)
class Known:
    """A sentence of a document, as it is read there, white space aside, and where it stands.

    `place` holds what a label must say: page, headings, line, sheet, row. Notes (footnotes) have
    an order among themselves only, as formats keep them apart from the text.
    """

    text: str
    kind: Kind = "text"
    place: Place = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """A made document. `known` is in reading order.

    `furniture` are lines that belong to the site, the program or another message. `aside` is what
    may be quoted or not: codes, numbers, names in tables, headings, bylines. `title`, `date` and
    `url` are None where the file does not tell; `pictures` are pages without text.
    """

    suffix: str
    data: bytes
    known: Sequence[Known]
    furniture: Sequence[str] = ()
    aside: Sequence[str] = ()
    title: str | None = None
    date: str | None = None
    url: str | None = None
    pictures: Sequence[int] = ()


# The habit of a program: a document in that habit, of these words.
Layout = Callable[[Words], Made]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of one file of a corpus; `layout` names the habit that it was made in."""

    path: str
    layout: str
    known: tuple[Known, ...]
    furniture: tuple[str, ...]
    aside: tuple[str, ...]
    title: str | None
    date: str | None
    url: str | None
    pictures: tuple[int, ...]


def truth_of(path: str, layout: str, made: Made) -> Truth:
    """The truth of a made document under the path that it is written to."""
    return Truth(
        path,
        layout,
        tuple(made.known),
        tuple(dict.fromkeys(made.furniture)),
        tuple(dict.fromkeys(made.aside)),
        made.title,
        made.date,
        made.url,
        tuple(made.pictures),
    )


def save(path: Path, truths: Iterable[Truth]) -> None:
    """One JSON object a line."""
    lines = (json.dumps(asdict(truth), ensure_ascii=False) for truth in truths)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def load(path: Path) -> Iterator[Truth]:
    """What `save` wrote."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            row = json.loads(line)
            known = tuple(Known(**one) for one in row.pop("known"))
            lists = {key: tuple(row.pop(key)) for key in ("furniture", "aside", "pictures")}
            yield Truth(known=known, **lists, **row)


def with_lines(source: str, known: Iterable[Known], *, between: str = r"\s+") -> list[Known]:
    """The same as they stand in a text file, each with the number of its line.

    `between` matches what stands between words where a file breaks its lines.
    """
    found: list[Known] = []
    for one in known:
        match = re.search(between.join(map(re.escape, one.text.split())), source)
        if match is None:
            raise ValueError(f"not in the made file: {one.text}")
        line = len(re.findall(r"\r\n|\r|\n", source[: match.start()])) + 1
        place = {**one.place, "line": line}
        found.append(replace(one, text=folded(match.group()), place=place))
    return found


def folded(words: str) -> str:
    """Words with each run of white space as one blank."""
    return " ".join(words.split())
