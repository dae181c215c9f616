"""Questions that were asked, as candidates for a file of questions with known answers.

A vote says that somebody liked what was shown, not that it is right, and where nobody voted the
proposal is only the bot's own opinion. So every row is marked as a candidate with its votes, for a
person to check; measured unchecked, a bot would mark its own work.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.chat.memory.records import Entry, Judged, as_understood
from index.answering.quotes import Quote
from index.evaluation.gold import Gold, right
from index.text.words import fold

PERSON = re.compile(r"<@!?\d+>")
SOMEONE = "@someone"


def candidates(judged: Iterable[Judged]) -> list[dict[str, Any]]:
    """One row a question, in the form that `index.evaluation.gold` reads, in the order given.

    An answer is proposed as the right one, unless more voted it down than up; it and what was
    declined are proposed as not answerable, for want of a better answer. Where a question was asked
    several times its last outcome counts, with the votes of all that had the same. No person can be
    told from a row. A question is left out that can only be understood with words of a document,
    which is perhaps not for whoever reads this.
    """
    asked: dict[str, list[Judged]] = {}
    for one in judged:
        if one.entry.read_as not in (None, as_understood(one.entry)):
            continue
        same = asked.setdefault(fold(_alone(one.entry)), [])
        if not same or _outcome(same[0].entry) == _outcome(one.entry):
            same.append(one)
    return [_row(same) for question, same in asked.items() if question]


def _row(same: Sequence[Judged]) -> dict[str, Any]:
    entry = same[0].entry
    up, down = sum(one.up for one in same), sum(one.down for one in same)
    proposed = entry.quotes[0] if entry.quotes and down <= up else None
    kind = "declined"
    if entry.quotes:
        kind = "voted up" if up > down else "voted down" if down > up else "answered"
    return {
        "question": _alone(entry),
        "answerable": bool(proposed),
        "kind": kind,
        "answers": [_answer(_alone(entry), proposed)] if proposed else [],
        "document": proposed.place.document if proposed else None,
        "candidate": True,
        "up": up,
        "down": down,
        "shown": [
            {"document": quote.place.document, "text": quote.place.text}
            for quote in (*entry.quotes, *entry.others)
        ],
    }


def _alone(entry: Entry) -> str:
    """The question as it can be asked by itself, without the people named in it."""
    return PERSON.sub(SOMEONE, as_understood(entry))


def _outcome(entry: Entry) -> tuple[str, str] | None:
    if not entry.quotes:
        return None
    return entry.quotes[0].place.document, fold(next(_marked(entry.quotes[0])))


def _answer(question: str, quote: Quote) -> str:
    """The exact answer if it would be found in its own quote, or else the whole quote."""
    for text in _marked(quote):
        gold = Gold(question, True, "", (text,), quote.place.document, ())
        if text.strip() and right(quote, gold):
            return text
    return quote.place.text


def _marked(quote: Quote) -> Iterator[str]:
    if quote.answer:
        start, end = (at - quote.place.start for at in quote.answer)
        yield quote.place.text[start:end]
    yield quote.place.text
