"""What is shown for an answer, in words that every surface shares and as messages of Discord.

Pure functions, which know nothing of how a message is sent. In a message, everything that comes
from a document or a person is escaped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.chat.posts.fitting import Part, blocks, filled, pieces, size
from bot.chat.posts.markdown import clean, escape, link, one_line
from bot.presentation.wording import (
    LEFT_OUT,
    agreement,
    confidence_line,
    confidence_words,
    damaged_words,
    date_of,
    decline_sentence,
    differ_line,
    lacking_words,
)
from index.answering.answers import Answer
from index.answering.quotes import Quote
from index.store.catalog import StoredDocument
from index.text.lines import line_of
from index.text.sentences import split

# Discord's limits. A title and a footer here never come near theirs (256 and 2,048), nor do the
# cards of a message (10): of two that follow each other, the second did not fit into the first.
MESSAGE = 2_000
DESCRIPTION = 4_096
CARDS_TOGETHER = 6_000

ALSO_SHOWN = 3
# Code points of what is shown beside quotes; what is longer is shown with "…" in it.
LABEL_SHOWN = 200
QUESTION_SHOWN = 300
DATE_SHOWN = 40
# Code points before and after a quote that its surroundings reach to at most.
AROUND = 500
CLOSEST = "Closest passages, not an answer"
LACKED = "Of your words, the closest passage lacks:"
LESS_SURE = "More quotes, less sure"

Tone = Literal["answer", "near", "plain"]


@dataclass(frozen=True, slots=True)
class Card:
    """An embed: markdown in `body` and `title`, plain text in `footer`; the tone is its colour."""

    body: str
    footer: str = ""
    title: str = ""
    tone: Tone = "plain"

    @property
    def size(self) -> int:
        """Its share of what the embeds of one message may hold together."""
        return size(self.body) + size(self.footer) + size(self.title)


@dataclass(frozen=True, slots=True)
class Post:
    """One message."""

    text: str = ""
    cards: tuple[Card, ...] = ()


def posts(answer: Answer, *, embeds: bool = True, line: str = "") -> tuple[Post, ...]:
    """The messages that answer a question, or decline it.

    `line` is the operator's own, markdown included, for questions that the documents do not answer.
    """
    room = DESCRIPTION if embeds else MESSAGE
    parts = []
    if answer.read_as:
        parts.append(Part(f"-# (read as: {_shortened(answer.read_as, QUESTION_SHOWN)})"))
    if answer.cut_to:
        parts.append(Part(f"-# ({LEFT_OUT} {_shortened(answer.cut_to, QUESTION_SHOWN)})"))
    if damaged := damaged_words(answer):
        parts.append(Part(f"-# ({_shortened(damaged, QUESTION_SHOWN)})"))
    if not answer.answered:
        parts.append(Part(decline_sentence(answer)))
        if lacking := lacking_words(answer):
            parts.append(Part(f"-# {escape(f'{LACKED} {lacking}')}"))
        if answer.reason != "not_a_question":
            parts += [Part(part) for part in pieces(line, MESSAGE, lambda a, b: line[a:b].strip())]
        return _text_posts(parts)
    if answer.differs:
        parts.append(Part(f"**{differ_line(answer)}**"))
    for at, quote in enumerate(answer.quotes):
        said = agreement(answer, _cut_in_the_middle) if not at else ""
        notes = _notes(quote, said, differs=at in answer.differs)
        parts += _quoted(quote, quote.answer, notes, room, apart=at > 0)
    return _posts(parts, "answer", embeds, footer=confidence_line(answer))


def more_posts(
    quotes: Sequence[Quote], question: str, *, answered: bool = False, embeds: bool = True
) -> tuple[Post, ...]:
    """Quotes that are not an answer: the closest ones, or, of an answered question, further ones.

    Only the further ones have their exact answer in bold.
    """
    if not quotes:
        return ()
    parts = []
    if asked := _shortened(question, QUESTION_SHOWN):
        parts.append(Part(f"-# for “{asked}”"))
    for at, quote in enumerate(quotes):
        notes = [*_notes(quote), f"-# Confidence: {confidence_words(quote.confidence)}"]
        bold = quote.answer if answered else None
        parts += _quoted(quote, bold, notes, DESCRIPTION if embeds else MESSAGE, apart=at > 0)
    return _posts(parts, "near", embeds, title=LESS_SURE if answered else CLOSEST)


def context_posts(
    document: StoredDocument, start: int, end: int, *, embeds: bool = True
) -> tuple[Post, ...]:
    """text[start:end] of a document, in bold, with the sentences around it."""
    start, end = min(start, len(document.text)), min(end, len(document.text))
    first, last = _surroundings(document.text, start, end)
    lines = f"line {line_of(document.text, first)}"
    if (until := line_of(document.text, max(first, last - 1))) > line_of(document.text, first):
        lines = f"{lines.replace('line', 'lines')}–{until}"
    name = f"{document.title} ({document.path}, {lines})"
    notes = [_dated(link(_cut_in_the_middle(name), document.url), document.date)]
    words = document.text[first:last]
    bold = start - first, end - first
    parts = _with_notes(words, bold, notes, DESCRIPTION if embeds else MESSAGE)
    return _posts(list(parts), "plain", embeds)


def _posts(
    parts: Sequence[Part], tone: Tone, embeds: bool, title: str = "", footer: str = ""
) -> tuple[Post, ...]:
    if embeds:
        return _card_posts(parts, tone, title=title, footer=footer)
    head = [Part(f"**{title}**")] if title else []
    foot = [Part(f"-# {escape(footer)}")] if footer else []
    return _text_posts([*head, *parts, *foot])


def _text_posts(parts: Iterable[Part]) -> tuple[Post, ...]:
    """The parts as messages without embeds."""
    return tuple(Post(text) for text in filled(parts, MESSAGE))


def _card_posts(
    parts: Iterable[Part], tone: Tone, *, title: str = "", footer: str = ""
) -> tuple[Post, ...]:
    """The parts as embeds, with the title on the first and the footer under the last."""
    bodies = filled(parts, DESCRIPTION)
    last = len(bodies) - 1
    posts: list[tuple[Card, ...]] = []
    for number, body in enumerate(bodies):
        card = Card(body, footer if number == last else "", "" if number else title, tone)
        before = posts[-1] if posts else ()
        together = sum(c.size for c in before) + card.size
        if before and together <= CARDS_TOGETHER:
            posts[-1] = (*before, card)
        else:
            posts.append((card,))
    return tuple(Post(cards=cards) for cards in posts)


def _quoted(
    quote: Quote, exact: tuple[int, int] | None, notes: Sequence[str], room: int, *, apart: bool
) -> Iterator[Part]:
    """A quote, what is exact in it in bold, and the notes under it."""
    start = quote.place.start
    bold = (exact[0] - start, exact[1] - start) if exact else None
    return _with_notes(quote.place.text, bold, notes, room, apart=apart)


def _with_notes(
    words: str,
    bold: tuple[int, int] | None,
    notes: Sequence[str],
    room: int,
    *,
    apart: bool = False,
) -> Iterator[Part]:
    """Block quotes, as few as hold the words, and the notes under the last, if possible with it."""
    below = "\n".join(notes)
    together = size(below) < room / 2
    *others, last = blocks(words, bold, room - size(below) - 1 if together else room) or [""]
    for number, piece in enumerate(others):
        yield Part(piece, apart and number == 0)
    parts = [f"{last}\n{below}".strip()] if together else [last, *notes]
    for number, part in enumerate(parts):
        yield Part(part, apart and number == 0 and not others)


def _notes(quote: Quote, said: str = "", *, differs: bool = False) -> list[str]:
    """The lines under a quote: where it stands, since when, and what else is to be known of it."""
    label = quote.place.label.strip() or quote.place.document
    date = date_of(quote, differs=differs)
    notes = [_dated(link(_cut_in_the_middle(label), quote.url), date)]
    if quote.partial:
        notes.append("-# cut at a clause, the sentence is longer")
    if said:
        notes.append(f"-# {escape(said)}")
    for place in quote.also[:ALSO_SHOWN]:
        notes.append(f"-# also in {escape(_cut_in_the_middle(place.label))}")
    if (others := len(quote.also) - ALSO_SHOWN) > 0:
        notes.append(f"-# and in {others} more")
    return notes


def _dated(label: str, date: str | None) -> str:
    return f"{label} · {_shortened(date, DATE_SHOWN)}" if date else label


def _shortened(text: str, longest: int) -> str:
    """A few words on one line, escaped."""
    words = one_line(text)
    return escape(words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…")


def _cut_in_the_middle(label: str) -> str:
    """A label on one line: how a long title begins, and the place, which ends it."""
    words = one_line(label)
    if len(words) <= LABEL_SHOWN:
        return words
    half = LABEL_SHOWN // 2
    return f"{words[:half].rstrip()}…{words[1 - half :].lstrip()}"


def _surroundings(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentences around a quote, or of words where no sentence ends nearby."""
    first, last = max(start - AROUND, 0), min(end + AROUND, len(text))
    before, after = clean(text[first:start]), clean(text[end:last])
    if first > 0:
        begin = [first + sentence.start for sentence in split(before, 0, len(before))]
        space = re.search(r"\s", before)
        words = first + space.start() if space else start
        first = begin[1] if len(begin) > 1 else words
    if last < len(text):
        finish = [end + sentence.end for sentence in split(after, 0, len(after))]
        words = end + len(re.sub(r"\S+$", "", after))
        last = finish[-2] if len(finish) > 1 else words
    return first, last
