"""What an index and a bot keep, made in a folder, and all of it to be compared."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from bot.backup.archive import Archive
from bot.chat.memory.ledger import Entry, Ledger
from bot.chat.uploads.folder import shelf_of, shelves
from bot.settings import Settings
from index.access import Audience
from index.errors import IndexMissingError
from index.indexing.build import build
from index.indexing.update import update
from index.paths import CATALOG, PROMISE, RESTORE, scoped_folders
from index.store.restoring import STAGE
from index.store.snapshot import open_catalog
from tests.support import write

STAFF, GUILD = 77, 500
MEMBER = Audience(GUILD, frozenset(), (frozenset({GUILD}),))
WARDEN = Audience(GUILD, frozenset(), (frozenset({GUILD, STAFF}),))
FERRY = "When does the ferry leave the harbour?"
KEYS = "Who keeps the keys of the lighthouse?"
BAKER = "Which street is the bakery in?"
# So that the numbers of tests are few.
VOTES_EACH = 3


def documents(folder: Path, hour: int) -> Path:
    """A folder with two documents for anybody and one for some, all of which name one number."""
    return write(
        folder,
        {
            "ferry.md": f"# Ferry\n\nThe ferry leaves the harbour at {hour} sharp.\n",
            "mill.md": f"# Mill\n\nThe mill by the quarry is shut from {hour} on.\n",
            "staff/quoth.toml": f'roles = ["{STAFF}"]\n',
            "staff/keys.md": f"# Keys\n\nWarden {hour} keeps the keys of the lighthouse.\n",
        },
    )


def settings_of(place: Path) -> Settings:
    """Settings whose index, ledger and servers' documents lie in one folder."""
    return Settings(
        index_dir=place / "index",
        discord_database=place / "bot" / "questions.sqlite",
        discord_documents=place / "servers",
    )


def make(place: Path, encoder: Any, hour: int, entries: int) -> Settings:
    """Everything of the kind, where `hour` is what the documents say."""
    settings = settings_of(place)
    update(documents(place / "docs", hour), settings.index_dir, encoder)
    (settings.index_dir / PROMISE).write_text(f'{{"not read here": {hour}}}')
    shelf = shelf_of(settings.discord_documents, GUILD)
    shelf.make()
    bakery = f"The bakery is in the street of the {hour} wells.\n"
    long_name = f"{'ä' * 90}.md"
    write(shelf.documents, {"bakery.md": bakery, long_name: f"Nothing else, {hour} times.\n"})
    build(shelf.documents, shelf.index, encoder, collection=shelf.collection)
    with closing(Ledger(settings.discord_database)) as ledger:
        for number in range(entries):
            ask_and_vote(ledger, number)
    return settings


def ask_and_vote(ledger: Ledger, number: int) -> None:
    """One more question, and then its votes, each by itself."""
    ledger.record(entry(number))
    for person in range(VOTES_EACH):
        ledger.vote(entry(number).id, person, 1)


def entry(number: int) -> Entry:
    return Entry(
        id=f"entry{number:07}",
        guild=GUILD,
        channel=3,
        asker=number,
        asked=None,
        messages=(10_000 + number,),
        private=False,
        question=f"Question {number}?",
        read_as=None,
        answered=False,
        small_talk=False,
        reason="not_in_documents",
        confidence=0.1,
        threshold=0.5,
        quotes=(),
        others=(),
        at=1e9 + number,
    )


def content(settings: Settings) -> dict[str, Any]:
    """All that is kept, as whoever opens it finds it; the index first, as everybody does."""
    found: dict[str, Any] = {}
    with suppress(IndexMissingError):
        open_catalog(settings.index_dir).close()
    for folder in (settings.index_dir, *scoped_folders(settings.index_dir)):
        if (folder / CATALOG).exists():
            found[str(folder.relative_to(settings.index_dir))] = rows(folder / CATALOG)
    promise = settings.index_dir / PROMISE
    found["promise"] = promise.read_bytes() if promise.exists() else None
    if settings.discord_database.exists():
        found["ledger"] = rows(settings.discord_database)
    for shelf in shelves(settings.discord_documents):
        found[f"server {shelf.guild}"] = {
            name: (shelf.documents / name).read_bytes() for name in shelf.files()
        }
        if (shelf.index / CATALOG).exists():
            found[f"server index {shelf.guild}"] = rows(shelf.index / CATALOG)
    return found


def rows(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in names
        }


def left_over(*folders: Path) -> list[Path]:
    """What something that was cut short may have left."""
    patterns = (f"**/{STAGE}*", f"**/{RESTORE}*", "**/.quoth-backup*", "**/*.building")
    return [path for folder in folders for pattern in patterns for path in folder.glob(pattern)]


def members(file: Path) -> list[tuple[str, bytes]]:
    """What is in a backup."""
    with file.open("rb") as stream:
        archive = Archive(file, stream)
        return [(member.path, b"".join(data)) for member, data in archive.members()]
