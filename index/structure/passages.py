"""Passages: runs of whole sentences that fit the encoder, as spans of a document."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.structure.headings import PATH_SEPARATOR, Heading, below
from index.structure.marking import Page, close_together
from index.text.bounds import LONGEST_HEADINGS
from index.text.numbering import CLAUSE_NUMBER
from index.text.sentences import LONGEST_QUOTE, Sentence, SentenceKind, split

# Counts the encoder's tokens in each text of a list.
CountTokens = Callable[[Sequence[str]], list[int]]

# Room for the words of a passage; what the encoder reads beyond it is left for title and heading.
PASSAGE_TOKENS = 160
OVERLAP_TOKENS = 40
# Code points that are taken for a token at least, so that what the encoder has few tokens for or
# none makes no endless passage.
LONGEST_TOKEN = 15

# What leads into the sentence behind it and says nothing by itself: a question, a name in bold, and
# in a list words that somebody may say.
QUESTION = re.compile(r"[^.!?]{4,160}\?[\"'”’)]?(?:\*\*|__|[*_])?")
BOLD = re.compile(r"(?P<bold>\*\*|__)(?:(?!(?P=bold)).)*(?P=bold)", re.DOTALL)
SAID = re.compile(r"[\"“][^\"“”]*[\"”]")
# Where so many blocks near each other begin with a question, a document asks and answers.
NEAR, SEVERAL = 2, 3
LONGEST_LEAD_IN = 160


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one document under one heading; furniture between is left out.

    `heading` is the path of headings above it, without the title, or "".
    """

    sentences: tuple[Sentence, ...]
    heading: str

    @property
    def start(self) -> int:
        """Code point where the first sentence begins."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Code point where the last sentence ends."""
        return self.sentences[-1].end


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage as it is read: its sentences joined, and where in it each of them begins."""

    text: str
    starts: tuple[int, ...]


def passages(page: Page, count_tokens: CountTokens) -> list[Passage]:
    """The passages of a page, in order, overlapping by a sentence where a section is split."""
    text = page.document.text
    found: list[Passage] = []
    for heading, sentences in _sections(page):
        words = [text[s.start : s.end] for s in sentences]
        counts = [
            max(count, 1 + len(said) // LONGEST_TOKEN)
            for count, said in zip(count_tokens(words), words, strict=True)
        ]
        found += [Passage(tuple(run), heading) for run in _runs(sentences, counts)]
    return found


def join(text: str, passage: Passage) -> PassageText:
    """The words of a passage: sentences with a space between, a line break between blocks."""
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    gaps = [text[a.end : b.start] for a, b in pairwise(passage.sentences)]
    for sentence, gap in zip(passage.sentences, ["", *gaps], strict=True):
        if starts:
            between = " " if not gap.strip() and gap.count("\n") < 2 else "\n"
            pieces.append(between)
            length += 1
        starts.append(length)
        pieces.append(text[sentence.start : sentence.end])
        length += sentence.end - sentence.start
    return PassageText("".join(pieces), tuple(starts))


def _sections(page: Page) -> Iterator[tuple[str, list[Sentence]]]:
    """Heading path and sentences of each run of blocks under the same headings.

    An item whose number does not stand before it is a run of its own, under that number.
    """
    text = page.document.text
    blocks = page.document.blocks
    asked = [at for at, one in enumerate(blocks) if QUESTION.match(text, one.start, one.end)]
    answered = close_together(asked, NEAR, SEVERAL)
    path: list[Heading] = []
    sentences: list[Sentence] = []
    item = ""
    for at, (block, role) in enumerate(zip(blocks, page.roles, strict=True)):
        if role == "furniture":
            continue
        within = "" if role == "heading" else block.item
        if sentences and (role == "heading" or within != item):
            yield _path(path, item), sentences
            sentences = []
        item = within
        if role == "heading":
            path = below(path, page, block)
            continue
        kind: SentenceKind = "body"
        if role == "caption":
            kind = "caption"
        elif block.kind in ("table", "code"):
            kind = block.kind
        found = list(split(text, block.start, block.end, kind))
        if kind == "body":
            asks = QUESTION if at in answered else None
            found = _led_in(text, found, (BOLD, asks, SAID if block.kind == "item" else None))
        sentences += found
    if sentences:
        yield _path(path, item), sentences


def _led_in(
    text: str, found: list[Sentence], leads: Sequence[re.Pattern[str] | None]
) -> list[Sentence]:
    """The sentences of a block, the first two as one where the first is one of what `leads` in."""
    if len(found) < 2 or found[1].partial or found[1].end - found[0].start > LONGEST_QUOTE:
        return found
    lead = found[0]
    number = CLAUSE_NUMBER.match(text, lead.start, lead.end)
    start = number.end() if number else lead.start
    if lead.end - start > LONGEST_LEAD_IN:
        return found
    if not any(one.fullmatch(text, start, lead.end) for one in leads if one):
        return found
    return [replace(lead, end=found[1].end), *found[2:]]


def _path(headings: Sequence[Heading], item: str) -> str:
    """The item's number, or the deepest heading, and as many headings above as there is room."""
    path = item
    for heading in reversed(headings):
        longer = f"{heading.words}{PATH_SEPARATOR}{path}" if path else heading.words
        if len(longer) > LONGEST_HEADINGS:
            break
        path = longer
    return path


def _runs(sentences: Sequence[Sentence], counts: Sequence[int]) -> Iterator[Sequence[Sentence]]:
    """Greedy runs within the budget; each begins with the last sentence of the one before."""
    first = 0
    while first < len(sentences):
        last, total = first + 1, counts[first]
        while last < len(sentences) and total + counts[last] <= PASSAGE_TOKENS:
            total += counts[last]
            last += 1
        yield sentences[first:last]
        if last == len(sentences):
            return
        shares = last - first > 1 and counts[last - 1] <= OVERLAP_TOKENS
        first = last - 1 if shares and counts[last - 1] + counts[last] <= PASSAGE_TOKENS else last
