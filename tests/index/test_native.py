"""A library in Rust that gives up is told in one sentence, and ends nothing but what was asked."""

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from index.errors import LibraryError, QuothError
from index.native import is_panic, native


@pytest.fixture
def panicking() -> Tokenizer:
    """One that has no room for a second text beside a long first one, and gives up."""
    tokenizer = Tokenizer(WordLevel({"a": 0}, unk_token="a"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.enable_truncation(8, stride=6, strategy="only_second")
    return tokenizer


def test_a_panic_is_told_as_an_error_of_ours(panicking: Tokenizer) -> None:
    with pytest.raises(BaseException) as raised:
        panicking.encode("a " * 5, "a " * 50)
    assert is_panic(raised.value)
    assert not isinstance(raised.value, Exception)
    with pytest.raises(LibraryError) as told, native("The tokenizer"):
        panicking.encode("a " * 5, "a " * 50)
    assert str(told.value).startswith("The tokenizer broke down at what it was given")
    assert isinstance(told.value, QuothError)


def test_other_errors_are_told_where_they_are_named_and_our_own_go_through() -> None:
    with pytest.raises(LibraryError), native("A library", ValueError):
        raise ValueError
    with pytest.raises(KeyError), native("A library", ValueError):
        raise KeyError
    with pytest.raises(KeyboardInterrupt), native("A library", Exception):
        raise KeyboardInterrupt
    with pytest.raises(QuothError, match="mine"), native("A library", Exception):
        raise QuothError("mine")
