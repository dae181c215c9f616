"""Figures of what is answered and how long it takes, in the form that Prometheus reads.

Nothing here knows a question, a document or a person.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot.measures.collected import IndexFigures, QueueFigures
from bot.serving.scheduler import Figures
from index.answering.answers import Answer
from index.store.library import Library, View

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6)
LAGS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
SHARES = tuple(tenth / 10 for tenth in range(1, 11))
# Seconds between two looks at how late the event loop is.
LOOK_EVERY = 0.5
CONTENT_TYPE = CONTENT_TYPE_LATEST
# What an answer takes beside the stages that are measured.
OTHER = "other"


class Measures:
    """Counts and times. Safe to use from any thread."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        version = metadata.version("quoth")
        Info("quoth", "The program.", registry=self.registry).info({"version": version})
        ProcessCollector(registry=self.registry)
        self._answers = self._counter("quoth_answers", "Questions that were answered.")
        self._declines = self._counter(
            "quoth_declines", "Questions that were declined, by the reason.", "reason"
        )
        self._confidence = self._histogram(
            "quoth_confidence", "Confidence of the first quote, answered or not.", SHARES
        )
        self._seconds = self._histogram(
            "quoth_answer_seconds", "Seconds that an answer took, waiting left out.", SECONDS
        )
        self._stages = self._histogram(
            "quoth_stage_seconds", "Seconds that a stage of an answer took.", SECONDS, "stage"
        )
        self._lag = self._histogram(
            "quoth_loop_lag_seconds", "By how much the event loop was late.", LAGS
        )
        self._votes = Gauge(
            "quoth_votes", "Votes on the answers kept.", ["value"], registry=self.registry
        )
        self._requests = self._counter(
            "quoth_http_requests", "Requests over HTTP.", "route", "status"
        )
        self._request_seconds = self._histogram(
            "quoth_http_seconds", "Seconds that a request over HTTP took.", SECONDS, "route"
        )

    def answered(self, answer: Answer, stages: Mapping[str, float]) -> None:
        """Count an answer; `stages` are the seconds that each of its stages took."""
        if answer.reason is None:
            self._answers.inc()
        else:
            self._declines.labels(answer.reason).inc()
        if answer.quotes or answer.closest:
            self._confidence.observe(answer.confidence)
        seconds = answer.elapsed_ms / 1000
        self._seconds.observe(seconds)
        for stage, taken in (*stages.items(), (OTHER, seconds - sum(stages.values()))):
            self._stages.labels(stage).observe(max(taken, 0.0))

    def requested(self, route: str, status: int, seconds: float) -> None:
        """Count a request over HTTP, by the pattern of its address."""
        self._requests.labels(route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def voted(self, up: int, down: int) -> None:
        """How many votes there are."""
        self._votes.labels("up").set(up)
        self._votes.labels("down").set(down)

    def watch_queue(self, figures: Callable[[], Figures]) -> None:
        """Tell how long the queue is whenever somebody looks."""
        self.registry.register(QueueFigures(figures))

    def watch_index(
        self, library: Callable[[], Library], seen: Callable[[Library], View], index_dir: Path
    ) -> None:
        """Tell of the index, and how much is seen of it, whenever somebody looks."""
        self.registry.register(IndexFigures(library, seen, index_dir))

    async def watch_loop(self) -> None:
        """Look how late the event loop is, for as long as this is not cancelled."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(LOOK_EVERY)
            self._lag.observe(max(time.perf_counter() - before - LOOK_EVERY, 0.0))

    def shown(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(name, what, labels, registry=self.registry)

    def _histogram(
        self, name: str, what: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(name, what, labels, buckets=buckets, registry=self.registry)
