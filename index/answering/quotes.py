"""Quotes as they are shown, and where they stand."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from urllib.parse import quote as percent_encode

from index.answering.cells import cell_asked_for
from index.answering.choices import Choice
from index.answering.hiding import hides
from index.search.duplicates import counterpart
from index.search.retrieval import Retrieved
from index.store.catalog import StoredDocument
from index.store.interface import Contents
from index.text.lines import line_of
from index.text.numbering import ITEM_NUMBER
from index.text.units import widened

FRAGMENT_WORDS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: text == document_text[start:end], in code points.

    `collection` is the name of the one that the document belongs to.
    """

    document: str
    label: str
    start: int
    end: int
    text: str
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document, verbatim, as they are shown.

    `answer` is the exact answer inside the quote, as offsets in the document, where the reader
    found one; `also` are other documents that say the same; `sha256` that of the document's file;
    `url` where anybody can read the words.
    """

    place: Place
    partial: bool
    date: str | None
    answer: tuple[int, int] | None
    also: tuple[Place, ...]
    sha256: str
    confidence: float
    heading: str
    url: str | None = None


def quote(
    choice: Choice,
    likes: Sequence[Choice],
    confidence: float,
    hidden: Set[str],
    question: str = "",
) -> Quote:
    """The quote to show, in words that were compared with their checksum when they were read.

    Others that say the same are shown with it, but for the `hidden` ones.
    """
    span = choice.span
    return Quote(
        place=place(choice),
        partial=choice.partial,
        date=choice.document.date,
        answer=_exact(choice, question),
        also=tuple(_also([choice, *likes], hidden)),
        sha256=choice.document.sha256,
        confidence=confidence,
        heading=span.retrieved.passage.passage.heading,
        url=text_fragment(choice.document.url, choice.text) if choice.document.url else None,
    )


def _exact(choice: Choice, question: str) -> tuple[int, int] | None:
    """Where in the quote the exact answer stands, if the reader is sure enough of it.

    It is never more than one cell of a row, nor the number of an item by itself.
    """
    span = choice.span
    inside = choice.start <= span.start and span.end <= choice.end
    if not (span.exact and inside and span.margin > 0):
        return None
    start, end = choice.start, choice.end
    text = choice.document.text
    number = ITEM_NUMBER.match(text, start, end)
    if number and span.end <= number.end():
        return None
    words = widened(text, span.start, span.end, start, end)
    if not choice.apart:
        return words
    cell = cell_asked_for(choice.text, words[0] - start, words[1] - start, question)
    return None if cell is None else (start + cell[0], start + cell[1])


def _also(choices: Sequence[Choice], hidden: Set[str]) -> Iterator[Place]:
    """The places of all but the first, and of their twins, one in each document."""
    shown = {choices[0].file}
    for choice in choices:
        places = [place(choice)]
        for twin in choice.span.retrieved.twins:
            found = counterpart(choice.text, twin.passage)
            if found is not None:
                places.append(_stands(twin, *found, caption=choice.caption))
        for one in places:
            file = one.collection, one.document
            if file not in shown and not hides(hidden, one.text):
                shown.add(file)
                yield one


def place(choice: Choice) -> Place:
    """Where a quote stands."""
    return _stands(choice.span.retrieved, choice.start, choice.end, caption=choice.caption)


def _stands(found: Retrieved, start: int, end: int, *, caption: bool) -> Place:
    document = found.passage.document
    where = whereabouts(found.snapshot.catalog, document, start)
    if caption:
        where.append("picture caption")
    label = f"{document.title} ({', '.join(where)})"
    return Place(document.path, label, start, end, document.text[start:end], found.collection)


def whereabouts(
    catalog: Contents, document: StoredDocument, start: int, *, sections: bool = True
) -> list[str]:
    """Where a code point stands, in words: the file, its page or row, the section, the line."""
    landmark = catalog.landmark(document.id, start)
    by_line = landmark is None or landmark.by_line
    named = landmark is not None and landmark.name and (sections or not by_line)
    return [
        document.path,
        *([landmark.name] if landmark and named else []),
        *([f"line {line_of(document.text, start)}"] if by_line else []),
    ]


def text_fragment(url: str, words: str) -> str:
    """The address with a text fragment, by which a browser finds the words and shows them.

    A long text is given by its first and last words.
    """
    parts = words.split()
    if not parts:
        return url
    head, tail = parts[:FRAGMENT_WORDS], parts[-FRAGMENT_WORDS:]
    if len(parts) <= 2 * FRAGMENT_WORDS:
        head, tail = parts, []
    pieces = [_encoded(" ".join(side)) for side in (head, tail) if side]
    mark = ":~:text=" if "#" in url else "#:~:text="
    return url.partition(":~:")[0] + mark + ",".join(pieces)


def _encoded(words: str) -> str:
    """Percent-encoded, with the dash too, which has a meaning in a text fragment."""
    return percent_encode(words, safe="").replace("-", "%2D")
