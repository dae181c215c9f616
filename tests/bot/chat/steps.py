"""What many tests of the bot do: ask, look into its memory, start it anew on the same one."""

import asyncio
import contextlib
from dataclasses import replace

from bot.chat.client import QuothClient
from bot.chat.running import intents, services_of
from index.store.library import Library
from index.store.snapshot import open_snapshot
from tests.discord_service.clients import running

# Answered; declined, with passages that come close; about something else; hardly a question.
SHARE = "What share of the goods goes back to China?"
HEAD = "Who is the head of the VSSE?"
FRANCE = "What is the capital of France?"
# Answered too, with Liège.
CENTRE = "Where is the European logistics centre of Alibaba?"
SHARE_WORDS = "Only one-fifth of the goods"


async def asked(service, user, channel, question=SHARE, **options):
    """The answer to /ask."""
    use = await service.use(user, channel, "ask", {"question": question} | options)
    return await use.response()


async def used(service, user, channel, words, options=None, **more):
    """What a command answers, which is for its user alone."""
    told = await (await service.use(user, channel, words, options, **more)).response()
    assert told.ephemeral or channel.guild is None
    return told


async def entry_of(services, message):
    """What is remembered of an answer, once it is known which message that is."""
    async with asyncio.timeout(60):
        while True:
            entry = await services.remember(lambda ledger: ledger.by_message(int(message.id)))
            if entry is not None:
                return entry


def services_from(settings, answerer):
    """New services; the models are those that all tests share."""
    snapshot = open_snapshot(settings.index_dir, answerer.encoder.fingerprint)
    return services_of(settings, replace(answerer, library=Library((snapshot,))))


async def close(services):
    await services.scheduler.close(limit=5)
    await services.close()


@contextlib.asynccontextmanager
async def started(settings, answerer, service, *, message_content=False):
    """A bot with services of its own, which are closed in the end."""
    services = services_from(settings, answerer)
    try:
        async with running(QuothClient(services, intents(message_content)), service) as client:
            yield client
    finally:
        await close(services)
