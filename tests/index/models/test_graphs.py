"""Networks may be opened on several threads at the same moment."""

import locale
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.models.files import ENCODER_GRAPH, compiled_folder, find_model
from index.models.graphs import Opening
from index.models.shipped import (
    READER_GRAPH,
    SECOND_READER_GRAPH,
    compiled_reader,
    compiled_second_reader,
)

ROUNDS = 10


def test_networks_that_are_opened_at_once_leave_the_locale_as_it_was(cache_folder: Path) -> None:
    """Or whatever is opened without naming an encoding afterwards would be read as ASCII."""
    encoder = compiled_folder(find_model("all-MiniLM-L6-v2", cache_folder), cache_folder)
    networks = [
        compiled_reader(cache_folder) / READER_GRAPH,
        compiled_second_reader(cache_folder) / SECOND_READER_GRAPH,
        encoder / ENCODER_GRAPH,
    ]

    def opened(network: Path) -> None:
        assert Opening({network: False}).take(network)

    before = locale.setlocale(locale.LC_ALL)
    with ThreadPoolExecutor(len(networks)) as threads:
        for _ in range(ROUNDS):
            list(threads.map(opened, networks))
            assert locale.setlocale(locale.LC_ALL) == before
