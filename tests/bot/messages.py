"""Answers made by hand, and what their messages hold: words, markup, sizes within the limits."""

from bot.chat.posts.markdown import clean
from index.answering.answers import Answer, Evidence
from index.answering.quotes import Place, Quote
from index.store.catalog import StoredDocument
from tests.bot.discord_markdown import readings

NO_EVIDENCE = Evidence((), None, (), (), (), "reader", "fit")


def quoted(text, words="", **given):
    """A quote of a text, with the exact answer where its words first stand in it."""
    start = text.find(words) + 100
    return Quote(
        **{
            "place": Place("rules.md", "Rules (rules.md, line 12)", 100, 100 + len(text), text),
            "partial": False,
            "date": "2021-03-04",
            "answer": (start, start + len(words)) if words else None,
            "also": (),
            "sha256": "0" * 64,
            "confidence": 0.31,
            "heading": "",
            "url": None,
        }
        | given
    )


def answered(*quotes, **given):
    return Answer(
        **{
            "question": "When?",
            "confidence": 0.82,
            "threshold": 0.5,
            "read_as": None,
            "reason": None if quotes else "not_in_documents",
            "quotes": quotes,
            "closest": (),
            "further": (),
            "elapsed_ms": 1.0,
            "small_talk": False,
            "evidence": NO_EVIDENCE,
        }
        | given
    )


def stored(text, **given):
    return StoredDocument(
        **{
            "id": 1,
            "path": "rules.md",
            "title": "Rules",
            "date": "2021-03-04",
            "url": "https://example.org/rules",
            "sha256": "0" * 64,
            "text": text,
        }
        | given
    )


def size(text):
    return len(text.encode("utf-16-le")) // 2


def bodies(sent):
    """The markdown of messages, piece by piece in the order they are read."""
    return [
        body for post in sent for body in (post.text, *(card.body for card in post.cards)) if body
    ]


def shown(sent, parser=0):
    return "\n".join(readings(body)[parser].text for body in bodies(sent))


def within(sent, style, parser=0):
    return " ".join(readings(body)[parser].within(style) for body in bodies(sent))


def letters(text):
    """The visible characters, for words that may be torn apart only where a message ends."""
    return "".join(clean(text).split())


def check_limits(sent):
    assert sent
    for post in sent:
        assert post.text or post.cards
        assert size(post.text) <= 2000
        assert len(post.cards) <= 10
        assert sum(size(c.title) + size(c.body) + size(c.footer) for c in post.cards) <= 6000
        for card in post.cards:
            assert 0 < size(card.body.strip()) <= 4096
            assert size(card.title) <= 256
            assert size(card.footer) <= 2048


def check_markup(sent, allowed=("quote", "bold", "small", "link")):
    for body in bodies(sent):
        for reading in readings(body):
            assert reading.kinds <= set(allowed), reading
            assert {target for _, target in reading.links} <= {"https://example.org/r_%28s%29"}
