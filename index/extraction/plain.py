"""Blocks of plain text, told apart by the shape of its lines alone."""

import re
from collections.abc import Iterator
from itertools import pairwise
from math import inf

from index.extraction.model import Block, BlockKind
from index.text.numbering import ITEM_NUMBER

ITEM = re.compile(
    rf"(?:[-*+•–·][ \t]+)?\[[ xX]?\][ \t]+(?=\S)|[-*+•–·][ \t]+(?=\S)|{ITEM_NUMBER.pattern}"
)
# The number of a section; "4." and "4.2" count as one and two parts.
SECTION = re.compile(r"(\d{1,3}(?:(?:\.\d{1,3}){1,4}(?=[.) \t])|(?=[.)])))[.)]?[ \t]+(?=[A-Z])")
# Marks of emphasis and numbers of notes may stand behind the last sign.
SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]*_]*(?:\[\d{1,3}\])*$")
# What stands before each line of a quotation; three together are a prompt.
QUOTED = re.compile(r">(?:[ \t]?>)?(?:[ \t]+|$)")
LINE = re.compile(r"[^\r\n]+(?:\r\n|\r|\n)?|\r\n|\r|\n")
UNDERLINE = re.compile(r"([=\-~*_#])\1{2,}$")
# A wrapped paragraph fills its lines, and some begin in lower case, or sentences end within them
# and at its end: headlines do neither.
FILLED = 0.6
SENTENCE_WITHIN = re.compile(r"[a-z0-9)\]”\"][.!?] +[A-Z“\"]")
# Where a line's end says nothing, lines shorter than this may still be those of an address.
SHORT_LINE = 50
HARD_BREAK = re.compile(r" {2}|(?<=\\)(?=[\r\n])")
WIDEST_WRAP = 120
# A text is wrapped where nearly all lines that surely go on have no room for the next word.
SURE_LINES = 2
NEARLY_ALL = 0.9
# Who wrote what is named above.
BYLINE = re.compile(r"(?:written |words )?by [A-Z]")
# "K I T C H E N   L I S T": letters by themselves, words further apart.
SPACED = re.compile(r"\w(?: \w){2,}(?: {2,}\w(?: \w)*)*")
FEWEST_CAPITALS = 4
# Words in a column of their own: those of the next line begin below them, and one gap is wide, or
# there are as many wide ones, and several.
GAP = re.compile(r"(?<=\S)(?: {2,}|\t+)(?=\S)")
WIDE_GAP, MANY_GAPS = 3, 2
# So many short lines that all begin in lower case, and end without a sign, are a list.
FEWEST_LISTED = 3
NO_END = re.compile(r"[^.,;:!?…-]$")
# A lone line this long is prose whose full stop was lost, not a menu entry or a heading.
LINE_CHARACTERS = 160


def split(
    text: str,
    start: int = 0,
    end: int | None = None,
    wrap: int | None = None,
    *,
    flowing: bool = False,
) -> Iterator[Block]:
    """The blocks of text[start:end], in order; `wrap` is `wrapped_at` of the whole, if known.

    Where text is `flowing`, as in Markdown, the end of a line says nothing unless it is marked.
    """
    end = len(text) if end is None else end
    wrap = wrapped_at(text[start:end]) if wrap is None else wrap
    for run in _runs(text, start, end):
        yield from _blocks(text, run, wrap, flowing=flowing)


def wrapped_at(text: str) -> int:
    """The column before which all lines of a text are broken, or 0 if they are not."""
    sure: list[tuple[int, int]] = []
    for run in _runs(text, 0, len(text)):
        for before, line in pairwise(run):
            if text[line[0]].islower() and not SENTENCE_END.search(text[slice(*before)]):
                column = _column(text, before[1])
                sure.append((column, _with_next(text, column, line)))
    if len(sure) < SURE_LINES:
        return 0
    # A word that cannot be broken, such as an address, may make a line far longer.
    width = sorted(column for column, _ in sure)[-1 - int((1 - NEARLY_ALL) * len(sure))]
    full = sum(needed > width for _, needed in sure)
    return width if width <= WIDEST_WRAP and full >= NEARLY_ALL * len(sure) else 0


def reads_as_sentence(words: str) -> bool:
    """Whether a line ends like a sentence, or is too long to be a heading or a menu entry."""
    return bool(SENTENCE_END.search(words)) or len(words) > LINE_CHARACTERS


def _runs(text: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    """Offsets of lines with no blank one between, without white space around them."""
    run: list[tuple[int, int]] = []
    for match in LINE.finditer(text, start, end):
        line = match.group()
        lead = len(line) - len(line.lstrip())
        mark = QUOTED.match(line, lead)
        lead = mark.end() if mark else lead
        words = line[lead:].strip()
        if words:
            run.append((match.start() + lead, match.start() + lead + len(words)))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _column(text: str, at: int) -> int:
    """How far into its line an offset is."""
    return at - max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) - 1


def _with_next(text: str, column: int, line: tuple[int, int]) -> int:
    """How far a line that ends at a column would reach with the first word of the next one."""
    return column + 1 + len(text[slice(*line)].split(maxsplit=1)[0])


