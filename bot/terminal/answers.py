"""Answers for a terminal: rich text, plain where there are no colours."""

import re
from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.presentation.explaining import explanation
from bot.presentation.wording import (
    LEFT_OUT,
    MEND_IT,
    agreement,
    confidence_line,
    damaged_words,
    date_of,
    decline_sentence,
    differ_line,
    lacking_words,
    percent,
    question_words,
    reader_words,
    unwrapped,
)
from bot.terminal.console import FAINT, safe
from index.answering.answers import Answer
from index.answering.quotes import Quote, whereabouts
from index.search.retrieval import Retrieved
from index.store.catalog import StoredDocument
from index.text.lines import LINE_BREAK, line_of

SURROUNDING_LINES = 3
# From this width on there is room for two quotes side by side.
TWO_COLUMNS = 72
QUOTED = Style(color="green")
NEAR = Style(color="yellow", dim=True)
WARNING = Style(color="yellow")
ASKED = Style(bold=True)
EXACT = Style(bold=True, underline=True)


def show_answer(answer: Answer) -> RenderableType:
    """Quotes with their labels, or the decline with the closest passage."""
    parts: list[RenderableType] = []
    asked = answer.read_as or answer.question
    if answer.read_as:
        parts += [_label(f"(read as: {answer.read_as})", 2), Text()]
    if answer.cut_to:
        parts += [_label(f"({LEFT_OUT} {answer.cut_to})", 2), Text()]
    if answer.answered:
        told = Padding(Text(confidence_line(answer), style=FAINT), (0, 0, 0, 2))
        return Group(*parts, *_answer(answer, asked), told, *_damage(answer))
    return Group(*parts, *_decline(answer, asked), *_damage(answer))


def _damage(answer: Answer) -> Iterator[RenderableType]:
    if words := damaged_words(answer):
        yield Text()
        yield Padding(Text(safe(f"{words}: {MEND_IT}."), style=WARNING), (0, 0, 0, 2))


def _answer(answer: Answer, asked: str) -> Iterator[RenderableType]:
    """The quotes, those that differ beside each other."""
    several = len(answer.quotes) > 1
    quotes = [
        _quote(
            quote,
            asked,
            str(number) if several else "",
            QUOTED,
            said=agreement(answer) if number == 1 else "",
            differs=number - 1 in answer.differs,
        )
        for number, quote in enumerate(answer.quotes, 1)
    ]
    if answer.differs:
        yield Padding(Text(differ_line(answer), style=ASKED), (0, 0, 1, 2))
        yield _Beside([quotes[at] for at in answer.differs])
        yield Text()
    for at, quote in enumerate(quotes):
        if at not in answer.differs:
            yield from (quote, Text())


def _decline(answer: Answer, asked: str) -> Iterator[RenderableType]:
    yield Padding(Text(decline_sentence(answer), style=ASKED), (0, 0, 0, 2))
    if not answer.closest:
        return
    sure = percent(answer.confidence, answer.threshold)
    yield Text()
    yield Padding(
        Text(f"Closest passage, not an answer ({sure}):", style=FAINT),
        (0, 0, 0, 2),
    )
    yield _quote(answer.closest[0], asked, "", NEAR)
    if lacking := lacking_words(answer):
        yield Text()
        words = Text(safe(f"Your words that it lacks: {lacking}"), style=FAINT)
        yield Padding(words, (0, 0, 0, 2))


def _quote(
    quote: Quote,
    question: str,
    number: str,
    style: Style,
    *,
    said: str = "",
    differs: bool = False,
) -> RenderableType:
    """A bar down the left of the words, the number beside it, the label under it.

    `said` tells which other documents say the same.
    """
    words = Text(safe(quote.place.text))
    for start, end in question_words(question, quote.place.text):
        words.stylize(ASKED, start, end)
    if quote.answer:
        words.stylize(
            EXACT, quote.answer[0] - quote.place.start, quote.answer[1] - quote.place.start
        )
    return Group(
        _Barred(_shown(words), number, style),
        *(
            _label(text, link=quote.url if number == 0 else None)
            for number, text in enumerate(_labels(quote, said, differs=differs))
        ),
    )


class _Beside:
    """Two quotes side by side on a terminal that is wide enough; otherwise below each other."""

    def __init__(self, quotes: Sequence[RenderableType]) -> None:
        self._quotes = quotes

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        if len(self._quotes) == 2 and console.is_terminal and options.max_width >= TWO_COLUMNS:
            table = Table.grid(expand=True)
            for _ in self._quotes:
                table.add_column(ratio=1)
            table.add_row(*self._quotes)
            yield table
            return
        for at, quote in enumerate(self._quotes):
            yield from ([Text()] if at else [])
            yield quote


