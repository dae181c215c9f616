"""What is not for somebody reaches them nowhere, and changes nothing of what does."""

import asyncio
import json
import re
from contextlib import asynccontextmanager
from dataclasses import replace
from difflib import unified_diff
from functools import partial
from types import SimpleNamespace

import pytest

from bot.chat.client import QuothClient
from bot.chat.features.buttons import FORGOTTEN
from bot.chat.features.presses import CHANGED
from bot.chat.people.audience import NO_ROLE
from bot.chat.people.moderators import ONLY_IN_A_SERVER
from bot.chat.running import intents, services_of
from bot.serving.cooldown import Cooldown
from bot.serving.scheduler import Job
from index.access import ANYBODY, Audience
from index.indexing.update import update
from index.store.library import open_library
from tests.bot.chat.house import (
    CANARIES,
    HARBOUR,
    OPEN,
    QUESTIONS,
    UNANSWERED,
    House,
    index,
    leaks,
    secret,
)
from tests.bot.chat.staging import heard
from tests.bot.chat.steps import asked, close, entry_of, started
from tests.discord_service import DiscordService, Permission
from tests.discord_service.clients import running
from tests.discord_service.state import PRIVATE_THREAD, PUBLIC_THREAD
from tests.support import write

FOLLOW_UP = "and why?"
# Numbers, times, and what is drawn by lot.
CHANGING = [
    (re.compile(r"\b\d{17,20}\b"), "<number>"),
    (re.compile(r'"nonce": "[a-z0-9-]+"'), '"nonce": "<number>"'),
    (re.compile(r"quoth:(\w+):[a-z0-9]{12}"), r"quoth:\1:<entry>"),
    (re.compile(r"\b[a-z0-9]{12}\.(\d)"), r"<entry>.\1"),
    # What others asked elsewhere in the server is counted.
    (re.compile(r"\d+, \d+ answered"), "<counts>"),
    (re.compile(r"<t:\d+:R>"), "<moment>"),
    (re.compile(r"\d+ ms \(p50\), \d+ ms \(p95\)"), "<times>"),
]


