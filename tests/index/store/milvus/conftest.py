"""Servers that are started once, and an index of a test's own on the one of them."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.store.milvus.index import Milvus
from tests.milvus_service import Lite, Service, Standalone, index_on, running

NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(Lite(tmp_path_factory.mktemp("lite"))) as service:
        yield service


@pytest.fixture(scope="session")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(Standalone(tmp_path_factory.mktemp("standalone"))) as service:
        yield service


@pytest.fixture
def name() -> str:
    """A name that no other test has."""
    return f"test_{next(NUMBERS)}"


@pytest.fixture
def index(lite: Service, name: str, tmp_path: Path) -> Iterator[Milvus]:
    with index_on(lite, name, tmp_path / "work") as made:
        yield made
