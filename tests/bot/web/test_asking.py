"""Questions over HTTP are answered as `quoth ask --json` answers them, and on a page."""

import asyncio
import json
import threading

import pytest

from bot.serving.scheduler import Scheduler
from bot.terminal import asking
from index.access import OWNER
from tests.bot.web.html import visible
from tests.bot.web.site import HTML, site_of

SHARE = "What share of the goods goes back to China?"
HEAD = "Who is the head of the VSSE?"


def timeless(line):
    return {**json.loads(line), "elapsed_ms": 0}


async def test_an_answer_is_what_the_command_prints(site, settings, capsys):
    for question in (SHARE, "Half a character: \ud83d"):
        reply = await site.ask(question)
        assert reply.status == 200
        assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
        await asyncio.to_thread(asking.run_json, (question,), settings, OWNER, 3)
        printed = capsys.readouterr().out
        told = json.loads(printed)["elapsed_ms"]
        asked = reply.json["elapsed_ms"]
        assert reply.text.replace(f": {asked}", ": X") == printed.replace(f": {told}", ": X")


async def test_a_question_may_lean_on_those_before_it_and_other_keys_are_handed_through(site):
    reply = await site.ask("And in 2021?", history=["How large was the deficit in 2022?"], id=[7])
    assert reply.json["read_as"] == "How large was the deficit in 2021?"
    assert reply.json["id"] == [7]
    assert list(reply.json)[:3] == ["question", "history", "id"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"Who?"',
        b'{"question": 1}',
        b'{"quest": "Who?"}',
        b'{"question": "Who?", "history": "What?"}',
        b'{"question": "Who?", "history": [1]}',
        b'{"question": "Who?", "share": NaN}',
        b'{"question": "Who?", "number": ' + b"9" * 5000 + b"}",
        b'{"question": "\xff"}',
        '{"question": "Who?"}'.encode("utf-16"),
        b"[" * 60_000,
        b'{"question":' * 5000,
    ],
)
async def test_what_is_no_question_is_told_so_in_a_sentence(site, body):
    reply = await site.request("POST", "/ask", data=body)
    assert reply.status == 400
    assert reply.json["error"].startswith("Send one JSON object with a question")


@pytest.mark.parametrize(
    ("question", "status", "reason"),
    [
        ("", "declined", "not_a_question"),
        ("hello", "declined", "not_a_question"),
        ("x" * 60_000, "declined", "not_a_question"),
        (HEAD, "declined", "not_in_documents"),
    ],
)
async def test_a_decline_is_an_answer_too(site, question, status, reason):
    reply = await site.ask(question)
    assert (reply.status, reply.json["status"], reply.json["reason"]) == (200, status, reason)


async def test_the_page_shows_an_answer_with_its_place(site):
    reply = await site.get("/", params={"question": SHARE}, headers=HTML)
    assert reply.status == 200
    shown = visible(reply.text)
    assert "Only one-fifth of the goods coming through the warehouse are exported back" in shown
    assert "<mark>one-fifth</mark>" in reply.text
    assert "Confidence: very high (9" in shown
    assert 'value="What share of the goods goes back to China?"' in reply.text
    assert 'href="./documents/002_5aa07d2a96e5c89f.txt?start=5710&amp;end=5816#quote"' in reply.text


async def test_the_page_shows_a_decline_and_what_came_closest(site):
    reply = await site.get("/", params={"question": HEAD}, headers=HTML)
    shown = visible(reply.text)
    assert "The documents don't say." in shown
    assert "Closest passage, not an answer" in shown
    assert "lacks: head" in shown
    assert "Confidence" not in shown


async def test_a_question_on_the_page_may_lean_on_those_before_it(site):
    first = "How large was the deficit in 2022?"
    query = [("after", first), ("question", "And in 2021?")]
    reply = await site.get("/", params=query, headers=HTML)
    assert "Read as: How large was the deficit in 2021?" in visible(reply.text)
    assert reply.text.index(f'name="after" value="{first}"') < reply.text.index('"And in 2021?">')


async def test_what_somebody_asks_is_never_part_of_the_page(site):
    words = "<script>alert(1)</script>\" onfocus='x' {{ 7 * 7 }} \x00\ud83d"
    reply = await site.get("/", params={"question": words, "after": words}, headers=HTML)
    assert reply.status == 200
    assert "<script" not in reply.text
    assert "onfocus='" not in reply.text
    assert "{{ 7 * 7 }}" in reply.text


async def test_an_empty_page_asks_nothing(site):
    for query in ({}, {"question": " "}):
        reply = await site.get("/", params=query, headers=HTML)
        assert "from 2 documents" in visible(reply.text)
        assert "<figure" not in reply.text


async def held_back(site):
    """A service that lets no answer out before the event is set."""
    out = threading.Event()
    shared = site.shared

    def answer(jobs):
        out.wait(60)
        return shared.live.answer(jobs)

    await shared.scheduler.close(1)
    object.__setattr__(shared, "scheduler", Scheduler(answer, waiting=4, batch=1))
    return out


async def test_more_questions_than_can_wait_are_told_when_to_ask_again(site):
    out = await held_back(site)
    asked = [asyncio.create_task(site.ask(SHARE)) for _ in range(8)]
    refused = []
    while not refused:
        done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        refused = [task.result() for task in done]
    out.set()
    replies = await asyncio.gather(*asked)
    assert {reply.status for reply in replies} == {200, 503}
    for reply in refused:
        assert "waiting already" in reply.json["error"]
        assert int(reply.headers["Retry-After"]) >= 1


async def test_an_answer_that_takes_too_long_is_given_up(open_settings, seeds):
    quick = open_settings.model_copy(update={"serve_seconds": 0.05})
    async with site_of(quick, seeds) as site:
        out = await held_back(site)
        reply = await site.ask(SHARE)
        out.set()
    assert (reply.status, reply.json["error"][:26]) == (503, "The answer takes too long:")
    assert "Retry-After" in reply.headers


async def test_who_goes_away_before_their_turn_is_not_answered(site):
    out = await held_back(site)
    first = asyncio.create_task(site.ask(SHARE))
    gone = asyncio.create_task(site.ask(HEAD))
    while site.shared.scheduler.figures.waiting < 1:
        await asyncio.sleep(0)
    gone.cancel()
    while site.shared.scheduler.figures.waiting:
        await asyncio.sleep(0)
    out.set()
    assert (await first).status == 200
    assert site.shared.scheduler.figures.answered == 1
