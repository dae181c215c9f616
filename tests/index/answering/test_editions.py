"""Where a document is out of date, a newer one that answers as well comes first."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index.answering.answerer import Answerer
from index.answering.answers import Answer, ask
from index.answering.editions import outdated, says_so
from index.indexing.build import build
from index.store.catalog import StoredDocument
from tests.support import answering, write

RULES = "The workshop lends tools to members. Drills go out for {days} days."


def stored(
    path: str = "page.md", title: str = "Page", text: str = "", date: str | None = None
) -> StoredDocument:
    return StoredDocument(id=1, path=path, title=title, date=date, url=None, text=text, sha256="0")


@pytest.mark.parametrize(
    ("path", "title", "text"),
    [
        ("archive/leave.txt", "Leave", ""),
        ("Old versions/leave.txt", "Leave", ""),
        ("leave-old.txt", "Leave", ""),
        ("leave.txt", "Leave policy (superseded)", ""),
        ("leave.txt", "LEAVE 2023 EDITION (SUPERSEDED 1 MAY 2024)", ""),
        ("leave.txt", "Old leave policy", ""),
        ("fees-draft v2.txt", "fees-draft v2", ""),
        ("leave.txt", "Leave", "Leave\n\n> **Note, May 2025:** this is the old version."),
        ("faq.md", "Fair", "# Fair\n\n*20 June. This page is of last year's fair; see Fair 2026.*"),
        ("leave.txt", "Leave", "Leave\n\nWithdrawn on 1 May 2024.\n\nEverybody has 20 days."),
        ("leave.txt", "Leave", "These rules have been replaced by those of 2025."),
        ("leave.txt", "Leave", "Status: draft, for comments"),
        ("leave.md", "Leave", "---\ntitle: Leave\noutdated: true\n---\n\nEverybody has 20 days."),
    ],
)
def test_a_document_says_that_it_does_not_hold(path: str, title: str, text: str) -> None:
    assert says_so(stored(path, title, text))


@pytest.mark.parametrize(
    ("path", "title", "text"),
    [
        (
            "leave.md",
            "Annual leave",
            "In force from 1 May. Replaces the 2023 policy, now archived.",
        ),
        ("walks/old-town.md", "Old town walk", "This is the old harbour of the town."),
        ("old harbour/boats.md", "Boats", "This boat was replaced in 1930."),
        ("beer.md", "Draft beer", "Draft beer is £4. Expired tickets are not taken."),
        ("leave.md", "Leave", "---\ndraft: false\n---\n\nEverybody has 20 days."),
        ("bridge.md", "The bridge", "It was withdrawn in 1950."),
        ("leave.md", "Leave", "Everybody has 20 days. " * 40 + "\n\nThis version is superseded."),
    ],
)
def test_what_tells_of_other_things_says_nothing_of_the_document(
    path: str, title: str, text: str
) -> None:
    assert not says_so(stored(path, title, text))


OLD = stored("rules-2022.md", "Lending rules (2022)", "This is the old version.", "2022-02-08")
NEW = stored("rules-2025.md", "Lending rules 2025", "In force since 1 May 2025.", "2025-05-01")


@pytest.mark.parametrize(
    ("question", "behind"),
    [
        ("How long may I keep a drill?", True),
        ("How long may I keep a drill in 2026?", True),
        ("How long may I keep a drill in the 2022 rules?", False),
        ("What do the old rules say of drills?", False),
        ("How long was a drill lent for?", False),
    ],
)
def test_the_old_one_is_behind_unless_it_is_asked_for(question: str, behind: bool) -> None:
    assert outdated(question, OLD, NEW) is behind
    assert not outdated(question, NEW, OLD)


@pytest.mark.parametrize(
    ("one", "other", "behind"),
    [
        (stored(title="Fees 2024"), stored(title="Fees 2025"), False),
        (stored(title="Price list 2024"), stored(title="Price list 2025"), True),
        (stored(title="Leave policy v3"), stored(title="Leave policy v4.2"), True),
        (stored(title="Leave policy v10"), stored(title="Leave policy v9"), False),
        (stored("terms-2024.pdf", "Terms"), stored("terms-2025.pdf", "Terms"), True),
        (
            stored(title="Rules", date="2024-01-01", path="a/rules.md"),
            stored(title="Rules", date="2025-01-01", path="b/rules.md"),
            False,
        ),
        (
            stored("2024/rules.md", "Rules"),
            stored("2025/rules.md", "Rules"),
            True,
        ),
        (stored(title="Annual report 2023"), stored(title="Annual report 2024"), False),
        (stored(title="Leave policy 2023"), stored(title="Travel policy 2025"), False),
        (
            stored("archive/leave.md", "Leave policy", "Leave of any kind."),
            stored(title="Family leave"),
            False,
        ),
        (
            stored("archive/leave.md", "Leave policy", "Your annual leave is 20 days."),
            stored(title="Annual leave"),
            True,
        ),
    ],
)
def test_versions_of_one_paper(one: StoredDocument, other: StoredDocument, behind: bool) -> None:
    assert outdated("How many days are there?", one, other) is behind


@pytest.fixture(scope="module")
def lending(seeds: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """A folder with the rules that hold, those of before, and what only the older ones tell."""
    folder = tmp_path_factory.mktemp("lending")
    files = {
        "lending-2025.md": f"# Lending rules\n\nIn force since 1 May 2025.\n\n{RULES}".format(
            days=9
        ),
        "archive/lending-2022.md": "# Lending rules\n\nSuperseded on 1 May 2025.\n\n"
        f"{RULES} Saws go out for {{days}} days.".format(days=4),
    }
    build(write(folder / "docs", files), folder / "index", seeds.encoder)
    with answering(replace(seeds, threshold=0.3), folder / "index") as ready:
        yield ready


def first(answer: Answer) -> str:
    return answer.quotes[0].place.document


def test_the_document_that_holds_comes_first(lending: Answerer) -> None:
    answer = ask(lending, "For how many days do drills go out?")
    assert first(answer) == "lending-2025.md"
    assert answer.confidence == answer.quotes[0].confidence


def test_the_old_one_answers_where_it_is_asked_for_or_alone_tells(lending: Answerer) -> None:
    for question in (
        "For how many days do drills go out in the old version?",
        "For how many days do saws go out?",
    ):
        assert first(ask(lending, question)) == "archive/lending-2022.md"
