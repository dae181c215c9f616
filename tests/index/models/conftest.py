"""The networks compute whatever they are given, as often as they are given it."""

import pytest


@pytest.fixture(scope="module")
def computed_once() -> None:
    """Not here: the networks' work is what is tested."""
