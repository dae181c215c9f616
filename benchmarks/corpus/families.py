"""A made folder of about 600 documents of all formats: `python -m benchmarks.corpus FOLDER`.

Every document is written in the habit of a program that people have (Word, LaTeX, WordPress,
Outlook), and what is known of it stands in TRUTH.jsonl beside the folder: its sentences, each in the
corpus once, in order and with their places, and its furniture. The same seed makes the same bytes.
Another `--family` has other habits, other sentences and other furniture.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus.developed.mail import MAIL
from benchmarks.corpus.developed.markdown import LAYOUTS as MARKDOWN
from benchmarks.corpus.developed.pdf import PDF
from benchmarks.corpus.developed.plain import LAYOUTS as PLAIN
from benchmarks.corpus.developed.prints import PRINTS
from benchmarks.corpus.developed.rows import LINES, SEPARATED, WORKBOOKS
from benchmarks.corpus.developed.rst import LAYOUTS as RST
from benchmarks.corpus.developed.saved import SAVED
from benchmarks.corpus.developed.sites import SITES
from benchmarks.corpus.developed.word import WORD
from benchmarks.corpus.developed.words import TEMPLATES
from benchmarks.corpus.held import office as held_files
from benchmarks.corpus.held import text as held_text
from benchmarks.corpus.held.pdf import PDF as HELD_PDF
from benchmarks.corpus.held.web import WEB as HELD_WEB
from benchmarks.corpus.held.words import TEMPLATES as HELD_TEMPLATES
from benchmarks.corpus.second import office as second_office
from benchmarks.corpus.second import text as second_text
from benchmarks.corpus.second.pdf import PDF as SECOND_PDF
from benchmarks.corpus.second.web import WEB as SECOND_WEB
from benchmarks.corpus.second.words import TEMPLATES as SECOND_TEMPLATES
from benchmarks.corpus.tools.truth import Layout, Truth, truth_of
from benchmarks.corpus.tools.words import Words

SEED = 20260
WHOLE = 600


@dataclass(frozen=True, slots=True)
class Family:
    """Layouts by format, how many files a format has in a corpus of 600 (half as many in the one that is held), and the templates of sentences."""

    name: str
    formats: Mapping[str, tuple[int, Mapping[str, Layout]]]
    templates: tuple[str, ...]


DEVELOPED = Family(
    "developed",
    {
        "txt": (64, PLAIN),
        "md": (60, MARKDOWN),
        "rst": (36, RST),
        "html": (130, {**SITES, **SAVED}),
        "pdf": (120, {**PDF, **PRINTS}),
        "docx": (56, WORD),
        "xlsx": (30, WORKBOOKS),
        "csv": (40, SEPARATED),
        "jsonl": (16, LINES),
        "eml": (48, MAIL),
    },
    TEMPLATES,
)
SECOND = Family(
    "second",
    {
        "txt": (32, second_text.PLAIN),
        "md": (30, second_text.MARKDOWN),
        "rst": (16, second_text.RST),
        "html": (72, SECOND_WEB),
        "pdf": (60, SECOND_PDF),
        "docx": (27, second_office.WORD),
        "xlsx": (12, second_office.WORKBOOKS),
        "csv": (18, second_office.SEPARATED),
        "jsonl": (8, second_office.LINES),
        "eml": (25, second_office.MAIL),
    },
    SECOND_TEMPLATES,
)
HELD = Family(
    "held",
    {
        "txt": (20, held_text.PLAIN),
        "md": (12, held_text.MARKDOWN),
        "rst": (10, held_text.RST),
        "html": (48, HELD_WEB),
        "pdf": (50, HELD_PDF),
        "docx": (20, held_files.WORD),
        "xlsx": (8, held_files.WORKBOOKS),
        "csv": (8, held_files.SEPARATED),
        "jsonl": (6, held_files.LINES),
        "eml": (18, held_files.MAIL),
    },
    HELD_TEMPLATES,
)
FAMILIES = {family.name: family for family in (DEVELOPED, SECOND, HELD)}


def documents(family: Family, files: int, seed: int) -> Iterator[tuple[Truth, bytes]]:
    """The documents, about so many, with what is known of them; every layout at least once."""
    used: set[str] = set()
    for kind, (count, layouts) in family.formats.items():
        share = max(len(layouts), round(count * files / WHOLE))
        names = list(layouts)
        for number in range(share):
            name = names[number % len(names)]
            words = Words(random.Random(f"{seed} {kind} {number}"), family.templates, used)
            made = layouts[name](words)
            path = f"{kind}/{name.replace(' ', '-')}-{number // len(names) + 1:02}{made.suffix}"
            yield truth_of(path, f"{kind}: {name}", made), made.data


def make(
    folder: Path, family: Family = DEVELOPED, files: int = WHOLE, seed: int = SEED
) -> list[Truth]:
    """Write the documents below a folder; what is known of them, in order of their making."""
    truths: list[Truth] = []
    for truth, data in documents(family, files, seed):
        path = folder / truth.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        truths.append(truth)
    return truths
