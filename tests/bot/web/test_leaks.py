"""What is not for everybody is found by nobody here, and shown at signed addresses alone."""

import json
import re
from dataclasses import replace

import pytest

from bot.presentation.sources import Sources
from bot.settings import Settings
from index.access import Collection, Scope, server_collection
from index.answering.quotes import Place
from index.indexing.update import update
from tests.bot.chat.house import (
    CANARIES,
    HARBOUR,
    OPEN,
    QUESTIONS,
    SECRETS,
    UNANSWERED,
    House,
    index,
    leaks,
    secret,
)
from tests.bot.web.html import marked, visible
from tests.bot.web.site import HTML, site_of
from tests.discord_service import DiscordService
from tests.support import write

KINDS = ("guild", "channel", "role", "own")
CHANGING = re.compile(r'"elapsed_ms": [\d.]+|generation="[^"]*"')


@pytest.fixture(scope="module")
def house():
    return House(DiscordService())


@pytest.fixture(scope="module")
def indexes(house, encoder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    index(house, folder, encoder)
    return folder


def settings_of(open_settings, indexes, name):
    servers = indexes / ("none" if name == "open" else "servers")
    changes = {"index_dir": indexes / name, "discord_documents": servers, "serve_files": True}
    return open_settings.model_copy(update=changes)


def collection_of(house, kind):
    """The collection of a secret, as the index knows it."""
    if kind == "own":
        return server_collection(int(house.here.id))
    ids = {"guild": house.here.id, "channel": house.cabin.id, "role": house.role.id}
    scope = Scope(f"{kind}s", frozenset({int(ids[kind])}))
    return Collection(f"{kind} {CANARIES[kind]}", scope)


def place_of(kind):
    """The secret words, where they stand."""
    name = f"{CANARIES[kind]}.md"
    folder = "" if kind == "own" else f"{kind} {CANARIES[kind]}/"
    text = secret(kind)[name]
    words = SECRETS[kind].format(CANARIES[kind])
    start = text.index(words)
    return Place(folder + name, "label", start, start + len(words), words, "")


async def everything(site):
    """All that anybody is told without a signed address."""
    told = []
    for question in (*QUESTIONS.values(), UNANSWERED, HARBOUR, CANARIES["role"]):
        told.append(await site.ask(question))
    for question in (QUESTIONS["role"], UNANSWERED):
        told.append(await site.ask("and why?", history=[question]))
        told.append(await site.get("/", params={"question": question}, headers=HTML))
    for path in ("/documents", "/documents?limit=1", "/", "/healthz", "/openapi.json"):
        told += [await site.get(path), await site.get(path, headers=HTML)]
    listed = (await site.get("/documents")).json["documents"]
    for name in (*(one["document"] for one in listed), *(place_of(k).document for k in KINDS)):
        for path in (f"/documents/{name}", f"/files/{name}"):
            told.append(await site.get(path))
            for kind in KINDS:
                of = {"in": f"{kind} {CANARIES[kind]}"}
                told.append(await site.get(path, params=of))
                signed = of | {"until": "9" * 12, "signature": "A" * 22}
                told.append(await site.get(path, params=signed))
    return told


async def test_what_is_not_for_everybody_is_told_nobody_and_changes_nothing(
    open_settings, seeds, indexes, caplog
):
    caplog.set_level("DEBUG")
    told = {}
    for name in ("all", "open"):
        async with site_of(settings_of(open_settings, indexes, name), seeds) as site:
            site.shared.reads._every = 0
            replies = await everything(site)
            metrics = (await site.get("/metrics")).text
        told[name] = [(one.status, CHANGING.sub("", one.text)) for one in replies]
        told[name] += [line for line in metrics.splitlines() if line.startswith("quoth_index_doc")]
        assert not leaks(metrics)
    assert any("Boats pay four" in text for _, text in told["all"][:-1])
    # It is as if there were nothing but what is for everybody.
    assert told["all"] == told["open"]
    assert not leaks(caplog.text)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_signed_address_shows_its_document_and_no_other(
    kind, open_settings, seeds, indexes, house
):
    here = settings_of(open_settings, indexes, "all")
    sources, collection, place = Sources(here), collection_of(house, kind), place_of(kind)
    async with site_of(here, seeds) as site:
        path = sources.path(place, collection).partition("#")[0]
        page = await site.get(path)
        assert page.status == 200
        assert marked(page.text) == place.text
        assert page.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in page.headers
        assert "not for everybody" in visible(page.text)
        file = await site.get(path.replace("/documents/", "/files/"))
        assert file.text == secret(kind)[f"{CANARIES[kind]}.md"]
        nothing = await site.get("/documents/nothing.md?until=1&signature=x")
        query = dict(part.split("=") for part in path.partition("?")[2].split("&"))
        for spoilt in (
            {"until": str(int(query["until"]) + 1)},
            {"until": "0"},
            {"signature": query["signature"][:-1] + "-"},
            {"signature": ""},
            {"signature": "é"},
            {"in": ""},
            {"in": "staff"},
        ):
            told = await site.get(path.partition("?")[0], params=query | spoilt)
            assert (told.status, told.body) == (404, nothing.body)
        for other in {"harbour.md", *(place_of(one).document for one in KINDS)} - {place.document}:
            told = await site.get(f"/documents/{other}", params=query)
            assert (told.status, told.body) == (404, nothing.body)


def with_key(settings, key):
    return settings.model_copy(update={"link_key": Settings(link_key=key).link_key})


async def test_an_address_is_good_for_a_time_a_scope_and_a_key(
    open_settings, seeds, tmp_path, indexes, house
):
    here = with_key(settings_of(open_settings, indexes, "all"), "a key of our own")
    place, collection = place_of("role"), collection_of(house, "role")
    now = [1_000_000.0]
    sources = Sources(here, lambda: now[0])
    path = sources.path(place, collection).partition("#")[0]
    async with site_of(here, seeds) as site:
        object.__setattr__(site.shared.shelf, "_sources", sources)
        assert (await site.get(path)).status == 200
        now[0] += here.link_hours * 3600
        assert (await site.get(path)).status == 200
        now[0] += 1
        assert (await site.get(path)).status == 404
        now[0] = 1_000_000.0
        for another in (
            Sources(with_key(here, "another key, as long"), lambda: now[0]),
            Sources(here, lambda: now[0] - 10**6),
        ):
            assert (await site.get(another.path(place, collection).partition("#")[0])).status == 404
        for scope in (
            Scope(),
            Scope("guilds", collection.scope.ids),
            Scope("roles", frozenset({1})),
        ):
            changed = replace(collection, scope=scope)
            spoilt = sources.path(place, changed).partition("#")[0]
            assert (await site.get(spoilt)).status == 404


async def test_a_document_that_is_given_a_scope_is_shown_no_more(open_settings, seeds, tmp_path):
    docs = write(tmp_path / "docs", OPEN | {f"staff/{n}": t for n, t in secret("role").items()})
    update(docs, tmp_path / "index", seeds.encoder)
    here = open_settings.model_copy(update={"index_dir": tmp_path / "index", "serve_files": True})
    name = f"staff/{CANARIES['role']}.md"
    async with site_of(here, seeds) as site:
        assert (await site.get(f"/documents/{name}")).status == 200
        for marker in ("roles = [1]", "roles = everyone"):
            write(docs, {"staff/quoth.toml": marker})
            update(docs, tmp_path / "index", seeds.encoder)
            site.shared.live.refresh()
            for path in (f"/documents/{name}", f"/files/{name}"):
                assert (await site.get(path)).status == 404
            assert not leaks((await site.get("/documents")).text)
            assert not leaks(json.dumps((await site.ask(QUESTIONS["role"])).json))
