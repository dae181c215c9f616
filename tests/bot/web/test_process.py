"""`quoth serve` as a process."""

import json
import os
import signal
import socket

import aiohttp

SHARE = "What share of the goods goes back to China?"


def environment(settings):
    return {
        "QUOTH_CACHE_DIR": settings.cache_dir,
        "QUOTH_INDEX_DIR": settings.index_dir,
        "QUOTH_SERVE_PORT": 0,
    }


async def test_it_answers_until_it_is_told_to_leave_and_logs_no_words(quoth, settings):
    process = await quoth("serve", QUOTH_LOG_FORMAT="json", **environment(settings))
    await process.said("answering at http://127.0.0.1:")
    address = json.loads(process.errors.splitlines()[-1])["message"].rpartition(" ")[2]
    async with aiohttp.ClientSession(address) as session:
        async with session.post("/ask", json={"question": SHARE}) as reply:
            answer = await reply.json()
            request = reply.headers["X-Request-Id"]
        place = f"/documents/{answer['quotes'][0]['document']}"
        for path in (place, f"/?question={SHARE}", f"/nothing?x={SHARE}", "/metrics"):
            async with session.get(path) as reply:
                assert await reply.read()
        async with session.post("/ask", data=b"\xff secret words") as reply:
            assert reply.status == 400
    os.kill(process.pid, signal.SIGTERM)
    status, output, errors = await process.end()
    assert (status, output) == (0, "")
    lines = [json.loads(line) for line in errors.splitlines()]
    assert all({"at", "level", "logger", "message"} <= line.keys() for line in lines)
    told = [line for line in lines if line.get("request") == request]
    assert [line["logger"] for line in told] == ["bot.web.asking", "bot.web.application"]
    assert told[0]["reason"] is None
    assert told[0]["characters"] == len(SHARE)
    assert (told[1]["route"], told[1]["status"]) == ("/ask", 200)
    for words in ("share", "one-fifth", "Belgian", "002_", "secret"):
        assert words not in errors
    assert lines[-1]["message"] == "leaving"


async def test_it_says_where_anybody_can_ask_it_and_the_keyboard_stops_it_as_well(quoth, settings):
    process = await quoth("serve", "--host", "0.0.0.0", **environment(settings))
    await process.said("Anybody who reaches this machine can ask here")
    os.kill(process.pid, signal.SIGINT)
    status, _, errors = await process.end()
    assert status == 0
    assert "Traceback" not in errors


async def test_a_port_that_is_taken_and_an_index_that_is_not_there_are_told(quoth, settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = await quoth("serve", "--port", str(port), **environment(settings))
        status, output, errors = await process.end()
    assert (status, output) == (2, "")
    assert errors.startswith(f"Port {port} of 127.0.0.1 cannot be listened at (")
    assert errors.count("\n") == 1
    process = await quoth("serve", "--index", "none", **environment(settings))
    status, _, errors = await process.end()
    assert status == 2
    assert errors.startswith("There is no index in none")
