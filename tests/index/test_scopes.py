"""What an audience may not see changes nothing that it sees, not even a figure."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from index.access import ANYBODY, OWNER, Audience, Collection, Scope, server_collection
from index.answering.answerer import Answerer
from index.answering.answers import Answer, ask
from index.conversation.converse import converse
from index.evaluation.promise import fingerprint
from index.indexing.build import build
from index.paths import collection_folder
from index.search.queries import understand
from index.search.retrieval import retrieve
from index.store.library import Library, View, open_library, visible_catalogs
from tests.support import write

GUILD, CHANNEL, ROLE = 11, 21, 31
STAFF = Audience(GUILD, frozenset({CHANNEL}), (frozenset({ROLE}),))
MEMBER = Audience(GUILD, frozenset({CHANNEL}), (frozenset({GUILD}),))

OPEN = {
    "hours.md": "# Opening hours\n\nThe museum opens at ten and closes at six in winter.\n",
    "ferry.md": "# Ferry\n\nThe ferry to Sele sails at nine. It takes cars and bicycles.\n",
    "dogs.md": "# Rules\n\nDogs may come in on a lead. Bags stay in the lockers.\n",
}
# The canary, and words of the open documents, which would move BM25 and the z-scores.
SECRET = {
    "staff/pay.md": "# Pay of the museum\n\nThe keeper Zorvane earns 41,370 crowns. The ferry to "
    "Sele is free for the keeper Zorvane, who opens the museum at eight in winter.\n",
    "staff/ferry.md": "# Ferry\n\nThe ferry to Sele sails at nine. It takes cars and bicycles.\n",
    **{f"staff/{n}.md": f"# Ferry {n}\n\nThe ferry sails at {n}.\n" for n in range(20)},
}
QUESTIONS = [
    "How much does the keeper earn?",
    "Who is Zorvane?",
    "When does the ferry to Sele sail?",
    "When does the museum open in winter?",
    "Where do bags stay?",
    "How do I bake bread?",
]


def indexed(tmp_path: Path, answerer: Answerer, scope: Scope) -> Path:
    docs = write(tmp_path / "docs", OPEN | SECRET)
    staff = docs / "staff" / "quoth.toml"
    staff.write_text(f"{scope.kind} = {sorted(scope.ids)}")
    place = tmp_path / "index"
    build(docs, place, answerer.encoder)
    build(
        docs,
        collection_folder(place, "staff"),
        answerer.encoder,
        collection=Collection("staff", scope, "staff"),
    )
    return place


@pytest.fixture
def without(tmp_path: Path, seeds: Answerer) -> Iterator[Answerer]:
    """The open documents alone."""
    docs = write(tmp_path / "open", OPEN)
    build(docs, tmp_path / "open-index", seeds.encoder)
    library = open_library(tmp_path / "open-index", seeds.encoder.fingerprint)
    yield replace(seeds, library=library)
    library.close()


@pytest.fixture(params=["guilds", "channels", "roles"])
def scope(request: pytest.FixtureRequest) -> Scope:
    ids: Mapping[str, int] = {"guilds": GUILD, "channels": CHANNEL, "roles": ROLE}
    return Scope(request.param, frozenset({ids[request.param]}))


@pytest.fixture
def answerer(tmp_path: Path, seeds: Answerer, scope: Scope) -> Iterator[Answerer]:
    library = open_library(indexed(tmp_path, seeds, scope), seeds.encoder.fingerprint)
    yield replace(seeds, library=library)
    library.close()


def told(answer: Answer) -> Answer:
    """All that an answer says, but for how long it took."""
    retrieved = tuple(
        replace(r, passage=replace(r.passage, document=replace(r.passage.document, id=0), id=0))
        for r in answer.evidence.retrieved
    )
    return replace(answer, elapsed_ms=0.0, evidence=replace(answer.evidence, retrieved=retrieved))


def outsiders(scope: Scope) -> list[Audience]:
    elsewhere = Audience(GUILD + 1, frozenset({CHANNEL + 1}), (frozenset({ROLE + 1}),))
    shared = Audience(GUILD, frozenset({CHANNEL + 1}), (frozenset({ROLE}), frozenset({GUILD})))
    return [ANYBODY, elsewhere, *([shared] if scope.kind != "guilds" else [])]


def test_hidden_documents_leave_no_trace(
    answerer: Answerer, without: Answerer, scope: Scope
) -> None:
    for audience in outsiders(scope):
        for question in QUESTIONS:
            assert told(ask(answerer, question, audience)) == told(ask(without, question, audience))


def test_hidden_documents_leave_no_trace_in_follow_ups(
    answerer: Answerer, without: Answerer, scope: Scope
) -> None:
    for history in (["Who is Zorvane?"], ["How much does the keeper Zorvane earn?"]):
        for question in ("How much does he earn?", "and the ferry?", "Zorvane?"):
            for audience in outsiders(scope):
                one = converse(answerer, question, history, audience)
                assert told(one) == told(converse(without, question, history, audience))


def test_those_whom_it_names_are_answered_from_it(answerer: Answerer) -> None:
    answer = ask(answerer, "How much does the keeper Zorvane earn?", STAFF)
    assert "41,370 crowns" in answer.quotes[0].place.text
    assert answer.quotes[0].place.document == "staff/pay.md"
    assert answer.quotes[0].place.collection == "staff"
    assert ask(answerer, "How much does the keeper Zorvane earn?", OWNER).quotes == answer.quotes


def test_the_same_text_is_shown_once_with_the_places_that_may_be_seen(answerer: Answerer) -> None:
    question = "When does the ferry to Sele sail?"
    quote = ask(answerer, question, STAFF).quotes[0]
    documents = {quote.place.document, *(place.document for place in quote.also)}
    assert {"ferry.md", "staff/ferry.md"} <= documents
    [alone] = [q for q in ask(answerer, question, ANYBODY).quotes if "nine" in q.place.text]
    assert (alone.place.document, alone.also) == ("ferry.md", ())


@pytest.mark.parametrize("scope", [Scope("guilds", frozenset({GUILD}))])
def test_several_collections_rank_as_one_index_would(tmp_path: Path, answerer: Answerer) -> None:
    together = write(tmp_path / "together", OPEN | SECRET)
    build(together, tmp_path / "together-index", answerer.encoder)
    whole = open_library(tmp_path / "together-index", answerer.encoder.fingerprint)
    for question in QUESTIONS:
        query = understand(question)
        vector = answerer.encoder.encode_query(query.text)
        found, expected = (
            retrieve(library.view(OWNER), query, vector, 5) for library in (answerer.library, whole)
        )
        # Copies may come in any order, and their scores differ by the mean length alone.
        assert [r.passage.document.title for r in found] == [
            r.passage.document.title for r in expected
        ]
        for one, other in zip(found, expected, strict=True):
            assert one.bm25 == pytest.approx(other.bm25, rel=0.25)
            assert len(one.twins) == len(other.twins)
    whole.close()


def test_catalogs_are_only_those_that_may_be_seen(answerer: Answerer, tmp_path: Path) -> None:
    for audience, count in ((ANYBODY, 1), (STAFF, 2), (OWNER, 2)):
        catalogs = visible_catalogs(tmp_path / "index", tmp_path / "servers", audience)
        assert len(catalogs) == count
        for catalog in catalogs:
            catalog.close()


def test_a_servers_own_documents_are_its_alone(tmp_path: Path, seeds: Answerer) -> None:
    build(write(tmp_path / "docs", OPEN), tmp_path / "index", seeds.encoder)
    for guild, price in ((GUILD, "seven"), (GUILD + 1, "eight")):
        own = tmp_path / "servers" / str(guild)
        write(own / "documents", {"hours.md": f"# Tickets\n\nA ticket costs {price} crowns.\n"})
        build(
            own / "documents",
            own / "index",
            seeds.encoder,
            collection=server_collection(guild),
        )
    library = open_library(tmp_path / "index", seeds.encoder.fingerprint, tmp_path / "servers")
    answerer = replace(seeds, library=library, threshold=0.0)
    # A copy, to which nothing is done any more, is nobody's.
    shutil.copytree(tmp_path / "servers" / str(GUILD), tmp_path / "servers" / f"{GUILD} before")
    again = open_library(tmp_path / "index", seeds.encoder.fingerprint, tmp_path / "servers")
    assert [s.place for s in again.servers] == [s.place for s in library.servers]
    again.close()
    before = fingerprint(answerer)
    shown = {
        guild: ask(answerer, "What does a ticket cost?", Audience(guild)).quotes
        for guild in (GUILD, GUILD + 1, GUILD + 2, None)
    }
    texts = {guild: [quote.place.text for quote in quotes] for guild, quotes in shown.items()}
    assert texts[GUILD][0] == "A ticket costs seven crowns."
    assert texts[GUILD + 1][0] == "A ticket costs eight crowns."
    assert not any("ticket" in text for guild in (GUILD + 2, None) for text in texts[guild])
    assert not any("eight" in text for text in texts[GUILD])
    owned = ask(answerer, "What does a ticket cost?", OWNER).quotes
    assert [quote.place.text for quote in owned] == texts[None]
    # A promise is for the documents of the folder, whatever servers add.
    assert fingerprint(replace(answerer, library=Library(library.snapshots))) == before
    place = shown[GUILD][0].place
    assert (
        library.view(Audience(GUILD))
        .document("hours.md", place.collection)
        .text.startswith("# Tickets")
    )
    assert library.view(Audience(GUILD)).document("hours.md", "").text.startswith("# Opening")
    assert library.view(Audience(GUILD + 1)).document("hours.md", place.collection) is None
    library.close()


def test_a_view_of_nothing_declines(seeds: Answerer) -> None:
    nothing = replace(seeds, library=Library(()))
    answer = ask(nothing, "When does the ferry sail?", ANYBODY)
    assert (answer.reason, answer.quotes, answer.closest) == ("empty_index", (), ())
    assert View(()).frequencies(["ferry"]) == [0]