class _Barred:
    """Text wrapped to the console, with a coloured bar before each of its lines."""

    def __init__(self, words: Text, number: str, style: Style) -> None:
        self._words, self._number, self._style = words, number, style

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        for at, line in enumerate(self._words.wrap(console, max(options.max_width - 6, 20))):
            lead = self._number if at == 0 else ""
            line.rstrip()
            yield Text.assemble((f"{lead:>2} ", FAINT), ("│ ", self._style), line)


def _shown(words: Text) -> Text:
    """The same words without the breaks of wrapped lines: for eyes, never for copying."""
    shown = words.copy()
    shown.plain = unwrapped(shown.plain.replace("\t", " "))
    # Before a break there may be a blank, which a carriage return is shown as.
    joined = [i + 1 for i in _places(" \n", words.plain) if shown.plain[i + 1] == " "]
    return Text().join(shown.divide([cut for i in joined for cut in (i, i + 1)])[::2])


def _places(part: str, text: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(part), text)]


def _labels(quote: Quote, said: str, *, differs: bool) -> list[str]:
    date = date_of(quote, differs=differs)
    first = quote.place.label + (f" · {date}" if date else "")
    cut = " · cut at a clause, the sentence is longer" if quote.partial else ""
    also = [f"also in {place.label}" for place in quote.also]
    return [first + cut, *([said] if said else []), *also]


def _label(text: str, indent: int = 5, link: str | None = None) -> RenderableType:
    """Words in faint, leading to an address where the terminal knows links."""
    label = Text(safe(" ".join(text.split())), style=FAINT)
    if link:
        label.stylize(Style(link=link))
    return Padding(label, (0, 0, 0, indent))


def show_evidence(answer: Answer, promise: Text) -> RenderableType:
    """Why an answer is what it is, for `:why`, the figures behind it, what is promised of it."""
    evidence = answer.evidence
    table = Table.grid(padding=(0, 2))
    table.add_column(style=FAINT)
    table.add_column()
    verdict = "at or over" if answer.confidence >= answer.threshold else "under"
    sure = percent(answer.confidence, answer.threshold)
    table.add_row("confidence", f"{sure}, {verdict} the threshold of {percent(answer.threshold)}")
    table.add_row("promise", promise)
    table.add_row("words found", ", ".join(evidence.found_words) or "none")
    table.add_row("words missing", ", ".join(evidence.missing_words) or "none")
    if evidence.features:
        for name, value in evidence.features.values().items():
            table.add_row(name.replace("_", " "), f"{value:.3f}")
    table.add_row("reader", reader_words(evidence.reader, evidence.fitted_on))
    why = [Text(explanation(answer), style=ASKED), Text()]
    if not evidence.retrieved:
        return Padding(Group(*why, table), (0, 0, 0, 2))
    ranks = Table(box=None, padding=(0, 2, 0, 0), header_style=FAINT, pad_edge=False)
    for name in ("passage", "meaning", "words", "fused"):
        ranks.add_column(name, justify="left" if name == "passage" else "right", no_wrap=True)
    for found in evidence.retrieved:
        ranks.add_row(
            Text(safe(_where(found)), overflow="ellipsis"),
            _rank(found.dense_rank, found.cosine),
            _rank(found.lexical_rank, found.bm25),
            f"{found.fused:.2f}",
        )
    return Padding(Group(*why, table, Text(), ranks), (0, 0, 0, 2))


def _where(found: Retrieved) -> str:
    """The file and the row or page, as in the label of a quote, or the line."""
    passage = found.passage
    catalog = found.snapshot.catalog
    return ", ".join(whereabouts(catalog, passage.document, passage.passage.start, sections=False))


def _rank(rank: int | None, score: float) -> str:
    return f"{score:.2f} #{rank}" if rank else "–"


def show_document(
    document: StoredDocument, start: int, end: int, around: int = SURROUNDING_LINES
) -> RenderableType:
    """Some lines of a document with text[start:end] marked, and their numbers."""
    text = document.text
    breaks = list(LINE_BREAK.finditer(text))
    starts = [0, *(found.end() for found in breaks)]
    ends = [*(found.start() for found in breaks), len(text)]
    first, last = line_of(text, start), line_of(text, max(start, end - 1))
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style=FAINT, no_wrap=True)
    table.add_column()
    for number in range(max(first - around, 1), min(last + around, len(starts)) + 1):
        begin, finish = starts[number - 1], ends[number - 1]
        if begin == len(text) and number > last:
            break
        line = Text(safe(text[begin:finish]).replace("\t", " "), style=FAINT)
        marked = max(start - begin, 0), min(end - begin, finish - begin)
        if marked[0] < marked[1]:
            line.stylize(Style(color="green", bold=True, dim=False), *marked)
        mark = "▶" if marked[0] < marked[1] else " "
        table.add_row(f"{mark} {number}", line)
    name = Text(safe(f"{document.title} ({document.path})"), style=ASKED)
    return Padding(Group(name, Text(), table), (0, 0, 0, 2))
