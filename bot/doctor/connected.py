"""What only Discord tells: whether it takes the token, intents, permissions a server, the time."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp
import discord

from bot.chat.people.permissions import missing, readable, speaks_nowhere
from bot.chat.running import prepare, sentence_of
from bot.settings import Settings
from index.doctor.checks import Check, failed, first_of
from index.errors import QuothError
from index.text.counts import counted

# Seconds that signing in may take, and by which this machine's clock may be off.
SECONDS = 60.0
OFF = 10.0
# Seconds after the last server that Discord told of, after which no more are expected.
SETTLED = 2.0
GRANT_IT = (
    "switch on Message Content Intent on the application's Bot page, or take "
    "QUOTH_DISCORD_MESSAGE_CONTENT out"
)


def check_connected(settings: Settings) -> list[Check]:
    """Sign in, look, and leave; nothing is posted."""
    try:
        return asyncio.run(looked(settings, prepare(settings)))
    except QuothError as error:
        return [failed("Sign-in", error)]


async def looked(settings: Settings, token: str) -> list[Check]:
    """The same within a loop. Raises DiscordError where Discord does not let the bot in."""
    off: list[float] = []
    try:
        async with asyncio.timeout(SECONDS), _signed_in(token, off) as client:
            assert client.user is not None and client.application is not None
            flags = client.application.flags
            granted = flags.gateway_message_content or flags.gateway_message_content_limited
            return [
                Check("Sign-in", "good", f"as {client.user}, application {client.application.id}"),
                check_intents(wanted=settings.discord_message_content, granted=granted),
                check_permissions(client.guilds),
                check_time(off),
            ]
    except TimeoutError:
        told = f"Discord did not let the bot in within {SECONDS:.0f} seconds"
        return [Check("Sign-in", "bad", told, "try later")]
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise sentence_of(error) from error


def check_intents(*, wanted: bool, granted: bool) -> Check:
    """Whether the application has what the settings ask for."""
    if wanted and not granted:
        told = "message content is switched on in the settings but not in the application"
        return Check("Intents", "bad", told, GRANT_IT)
    told = "message content is granted" if wanted else "none is needed that must be granted"
    return Check("Intents", "good", told)


def check_permissions(guilds: Sequence[discord.Guild]) -> Check:
    """What the servers do not allow."""
    if not guilds:
        told = "the bot is on no server"
        return Check("Permissions", "note", told, "open the link of quoth discord --invite")
    mute = [guild for guild in guilds if speaks_nowhere(guild)]
    lacking = {guild: missing(guild) for guild in guilds if guild not in mute}
    listed = [f"{_named(guild)}: may write in no channel" for guild in mute]
    listed += [f"{_named(guild)}: {readable(names)}" for guild, names in lacking.items() if names]
    remedy = "give the bot's role these there, or invite it again: quoth discord --invite"
    if mute:
        told = f"may write in no channel of {first_of([_named(guild) for guild in mute])}"
        return Check("Permissions", "bad", told, remedy, tuple(listed))
    if listed:
        told = f"something is missing on {counted(len(listed), 'server')}: {first_of(listed)}"
        return Check("Permissions", "note", told, remedy, tuple(listed))
    return Check("Permissions", "good", f"all that are needed, on {counted(len(guilds), 'server')}")


def check_time(off: Sequence[float]) -> Check:
    """How far this machine's clock is from Discord's; `off` are seconds, measured several times."""
    if not off:
        return Check("Time", "skipped", "Discord did not tell its time")
    seconds = min(off, key=abs)
    if abs(seconds) > OFF:
        ahead = "ahead of" if seconds > 0 else "behind"
        told = f"this machine's clock is {abs(seconds):,.0f} seconds {ahead} Discord's"
        return Check("Time", "bad", told, "set the clock, and have it kept (NTP)")
    return Check("Time", "good", "this machine's clock is Discord's, within seconds")


@asynccontextmanager
async def _signed_in(token: str, off: list[float]) -> AsyncIterator[discord.Client]:
    """A client that is connected, and knows its servers; notes how far the clock is off."""

    async def note(
        _: aiohttp.ClientSession, __: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        if said := end.response.headers.get("Date"):
            off.append(time.time() - parsedate_to_datetime(said).timestamp())

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(note)
    client = discord.Client(
        intents=discord.Intents(guilds=True),
        http_trace=trace,
        max_messages=None,
        chunk_guilds_at_startup=False,
        guild_ready_timeout=SETTLED,
    )
    connecting = asyncio.create_task(client.start(token, reconnect=False))
    ready = asyncio.create_task(_ready(client))
    try:
        await asyncio.wait({connecting, ready}, return_when=asyncio.FIRST_COMPLETED)
        if connecting.done():
            await connecting
        yield client
    finally:
        ready.cancel()
        await client.close()
        connecting.cancel()
        await asyncio.gather(connecting, ready, return_exceptions=True)


async def _ready(client: discord.Client) -> None:
    # Before it signs in there is nothing that can be waited for.
    ready = asyncio.Event()

    async def on_ready() -> None:
        ready.set()

    client.event(on_ready)
    await ready.wait()


def _named(guild: discord.Guild) -> str:
    return f"{guild.name} ({guild.id})"
