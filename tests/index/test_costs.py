"""No question costs much more than others, whatever is asked of whatever documents."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from index.answering.answerer import Answerer
from index.answering.answers import Answer, ask
from index.answering.ranking import SECOND_READ
from index.answering.second_reader import LONGEST_PAIR
from index.answering.span_reader import HEAD_TOKENS, QUESTION_TOKENS, TOKENS_READ, WINDOW_TOKENS
from index.conversation.converse import converse
from index.indexing.build import build
from index.models.graphs import Graph
from index.search.long_questions import most_telling
from index.text.bounds import LONGEST_NAME, LONGEST_TITLE
from tests.support import answering, write

TIMES_THE_MEDIAN = 4
# Names and numbers that nobody needs to understand.
NOUNS = ("ferry", "lighthouse", "harbour", "bakery", "museum", "library", "office", "garden")
ORDINARY = [
    f"When does the {noun} of Harm open on a {day}?" for noun in NOUNS for day in ("Sunday",)
]
WORST_QUESTIONS = {
    "signs": "!" * 313,
    "brackets": "([{" * 600,
    "signs with spaces": "! ? ; " * 300,
    "English": "Where in the harbour of Harm does the ferry that the baker takes sail from? " * 25,
    "letters": " ".join(f"{a}{b}{c}qzx" for a in "bcdf" for b in "ghkl" for c in "mnpqrtvw")[:1999],
    "Korean": "\ud55c\uad6d\uc5b4 " * 400,
    "marks": "e" + "\u0301\u0323" * 900,
    "one word": "harm" * 499,
    "numbers": " ".join(str(n * 7919) for n in range(280)),
    "far too long": "When does the ferry of Harm open? " * 100_000,
}


def documents() -> dict[str, str]:
    """Ordinary ones, and some that are made to be long wherever something can be."""
    pages = {
        f"{noun}.md": f"# The {noun} of Harm\n\n"
        + "".join(
            f"The {noun} of Harm opens on {day} at {hour} o'clock and the keeper has the keys. "
            f"On the quay stands a {noun} keeper's house, which Ida Voss built in {1880 + hour}. "
            for hour, day in enumerate(("Monday", "Tuesday", "Sunday", "Friday"), 7)
        )
        for noun in NOUNS
    }
    unseen = "\u200b" * 500 + "\n\n"
    signs = "!\u00a7$%&/()=?`" * 60
    hostile = {
        f"title{n}.md": f"# {'Harm ferry opens ' * 60_000}\n\nThe ferry of Harm opens at nine.\n"
        for n in range(3)
    }
    hostile |= {
        "signs.txt": "\n\n".join(f"The ferry of Harm opens {signs} {n}." for n in range(20)),
        "headings.md": "".join(
            f"{'#' * level} {'The ferry of Harm ' * 3000}\n\nIt opens at {level}.\n\n"
            for level in range(1, 7)
        ),
        "mail.eml": f"Subject: {'ferry Harm ' * 5_000}\nFrom: a@b.c\n\nThe ferry opens at ten.\n",
        "nothing.md": f"It opens at six.\n\n```\n{unseen * 300}```\n",
    }
    return pages | hostile


@pytest.fixture(scope="module")
def computed_once() -> None:
    """Not here: the networks' work is what is tested."""


@dataclass
class Work:
    """What the networks were given: for each batch its texts times their padded width."""

    tokens: list[int] = field(default_factory=list)


