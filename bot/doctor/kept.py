"""What the bot rests on, told without a network: its token's form, questions and votes."""

import base64
import binascii
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.chat.memory.store import APPLICATION, SCHEMA_VERSION, SINCE
from bot.chat.running import DiscordError, prepare
from bot.settings import Settings
from index.doctor.checks import Check, failed
from index.store.sqlite_files import connect_for_reading
from index.text.counts import counted

# An application's number, a time and a signature, each in base64.
TOKEN = re.compile(r"([\w-]{18,40})\.[\w-]{4,12}\.[\w-]{20,}")
COPY_IT = "copy it again from your application's Bot page"
COUNTED = "SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM vote)"


def check_token(settings: Settings) -> Check:
    """Whether the token can be one; whether Discord takes it is only known from Discord."""
    if settings.discord_token is None:
        return Check("Token", "skipped", "none is set: nobody is answered in Discord")
    try:
        token = prepare(settings)
    except DiscordError as error:
        return failed("Token", error)
    if settings.discord_api is not None:
        return Check("Token", "good", f"there is one, for {settings.discord_api}")
    found = TOKEN.fullmatch(token)
    application = _number(found[1]) if found else None
    if application is None:
        return Check("Token", "bad", "it has not the form of a bot's token", COPY_IT)
    return Check("Token", "good", f"it has the form of one, of application {application}")


def check_ledger(file: Path, *, deep: bool) -> Check:
    """Whether the file of questions and votes is whole; it is only read."""
    if not file.exists():
        return Check("Questions", "good", "none are kept yet")
    move = "move the file away, or restore a backup of it"
    try:
        with closing(connect_for_reading(file)) as connection:
            [(health,)] = connection.execute(f"PRAGMA {'integrity' if deep else 'quick'}_check(1)")
            [(application,)] = connection.execute("PRAGMA application_id")
            [(version,)] = connection.execute("PRAGMA user_version")
            ours = application == APPLICATION and version in SINCE
            [(entries, votes)] = connection.execute(COUNTED) if ours else [(0, 0)]
    except sqlite3.Error as error:
        return Check("Questions", "bad", f"{file} cannot be read ({error})", move)
    if health != "ok":
        return Check("Questions", "bad", f"{file} is damaged", move)
    if application != APPLICATION:
        told = f"{file} is another program's database"
        return Check("Questions", "bad", told, "name another file in QUOTH_DISCORD_DATABASE")
    if version not in SINCE:
        told = f"{file} was written by a later version of Quoth"
        return Check("Questions", "bad", told, "use that version")
    told = f"{counted(entries, 'answer')} and {counted(votes, 'vote')} kept"
    later = "" if version == SCHEMA_VERSION else ", brought up to date at the next start"
    return Check("Questions", "good", f"{told}{later}")


def _number(part: str) -> int | None:
    """The application's number in the first part of a token, or None."""
    try:
        text = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return int(text) if text.isdecimal() else None
