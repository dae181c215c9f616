"""Reading the documents again in a process beside the one that answers, and what that changed."""

import logging
from collections.abc import Mapping, Sequence

from bot.chat.core import background
from bot.chat.core.services import Services
from bot.presentation.wording import changes
from bot.settings import Settings
from index.access import Audience
from index.errors import QuothError

log = logging.getLogger(__name__)

NOT_READ = "The documents could not be read again, so I answer from what I had."
SEE_LOG = "Whoever runs me can see why in the log."
LISTED = 10

# What tells the content of each document, by collection and path.
Contents = Mapping[tuple[str, str], str]


class ReindexError(QuothError):
    """The index could not be brought up to date; the old one goes on answering."""


async def reindex(services: Services, sees: Audience) -> str:
    """Read the documents again and go over to what they say; what changed of what somebody sees.

    Raises ReindexError; why is in the log.
    """
    status, before = await services.look_up(lambda live: (live.status(), live.contents(sees)))
    await _index(status.folder, services.settings)
    await services.look_up(lambda live: live.refresh())
    log.info("reindexed")
    return _summary(before, await services.look_up(lambda live: live.contents(sees)))


def _summary(before: Contents, after: Contents) -> str:
    """Counts first, then the names of what changed."""
    added = sorted(path for _, path in after.keys() - before.keys())
    removed = sorted(path for _, path in before.keys() - after.keys())
    both = after.keys() & before.keys()
    changed = sorted(one[1] for one in both if after[one] != before[one])
    told = changes(len(added), len(changed), len(removed))
    lines = [f"{told}, {len(both) - len(changed)} unchanged"]
    for verb, paths in (("added", added), ("changed", changed), ("removed", removed)):
        lines += _named(verb, paths)
    return "\n".join(lines)


def _named(verb: str, paths: Sequence[str]) -> list[str]:
    lines = [f"{verb} {path}" for path in paths[:LISTED]]
    more = len(paths) - LISTED
    return [*lines, f"{verb} and {more:,} more"] if more > 0 else lines


async def _index(folder: str, settings: Settings) -> None:
    """Run the index command. Raises ReindexError if it does not go well."""
    status, last = await background.run("index", folder, *background.named(settings))
    if status:
        # It names files of the bot's machine, which are nobody else's business.
        log.error("the index command left with status %s: %s", status, last)
        raise ReindexError(f"{NOT_READ} {SEE_LOG}")
