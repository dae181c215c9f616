"""What answers, as the settings say."""

from bot.settings import Settings
from index.answers import Answerer
from index.loading import load_answerer


def answerer_of(settings: Settings, *, servers: bool = False) -> Answerer:
    """The models and the index of the settings, perhaps with the servers' own documents.

    Raises QuothError as `load_answerer` does.
    """
    return load_answerer(
        settings.index_dir,
        settings.model,
        settings.cache_dir,
        settings.threshold,
        settings.discord_documents if servers else None,
    )
