"""Addresses of source pages: what they lead to, when they are signed, and with which key."""

import pytest

from bot.presentation.sources import KEY_FILE, Grant, Sources
from bot.settings import Settings
from index.access import Collection, Scope
from index.answering.quotes import Place
from index.errors import SettingsError

OPEN = Collection()
STAFF = Collection("staff", Scope("roles", frozenset({7, 3})))
PLACE = Place("staff/pay & more.md", "Pay", 3, 9, "crowns", "staff")


@pytest.fixture
def settings(tmp_path):
    return Settings(index_dir=tmp_path, public_url="https://docs.example.org/quoth/")


def test_an_address_leads_to_the_place(settings):
    address = Sources(settings).address(Place("a/b.md", "", 3, 9, "crowns"), OPEN)
    assert address == "https://docs.example.org/quoth/documents/a/b.md?start=3&end=9#quote"
    assert not (settings.index_dir / KEY_FILE).exists()


def test_without_a_public_address_there_is_none(tmp_path):
    sources = Sources(Settings(index_dir=tmp_path))
    assert not sources.public
    assert sources.address(PLACE, STAFF) is None


def test_what_is_not_for_everybody_is_signed_with_a_key_that_nobody_else_can_read(settings):
    path = Sources(settings, lambda: 1000).path(PLACE, STAFF)
    assert path.startswith(
        "/documents/staff/pay%20%26%20more.md?start=3&end=9&in=staff&until=87400"
    )
    key = settings.index_dir / KEY_FILE
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_bytes()) > 30
    assert [one.name for one in settings.index_dir.iterdir()] == [KEY_FILE]
    assert Sources(settings, lambda: 1000).path(PLACE, STAFF) == path
    signature = path.partition("signature=")[2].partition("#")[0]
    assert Sources(settings, lambda: 87_400).granted(
        STAFF, PLACE.document, Grant(87_400, signature)
    )
    assert not Sources(settings).granted(STAFF, PLACE.document, Grant(87_400, signature))


def test_with_a_token_every_address_is_signed(settings):
    secret = Settings(serve_token="x" * 16).serve_token
    signing = Sources(settings.model_copy(update={"serve_token": secret}))
    assert "signature=" in signing.path(Place("a.md", "", 0, 1, "a"), OPEN)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.chmod(0o640), "can be read by others"),
        (lambda path: path.write_text(""), "is damaged"),
        (lambda path: (path.unlink(), path.mkdir(mode=0o700)), "cannot be used for one"),
    ],
)
def test_a_key_that_will_not_do_is_told(settings, spoil, told):
    sources = Sources(settings)
    sources.path(PLACE, STAFF)
    spoil(settings.index_dir / KEY_FILE)
    with pytest.raises(SettingsError, match=told):
        sources.path(PLACE, STAFF)
