"""What answers, as the settings say."""

from bot.indexes import index_of
from bot.settings import Settings
from index import loading
from index.answering.answerer import Answerer


def answerer_of(settings: Settings, *, servers: bool = False) -> Answerer:
    """The models and the index of the settings, perhaps with the servers' own documents.

    Raises QuothError as `load_answerer` does.
    """
    return loading.load_answerer(
        settings.index_dir,
        settings.model,
        settings.cache_dir,
        settings.threshold,
        second=settings.second_reader,
        index=index_of(settings, servers=servers),
    )


def refreshed(answerer: Answerer, settings: Settings, *, servers: bool = False) -> Answerer:
    """The answerer with the settings' index as it is now: `index.loading.refreshed`."""
    return loading.refreshed(
        answerer,
        settings.index_dir,
        settings.threshold,
        index=index_of(settings, servers=servers),
    )
