"""What systemd is told."""

import asyncio
import socket
from contextlib import contextmanager

import pytest

from bot.serving import health
from bot.serving.scheduler import Figures


@contextmanager
def listening(address):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(address)
        channel.settimeout(60)
        yield channel


def figures(done=0, working=0):
    return Figures(
        waiting=0,
        working=working,
        answered=done,
        failed=0,
        refused=0,
        seconds_each=0.5,
        p50_ms=None,
        p95_ms=None,
    )


@pytest.mark.parametrize("hidden", [False, True], ids=["a file", "an abstract name"])
def test_a_line_arrives(monkeypatch, tmp_path, hidden):
    place = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", "@" + place if hidden else place)
    with listening("\0" + place if hidden else place) as channel:
        health.notify("READY=1")
        assert channel.recv(100) == b"READY=1"


def test_nobody_is_told_where_nobody_asked(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.setattr(health.socket, "socket", None)
    health.notify("READY=1")


def test_a_socket_that_is_gone_does_no_harm(monkeypatch, tmp_path, caplog):
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "none"))
    health.notify("READY=1")
    assert "READY=1" in caplog.text


@pytest.mark.parametrize(
    ("microseconds", "seconds"), [("60000000", 20.0), ("", None), ("soon", None), (None, None)]
)
def test_signs_of_life_come_three_times_in_the_watchdogs_period(monkeypatch, microseconds, seconds):
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    if microseconds is not None:
        monkeypatch.setenv("WATCHDOG_USEC", microseconds)
    assert health.period() == seconds


def test_answering_is_stuck_once_the_same_questions_take_too_long():
    now, state = [1000.0], [figures()]
    pulse = health.Pulse(lambda: state[0], clock=lambda: now[0])

    def after(seconds, found):
        now[0] += seconds
        state[0] = found
        return pulse.stuck()

    assert not after(0, figures())
    assert not after(10 * health.STUCK, figures())
    assert not after(1, figures(working=4))
    assert not after(health.STUCK - 2, figures(working=4))
    assert not after(1, figures(done=4, working=4))
    assert not after(health.STUCK - 1, figures(done=4, working=4))
    assert after(2, figures(done=4, working=4))
    assert not after(1, figures(done=8))


async def test_there_is_no_sign_of_life_while_answering_stands_still(monkeypatch):
    told, beats = [], iter([0.0, 0.0, health.STUCK + 1])
    answering = asyncio.Event()
    monkeypatch.setenv("WATCHDOG_USEC", "3000")
    monkeypatch.setattr(health, "notify", told.append)

    def clock():
        second = next(beats, None)
        if second is None:
            answering.set()
        return health.STUCK + 2 if second is None else second

    beating = asyncio.create_task(
        health.beat(health.Pulse(lambda: figures(working=1), clock=clock))
    )
    await asyncio.wait_for(answering.wait(), 60)
    beating.cancel()
    assert told == ["WATCHDOG=1", "WATCHDOG=1"]


async def test_without_a_watchdog_there_is_no_beat(monkeypatch):
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    await asyncio.wait_for(health.beat(health.Pulse(figures)), 60)
