"""What an audience may not see changes nothing that it sees, on a server that keeps it beside."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.access import OWNER, Audience, Scope, server_collection
from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.conversation.converse import converse
from index.indexing.build import bring
from index.indexing.update import update
from index.store.milvus.index import Milvus
from tests.index.test_scopes import (
    GUILD,
    MEMBER,
    OPEN,
    QUESTIONS,
    ROLE,
    SECRET,
    STAFF,
    outsiders,
    told,
)
from tests.milvus_service import Service, index_on
from tests.support import write

pytestmark = pytest.mark.milvus

FOR_ROLE = Scope("roles", frozenset({ROLE}))
OWN = {"own.md": "# Rope\n\nThe rope of Zorvane hangs at the ferry to Sele, at eight.\n"}


@pytest.fixture
def filled(index: Milvus, seeds: Answerer, tmp_path: Path) -> Milvus:
    """What is open, what is for a role, and a server's own."""
    marker = {"staff/quoth.toml": f"roles = [{ROLE}]"}
    docs = write(tmp_path / "docs", OPEN | SECRET | marker)
    update(docs, tmp_path, seeds.encoder, index=index)
    own = server_collection(GUILD)
    bring(
        write(tmp_path / "own", OWN),
        lambda anew: index.writing(own, seeds.encoder.dimensions, 0.0, anew),
        seeds.encoder,
        collection=own,
    )
    return index


@pytest.fixture
def without(lite: Service, name: str, seeds: Answerer, tmp_path: Path) -> Iterator[Answerer]:
    """The open documents alone."""
    with index_on(lite, f"{name}_open", tmp_path / "work") as index:
        update(write(tmp_path / "open", OPEN), tmp_path / "x", seeds.encoder, index=index)
        yield replace(seeds, library=index.open(seeds.encoder.fingerprint))


def test_hidden_documents_leave_no_trace(
    filled: Milvus, without: Answerer, seeds: Answerer
) -> None:
    answerer = replace(seeds, library=filled.open(seeds.encoder.fingerprint))
    for audience in [one for one in outsiders(FOR_ROLE) if one.guild != GUILD]:
        for question in QUESTIONS:
            assert told(ask(answerer, question, audience)) == told(ask(without, question, audience))
        one = converse(answerer, "How much does he earn?", ["Who is Zorvane?"], audience)
        other = converse(without, "How much does he earn?", ["Who is Zorvane?"], audience)
        assert told(one) == told(other)


def test_those_whom_it_is_for_are_answered_from_it(filled: Milvus, seeds: Answerer) -> None:
    answerer = replace(seeds, library=filled.open(seeds.encoder.fingerprint))

    def found(audience: Audience) -> set[str]:
        return {one.collection.name for one in answerer.library.view(audience).snapshots}

    own = server_collection(GUILD).name
    assert found(STAFF) == {"", "staff", own}
    assert found(MEMBER) == {"", own}
    assert found(OWNER) == {"", "staff"}
    assert found(Audience()) == {""}
    paths = {one.path for c in filled.contents(MEMBER) for one in c.documents()}
    assert paths == {*OPEN, *OWN}
    answer = ask(answerer, "How much does the keeper earn?", STAFF)
    assert "41,370" in answer.quotes[0].place.text
    assert answer.quotes[0].place.collection == "staff"


def test_what_is_for_others_now_is_shown_no_more_before_anything_is_read(
    filled: Milvus, seeds: Answerer, tmp_path: Path
) -> None:
    marker = {"staff/quoth.toml": "roles = [999]", "staff/new.md": "# New\n\nIt is new.\n"}
    write(tmp_path / "docs", marker)
    seen = []

    def look(stage: str, done: int, total: int) -> None:
        if stage == "Encoding" and not seen:
            library = filled.open(seeds.encoder.fingerprint)
            seen.append({one.collection.name for one in library.view(STAFF).snapshots})

    update(tmp_path / "docs", tmp_path, seeds.encoder, index=filled, progress=look)
    assert seen == [{"", server_collection(GUILD).name}]
    filled.drop("staff")
    library = filled.open(seeds.encoder.fingerprint)
    assert [one.collection.name for one in library.snapshots] == [""]
