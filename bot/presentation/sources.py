"""Addresses of source pages: where anybody whom a document is for can see a quote stand.

An address of a document that is not for everybody is signed, for so long and for the scope that
the document has now; whoever holds it may read the document until it expires.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from bot.settings import Settings
from index.access import EVERYWHERE, Collection
from index.answering.quotes import Place
from index.errors import SettingsError

KEY_FILE = "links.key"
SHORTEST_KEY = 16
# Of the signature, in bytes: nobody comes upon one by guessing.
SIGNATURE = 16
# Where the page marks a quote.
MARK = "quote"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a signed address says for itself: until when, in Unix seconds, and the signature."""

    until: int
    signature: str


class Sources:
    """Makes and checks addresses. Raises SettingsError where there is no key and none can be kept.

    `signed` says whether those of open documents are signed too, as where a token is wanted.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._clock = clock
        self._signed = settings.serve_token is not None

    @property
    def public(self) -> bool:
        """Whether there is a public address."""
        return self._settings.public_url is not None

    def address(self, place: Place, collection: Collection) -> str | None:
        """Where a place is shown, or None without a public address."""
        if self._settings.public_url is None:
            return None
        base = str(self._settings.public_url).rstrip("/")
        return base + self.path(place, collection)

    def path(self, place: Place, collection: Collection) -> str:
        """The same below the address of the service."""
        query: dict[str, str | int] = {"start": place.start, "end": place.end}
        if collection.name:
            query["in"] = collection.name
        if self._signed or collection.scope != EVERYWHERE:
            grant = self._grant(collection, place.document)
            query |= {"until": grant.until, "signature": grant.signature}
        return f"/documents/{quote(place.document, safe='/')}?{urlencode(query)}#{MARK}"

    def granted(self, collection: Collection, document: str, grant: Grant) -> bool:
        """Whether somebody was given this, for the scope as it is now, and it has not expired."""
        expected = self._signature(collection, document, grant.until)
        given = grant.signature.encode("utf-8", "replace")
        return hmac.compare_digest(expected.encode(), given) and self._clock() <= grant.until

    def _grant(self, collection: Collection, document: str) -> Grant:
        until = int(self._clock() + self._settings.link_hours * 3600)
        return Grant(until, self._signature(collection, document, until))

    def _signature(self, collection: Collection, document: str, until: int) -> str:
        scope = collection.scope
        told = json.dumps([collection.name, document, scope.kind, sorted(scope.ids), until])
        made = hmac.digest(_key(self._settings), told.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(made[:SIGNATURE]).rstrip(b"=").decode()


def _key(settings: Settings) -> bytes:
    """The key of the settings, or that of a file beside the index, made when there is none.

    Raises SettingsError.
    """
    if settings.link_key is not None:
        return settings.link_key.get_secret_value().encode()
    path = settings.index_dir / KEY_FILE
    try:
        if not path.exists():
            _make_key(path)
        if path.stat().st_mode & 0o077:
            raise SettingsError(
                f"The key in {path} can be read by others: run chmod 600 on it, or delete it."
            )
        key = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"There is no key to sign addresses with, and {path} cannot be used for one: "
            "set QUOTH_LINK_KEY."
        ) from error
    if len(key) < SHORTEST_KEY:
        raise SettingsError(f"The key in {path} is damaged: delete that file.")
    return key


def _make_key(path: Path) -> None:
    """A key that nobody else can read; whoever comes second takes the first one's."""
    building = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(building, path)
    finally:
        building.unlink()
