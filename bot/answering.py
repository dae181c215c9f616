"""What answers, as the settings say."""

from bot.settings import Settings
from index.answers import Answerer
from index.loading import load_answerer


def answerer_of(settings: Settings) -> Answerer:
    """The models and the index of the settings. Raises QuothError as `load_answerer` does."""
    return load_answerer(settings.index_dir, settings.model, settings.cache_dir, settings.threshold)
