"""Whatever a document or a question holds, as Discord, a terminal, a page and JSON show it."""

import io
import json
import random
import re
from collections.abc import Sequence

from rich.console import Console

from benchmarks.hostile.trying import holds
from benchmarks.hostile.words import whole, words
from bot.chat.posts.markdown import clean
from bot.chat.posts.posts import Post, context_posts, more_posts, posts
from bot.presentation.answer_json import as_json, line_of
from bot.presentation.explaining import explanation
from bot.terminal.answers import show_answer
from bot.terminal.console import JOINERS, plain
from bot.web.marked import rendered
from bot.web.pieces import part_of, pieces
from index.answering.answers import Answer, Evidence
from index.answering.quotes import Place, Quote
from index.extraction.model import Landmark
from index.store.catalog import StoredDocument

LINE = "Ask in <#123456789012345678>, **please**." * 20
NO_EVIDENCE = Evidence((), None, (), (), (), "reader", "fit")
REASONS = ["not_in_documents", "off_topic", "not_a_question", "empty_index", None, None, None]
URLS = [
    "https://example.org/a_(b)",
    "javascript:alert(1)",
    "http://[::1",
    "https://x.y/\n",
    "",
    None,
]
TAG = re.compile(r"<\s*/?\s*([^\s>/]*)")
TAGS = {
    "p",
    "mark",
    "pre",
    "span",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "a",
    "br",
    "div",
    "code",
    "section",
}
ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def shown_case(draw: random.Random) -> tuple[str, str]:
    """An answer of words drawn by lot, in every form that there is."""
    answer = _answer(draw)
    told = repr((answer.question[:80], [one.place.text[:80] for one in answer.quotes]))
    for embeds in (True, False):
        check_posts(posts(answer, embeds=embeds, line=draw.choice(["", LINE])))
        check_posts(more_posts(answer.closest or answer.quotes, answer.question, embeds=embeds))
    check_terminal(answer)
    said = json.loads(line_of(as_json(answer)))["question"]
    holds(_bytes(said) == _bytes(answer.question), "JSON of another question")
    explanation(answer)
    _check_document(draw)
    return told, "answered" if answer.quotes else "declined"


def check_posts(sent: Sequence[Post]) -> None:
    """Within Discord's limits, and nothing in them that cannot be sent."""
    for post in sent:
        holds(post.text.strip() or post.cards, "an empty message")
        holds(_units(post.text) <= 2000, f"a message of {_units(post.text)}")
        holds(len(post.cards) <= 10, "more than 10 embeds")
        together = sum(_units(one.title + one.body + one.footer) for one in post.cards)
        holds(together <= 6000, f"embeds of {together} together")
        for card in post.cards:
            holds(0 < _units(card.body.strip()) <= 4096, f"an embed of {_units(card.body)}")
            holds(_units(card.title) <= 256 and _units(card.footer) <= 2048, "a long title")
        for text in (post.text, *(card.body for card in post.cards)):
            holds(clean(text) == text, "characters that cannot be sent")


def check_terminal(answer: Answer) -> None:
    """No control character reaches it, with colours or without."""
    for colours in (True, False):
        out = io.StringIO()
        console = Console(
            file=out, force_terminal=colours, width=80, highlight=False, emoji=False, markup=False
        )
        console.print(show_answer(answer)) if colours else plain(console, show_answer(answer))
        # What rich itself writes: colours, and links to pages.
        text = re.sub(r"\x1b\[[\d;]*m|\x1b\]8;[^\x1b\x07]*\x1b\\", "", out.getvalue())
        bad = {one for one in text if not (one.isprintable() or one == "\n" or one in JOINERS)}
        holds(not bad, f"at the terminal: {bad!r}")


def _check_document(draw: random.Random) -> None:
    text = whole(draw, draw.choice([200, 200, 200, 3000, 20_000]))
    start = draw.randint(0, len(text))
    end = draw.randint(start, len(text))
    document = StoredDocument(
        id=1, path=words(draw, 100), title=words(draw, 200), date=draw.choice([None, words(draw, 60)]),
        url=draw.choice(URLS), sha256="0" * 64, text=text,
    )  # fmt: skip
    for embeds in (True, False):
        check_posts(context_posts(document, start, end, embeds=embeds))
    starts = sorted({draw.randint(0, len(text)) for _ in range(draw.randint(0, 5))})
    marks = [Landmark(at, words(draw, 80), draw.random() < 0.5) for at in starts]
    part = part_of(text, None, start)
    found = pieces(text, document.title, marks, part)
    kept = "".join(text[one.start : one.end] for one in found)
    holds("".join(kept.split()) == "".join(text.split()), "a page that lacks words")
    html = rendered(text, found, part).marked(start, end)
    holds(not ODD.search(html), "what no page may hold")
    holds(
        {one.lower() for one in TAG.findall(html)} <= TAGS, f"tags {set(TAG.findall(html)) - TAGS}"
    )


def _answer(draw: random.Random) -> Answer:
    quotes = tuple(_quote(draw) for _ in range(draw.choice([0, 1, 1, 1, 2, 3])))
    reason = draw.choice(REASONS) or (None if quotes else "not_in_documents")
    differs = tuple(range(draw.choice([0, 0, 2]))) if len(quotes) > 2 else ()
    return Answer(
        question=words(draw), confidence=draw.random(), threshold=draw.random(),
        read_as=draw.choice([None, words(draw)]), reason=reason,  # type: ignore[arg-type]
        quotes=() if reason else quotes, closest=quotes if reason else (), further=(),
        elapsed_ms=1.0, small_talk=draw.random() < 0.1, evidence=NO_EVIDENCE,
        cut_to=draw.choice([None, None, "", words(draw)]),
        agree=tuple(_place(draw) for _ in range(draw.choice([0, 0, 3]))),
        differs=() if reason else differs,
    )  # fmt: skip


def _quote(draw: random.Random) -> Quote:
    place = _place(draw, draw.choice([200, 200, 200, 2000, 9000]))
    start = draw.randint(place.start, place.end)
    return Quote(
        place=place, partial=draw.random() < 0.3, date=draw.choice([None, "2021-03-04", words(draw, 80)]),
        answer=draw.choice([None, (start, draw.randint(start, place.end))]),
        also=tuple(_place(draw) for _ in range(draw.choice([0, 0, 1, 6]))), sha256="0" * 64,
        confidence=draw.random(), heading=words(draw, 300), url=draw.choice(URLS),
    )  # fmt: skip


def _place(draw: random.Random, longest: int = 300) -> Place:
    text = whole(draw, longest)
    return Place(words(draw, 100), words(draw, 400), 100, 100 + len(text), text)


def _units(text: str) -> int:
    return len(_bytes(text)) // 2


def _bytes(text: str) -> bytes:
    # Two halves beside each other are one character to some and two to others.
    return text.encode("utf-16-le", "surrogatepass")