def _blocks(
    text: str, lines: list[tuple[int, int]], wrap: int, *, flowing: bool
) -> Iterator[Block]:
    """One block for lines that are one wrapped paragraph, else one for each line."""
    width = max((end - start for start, end in lines), default=0)
    wrapped = width <= WIDEST_WRAP and (
        any(text[start].islower() for start, _ in lines[1:]) or _is_prose(text, lines, width)
    )
    filled = FILLED * width if wrapped else inf
    rows = set() if flowing else set(_rows(text, lines))
    alone = rows if flowing else {*rows, *_listed(text, lines, width)}
    group: list[tuple[int, int]] = []
    for line in lines:
        if UNDERLINE.fullmatch(text[slice(*line)]):
            continue
        ends = bool(group) and group[0] in alone and not _hangs(text, group[0], line)
        if group and (line in alone or ends):
            yield _block(text, group, row=group[0] in rows)
            group = []
        lower = (wrapped or flowing) and text[line[0]].islower()
        flows = flowing and bool(group) and _flows(text, *group[-1])
        if group and not _continues(text, group, line, filled, wrap, lower=lower, flows=flows):
            yield _block(text, group, row=group[0] in rows)
            group = []
        group.append(line)
    if group:
        yield _block(text, group, row=group[0] in rows)


def _continues(
    text: str,
    group: list[tuple[int, int]],
    line: tuple[int, int],
    filled: float,
    wrap: int,
    *,
    lower: bool,
    flows: bool,
) -> bool:
    """Whether the line goes on with the paragraph above.

    It does where the line before `flows`, has `filled` characters or no room for another word, or
    where it begins in lower case, if that tells anything, and no sentence has ended.
    """
    start, end = group[-1]
    if len(group) == 1 and _names(text, group[0], line):
        return False
    ended = bool(SENTENCE_END.search(text[start:end]))
    full = bool(wrap) and _with_next(text, _column(text, end), line) > wrap
    if ITEM.match(text, *line):
        # A dash, or an initial such as that of "p. 12", may come to stand first.
        return full and not ended and not ITEM.match(text, *group[0])
    return flows or full or end - start >= filled or (lower and not ended)


def _rows(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Lines that are rows of a table: behind a gap their words begin below those of a neighbour."""
    found = [
        {m.end() - line[0] + at: len(m.group()) for m in GAP.finditer(text, *line)}
        for line in lines
        for at in [_column(text, line[0])]
    ]
    for (line, columns), (below, others) in pairwise(zip(lines, found, strict=True)):
        aligned = [max(columns[at], others[at]) for at in columns.keys() & others.keys()]
        wide = [sum(gap >= WIDE_GAP for gap in gaps.values()) for gaps in (columns, others)]
        if any(gap >= WIDE_GAP for gap in aligned) or wide[0] == wide[1] >= MANY_GAPS:
            yield from (line, below)


def _hangs(text: str, row: tuple[int, int], line: tuple[int, int]) -> bool:
    """Whether a line is indented below a row, whose last cell then goes on in it."""
    return _column(text, line[0]) > _column(text, row[0])


def _listed(text: str, lines: list[tuple[int, int]], width: int) -> list[tuple[int, int]]:
    """Short lines that are items of a list without any sign, none of them a piece of a sentence."""
    if len(lines) < FEWEST_LISTED or width >= SHORT_LINE:
        return []
    listed = all(text[a].islower() and NO_END.search(text[a:b]) for a, b in lines)
    return lines if listed else []


def _names(text: str, first: tuple[int, int], line: tuple[int, int]) -> bool:
    """Whether a first line names what begins in the next one, and does not go on there."""
    if BYLINE.match(text, *line) and not text[: first[0]].strip():
        return True
    words = text[slice(*first)]
    capital = in_capitals(words) and not text[slice(*line)].isupper()
    return capital or bool(SPACED.fullmatch(words))


def in_capitals(words: str) -> bool:
    """Whether words are in capitals and no mere abbreviation."""
    return words.isupper() and sum(map(str.isalpha, words)) >= FEWEST_CAPITALS


def _flows(text: str, start: int, end: int) -> bool:
    """Whether a line of Markdown goes on in the next one: it is long, and not broken on purpose."""
    return end - start >= SHORT_LINE and not HARD_BREAK.match(text, end)


def _is_prose(text: str, lines: list[tuple[int, int]], width: int) -> bool:
    """Whether lines are full, and sentences end within them and with the last, not with each."""
    ends = [bool(SENTENCE_END.search(text[slice(*line)])) for line in lines]
    return (
        ends[-1]
        and not all(ends)
        and any(SENTENCE_WITHIN.search(text, *line) for line in lines)
        and all(
            _with_next(text, end - start, line) > width for (start, end), line in pairwise(lines)
        )
    )


def _block(text: str, lines: list[tuple[int, int]], *, row: bool) -> Block:
    start, end = lines[0][0], lines[-1][1]
    if row:
        return Block(start, end, "table")
    kind: BlockKind = "text"
    if item := ITEM.match(text, start, end):
        # The number of an item belongs to it.
        kind, start = "item", start if ITEM_NUMBER.match(text, start, end) else item.end()
    elif len(lines) == 1 and not reads_as_sentence(text[start:end]):
        kind = "line"
    return Block(start, end, kind)