@pytest.fixture(scope="module")
def indexes(encoder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    index(House(DiscordService()), folder, encoder)
    return folder


@asynccontextmanager
async def house_of(settings, seeds, indexes, name):
    """A house and a bot that answers from one of the indexes."""
    here = settings.model_copy(
        update={
            "index_dir": indexes / name,
            "discord_documents": indexes / ("none" if name == "open" else "servers"),
            "discord_database": settings.discord_database.with_name(f"{name}.sqlite"),
        }
    )
    async with DiscordService() as service:
        house = House(service)
        async with bot_in(here, seeds, service) as client:
            yield house, client


@asynccontextmanager
async def bot_in(here, seeds, service):
    library = open_library(here.index_dir, seeds.encoder.fingerprint, here.discord_documents)
    services = services_of(here, replace(seeds, library=library))
    services = replace(services, presses=Cooldown(0, burst=1))
    client = QuothClient(services, intents(False))
    client.setup_hook = partial(without_chores, client)
    try:
        async with running(client, service):
            yield client
    finally:
        await close(services)


async def without_chores(client):
    """Set up the client without what changes the indexes, which several tests share."""
    await QuothClient.setup_hook(client)
    for chore in client._chores:
        chore.cancel()


@pytest.fixture
async def lived_in(settings, seeds, indexes):
    async with house_of(settings, seeds, indexes, "all") as (house, client):
        house.services = client.services
        yield house


async def insiders_ask(house):
    """The answers to those who may see what is for some, by what that is."""
    return {
        kind: await asked(house.service, person, place, QUESTIONS[kind])
        for kind, (person, place) in house.insiders.items()
    }


async def converse(house, person, place):
    """Whatever a person can do to be shown something, in a channel or a direct message."""
    service = house.service
    for question in (*QUESTIONS.values(), UNANSWERED, HARBOUR):
        message = await service.say(person, place, f"<@BOT> {question}")
        answer = await service.next_message(place)
        await service.say(person, place, FOLLOW_UP, reply_to=answer)
        await service.next_message(place)
        await service.edit(message, f"<@BOT> {question} Please")
        await service.next_edit(answer)
        public = await asked(service, person, place, question)
        await press_all(house, person, public)
        if place.guild is not None:
            private = await asked(service, person, place, question, private=True)
            await press_all(house, person, private)
        use = await service.use_on(person, message, "Ask about this")
        await use.response()


async def press_all(house, person, message):
    """Press whatever shows something, and go on in the form or the thread that comes of it."""
    service = house.service
    for button in message.buttons:
        if button["custom_id"].split(":")[1] in ("context", "more", "near"):
            await (await service.press(person, message, button["custom_id"])).response()
    press = await service.press(person, message, "Follow up")
    await press.acknowledged()
    if press.answer_type == 9:
        form = await press.modal()
        await (await service.submit(form, {"Your question": FOLLOW_UP})).response()
    else:
        await press.response()
        await service.next_message(message.thread)
        await service.say(person, message.thread, f"<@BOT> {FOLLOW_UP}")
        await service.next_message(message.thread)


async def moderate(house, place):
    """Whatever a moderator is told."""
    service, mod = house.service, house.mod
    told = [
        await (await service.use(mod, place, words)).response()
        for words in ("docs list", "quoth status", "quoth gaps", "quoth export")
    ]
    for words, option in (
        ("quoth hide", "quote"),
        ("quoth unhide", "passage"),
        ("docs remove", "document"),
    ):
        for typed in ("", *CANARIES.values()):
            found = await service.autocomplete(mod, place, words, {option: typed}, option)
            told.append(found)
    return told


def sent(service, since=0):
    """What the bot sent, but for what differs between two times that the same happens."""
    found = []
    for request in service.requests[since:]:
        if request.method == "GET" or request.route in (
            "/applications/{application_id}/commands",
            "/channels/{channel_id}/typing",
        ):
            continue
        files = {name: data.decode() for name, data, _ in request.files.values()}
        text = json.dumps([request.method, request.route, request.json, files], ensure_ascii=False)
        for pattern, instead in CHANGING:
            text = pattern.sub(instead, text)
        found.append(text)
    return found


# Where somebody asks, and the index of all that there is for them.
PLACES = {
    "another server": (lambda h: (h.zoe, h.street), "open"),
    "a direct message": (lambda h: (h.zoe, h.service.direct(h.zoe)), "open"),
    "the same server": (lambda h: (h.ada, h.hall), "for all here"),
    "a thread there": (lambda h: (h.ada, thread(h)), "for all here"),
}


def thread(house):
    return house.service.add_thread(house.hall, "talk", house.ada)


@pytest.mark.parametrize("where", PLACES)
async def test_what_is_for_others_is_never_sent_and_changes_nothing(
    where, settings, seeds, indexes, caplog
):
    caplog.set_level("DEBUG", logger="bot")
    caplog.set_level("DEBUG", logger="index")
    somebody, theirs = PLACES[where]
    told = {}
    for name in ("all", theirs):
        async with house_of(settings, seeds, indexes, name) as (house, _):
            # What others were told elsewhere is in the bot's memory.
            await insiders_ask(house)
            before = len(house.service.requests)
            person, place = somebody(house)
            await converse(house, person, place)
            if place.guild is not None:
                await moderate(house, place)
            told[name] = sent(house.service, before)
    others = {"channel", "role", "closed"} | ({"guild", "own"} if theirs == "open" else set())
    assert not [text for text in told["all"] if others & set(leaks(text))]
    assert theirs == "open" or any({"guild", "own"} & set(leaks(text)) for text in told["all"])
    difference = list(unified_diff(told["all"], told[theirs], n=0))
    assert not difference, "\n".join(difference)
    assert not leaks(caplog.text)


async def test_those_whom_it_is_for_are_answered_from_it_and_nobody_from_more(lived_in, caplog):
    caplog.set_level("DEBUG", logger="bot")
    caplog.set_level("DEBUG", logger="index")
    service = lived_in.service
    for kind, answer in (await insiders_ask(lived_in)).items():
        assert leaks(answer.text) == [kind]
        assert QUESTIONS[kind] not in answer.text
        context = await service.press(lived_in.insiders[kind][0], answer, "Show in context")
        assert leaks((await context.response()).text) == [kind]
    for place, kinds in (
        (lived_in.hall, {"guild", "own"}),
        (lived_in.cabin, {"guild", "own", "channel"}),
        (lived_in.office, {"guild", "own", "role"}),
        (service.add_thread(lived_in.office, "talk", lived_in.zoe), {"guild", "own", "role"}),
    ):
        for kind, question in QUESTIONS.items():
            answer = await asked(service, lived_in.zoe, place, question)
            assert leaks(answer.text) == ([kind] if kind in kinds else [])
            private = await asked(service, lived_in.zoe, place, question, private=True)
            # Zoe holds the role wherever she is.
            assert leaks(private.text) == ([kind] if kind in kinds | {"role"} else [])
    assert not leaks(caplog.text)


async def shown(house, person, message, *labels):
    """What the buttons of a message show somebody."""
    texts = []
    for button in message.buttons:
        if button["custom_id"].split(":")[1] in (labels or ("context", "more", "near")):
            press = await house.service.press(person, message, button["custom_id"])
            texts.append((await press.response()).text)
    return texts


async def test_who_lost_the_role_is_shown_no_more_of_an_earlier_answer(lived_in):
    answers = [
        await asked(lived_in.service, lived_in.zoe, place, question, private=private)
        for place, private in ((lived_in.office, False), (lived_in.hall, True))
        for question in (QUESTIONS["role"], UNANSWERED, HARBOUR)
    ]
    assert ["role" in leaks(answer.text) for answer in answers] == 2 * [True, False, True]
    for answer in answers:
        assert "role" in leaks("".join(await shown(lived_in, lived_in.zoe, answer)))
    lived_in.here.members[lived_in.zoe.id].roles.remove(lived_in.role)
    for answer in answers:
        texts = await shown(lived_in, lived_in.zoe, answer)
        assert "role" not in leaks("".join(texts))
    # The first is of what she may not see alone.
    assert CHANGED in await shown(lived_in, lived_in.zoe, answers[0])


async def test_who_lost_the_role_while_the_bot_was_away_is_shown_no_more(settings, seeds, indexes):
    here = settings.model_copy(
        update={"index_dir": indexes / "all", "discord_documents": indexes / "servers"}
    )
    async with DiscordService() as service:
        house = House(service)
        async with bot_in(here, seeds, service) as client:
            answers = [
                await asked(service, house.zoe, house.office, question)
                for question in (QUESTIONS["role"], UNANSWERED, HARBOUR)
            ]
            for answer in answers:
                await entry_of(client.services, answer)
        house.here.members[house.zoe.id].roles.remove(house.role)
        async with bot_in(here, seeds, service):
            for answer in answers:
                texts = await shown(house, house.zoe, answer)
                assert texts
                assert "role" not in leaks("".join(texts))


async def test_questions_that_are_answered_together_are_each_for_their_own_readers(lived_in):
    here, role = int(lived_in.here.id), int(lived_in.role.id)
    audiences = (
        ANYBODY,
        Audience(here, readers=(NO_ROLE,)),
        Audience(here, readers=(frozenset({role}),)),
        Audience(here, frozenset({int(lived_in.cabin.id)}), (NO_ROLE,)),
        Audience(int(lived_in.there.id), readers=(NO_ROLE,)),
    )
    jobs = [Job(question, (), a) for question in QUESTIONS.values() for a in audiences]
    live = lived_in.services.live
    together = await asyncio.to_thread(live.answer, jobs)
    for job, answer in zip(jobs, together, strict=True):
        [alone] = await asyncio.to_thread(live.answer, [job])
        assert replace(answer, elapsed_ms=0.0) == replace(alone, elapsed_ms=0.0)
    kinds = [set(leaks(str(answer.quotes + answer.closest))) for answer in together]
    own = {"guild", "own"}
    for at, allowed in enumerate((set(), own, own | {"role"}, own | {"channel"}, set())):
        assert set().union(*kinds[at :: len(audiences)]) == allowed


async def test_who_comes_in_without_the_role_is_shown_nothing_of_it(lived_in):
    before = await asked(lived_in.service, lived_in.zoe, lived_in.office, QUESTIONS["role"])
    assert leaks(before.text)
    lived_in.office.set_permissions(lived_in.ada, allow=Permission.VIEW_CHANNEL)
    assert "role" not in leaks("".join(await shown(lived_in, lived_in.ada, before)))
    await heard(lived_in.service)
    after = await asked(lived_in.service, lived_in.zoe, lived_in.office, QUESTIONS["role"])
    assert "role" not in leaks(after.text)
    reply = await lived_in.service.say(
        lived_in.ada, lived_in.office, QUESTIONS["role"], reply_to=before
    )
    assert reply
    answer = await lived_in.service.next_message(lived_in.office)
    assert "role" not in leaks(answer.text)


async def test_an_answer_that_is_asked_again_is_for_whoever_reads_it_then(lived_in):
    service = lived_in.service
    message = await service.say(lived_in.zoe, lived_in.office, f"<@BOT> {QUESTIONS['role']}")
    answer = await service.next_message(lived_in.office)
    assert leaks(answer.text)
    lived_in.office.set_permissions(lived_in.crew, allow=Permission.VIEW_CHANNEL)
    await service.edit(message, f"<@BOT> {QUESTIONS['role']} Please")
    await service.next_edit(answer)
    assert "role" not in leaks(answer.text)


async def test_words_of_an_answer_go_no_further_in_the_reading_of_a_question(lived_in):
    service, zoe, office = lived_in.service, lived_in.zoe, lived_in.office
    first = await asked(service, zoe, office, "Who pays the gardener each month?")
    await service.say(zoe, office, "Where do they live?", reply_to=first)
    second = await service.next_message(office)
    # A reading may say what was answered to those who may see that.
    assert "(read as: " in second.text
    assert "role" in leaks(second.text)
    for answer in (first, second):
        await entry_of(lived_in.services, answer)
    for person in (lived_in.ada, lived_in.mod):
        office.set_permissions(person, allow=Permission.VIEW_CHANNEL)
    await heard(service)
    before = len(service.requests)
    await service.say(lived_in.ada, office, "and why?", reply_to=second)
    await service.next_message(office)
    await (await service.press(lived_in.ada, second, "Follow up")).response()
    assert second.thread.name == "Where do they live?"
    await service.next_message(second.thread)
    await service.say(lived_in.ada, second.thread, "<@BOT> and why?")
    await service.next_message(second.thread)
    await moderate(lived_in, office)
    assert not [text for text in sent(service, before) if {"role"} & set(leaks(text))]


def give_it_a_scope(docs):
    write(docs, {"staff/quoth.toml": "roles = [1]"})


def close_it(docs):
    write(docs, {"staff/quoth.toml": "roles = everyone"})


def move_it_under_other_names(docs):
    write(docs, {"pay/quoth.toml": "roles = [1]"})
    for number, path in enumerate(sorted((docs / "staff").iterdir())):
        path.rename(docs / "pay" / f"{number}.md")


def move_its_words(docs):
    write(docs, {"pay/quoth.toml": "roles = [1]"})
    for number, path in enumerate(sorted((docs / "staff").iterdir())):
        write(docs, {f"pay/{number}.md": f"# Pay\n\n{path.read_text('utf-8')}\nAnd more.\n"})
        path.write_text("# Elsewhere\n\nThis was moved.\n", "utf-8")


@pytest.mark.parametrize(
    "restrict", [give_it_a_scope, close_it, move_it_under_other_names, move_its_words]
)
async def test_what_became_for_some_only_later_is_kept_back_too(
    restrict, settings, seeds, service, room, tmp_path
):
    folder = {f"staff/{name}": text for name, text in secret("role").items()}
    if restrict is move_its_words:
        # The name of a document that stays is for everybody.
        folder = {f"staff/{n}.md": text for n, text in enumerate(folder.values())}
    docs = write(tmp_path / "docs", OPEN | folder)
    update(docs, tmp_path / "index", seeds.encoder)
    here = settings.model_copy(update={"index_dir": tmp_path / "index"})
    async with started(here, seeds, service) as client:
        house = SimpleNamespace(service=service, mod=room.mod, services=client.services)
        answers = [
            await asked(service, room.ada, room.channel, question)
            for question in (QUESTIONS["role"], "Who is paid 900 crowns?", UNANSWERED, HARBOUR)
        ]
        entry = await entry_of(house.services, answers[1])
        hidden = {"quote": f"{entry.id}.0"}
        await (await service.use(room.mod, room.channel, "quoth hide", hidden)).response()
        told = await moderate(house, room.channel)
        assert [leaks(m.text) for m in told[:3]] == [["role"], [], []]
        assert leaks(told[3].attachments[0].text) == ["role"]
        assert leaks(str(told[4:])) == ["role"]
        restrict(docs)
        update(docs, tmp_path / "index", seeds.encoder)
        assert await asyncio.to_thread(client.services.live.refresh)
        before = len(service.requests)
        for answer in answers:
            await shown(house, room.ada, answer)
            await service.say(room.ada, room.channel, f"<@BOT> {FOLLOW_UP}", reply_to=answer)
            await service.next_message(room.channel)
        told = await moderate(house, room.channel)
        assert "Boats pay four crowns" in told[3].attachments[0].text
        assert not [text for text in sent(service, before) if leaks(text)]


async def test_who_brought_the_bot_along_is_told_nothing_that_is_for_some(lived_in):
    service, zoe, mod = lived_in.service, lived_in.zoe, lived_in.mod
    for question in QUESTIONS.values():
        for private in (False, True):
            options = {"question": question, "private": private}
            use = await service.use(zoe, lived_in.office, "ask", options, brought=True)
            assert not leaks((await use.response()).text)
    for words in ("docs list", "quoth status", "quoth export", "docs reindex"):
        use = await service.use(mod, lived_in.hall, words, brought=True)
        assert (await use.response()).content == ONLY_IN_A_SERVER


async def test_buttons_and_forms_work_only_where_the_answer_stands(lived_in):
    service, zoe = lived_in.service, lived_in.zoe
    answer = await asked(service, zoe, lived_in.office, QUESTIONS["role"])
    private = await asked(service, zoe, lived_in.hall, QUESTIONS["role"], private=True)
    for message, places in (
        (answer, (lived_in.street, lived_in.hall, service.direct(zoe))),
        (private, (lived_in.street, lived_in.office)),
    ):
        form = await (await service.press(zoe, private, "Follow up")).modal()
        for place in places:
            for button in message.buttons:
                press = await service.press(zoe, message, button["custom_id"], channel=place)
                assert (await press.response()).text == FORGOTTEN
            sent_there = await service.submit(form, {"Your question": FOLLOW_UP}, channel=place)
            if message is private:
                assert (await sent_there.response()).text == FORGOTTEN
    assert not answer.deleted


async def test_no_moderator_hears_of_quotes_of_what_they_may_not_see(lived_in):
    service, mod, zoe = lived_in.service, lived_in.mod, lived_in.zoe
    answer = await asked(service, zoe, lived_in.office, QUESTIONS["role"])
    entry = await entry_of(lived_in.services, answer)
    open_one = await asked(service, zoe, lived_in.office, "When does the garden open?")
    await entry_of(lived_in.services, open_one)
    # By now the moderator reads the room, without the role.
    lived_in.office.set_permissions(mod, allow=Permission.VIEW_CHANNEL)
    await heard(service)
    told = await moderate(lived_in, lived_in.office)
    export = told[3].attachments[0].text
    assert "When does the garden open?" in export
    assert set(leaks(export)) <= {"own", "guild"}
    assert set(leaks("".join(message.text for message in told[:3]))) == {"guild", "own"}
    # What is for the whole server is for all of its moderators.
    assert set(leaks(str(told[4:]))) <= {"own", "guild"}
    assert "The garden opens" in str(told[4])
    refused = await service.use(mod, lived_in.office, "quoth hide", {"quote": f"{entry.id}.0"})
    assert (await refused.response()).content.startswith("I don't know that quote")

    moderates = lived_in.here.add_role("manager", permissions=Permission.MANAGE_GUILD)
    lived_in.here.members[zoe.id].roles.append(moderates)
    hidden = await service.use(zoe, lived_in.office, "quoth hide", {"quote": f"{entry.id}.0"})
    assert leaks((await hidden.response()).content) == ["role"]
    assert "role" not in leaks(answer.text)
    own = await service.autocomplete(
        zoe, lived_in.office, "quoth unhide", {"passage": ""}, "passage"
    )
    assert leaks(str(own)) == ["role"]
    for place in (lived_in.office, lived_in.hall):
        told = await moderate(lived_in, place)
        texts = [message.text for message in told[:4]]
        assert set(leaks(str(told[4:]) + "".join(texts))) == {"guild", "own"}
    refused = await service.use(mod, lived_in.office, "quoth unhide", {"passage": own[0]["value"]})
    assert (await refused.response()).content.startswith("That passage is not hidden")


async def test_what_was_asked_in_archived_threads_is_for_who_reads_their_channel(lived_in):
    service = lived_in.service
    for parent, kind in (
        (lived_in.hall, PUBLIC_THREAD),
        (lived_in.hall, PRIVATE_THREAD),
        (lived_in.office, PUBLIC_THREAD),
    ):
        thread = service.add_thread(parent, "talk", lived_in.zoe, kind=kind)
        words = f"Who dyes {parent.name} {'secrets' if kind == PRIVATE_THREAD else 'hats'}?"
        await service.say(lived_in.zoe, thread, f"<@BOT> {words}")
        await entry_of(lived_in.services, await service.next_message(thread))
        thread.archived = True
        service.tell_channel("THREAD_UPDATE", thread)
    await heard(service)
    told = (await moderate(lived_in, lived_in.hall))[2:4]
    for text in (told[0].text, told[1].attachments[0].text):
        assert "hall hats" in text
        assert "hall secrets" not in text
        assert "office hats" not in text


async def test_what_moderators_who_may_see_it_are_told(lived_in):
    """So that the tests above are not true of a bot that shows nobody anything."""
    moderates = lived_in.here.add_role("manager", permissions=Permission.MANAGE_GUILD)
    lived_in.here.members[lived_in.zoe.id].roles.append(moderates)
    for answer in (await insiders_ask(lived_in)).values():
        await entry_of(lived_in.services, answer)
    lived_in.mod = lived_in.zoe
    told = await moderate(lived_in, lived_in.hall)
    names = ["guild", "channel", "role", "own"]
    assert leaks(told[0].text) == names
    assert "Documents\n8" in told[1].text
    assert leaks(told[3].attachments[0].text) == names
    assert leaks(str(told[4])) == names
