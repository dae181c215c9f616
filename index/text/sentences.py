"""Sentences as exact spans of a text.

The segmenter is sentencex. It was compared with nupunkt and pysbd on hard cases, `seeds/` and 646
paragraphs of the development set (`benchmarks/segmenters.py`): it keeps quotations in one piece,
where nupunkt splits 17 of them, and is far faster than pysbd. Its few breaks after abbreviations,
and those it lacks after units and ellipses, are mended here.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from sentencex import get_sentence_boundaries

from index.native import is_panic
from index.text.numbering import CLAUSE_NUMBER

SentenceKind = Literal["body", "caption", "table", "code"]

LANGUAGE = "en"
LONGEST_QUOTE = 600
# So many code points are cut at once: what sentencex takes grows with the square of a paragraph
# of opening quotation marks.
CUT_AT_ONCE = 4 * LONGEST_QUOTE
CLAUSE_END = re.compile(r"[,;:–—)][\"”’']?\s+|\s+(?=[–—(])")
SPACE = re.compile(r"\s+")
INITIAL = re.compile(r"[\W_]*[^\W\d_][\W_]*")
BEFORE_WORD = re.compile(r"[(\[\"'“‘–—-]")
# To sentencex a single letter is an initial; a small one after a number is a unit.
UNIT = re.compile(r"(\d\s?)[ghlmst](?=\.\s+[“‘\"'(]?[A-Z])")
# Marks of emphasis: those that a sentence begins with, and those that it ends with.
OPENS = re.compile(r"[*_]{1,3}(?=[^\s*_])")
CLOSES = re.compile(r"(?<=[^\s*_])[*_]{1,3}$")
CLOSED = re.compile(r"[*_]{1,3}(?=\s)")
# It trails off; one that stands by itself leaves something out.
ELLIPSIS = re.compile(r"(?<=\w)…")


@dataclass(frozen=True, slots=True)
class Sentence:
    """text[start:end] of a document, in code points, with no white space around it.

    `partial` marks a piece of a sentence longer than the longest quote, cut at a clause.
    """

    start: int
    end: int
    kind: SentenceKind = "body"
    partial: bool = False


def split(text: str, start: int, end: int, kind: SentenceKind = "body") -> Iterator[Sentence]:
    """The sentences of one block, text[start:end], in order; code and table rows stay whole.

    Takes time in proportion to the block's length, whatever it holds.
    """
    spans = [(start, end)] if kind in ("table", "code") else _numbered(text, start, end)
    for first, last in spans:
        if last - first <= LONGEST_QUOTE:
            yield Sentence(first, last, kind)
        else:
            for piece_start, piece_end in _pieces(text, first, last):
                yield Sentence(piece_start, piece_end, kind, partial=True)


def _numbered(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentence spans of a block; the number that an item begins with belongs to its first one."""
    number = CLAUSE_NUMBER.match(text, start, end)
    for first, last in _all_spans(text, number.end() if number else start, end):
        yield start if number else first, last
        number = None


def _all_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of a block, a part of it at a time: the last sentence of a part begins the next."""
    while end - start > CUT_AT_ONCE:
        part = start + CUT_AT_ONCE
        spans = _spans(text, start, part)
        if len(spans) > 1:
            yield from spans[:-1]
            start = spans[-1][0]
        else:
            part = _last_space(text, start, part)
            yield from _spans(text, start, part)
            start = part
    yield from _spans(text, start, end)


def _last_space(text: str, start: int, end: int) -> int:
    """Where the last word before `end` begins, if it begins in the last quarter before that."""
    for at in range(end, end - (end - start) // 4, -1):
        if text[at - 1].isspace():
            return at
    return end


def _spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentence spans without white space or half a pair of marks around, abbreviations mended."""
    block = text[start:end]
    read = ELLIPSIS.sub(".", UNIT.sub(r"\g<1>0", block))
    spans: list[tuple[int, int]] = []
    for boundary in _boundaries(read):
        piece = block[boundary["start_index"] : boundary["end_index"]]
        words = piece.strip()
        if not words:
            continue
        first = start + boundary["start_index"] + piece.index(words)
        last = first + len(words)
        closed = CLOSED.match(text, first, last)
        if spans and closed and first == spans[-1][1]:
            # What closes the emphasis of a sentence is not of the next one.
            spans[-1] = (spans[-1][0], closed.end())
            words = text[closed.end() : last].lstrip()
            first = last - len(words)
            if not words:
                continue
        if spans and _belongs_together(text[slice(*spans[-1])], text[spans[-1][1] : last]):
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return [_without_strays(text, start, end, *span) for span in spans]


def _without_strays(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """A sentence of text[start:end] without a mark whose other half is in another sentence."""
    opened, closed = OPENS.match(text, first, last), CLOSES.search(text[first:last])
    if (
        opened
        and opened.group() not in text[opened.end() : last]
        and opened.group() in text[last:end]
    ):
        first = opened.end()
    elif closed:
        mark, at = closed.group(), first + closed.start()
        if mark not in text[first:at] and mark in text[start:first]:
            last = at
    return first, last


def _boundaries(text: str) -> list[dict[str, Any]]:
    """What the segmenter finds, or where it breaks down, one sentence."""
    try:
        found: list[dict[str, Any]] = get_sentence_boundaries(LANGUAGE, text)
    except BaseException as error:
        if not is_panic(error):
            raise
        return [{"start_index": 0, "end_index": len(text)}]
    return found


def _belongs_together(before: str, rest: str) -> bool:
    """Whether a boundary was put where no sentence ends; `rest` begins right behind it."""
    after = rest.lstrip()
    if not any(character.isalnum() for character in after):
        return True
    if INITIAL.fullmatch(before):
        return True
    last_word = BEFORE_WORD.split(before.rsplit(None, 1)[-1])[-1].lower()
    if last_word.endswith("."):
        titles, others = _abbreviations()
        goes_on = after[0].islower() or after.lstrip("([")[0].isdigit() or rest[0] in "-–—"
        return last_word[:-1] in titles or (goes_on and last_word[:-1] in others)
    return after[0].islower() and not before.endswith(("!", "?", "”", '"', ":"))


@cache
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    """Titles, which a name always follows, and others, which may end a sentence."""
    source = resources.files("index").joinpath("data/abbreviations.toml")
    words = tomllib.loads(source.read_text(encoding="utf-8"))
    return frozenset(words["titles"].split()), frozenset(words["others"].split())


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut an endless sentence after clauses, else between words, else where it must be."""
    while end - start > LONGEST_QUOTE:
        window = text[start : start + LONGEST_QUOTE]
        ends = [match.end() for match in CLAUSE_END.finditer(window)]
        ends = [at for at in ends if at >= LONGEST_QUOTE // 3] or [
            match.start() for match in SPACE.finditer(window) if match.start() > 0
        ]
        cut = start + (ends[-1] if ends else LONGEST_QUOTE)
        yield start, start + len(text[start:cut].rstrip())
        space = SPACE.match(text, cut, end)
        start = space.end() if space else cut
    if start < end:
        yield start, end
