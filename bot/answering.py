"""What answers, as the settings say."""

from dataclasses import replace

from bot.settings import Settings
from index.answers import Answerer
from index.library import open_library
from index.loading import load_answerer
from index.promise import threshold_in_force


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


def refreshed(answerer: Answerer, settings: Settings, *, servers: bool = False) -> Answerer:
    """The same models with the index and the threshold as they are now; itself if nothing changed.

    Whoever goes over to it releases the former one. Raises IndexMissingError, IndexMismatchError.
    """
    threshold = threshold_in_force(
        settings.index_dir, settings.threshold, answerer.confidence.threshold
    )
    library = open_library(
        settings.index_dir,
        answerer.encoder.fingerprint,
        settings.discord_documents if servers else None,
        answerer.library,
    )
    if library == answerer.library and threshold == answerer.threshold:
        return answerer
    return replace(answerer, library=library, threshold=threshold)


def release(former: Answerer, now: Answerer) -> None:
    """Let those collections go that only the former one has open."""
    for snapshot in former.library.every:
        if snapshot not in now.library.every:
            snapshot.close()
