"""The process that files are read in: their bytes come in, what they hold goes out as JSON.

It bounds itself as far as the system lets it, so that it ends even when nobody is left to end it.
"""

import fcntl
import json
import os
import resource
import signal
import struct
from contextlib import suppress
from operator import attrgetter
from typing import IO, Any

from index.documents.document import MEGABYTE, Document, Source, read
from index.errors import DocumentError, LibraryMissingError
from index.extraction.model import Block, Landmark
from index.formats import readers
from index.limits import Limits

READY = b"ready"
# What came of a file: a document, the reason why it is none, which library it lacks, the reason why
# this process failed.
DOCUMENT, REFUSED, MISSING, FAILED = "document", "refused", "missing", "failed"
# Enough for libraries that Python compiles when it first loads them; readers write nothing.
LARGEST_WRITTEN = 10 * MEGABYTE
# Who waits for the answer is the first to end what takes too long.
GRACE_SECONDS = 1.0

_length = struct.Struct(">Q")
_block = attrgetter(*Block.__match_args__)
_landmark = attrgetter(*Landmark.__match_args__)


def main(limits: str) -> None:
    """Answer requests until there are no more; `limits` are a Limits as JSON."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bounds = Limits(**json.loads(limits))
    requests, answers = _channel()
    _bound(bounds)
    readers()
    send(answers, READY)
    while True:
        try:
            paths = json.loads(receive(requests))
            sources = [Source(path, receive(requests)) for path in paths]
        except EOFError:
            return
        except MemoryError as error:
            send(answers, json.dumps(_failure(error, bounds)).encode())
            return
        for source in sources:
            signal.setitimer(signal.ITIMER_REAL, bounds.seconds + GRACE_SECONDS)
            send(answers, _answer(source, bounds))
            signal.setitimer(signal.ITIMER_REAL, 0)


def send(stream: IO[bytes], *messages: bytes) -> None:
    """Write messages. Raises OSError when nobody is there to read them."""
    for message in messages:
        stream.write(_length.pack(len(message)))
        stream.write(message)
    stream.flush()


def receive(stream: IO[bytes], longest: int | None = None) -> bytes:
    """The next message. Raises EOFError if no whole one comes, ValueError if it is too long."""
    head = stream.read(_length.size)
    if len(head) < _length.size:
        raise EOFError
    (length,) = _length.unpack(head)
    if longest is not None and length > longest:
        raise ValueError
    message = stream.read(length)
    if len(message) < length:
        raise EOFError
    return message


def encode_document(document: Document) -> dict[str, object]:
    """A document as JSON can hold it, without its path."""
    said = {name: getattr(document, name) for name in Document.__match_args__ if name != "path"}
    blocks, landmarks = map(_block, document.blocks), map(_landmark, document.landmarks)
    return said | {"blocks": list(blocks), "landmarks": list(landmarks)}


def decode_document(path: str, said: dict[str, Any]) -> Document:
    """The document that an answer tells of. Raises KeyError or TypeError if it tells of none."""
    blocks = tuple(Block(*block) for block in said.pop("blocks"))
    landmarks = tuple(Landmark(*landmark) for landmark in said.pop("landmarks"))
    notes = tuple(said.pop("notes"))
    return Document(path=path, blocks=blocks, landmarks=landmarks, notes=notes, **said)


def _channel() -> tuple[IO[bytes], IO[bytes]]:
    """Where requests come from and answers go to, out of the way of libraries that print."""
    requests, answers, lifeline = os.dup(0), os.dup(1), os.dup(2)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    # SIGIO ends this process, whatever it is doing, when the pipe's other end is gone. On a system
    # without it, the timer does, later.
    with suppress(OSError):
        fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_WRONLY | os.O_ASYNC)
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")


def _bound(limits: Limits) -> None:
    """Bound the memory and what is written, and leave no image of the memory after a crash."""
    memory = limits.memory_megabytes * MEGABYTE
    # RLIMIT_AS would count what libraries reserve and never use.
    for what, most in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_FSIZE, LARGEST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (bound, bound))


def _answer(source: Source, limits: Limits) -> bytes:
    try:
        return json.dumps((DOCUMENT, _said(read(source), limits)), ensure_ascii=False).encode()
    except BaseException as error:
        return json.dumps(_failure(error, limits)).encode()


def _failure(error: BaseException, limits: Limits) -> tuple[str, str]:
    if _wanted_memory(error):
        return FAILED, f"reading it took more than {limits.memory_megabytes} MB of memory"
    if isinstance(error, LibraryMissingError):
        return MISSING, str(error)
    if isinstance(error, DocumentError):
        return REFUSED, str(error)
    return REFUSED, f"its reader broke down ({type(error).__name__})"


def _said(document: Document, limits: Limits) -> dict[str, object]:
    if len(document.text) > limits.megabytes * MEGABYTE:
        raise DocumentError(f"its text is longer than {limits.megabytes} million characters")
    return encode_document(document)


def _wanted_memory(error: BaseException | None) -> bool:
    """Whether an error comes of one that said that there is no more memory."""
    while error and not isinstance(error, MemoryError):
        error = error.__cause__ or error.__context__
    return error is not None
