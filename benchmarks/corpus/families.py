"""The families of made documents: which layouts each has, and how many files of a format."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus.developed import (
    mail,
    markdown,
    pdf,
    plain,
    prints,
    rows,
    rst,
    saved,
    sites,
    word,
)
from benchmarks.corpus.developed.words import TEMPLATES as DEVELOPED_TEMPLATES
from benchmarks.corpus.held import mail as held_mail
from benchmarks.corpus.held import pdf as held_pdf
from benchmarks.corpus.held import rows as held_rows
from benchmarks.corpus.held import text as held_text
from benchmarks.corpus.held import web as held_web
from benchmarks.corpus.held import word as held_word
from benchmarks.corpus.held.words import TEMPLATES as HELD_TEMPLATES
from benchmarks.corpus.second import mail as second_mail
from benchmarks.corpus.second import pdf as second_pdf
from benchmarks.corpus.second import rows as second_rows
from benchmarks.corpus.second import text as second_text
from benchmarks.corpus.second import web as second_web
from benchmarks.corpus.second import word as second_word
from benchmarks.corpus.second.words import TEMPLATES as SECOND_TEMPLATES
from benchmarks.corpus.tools.truth import Layout, Truth, truth_of
from benchmarks.corpus.tools.words import Words

SEED = 20260
WHOLE = 600


@dataclass(frozen=True, slots=True)
class Family:
    """Layouts by format, and the templates of its sentences.

    Each format has a count of files beside its layouts: those it has where the developed family
    has `WHOLE`.
    """

    name: str
    formats: Mapping[str, tuple[int, Mapping[str, Layout]]]
    templates: tuple[str, ...]


DEVELOPED = Family(
    "developed",
    {
        "txt": (64, plain.LAYOUTS),
        "md": (60, markdown.LAYOUTS),
        "rst": (36, rst.LAYOUTS),
        "html": (130, {**sites.SITES, **saved.SAVED}),
        "pdf": (120, {**pdf.PDF, **prints.PRINTS}),
        "docx": (56, word.WORD),
        "xlsx": (30, rows.WORKBOOKS),
        "csv": (40, rows.SEPARATED),
        "jsonl": (16, rows.LINES),
        "eml": (48, mail.MAIL),
    },
    DEVELOPED_TEMPLATES,
)
SECOND = Family(
    "second",
    {
        "txt": (32, second_text.PLAIN),
        "md": (30, second_text.MARKDOWN),
        "rst": (16, second_text.RST),
        "html": (72, second_web.WEB),
        "pdf": (60, second_pdf.PDF),
        "docx": (27, second_word.WORD),
        "xlsx": (12, second_rows.WORKBOOKS),
        "csv": (18, second_rows.SEPARATED),
        "jsonl": (8, second_rows.LINES),
        "eml": (25, second_mail.MAIL),
    },
    SECOND_TEMPLATES,
)
HELD = Family(
    "held",
    {
        "txt": (20, held_text.PLAIN),
        "md": (12, held_text.MARKDOWN),
        "rst": (10, held_text.RST),
        "html": (48, held_web.WEB),
        "pdf": (50, held_pdf.PDF),
        "docx": (20, held_word.WORD),
        "xlsx": (8, held_rows.WORKBOOKS),
        "csv": (8, held_rows.SEPARATED),
        "jsonl": (6, held_rows.LINES),
        "eml": (18, held_mail.MAIL),
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
