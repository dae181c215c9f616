"""Figures that are looked up whenever somebody asks for them: of the queue, and of the index."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.serving.scheduler import Figures
from index.paths import generation_folder
from index.store.library import Library, View


class QueueFigures(Collector):
    """How long the queue before the answers is."""

    def __init__(self, figures: Callable[[], Figures]) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """The figures."""
        now = self._figures()
        yield GaugeMetricFamily("quoth_queue_waiting", "Questions that wait.", now.waiting)
        yield GaugeMetricFamily(
            "quoth_queue_working", "Questions that are being answered.", now.working
        )
        yield CounterMetricFamily(
            "quoth_queue_refused", "Questions that found no place in the queue.", now.refused
        )
        yield CounterMetricFamily("quoth_queue_failed", "Questions that failed.", now.failed)


class IndexFigures(Collector):
    """How much is seen of the index, and when its generation was made."""

    def __init__(
        self, library: Callable[[], Library], seen: Callable[[Library], View], index_dir: Path
    ) -> None:
        self._library, self._seen, self._index_dir = library, seen, index_dir

    def collect(self) -> Iterator[Metric]:
        """The figures."""
        library = self._library()
        view, generation = self._seen(library), library.main.generation
        yield GaugeMetricFamily("quoth_index_documents", "Documents.", view.documents)
        yield GaugeMetricFamily("quoth_index_passages", "Passages of them.", view.passages)
        yield InfoMetricFamily(
            "quoth_index_generation", "The generation.", {"generation": generation}
        )
        with suppress(OSError):
            made = generation_folder(self._index_dir, generation).stat().st_mtime
            yield GaugeMetricFamily(
                "quoth_index_made_timestamp_seconds",
                "When the generation was made, in Unix seconds.",
                made,
            )
