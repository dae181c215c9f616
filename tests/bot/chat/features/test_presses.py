"""What each button does, and the form for a follow-up question."""

import threading

import pytest

from bot.chat.features import presses
from bot.chat.features.buttons import FORGOTTEN
from bot.chat.features.presses import CHANGED, HIDDEN, HIDDEN_NEARBY, NO_THREAD
from index.access import ANYBODY
from index.indexing.build import build
from tests.bot.chat.steps import (
    CENTRE,
    FRANCE,
    HEAD,
    SHARE,
    SHARE_WORDS,
    asked,
    entry_of,
    started,
)
from tests.discord_service.permissions import Permission
from tests.discord_service.state import GATEWAY_MESSAGE_CONTENT, HAS_THREAD
from tests.support import write

WHERE = "and in Liège?"


async def pressed(service, user, message, label):
    return await (await service.press(user, message, label)).response()


async def test_the_context_is_for_whoever_presses(bot, service, room):
    answer = await asked(service, room.ada, room.channel)
    shown = await pressed(service, room.mod, answer, "Show in context")
    assert shown.ephemeral
    [embed] = shown.embeds
    assert f"**{SHARE_WORDS}" in embed["description"]
    assert len(embed["description"]) > len(answer.embeds[0]["description"])


async def test_further_quotes_of_an_answer_are_called_less_sure(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    shown = await pressed(service, room.mod, answer, "More quotes 2")
    assert shown.ephemeral
    assert shown.embeds[0]["title"] == "More quotes, less sure"
    for quote in (await entry_of(services, answer)).others:
        assert quote.place.text[:25] in shown.text.replace("**", "")


async def test_the_closest_passage_of_a_decline_is_called_no_answer(bot, service, room):
    decline = await asked(service, room.ada, room.channel, HEAD)
    shown = await pressed(service, room.mod, decline, "Closest passage")
    assert shown.ephemeral
    assert shown.embeds[0]["title"] == "Closest passages, not an answer"
    assert HEAD.rstrip("?") in shown.text


async def test_without_embed_links_a_press_is_answered_in_text(bot, service, room):
    answer = await asked(service, room.ada, room.channel)
    room.channel.set_permissions(room.guild.everyone, deny=Permission.EMBED_LINKS)
    for label in ("Show in context", "More quotes 2"):
        shown = await pressed(service, room.mod, answer, label)
        assert not shown.embeds
        assert "> " in shown.content


async def test_a_vote_counts_once_can_be_changed_and_taken_back(bot, service, room):
    answer = await asked(service, room.ada, room.channel)

    async def votes(user, label):
        message = await pressed(service, user, answer, label)
        assert message is answer
        return [button["label"] for button in answer.buttons][-3:-1]

    assert await votes(room.ada, "👍") == ["👍 1", "👎"]
    assert await votes(room.mod, "👍 1") == ["👍 2", "👎"]
    assert await votes(room.ada, "👎") == ["👍 1", "👎 1"]
    assert await votes(room.mod, "👍 1") == ["👍", "👎 1"]
    assert await votes(room.ada, "👎 1") == ["👍", "👎"]
    assert "one-fifth" in answer.text


async def test_a_vote_for_what_is_forgotten_meanwhile_says_so(
    bot, service, services, room, monkeypatch
):
    answer = await asked(service, room.ada, room.channel)
    entry = await entry_of(services, answer)
    look = type(services.ledger).entry

    def forgotten_after(ledger, entry_id):
        found = look(ledger, entry_id)
        ledger.forget(entry_id)
        return found

    monkeypatch.setattr(type(services.ledger), "entry", forgotten_after)
    told = await (await service.press(room.mod, answer, "👍")).followup()
    assert (told.content, told.ephemeral) == (FORGOTTEN, True)
    assert services.ledger.tally(entry.id) == (0, 0)


async def test_a_vote_is_acknowledged_before_the_ledger_is_written(
    bot, service, services, room, monkeypatch
):
    answer = await asked(service, room.ada, room.channel)
    await entry_of(services, answer)
    free = threading.Event()
    count = type(services.ledger).vote
    monkeypatch.setattr(
        type(services.ledger), "vote", lambda *given: free.wait(30) and count(*given)
    )
    press = await service.press(room.mod, answer, "👍")
    try:
        await press.acknowledged()
        assert not press.answers
    finally:
        free.set()
    await press.response()
    assert answer.buttons[-3]["label"] == "👍 1"


async def test_who_presses_too_fast_is_asked_to_wait(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    while services.presses.ask(int(room.mod.id)) is None:
        pass
    for label in ("Show in context", "More quotes 2"):
        shown = await pressed(service, room.mod, answer, label)
        assert shown.ephemeral
        assert shown.content.startswith("One at a time, please: you can press again <t:")
    assert (await pressed(service, room.ada, answer, "Show in context")).embeds


async def test_a_document_is_rendered_off_the_event_loop(bot, service, room, monkeypatch):
    answer = await asked(service, room.ada, room.channel)
    threads = []
    render = presses.context_posts
    monkeypatch.setattr(
        presses,
        "context_posts",
        lambda *a, **k: threads.append(threading.current_thread()) or render(*a, **k),
    )
    await pressed(service, room.ada, answer, "Show in context")
    assert threads
    assert threading.main_thread() not in threads


async def test_deleting_takes_all_messages_and_the_question(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    entry = await entry_of(services, answer)
    first = await bot.get_channel(int(room.channel.id)).send("the first part of the answer")
    part = service.messages[str(first.id)]
    both = (first.id, int(answer.id))
    await services.remember(lambda ledger: ledger.posted(entry.id, both))
    await service.press(room.ada, answer, "Delete")
    await service.gone(answer)
    await service.gone(part)
    assert await services.remember(lambda ledger: ledger.entry(entry.id)) is None


async def test_deleting_can_be_tried_again_where_discord_failed(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    entry = await entry_of(services, answer)
    service.fail(
        "DELETE", "/webhooks/{id}/{token}/messages/@original", status=403, code=50013, times=1
    )
    press = await service.press(room.ada, answer, "Delete")
    assert (await press.followup()).ephemeral
    assert await services.remember(lambda ledger: ledger.entry(entry.id)) == entry
    await service.press(room.ada, answer, "Delete")
    await service.gone(answer)


async def test_a_private_answer_is_deleted_for_its_asker(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel, private=True)
    await service.press(room.ada, answer, "Delete")
    await service.gone(answer)


async def test_follow_up_opens_one_thread_in_which_a_mention_is_answered(bot, service, room):
    answer = await asked(service, room.ada, room.channel)
    told = await pressed(service, room.mod, answer, "Follow up")
    assert (told.content, told.ephemeral) == (f"Go on in <#{answer.id}>.", True)
    thread = answer.thread
    assert thread.name == SHARE
    hint = await service.next_message(thread)
    assert hint.content == "Ask on here: mention me, or reply to one of my answers."
    again = await pressed(service, room.ada, answer, "Follow up")
    assert again.content == f"There is a thread for that already: <#{thread.id}>."
    await service.say(room.ada, thread, f"<@BOT> {CENTRE}")
    further = await service.next_message(thread)
    assert "Liège" in further.text
    await service.say(room.ada, thread, "What does Alibaba deny?", reply_to=further)
    assert "denie" in (await service.next_message(thread)).text


async def test_in_the_thread_a_question_leans_on_the_first_one(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    await pressed(service, room.ada, answer, "Follow up")
    await service.next_message(answer.thread)
    await service.say(room.ada, answer.thread, "<@BOT> and to Europe?")
    entry = await entry_of(services, await service.next_message(answer.thread))
    assert entry.history == (SHARE,)


async def test_with_message_content_the_thread_needs_no_mention(settings, seeds, service, room):
    service.application_flags = GATEWAY_MESSAGE_CONTENT
    async with started(settings, seeds, service, message_content=True):
        answer = await asked(service, room.ada, room.channel)
        await pressed(service, room.ada, answer, "Follow up")
        assert (await service.next_message(answer.thread)).content == "Ask on here."
        await service.say(room.ada, answer.thread, CENTRE)
        assert "Liège" in (await service.next_message(answer.thread)).text


async def test_a_long_question_names_its_thread_within_the_limit(bot, service, room):
    question = f"{'🥐' * 60} {SHARE}"
    answer = await asked(service, room.ada, room.channel, question)
    await pressed(service, room.ada, answer, "Follow up")
    assert answer.thread.name.startswith("🥐" * 49)
    assert answer.thread.name.endswith("…")


async def test_where_discord_opens_no_thread_replying_is_proposed(bot, service, room):
    answer = await asked(service, room.ada, room.channel)
    service.fail(
        "POST",
        "/channels/{channel_id}/messages/{message_id}/threads",
        status=403,
        code=50001,
    )
    told = await pressed(service, room.ada, answer, "Follow up")
    assert (told.content, told.ephemeral) == (NO_THREAD, True)


async def form_at(service, user, answer):
    press = await service.press(user, answer, "Follow up")
    form = await press.modal()
    assert form.title == "Follow up"
    return form


async def test_where_threads_are_not_allowed_a_form_goes_on_in_place(bot, service, services, room):
    room.channel.set_permissions(room.guild.everyone, deny=Permission.CREATE_PUBLIC_THREADS)
    answer = await asked(service, room.ada, room.channel)
    form = await form_at(service, room.mod, answer)
    sent = await service.submit(form, {"Your question": CENTRE})
    further = await sent.response()
    assert "Liège" in further.text
    assert not further.ephemeral
    entry = await entry_of(services, further)
    assert (entry.history, entry.asker) == ((SHARE,), int(room.mod.id))
    assert not answer.flags & HAS_THREAD


async def test_a_private_answer_goes_on_privately(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel, private=True)
    form = await form_at(service, room.ada, answer)
    further = await (await service.submit(form, {"Your question": WHERE})).response()
    assert further.ephemeral
    entry = await entry_of(services, further)
    assert (entry.private, entry.history) == (True, (SHARE,))


async def test_direct_messages_and_threads_go_on_in_place(bot, service, room):
    direct = service.direct(room.ada)
    thread = service.add_thread(room.channel, "talk", room.ada)
    for place in (direct, thread):
        answer = await asked(service, room.ada, place)
        form = await form_at(service, room.ada, answer)
        further = await (await service.submit(form, {"Your question": FRANCE})).response()
        assert further.channel is place
        assert not further.ephemeral


async def test_a_form_opened_before_a_restart_is_answered_after_it(settings, seeds, service, room):
    async with started(settings, seeds, service):
        answer = await asked(service, room.ada, room.channel, private=True)
        form = await form_at(service, room.ada, answer)
    async with started(settings, seeds, service):
        sent = await service.submit(form, {"Your question": CENTRE})
        further = await sent.response()
    assert further.ephemeral
    assert "Liège" in further.text


async def test_a_form_for_a_forgotten_answer_says_so(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel, private=True)
    form = await form_at(service, room.ada, answer)
    entry = await entry_of(services, answer)
    await services.remember(lambda ledger: ledger.forget(entry.id))
    told = await (await service.submit(form, {"Your question": WHERE})).response()
    assert (told.content, told.ephemeral) == (FORGOTTEN, True)


async def test_hidden_passages_are_behind_no_button_of_an_old_answer(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    entry = await entry_of(services, answer)
    guild = int(room.guild.id)
    for quote in (*entry.quotes, *entry.others):
        text, document = quote.place.text, quote.place.document
        await services.remember(
            lambda ledger, t=text, d=document: ledger.hide(guild, t, d, int(room.mod.id))
        )
    for label in ("Show in context", "More quotes 2"):
        shown = await pressed(service, room.ada, answer, label)
        assert (shown.text, shown.ephemeral) == (HIDDEN, True)


async def test_the_context_shows_no_hidden_passage_that_stands_next_to_the_quote(
    bot, service, services, room
):
    answer = await asked(service, room.ada, room.channel)
    shown = await pressed(service, room.ada, answer, "Show in context")
    quote = (await entry_of(services, answer)).quotes[0].place
    source = services.live.document(quote, ANYBODY).text
    neighbour = source[quote.end : quote.end + 80].strip()
    assert neighbour[:20] in shown.text
    guild = int(room.guild.id)
    await services.remember(lambda ledger: ledger.hide(guild, neighbour, quote.document, 1))
    shown = await pressed(service, room.ada, answer, "Show in context")
    assert shown.text == HIDDEN_NEARBY


@pytest.mark.parametrize("now", ["changed", "gone"])
async def test_a_document_that_is_not_what_it_was_is_not_shown(
    now, settings, seeds, service, room, tmp_path
):
    text = "The lighthouse of Harm is 41 metres high. It was built in 1887 by Ida Voss.\n"
    folder = write(tmp_path / "docs", {"harm.txt": text, "other.txt": "Bread is baked here.\n"})
    here = settings.model_copy(update={"index_dir": tmp_path / "index"})
    build(folder, here.index_dir, seeds.encoder)
    async with started(here, seeds, service) as client:
        answer = await asked(service, room.ada, room.channel, "How high is the lighthouse of Harm?")
        shown = await pressed(service, room.ada, answer, "Show in context")
        assert "1887" in shown.text
        if now == "gone":
            (folder / "harm.txt").unlink()
        else:
            (folder / "harm.txt").write_text(f"News.\n{text}", "utf-8")
        build(folder, here.index_dir, seeds.encoder)
        assert client.services.live.refresh()
        shown = await pressed(service, room.ada, answer, "Show in context")
        assert (shown.text, shown.ephemeral) == (CHANGED, True)


async def test_where_nothing_that_came_close_is_left_that_is_said(
    settings, seeds, service, room, tmp_path
):
    folder = write(tmp_path / "docs", {"harm.txt": "Ida Voss built the lighthouse in 1887.\n"})
    here = settings.model_copy(update={"index_dir": tmp_path / "index"})
    build(folder, here.index_dir, seeds.encoder)
    async with started(here, seeds, service) as client:
        decline = await asked(service, room.ada, room.channel, "Who paints the lighthouse?")
        write(folder, {"harm.txt": "It burnt down.\n"})
        build(folder, here.index_dir, seeds.encoder)
        assert client.services.live.refresh()
        shown = await pressed(service, room.ada, decline, "Closest passage")
        assert (shown.text, shown.ephemeral) == (CHANGED, True)
