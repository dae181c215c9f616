"""`quoth discord`: from settings to a connected bot, and out again in good order."""

import asyncio
import logging
import os
import re
import signal
from collections.abc import Sequence
from typing import Literal

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.answerer import answerer_of
from bot.chat.client import QuothClient
from bot.chat.core.services import Services
from bot.chat.memory.ledger import Ledger
from bot.chat.memory.lock import alone
from bot.chat.people.permissions import VITAL, invitation, readable
from bot.chat.uploads.uploads import Shelving
from bot.measures import logs
from bot.measures.measures import Measures
from bot.measures.telling import told_at
from bot.serving import garbage, health, heaps
from bot.serving.cooldown import Cooldown
from bot.serving.live import LiveAnswerer
from bot.serving.scheduler import Scheduler
from bot.settings import Settings
from index.answering.answerer import Answerer
from index.errors import QuothError
from index.store.library import View

log = logging.getLogger(__name__)

# Seconds that answers under way are given when the bot is told to leave.
FINISH_IN = 20.0
# Those after which Ctrl-C has ended it, whatever is under way.
INTERRUPTED_IN = 1.8
NO_TOKEN = "There is no token for Discord: put QUOTH_DISCORD_TOKEN in .env (docs/discord.md)."
WRONG_TOKEN = "Discord does not accept the token: copy it again from your application's Bot page."
HALF_SET = (
    "QUOTH_DISCORD_API and QUOTH_DISCORD_GATEWAY belong to one service: set both, or neither "
    "(docs/discord.md)."
)
UNREACHABLE = "Discord cannot be reached: check this machine's network."
CLOSED = {
    4004: WRONG_TOKEN,
    4011: "The bot is in more than 2,500 servers, which needs shards: Quoth has none.",
}
NOT_GRANTED = (
    "Message content is switched on in the settings but not in the application: in follow-up "
    "threads a mention is needed until it is (docs/discord.md)."
)


class DiscordError(QuothError):
    """The bot cannot run: the token, the permissions, or the network."""


def run(settings: Settings) -> None:
    """Answer in Discord until told to stop. Raises QuothError."""
    token = prepare(settings)
    set_up_log(settings.log_format)
    with alone(settings.discord_database):
        asyncio.run(serve(settings, token))


def invite(settings: Settings) -> str:
    """The link that adds the bot to a server. Raises DiscordError."""
    token = prepare(settings, connecting=False)
    return invitation(asyncio.run(_application(token)).id)


def set_up_log(form: Literal["text", "json"] = "text") -> None:
    """Log to standard error, a line for each thing that happens."""
    logs.set_up_log(form)
    logging.getLogger("discord.client").addFilter(_briefly)


def open_services(settings: Settings) -> Services:
    """The index, the models and the ledger, ready to be asked. Raises QuothError."""
    return services_of(settings, answerer_of(settings, servers=True))


def services_of(settings: Settings, answerer: Answerer) -> Services:
    """The same with an index and models that are loaded already. Raises LedgerError."""
    ledger, measures = Ledger(settings.discord_database), Measures()
    live = LiveAnswerer(settings, answerer, measures.answered)
    scheduler = Scheduler(live.answer, waiting=settings.discord_waiting)
    measures.watch_queue(lambda: scheduler.figures)
    measures.watch_index(lambda: live.library, lambda now: View(now.every), settings.index_dir)
    return Services(
        settings=settings,
        live=live,
        scheduler=scheduler,
        measures=measures,
        cooldown=Cooldown(settings.discord_cooldown_seconds, settings.discord_burst),
        ledger=ledger,
        shelving=Shelving(settings, live),
    )


