"""Documents that agree are counted, and those that differ are shown beside each other."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.access import OWNER
from index.answering.answerer import Answerer
from index.answering.answers import Answer, ask, look_up, read
from index.answering.hiding import told_by
from index.answering.quotes import Quote
from index.answering.ranking import QUOTES_SHOWN, rank
from index.indexing.build import build
from index.search.retrieval import LIKES_READ
from tests.support import answering, write

OLD, NEW, FAQ, COPY = "leave policy v1.md", "leave policy v2.md", "faq.md", "copy/faq.md"
SHARED = "Leave is asked for in the calendar of the team, at least two weeks ahead."
POLICY = """---
date: {date}
---
# Leave policy, version {version}

## Annual leave

Every employee has {days} days of annual leave in a calendar year. {shared}

## Illness

A doctor's certificate is needed from the {ill} day of illness on. It goes to {keeper}, who keeps
the personnel files.

## Parents

Parental leave is paid for {weeks} weeks.
"""
FILES = {
    OLD: POLICY.format(
        date="2023-01-09", version=1, days=25, shared=SHARED, ill="fourth",
        keeper="Marta Lindqvist", weeks=12,
    ),
    NEW: POLICY.format(
        date="2025-02-17", version=2, days=28, shared=SHARED, ill="third",
        keeper="Jonas Brand", weeks="sixteen",
    ),
    FAQ: "# Questions and answers\n\nThe canteen opens at 11:30. The car park has 40 places.\n",
    COPY: "# Questions and answers\n\nThe canteen opens at 11:30. The car park has 40 places.\n",
    "welcome.md": "# Welcome\n\nOur canteen opens at half past eleven, that is at 11:30.\n",
    "rooms.csv": "Room,Seats,Floor\nBlue,12,Ground\nGreen,20,Ground\n",
    "rooms old.csv": "Room,Seats,Floor\nBlue,10,Ground\nGreen,20,Ground\n",
    "sports.md": "# Sports\n\nOn weekdays the gym opens at 6:00.\n",
    "sundays.md": "# Sundays\n\nAt weekends the gym opens at 9:00.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def policies(seeds: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """A folder with two versions of a policy, copies, and documents about other things."""
    folder = tmp_path_factory.mktemp("policies")
    build(write(folder / "docs", FILES), folder / "index", seeds.encoder)
    with answering(replace(seeds, threshold=0.3), folder / "index") as ready:
        yield ready


def exact(quote: Quote) -> str:
    assert quote.answer
    start, end = quote.answer
    return quote.place.text[start - quote.place.start : end - quote.place.start]


def differing(answer: Answer) -> dict[str, str]:
    """The exact answers that differ, by document."""
    return {answer.quotes[at].place.document: exact(answer.quotes[at]) for at in answer.differs}


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        ("How many days of annual leave does an employee have?", "25", "28"),
        ("For how many weeks is parental leave paid?", "12 weeks", "sixteen weeks"),
        ("From which day of illness is a doctor's certificate needed?", "fourth", "third"),
        ("Who keeps the personnel files?", "Marta Lindqvist", "Jonas Brand"),
    ],
)
def test_two_versions_of_a_policy_are_shown_where_they_differ(
    policies: Answerer, question: str, old: str, new: str
) -> None:
    answer = ask(policies, question)
    assert answer.differs == (0, 1)
    told = differing(answer)
    assert old in told[OLD]
    assert new in told[NEW]
    assert {quote.place.document: quote.date for quote in answer.quotes[:2]} == {
        OLD: "2023-01-09",
        NEW: "2025-02-17",
    }
    assert len(answer.quotes) <= QUOTES_SHOWN


def test_what_differs_changes_no_confidence(policies: Answerer) -> None:
    question = "For how many weeks is parental leave paid?"
    answer = ask(policies, question)
    view = policies.library.view(OWNER)
    reading = read(policies.reader, look_up(view, policies.encoder, policies.reader, question))
    best = rank(policies, reading.query, reading.vector, reading.figures)[0]
    assert answer.differs
    assert answer.confidence == best.probability == answer.quotes[0].confidence
    assert answer.quotes[0].place.text == best.choice.text


def test_what_would_not_be_sure_enough_is_shown_where_it_differs(policies: Answerer) -> None:
    question = "For how many weeks is parental leave paid?"
    first, second = ask(policies, question).quotes[:2]
    between = (first.confidence + second.confidence) / 2
    strict = ask(replace(policies, threshold=between), question)
    if strict.answered:
        assert strict.differs == (0, 1)
        assert strict.quotes[1].place.document == second.place.document


def test_rows_of_two_versions_of_a_sheet_differ(policies: Answerer) -> None:
    answer = ask(policies, "How many seats does the blue room have?")
    if answer.answered and answer.quotes[0].answer:
        assert set(differing(answer)) == {"rooms.csv", "rooms old.csv"}
    answer = ask(policies, "How many seats does the green room have?")
    assert answer.differs == ()


def test_the_same_sentence_is_counted_as_one(policies: Answerer) -> None:
    answer = ask(policies, "How long before must leave be asked for?")
    assert answer.quotes
    assert answer.agree == ()
    assert answer.differs == ()


def test_copies_of_a_text_do_not_agree_they_stand_beside_the_quote(policies: Answerer) -> None:
    answer = ask(policies, "How many places has the car park?")
    first = answer.quotes[0]
    assert {first.place.document, *(place.document for place in first.also)} == {FAQ, COPY}
    assert answer.agree == ()


def test_documents_that_say_it_in_their_own_words_are_counted_and_copies_are_not(
    policies: Answerer,
) -> None:
    answer = ask(policies, "When does the canteen open?")
    documents = [place.document for place in answer.agree]
    assert documents[0] == answer.quotes[0].place.document
    assert len(documents) == 2
    assert "welcome.md" in documents
    assert len({FAQ, COPY} & set(documents)) == 1
    assert all("11:30" in place.text for place in answer.agree)


def test_what_is_about_other_things_neither_differs_nor_agrees(policies: Answerer) -> None:
    answer = ask(policies, "When does the gym open?")
    assert (answer.agree, answer.differs) == ((), ())


def test_what_a_moderator_hid_does_not_differ(policies: Answerer) -> None:
    question = "For how many weeks is parental leave paid?"
    hidden = told_by("Parental leave is paid for 12 weeks.")
    answer = ask(policies, question, hidden=hidden)
    assert answer.differs == ()
    assert [quote.place.document for quote in answer.quotes] == [NEW]


def test_a_declined_question_says_nothing_of_differences(policies: Answerer) -> None:
    strict = replace(policies, threshold=1.0)
    answer = ask(strict, "For how many weeks is parental leave paid?")
    assert not answer.answered
    assert (answer.agree, answer.differs) == ((), ())


def test_what_differs_is_found_among_many_versions(seeds: Answerer, tmp_path: Path) -> None:
    text = "# Ferry {n}\n\nThe ferry to Sele Island takes forty bicycles on its lower deck.\n"
    files = {f"note-{n}.md": text.format(n="") + f"\nNote {n} of the harbour.\n" for n in range(6)}
    other = text.format(n="").replace("forty", "sixty")
    build(write(tmp_path / "docs", files | {"z.md": other}), tmp_path / "index", seeds.encoder)
    with answering(replace(seeds, threshold=0.3), tmp_path / "index") as ready:
        answer = ask(ready, "How many bicycles does the ferry to Sele Island take?")
    assert answer.differs == (0, 1)
    assert {"forty", "sixty"} == {word.split()[0] for word in differing(answer).values()}


def test_what_differs_in_a_version_that_is_not_read_any_more_is_shown(
    seeds: Answerer, tmp_path: Path
) -> None:
    text = "# Ferry\n\nThe ferry to Sele Island takes {} bicycles. It sails at nine. {}\n"
    count = LIKES_READ + 6
    files = {f"note-{n}.md": text.format("sixty", f"Edition {n}.") for n in range(count)}
    files[f"note-{count}.md"] = text.format("forty", "Tenth edition.")
    build(write(tmp_path / "docs", files), tmp_path / "index", seeds.encoder)
    question = "How many bicycles does the ferry to Sele Island take?"
    hidden = told_by("The ferry to Sele Island takes forty bicycles.")
    with answering(replace(seeds, threshold=0.3), tmp_path / "index") as ready:
        answer = ask(ready, question)
        without = ask(ready, question, hidden=hidden)
    read = {found.passage.document.path for found in answer.evidence.retrieved}
    assert f"note-{count}.md" not in read
    assert answer.differs == (0, 1)
    assert {"forty", "sixty"} == {word.split()[0] for word in differing(answer).values()}
    assert without.differs == ()
