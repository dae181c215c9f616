"""The real parts, loaded once for all tests: the model, and the indexes of the pages and seeds."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.settings import load_settings
from index.answering.answerer import Answerer
from index.indexing.build import build
from index.loading import load_answerer, load_encoder
from index.models.encoder import Encoder
from index.models.files import DEFAULT_MODEL
from tests.computed import each_input_once, graphs_by_their_files
from tests.support import PAGES, SEEDS, answering

# Encoding takes as long as the machine is busy; examples are the same in every run.
settings.register_profile("quoth", deadline=None, derandomize=True)
settings.load_profile("quoth")


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> Iterator[None]:
    """Ctrl-C reaches what the tests start, though they were started where it is ignored.

    A shell has what it starts in the background ignore it, and a process hands that on.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session", autouse=True)
def graphs() -> Iterator[None]:
    with graphs_by_their_files():
        yield


@pytest.fixture(scope="module", autouse=True)
def computed_once(graphs: None) -> Iterator[None]:
    """The networks compute each input once; tests of their work have another one by this name."""
    with each_input_once():
        yield


@pytest.fixture(scope="session")
def cache_folder() -> Path:
    """Where compiled models are kept; those that are there are used."""
    return load_settings().cache_dir


@pytest.fixture(scope="session")
def encoder(cache_folder: Path) -> Encoder:
    return load_encoder(DEFAULT_MODEL, cache_folder)


@pytest.fixture(scope="session")
def seeds_index(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    index_folder = tmp_path_factory.mktemp("seeds-index")
    build(SEEDS, index_folder, encoder)
    return index_folder


@pytest.fixture(scope="session")
def seeds(seeds_index: Path, cache_folder: Path) -> Iterator[Answerer]:
    """The two seeds, ready to be asked, with the models as they are shipped."""
    answerer = load_answerer(seeds_index, DEFAULT_MODEL, cache_folder)
    yield answerer
    answerer.library.close()


@pytest.fixture(scope="session")
def dev(seeds: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """The pages that the rules were developed on, ready to be asked."""
    yield from _pages("dev", seeds, tmp_path_factory)


@pytest.fixture(scope="session")
def held(seeds: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """The pages that no rule was made for, ready to be asked."""
    yield from _pages("held", seeds, tmp_path_factory)


def _pages(name: str, answerer: Answerer, factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    index_folder = factory.mktemp(f"{name}-index")
    build(PAGES / name, index_folder, answerer.encoder)
    with answering(answerer, index_folder) as ready:
        yield ready