@pytest.fixture(scope="module")
def harm(seeds: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("harm")
    build(write(folder / "documents", documents()), folder / "index", seeds.encoder)
    with answering(seeds, folder / "index") as answerer:
        yield answerer


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    counted = Work()
    arrays = Graph._arrays

    def counting(graph: Graph, encodings: object) -> dict[str, np.ndarray]:
        made = arrays(graph, encodings)  # type: ignore[arg-type]
        counted.tokens.append(made["input_ids"].size)
        return made

    monkeypatch.setattr(Graph, "_arrays", counting)
    return counted


def costs(work: Work, run: Callable[[], Answer]) -> tuple[int, float]:
    """The tokens that a question has the networks read, and the seconds of everything else."""
    before, began = len(work.tokens), time.process_time()
    run()
    return sum(work.tokens[before:]), time.process_time() - began


def test_no_question_costs_more_than_four_times_the_usual(harm: Answerer, work: Work) -> None:
    for _ in range(2):
        usual = [costs(work, lambda q=q: ask(harm, q)) for q in ORDINARY]  # type: ignore[misc]
    tokens, seconds = median(t for t, _ in usual), median(s for _, s in usual)
    for name, question in WORST_QUESTIONS.items():
        cost = min(costs(work, lambda q=question: ask(harm, q)) for _ in range(2))  # type: ignore[misc]
        assert cost[0] <= TIMES_THE_MEDIAN * tokens, (name, cost, tokens)
        assert cost[1] <= TIMES_THE_MEDIAN * seconds, (name, cost, seconds)
        assert cost[0] <= TOKENS_READ + WINDOW_TOKENS * 4 + SECOND_READ * LONGEST_PAIR


def test_no_conversation_does_either(harm: Answerer, work: Work) -> None:
    for _ in range(2):
        usual = [costs(work, lambda q=q: ask(harm, q)) for q in ORDINARY]  # type: ignore[misc]
    tokens = median(t for t, _ in usual)
    history = [q[:1990] for q in WORST_QUESTIONS.values()] * 20
    for last in ("Who built it?", "And on Monday?", "Where is he? " * 15, "!" * 199 + " why?"):
        cost, _ = costs(work, lambda q=last: converse(harm, q, history))  # type: ignore[misc]
        assert cost <= TIMES_THE_MEDIAN * tokens, (last, cost, tokens)


def test_titles_headings_and_labels_are_bounded(harm: Answerer) -> None:
    answer = ask(harm, "When does the ferry of Harm open?")
    shown = answer.quotes + answer.closest + answer.further
    assert shown
    for document in harm.library.main.catalog.documents():
        assert len(document.title) <= LONGEST_TITLE
    for quote in shown:
        for place in (quote.place, *quote.also):
            assert len(place.label) <= LONGEST_TITLE + LONGEST_NAME + len(place.document) + 40
    longest = max(len(quote.heading) for quote in shown)
    assert longest <= 2 * LONGEST_TITLE


def test_of_a_question_that_is_too_long_what_asks_is_read_and_that_is_told(harm: Answerer) -> None:
    before = "I have lived here for a long time and never took the boat before. " * 20
    answer = ask(harm, f"{before}When does the bakery of Harm open on a Sunday? {before[:300]}")
    assert answer.cut_to is not None
    assert "When does the bakery of Harm open on a Sunday?" in answer.cut_to
    assert answer.quotes
    assert answer.quotes[0].place.document == "bakery.md"
    assert ask(harm, ORDINARY[0]).cut_to is None
    assert ask(harm, ORDINARY[0] + "!" * 900).cut_to is None
    assert ask(harm, "ferry " * 400).cut_to == ""


def words(text: str) -> int:
    return len(text.split())


def cut(text: str, room: int) -> str:
    return " ".join(text.split()[:room])


@pytest.mark.parametrize(
    ("question", "room", "kept"),
    [
        ("Short?", 3, "Short?"),
        ("We came late. Who has the key?", 4, "Who has the key?"),
        ("We came late. Who has the key? Thanks.", 5, "Who has the key? Thanks."),
        ("Who has the long key of the house?", 3, "Who has the"),
        ("It rained. It rained on. It rained again.", 4, "It rained."),
    ],
)
def test_what_asks_comes_first(question: str, room: int, kept: str) -> None:
    assert most_telling(question, words, cut, room) == kept


def test_signs_in_a_row_go_before_any_word() -> None:
    assert most_telling("Help" + "?" * 40, len, lambda text, room: text[:room], 10) == "Help???"


def test_most_of_a_window_is_for_the_passage() -> None:
    assert QUESTION_TOKENS + HEAD_TOKENS <= WINDOW_TOKENS // 2


def test_the_reader_itself_takes_any_question_and_any_title(harm: Answerer, tmp_path: Path) -> None:
    for question in WORST_QUESTIONS.values():
        kept = harm.reader.cut(question[:2000])
        assert harm.reader.cut(kept) == kept
