"""What a process that indexes uploads is told reaches it as it is, but for what is secret."""

from pathlib import Path

import pytest

from bot.chat.uploads.worker import TOKEN, Work
from index.limits import DEFAULT_LIMITS
from index.store.milvus.address import Access


def test_how_a_server_is_reached_is_told_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    access = Access("root:secret", Path("/ca.pem"), 5.0, "HNSW", 2, Path("/files"))
    there = Path("/documents"), "model", Path("/cache")
    work = Work(*there, DEFAULT_LIMITS, address="milvus+http://host/handbook", access=access)
    told = work.dump()
    assert "secret" not in told
    for name, value in work.secrets.items():
        assert name == TOKEN
        monkeypatch.setenv(name, value)
    assert Work.load(told) == work
