"""Plain text: paragraphs, lone lines and list items, told apart by their shape alone."""

import re
from collections.abc import Iterator
from dataclasses import replace

from index.extraction.decoding import decoded
from index.extraction.model import Block, Extract
from index.extraction.plain import (
    SECTION,
    SPACED,
    UNDERLINE,
    in_capitals,
    reads_as_sentence,
    split,
)
from index.text.lines import LINE_BREAK

SUFFIXES = (".txt", ".text", ".log")
HEADING_WORDS = 10
BETWEEN_WORDS = re.compile(r" {2,}")
# What a line in capitals tells, if it has any of it, is more than what is below it.
TELLS = re.compile(r"[:;!?@£$€%|·•›»>]|\d{3}")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# The first item of a list of its own.
FIRST_ITEM = re.compile(r"\(?(?:1|a|i)[.)]\s", re.IGNORECASE)
# "4.2" counts as two parts.
PARTS = 2
# From so many lines in capitals on they are headings.
SEVERAL = 2


def read(data: bytes) -> Extract:
    """Decode, and split into blocks at blank lines and at lines that ended on purpose."""
    found = decoded(data)
    blocks = _headed(found.text, list(_sections(found.text, list(split(found.text)))))
    return Extract(text=found.text, blocks=tuple(blocks), notes=found.notes)


def _sections(text: str, blocks: list[Block]) -> Iterator[Block]:
    """The blocks, with numbered lines that stand alone above what they number as headings."""
    for before, block, after in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        number = SECTION.match(text, block.start, block.end)
        if (
            number
            and after
            and _may_follow(text, number[1], after)
            and block.kind in ("item", "line")
            and len(text[number.end() : block.end].split()) <= HEADING_WORDS
            and not reads_as_sentence(text[block.start : block.end])
            and _apart(text, before.end if before else 0, block.start)
            and _apart(text, block.end, after.start)
        ):
            yield replace(block, kind="heading", level=1 + len(number[1].split(".")))
        else:
            yield block


def _may_follow(text: str, number: str, after: Block) -> bool:
    """Whether a block may be the first of what a number heads."""
    begins = number.count(".") + 1 >= PARTS and FIRST_ITEM.match(text, after.start)
    return after.kind == "text" or bool(begins) or text.startswith(f"{number}.", after.start)


def _headed(text: str, blocks: list[Block]) -> Iterator[Block]:
    """The blocks, with lone lines that are underlined or all in capitals as headings.

    The first block of all is the highest. A single line in capitals says too little, but for one of
    spaced letters.
    """
    around = list(zip([None, *blocks], blocks, [*blocks[1:], None], strict=False))
    found = [_level(text, *three) for three in around]
    several = sum(sign == "A" for _, sign in found) >= SEVERAL
    for block, (level, sign) in zip(blocks, found, strict=True):
        words = text[block.start : block.end]
        spaced = bool(SPACED.fullmatch(words))
        if level and (sign != "A" or several or spaced):
            name = _closed_up(words) if spaced else ""
            yield replace(block, kind="heading", level=level, name=name)
        else:
            yield block


def _level(text: str, before: Block | None, block: Block, after: Block | None) -> tuple[int, str]:
    """The level of the heading that a block may be, or 0; the sign below it, "A" for capitals."""
    number = SECTION.match(text, block.start, block.end)
    named = block.kind in ("line", "text") or (block.kind == "item" and number is not None)
    words = text[number.end() if number else block.start : block.end]
    long = len(words.split()) > HEADING_WORDS and not SPACED.fullmatch(words)
    if not named or after is None or long or LINE_BREAK.search(words):
        return 0, ""
    level = 1 + len(number[1].split(".")) if number else 1 if before is None else 3
    sign = _underlined(text, block.end, after.start)
    if sign:
        return (2 if level == 3 and sign == "=" else level), sign
    apart = _apart(text, before.end if before else 0, block.start)
    capital = _in_capitals(words) and not _in_capitals(text[after.start : after.end])
    return (level, "A") if apart and capital else (0, "")


def _underlined(text: str, start: int, end: int) -> str:
    """The sign that a line below is made of, "" where there is none."""
    below = text[start:end].lstrip("\r\n") if len(LINE_BREAK.findall(text, start, end)) > 1 else ""
    line = below.splitlines()[0].strip() if below.strip() else ""
    return line[0] if UNDERLINE.fullmatch(line) else ""


def _in_capitals(words: str) -> bool:
    """Whether words are in capitals and name something, rather than tell it."""
    return in_capitals(words) and not TELLS.search(YEAR.sub("", words))


def _closed_up(words: str) -> str:
    """Spaced letters as the words that they are."""
    return " ".join(word.replace(" ", "") for word in BETWEEN_WORDS.split(words))


def _apart(text: str, start: int, end: int) -> bool:
    """Whether a blank line, or nothing at all, stands between two places."""
    return start == 0 or len(LINE_BREAK.findall(text, start, end)) > 1
