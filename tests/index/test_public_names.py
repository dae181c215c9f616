"""What the index offers by name is there, and is loaded only when it is asked for."""

import pytest

import index
from index.answering import answers
from tests.support import run_python


def test_every_public_name_is_what_its_home_calls_so() -> None:
    for name in index.__all__:
        assert getattr(index, name).__name__ == name
    assert index.ask is answers.ask


def test_another_name_is_told() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = index.nothing


def test_the_package_alone_loads_nothing() -> None:
    code = "import sys, index; print([m for m in sys.modules if m.startswith('index.')])"
    assert run_python("-c", code).stdout.strip() == "[]"
