"""What is done with a document's text after it was read takes time in proportion to its length."""

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.documents.document import Document
from index.extraction.model import Block
from index.store.catalog import Catalog, StoredDocument
from index.store.records import Record, add, add_vectors
from index.structure.cues import cues
from index.structure.headings import section_landmarks
from index.structure.marking import line_keys, mark
from index.structure.passages import Passage, passages
from index.text.sentences import LONGEST_QUOTE, Sentence, split
from index.text.words import fold, stems

SHORT, TIMES = 6_000, 4
# A square would take 16 times as long; a busy machine makes any time a little longer.
AT_MOST = 9.0
# Seconds of the processor that are not measured well.
NOTHING = 0.15
SIGNS = list("`“”\"'‘’[](){}<>«»‹›「」.…,;:!?*_#|/\\-–—~$%&@1 \t\n\r\u00a0\u0085\u200b\u2028ﷺ")
WORDS = [
    *(
        "Dr. ",
        "e.g. ",
        "A. ",
        "a.b.",
        "a@b.c ",
        "a.[1] ",
        "1,",
        "1.1",
        "n't",
        "a-",
        "e\u0301\u0323",
    ),
    *(
        "[[a](b)",
        "[a](b",
        "[a](b) ",
        "http://a.b/",
        " \t",
        " | ",
        " - ",
        ": ",
        "\r\n",
        "> ",
        "* a\n",
    ),
    *("tweet ", "thanks ", "news ", "cookies ", "newsletter ", "sign up ", "copyright ", "By "),
    *("1 May ", "Jan. 5, ", "page 1 ", "page 1!", "Read also: ", "Latest posts\n", "Tags:\n\n"),
    *("e\u0301\u0323", "\u0301\u0323", "* a\n", "“a. ", "`a. ", "‘a b. ", "1. ", "a? b "),
    *("a\n\n", "The end.\n"),
]


@pytest.fixture(autouse=True)
def uncollected() -> Iterator[None]:
    """Take no time for what else the process holds, which a collection goes through (as timeit)."""
    gc.disable()
    yield
    gc.enable()


def shapes(text: str) -> Iterator[list[Block]]:
    """The same text as what a reader may have taken it for."""
    for kind in ("text", "line", "table", "code"):
        yield [Block(0, len(text), kind)]
    yield [Block(0, len(text), "heading", 1)]
    lines, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((at, at + len(line)))
        at += len(line) + 1
    if len(lines) > 1:
        for kind in ("line", "item", "text"):
            yield [Block(start, end, kind) for start, end in lines]
        yield [Block(start, end, "heading", 1 + i % 3) for i, (start, end) in enumerate(lines)]


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def seconds(text: str) -> float:
    began = time.process_time()
    for blocks in shapes(text):
        document = Document("page.txt", text, tuple(blocks), None, None, None, "")
        line_keys(document)
        page = mark(document)
        passages(page, words)
        list(section_landmarks(page))
    fold(text)
    stems(text)
    return time.process_time() - began


@pytest.mark.parametrize("run", [*SIGNS, *WORDS])
def test_a_text_of_four_times_the_length_takes_about_four_times_as_long(run: str) -> None:
    short, long = (f"a {run * (length // len(run))} b" for length in (SHORT, TIMES * SHORT))
    assert seconds(long) <= AT_MOST * seconds(short) + NOTHING


@pytest.mark.parametrize("kind", ["text", "code", "table"])
@pytest.mark.parametrize("run", ["`", "“", "x", "a ", "A. b", "1"])
def test_every_part_of_an_endless_block_can_be_quoted(run: str, kind: str) -> None:
    text = run * (50_000 // len(run))
    found = list(split(text, 0, len(text), kind))
    assert all(0 < s.end - s.start <= LONGEST_QUOTE for s in found)
    covered = sum(len("".join(text[s.start : s.end].split())) for s in found)
    if run.strip().isalnum() or kind != "text":
        assert covered == len("".join(text.split()))


def test_a_long_paragraph_is_cut_into_the_sentences_that_it_has() -> None:
    one = "The ferry of Harm, e.g. the old one, opens at 9 a.m. on Sunday."
    text = " ".join([one, "“It is late,” she said."] * 200)
    assert {text[s.start : s.end] for s in split(text, 0, len(text))} == {
        one,
        "“It is late,” she said.",
    }


def test_the_passages_of_a_long_text_are_fetched_in_proportion_to_its_length(
    tmp_path: Path,
) -> None:
    took = []
    for count in (3000, 3000 * TIMES):
        sentence = "The ferry of Harm opens at nine, says the woman who has the key.\n"
        ends = range(len(sentence), (count + 1) * len(sentence), len(sentence))
        spans = [Sentence(end - len(sentence), end - 1) for end in ends]
        stored = StoredDocument(0, "page.txt", "Harm", None, None, "", sentence * count)
        with closing(Catalog(tmp_path / f"{count}.sqlite", writing=True)) as catalog:
            with catalog.transaction():
                add_vectors(catalog, ["key"], np.zeros((1, 4), np.float32))
                add(catalog, Record(stored, tuple((Passage((s,), ""), "key") for s in spans)))
            began = time.process_time()
            found = list(catalog.all_passages())
            read = catalog.passages([row[0] for row in found])
            took.append(time.process_time() - began)
        assert {row[3] for row in found} == {sentence.strip()}
        assert [one.passage.sentences[0] for one in read] == spans
    assert took[1] <= AT_MOST * took[0] + NOTHING


@pytest.mark.parametrize("line", ["[[a](b)" * 40 + "x", "tweet " * 60 + "!", "sign up " * 200])
def test_no_line_is_looked_at_in_endless_ways(line: str) -> None:
    began = time.process_time()
    cues().furniture(line)
    mark(Document("page.txt", line, (Block(0, len(line), "item"),), None, None, None, ""))
    assert time.process_time() - began < 1.0
