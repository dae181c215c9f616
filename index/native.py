"""What libraries that are not written in Python do when they break down, told as one error."""

from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import LibraryError, QuothError


def is_panic(error: BaseException) -> bool:
    """Whether a library written in Rust gave up: that is no Exception, nor has it a name."""
    return type(error).__name__ == "PanicException"


@contextmanager
def native(library: str, *errors: type[Exception]) -> Iterator[None]:
    """Tell a panic, and any of these errors, of a library as LibraryError."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, QuothError) or not (is_panic(error) or isinstance(error, errors)):
            raise
        raise LibraryError(
            f"{library} broke down at what it was given ({type(error).__name__}): "
            "ask in other words, or take out the document that was added last."
        ) from error