def intents(message_content: bool) -> discord.Intents:
    """The events that the bot needs, and no others."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = True
    wanted.message_content = message_content
    return wanted


def prepare(settings: Settings, *, connecting: bool = True) -> str:
    """The token, after discord.py is told where Discord is. Raises DiscordError."""
    token = settings.discord_token.get_secret_value().strip() if settings.discord_token else ""
    if not token:
        raise DiscordError(NO_TOKEN)
    # With one of them alone, one service's token would be sent to the other.
    alone = settings.discord_gateway is None and connecting
    if (settings.discord_gateway and not settings.discord_api) or (settings.discord_api and alone):
        raise DiscordError(HALF_SET)
    # Discord's have three parts; another service's may have any form.
    form = "[!-~]+" if settings.discord_api else r"[\w-]+(?:\.[\w-]+){2}"
    if not re.fullmatch(form, token, re.ASCII):
        raise DiscordError(WRONG_TOKEN)
    if settings.discord_api:
        Route.BASE = str(settings.discord_api).rstrip("/")
    if settings.discord_gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(str(settings.discord_gateway))
    # Nothing here speaks, so nobody need be told that voice is not installed.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    return token


async def serve(settings: Settings, token: str) -> None:
    """Connect and answer until told to stop by a signal. Raises QuothError."""
    heaps.keep_few()
    content = settings.discord_message_content and await _content_granted(token)
    if settings.discord_message_content and not content:
        log.warning(NOT_GRANTED)
    loop = asyncio.get_running_loop()
    # A thread that loads models is not waited for, and there is nothing yet to put in order.
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _leave_at_once, number)
    services = await asyncio.to_thread(open_services, settings)
    garbage.set_aside()
    try:
        async with told_at(settings.discord_metrics, services.measures, services.count_votes):
            try:
                await _connected(QuothClient(services, intents(content)), token)
            except discord.PrivilegedIntentsRequired:
                log.warning(NOT_GRANTED)
                await _connected(QuothClient(services, intents(False)), token)
    finally:
        await services.close()


async def _connected(client: QuothClient, token: str) -> None:
    """Run a client until it is told to leave, or cannot stay. Raises DiscordError."""
    loop = asyncio.get_running_loop()
    leaving: list[asyncio.Task[None]] = []

    async def finish(started: asyncio.Task[None], limit: float) -> None:
        await client.leave(limit)
        # It may wait for a long time before it tries to connect once more.
        started.cancel()

    def leave(number: int) -> None:
        interrupted = number == signal.SIGINT
        if interrupted:
            # Whoever sits at the keyboard is not kept waiting.
            loop.call_later(INTERRUPTED_IN, _leave_at_once, number)
        if not leaving:
            log.info("leaving")
            health.notify("STOPPING=1")
            limit = INTERRUPTED_IN / 2 if interrupted else FINISH_IN
            leaving.append(loop.create_task(finish(started, limit)))

    async with client:
        started = loop.create_task(client.start(token))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, leave, number)
        pulse = health.Pulse(lambda: client.services.scheduler.figures)
        alive = loop.create_task(health.beat(pulse))
        await asyncio.wait({started})
        alive.cancel()
        await asyncio.gather(*leaving)
    error = None if started.cancelled() else started.exception()
    if error is not None and not leaving:
        raise sentence_of(error) from error
    if client.nowhere:
        raise DiscordError(_nowhere(client.guilds))


def _leave_at_once(number: int) -> None:
    logging.shutdown()
    os._exit(128 + number)


async def _application(token: str) -> discord.AppInfo:
    try:
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(token)
            assert client.application is not None
            return client.application
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise sentence_of(error) from error


async def _content_granted(token: str) -> bool:
    flags = (await _application(token)).flags
    return flags.gateway_message_content or flags.gateway_message_content_limited


def sentence_of(error: BaseException) -> BaseException:
    """What went wrong with Discord as one sentence; anything else as it is."""
    if isinstance(error, discord.LoginFailure):
        return DiscordError(WRONG_TOKEN)
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return error
    if isinstance(error, discord.ConnectionClosed):
        closed = f"Discord closed the connection with code {error.code}: start again."
        return DiscordError(CLOSED.get(error.code, closed))
    if isinstance(error, discord.HTTPException):
        if error.status == 429 or error.status >= 500:
            return DiscordError(f"Discord asks for patience (status {error.status}): try later.")
        return DiscordError(
            f"Discord refused the bot (status {error.status}, code {error.code}): check the "
            "application's settings."
        )
    if isinstance(error, discord.DiscordException | aiohttp.ClientError | OSError):
        return DiscordError(UNREACHABLE)
    return error


def _briefly(record: logging.LogRecord) -> bool:
    """A lost connection is no fault of the program: a line of it is enough."""
    if record.exc_info and str(record.msg).startswith("Attempting a reconnect"):
        error = record.exc_info[1]
        record.msg = f"{record.msg}: {type(error).__name__}"
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = record.exc_text = None
    return True


def _nowhere(guilds: Sequence[discord.Guild]) -> str:
    servers = "server" if len(guilds) == 1 else f"{len(guilds)} servers"
    return (
        f"The bot may write in no channel of its {servers}: give it "
        f"{readable(list(VITAL))} there, or invite it again with the link of "
        "quoth discord --invite."
    )
