"""What answers, as the settings say."""

from typing import TYPE_CHECKING

from bot.settings import Settings
from index import loading

if TYPE_CHECKING:
    from index.answering.answerer import Answerer


def answerer_of(settings: Settings, *, servers: bool = False) -> "Answerer":
    """The models and the index of the settings, perhaps with the servers' own documents.

    Raises QuothError as `load_answerer` does.
    """
    second = settings.second_reader
    opening = loading.begin(settings.model, settings.cache_dir, second=second)
    from bot.indexes import index_of

    return loading.load_answerer(
        settings.index_dir,
        settings.model,
        settings.cache_dir,
        settings.threshold,
        second=second,
        index=index_of(settings, servers=servers),
        opening=opening,
    )


def refreshed(answerer: "Answerer", settings: Settings, *, servers: bool = False) -> "Answerer":
    """The answerer with the settings' index as it is now: `index.loading.refreshed`."""
    from bot.indexes import index_of

    return loading.refreshed(
        answerer,
        settings.index_dir,
        settings.threshold,
        index=index_of(settings, servers=servers),
    )
