"""Quotes in the making from texts in which the exact answer is marked: "It costs [[£5]]."."""

import re

from index.answering.choices import Choice, around
from index.answering.reader import Span
from index.documents.document import Source, read
from index.search.retrieval import Retrieved
from index.store.catalog import StoredDocument, StoredPassage
from index.structure.marking import mark
from index.structure.passages import passages

MARKED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


def unmarked(text: str) -> str:
    """The text as it stands in the document."""
    return MARKED.sub(r"\1", text)


def marked_choice(path: str, text: str) -> Choice:
    """The quote around the marked answer, as a sure reader would have it."""
    found = MARKED.search(text)
    assert found
    before, words = text[: found.start()].count(found[1]), found[1]
    page = mark(read(Source(path, unmarked(text).encode())))
    whole, at = page.document.text, -1
    for _ in range(before + 1):
        at = whole.index(words, at + 1)
    passage = next(
        p
        for p in passages(page, lambda texts: [len(text.split()) for text in texts])
        if any(s.start <= at < s.end for s in p.sentences)
    )
    document = StoredDocument(1, path, page.title, None, None, page.document.sha256, whole)
    snapshot = None  # Nothing of it is needed to compare what is stated.
    retrieved = Retrieved(snapshot, StoredPassage(1, document, passage), 0, 0, 0, None, None)  # type: ignore[arg-type]
    return around(Span(retrieved, at, at + len(words), 9.0, 9.0, exact=True))
