"""One document about a ferry, which leaves at another time once it is changed."""

from dataclasses import replace

from index.store.library import Library
from index.store.snapshot import open_snapshot

FERRY = "When does the ferry to Texel leave?"
BEFORE = "The ferry to Texel leaves at seven every morning.\n"
AFTER = "The ferry to Texel leaves at nine every morning.\n"


def opened(settings, seeds):
    """The models of the seeds with the index of the settings."""
    snapshot = open_snapshot(settings.index_dir, seeds.encoder.fingerprint)
    threshold = seeds.threshold if settings.threshold is None else settings.threshold
    return replace(seeds, library=Library((snapshot,)), threshold=threshold)
