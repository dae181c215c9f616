"""Whatever a file does to its reader, it costs that file alone, and the reason is told."""

import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from index.documents.document import Source, read
from index.documents.isolation import IsolatedReader
from index.errors import DocumentError, QuothError
from index.limits import Limits
from tests.index.formats.test_broken import FILES
from tests.index.test_imports import HEAVY
from tests.support import ROOT

BAD = "tests.index.bad_readers"
LIMITS = Limits(megabytes=1, seconds=60, memory_megabytes=300)
QUICK = Limits(megabytes=1, seconds=0.3, memory_megabytes=300)
MEMORY = "reading it took more than 300 MB of memory"
WORDS = Source("good.txt", b"The ferry sails at nine.")
# A file's ending, and the reason that is told.
BAD_ENDS = {
    "swell": MEMORY,
    "swell_unnoticed": MEMORY,
    "crash": "its reader broke down (segmentation fault)",
    "abort": "its reader broke down, or needs more than 300 MB of memory",
    "leave": "its reader broke down (status 3)",
    "stumble": "its reader broke down (LookupError)",
    "leave_by_exception": "its reader broke down (SystemExit)",
    "end_of_file": "its reader broke down (EOFError)",
    "half": "its reader broke down (UnicodeEncodeError)",
    "prolix": "its text is longer than 1 million characters",
}

PARENT = f"""
import sys
from index.documents.document import Source
from index.documents.isolation import IsolatedReader
from index.limits import Limits
with IsolatedReader(Limits(seconds=float(sys.argv[2])), {BAD!r}) as reader:
    try:
        reader.read(Source("a.tell_and_spin", sys.argv[1].encode()))
    except KeyboardInterrupt:
        print("interrupted")
"""


@pytest.fixture(scope="module")
def bad() -> Iterator[IsolatedReader]:
    with IsolatedReader(LIMITS, BAD) as reader:
        yield reader


def reason(reader: IsolatedReader, ending: str, data: bytes = b"words") -> str:
    with pytest.raises(DocumentError) as raised:
        reader.read(Source(f"a.{ending}", data))
    return str(raised.value)


def message(content: bytes) -> bytes:
    return struct.pack(">Q", len(content)) + content


def pid(reader: IsolatedReader) -> int:
    return int(reader.read(Source("a.tell", b"")).text.split()[0])


def ended(process: int, seconds: float = 60) -> bool:
    """Whether a process, given as pidfd, ends within so many seconds."""
    return bool(select.select([process], [], [], seconds)[0])


@pytest.mark.parametrize("suffix", FILES)
def test_a_document_is_the_same_as_when_it_is_read_here(bad: IsolatedReader, suffix: str) -> None:
    source = Source(f"deep/été{suffix}", FILES[suffix])
    document = bad.read(source)
    assert document == read(source)
    assert document.blocks


def test_a_reader_s_own_words_come_through(bad: IsolatedReader) -> None:
    assert (
        reason(bad, "txt", b"\x89PNG\r\n\x1a\n\0\0")
        == "it is a PNG picture, whatever its name says"
    )
    assert reason(bad, "txt", b"...") == "it holds no words"


@pytest.mark.parametrize(("ending", "expected"), BAD_ENDS.items())
def test_what_a_reader_does_is_told(bad: IsolatedReader, ending: str, expected: str) -> None:
    assert reason(bad, ending) == expected


@pytest.mark.parametrize("ending", ["swell", "crash", "lie", "stumble"])
def test_a_bad_file_costs_no_other_one(bad: IsolatedReader, ending: str) -> None:
    for _ in range(2):
        assert bad.read(WORDS) == read(WORDS)
        assert reason(bad, ending)


def test_a_reader_that_hangs_is_stopped_and_the_next_file_is_read() -> None:
    with IsolatedReader(QUICK, BAD) as reader:
        assert reason(reader, "hang") == "reading it took longer than 0.3 seconds"
        assert reason(reader, "hang") == "reading it took longer than 0.3 seconds"


@pytest.mark.parametrize("ending", ["swell", "crash", "lie", "lie_first", "stumble"])
def test_a_bad_file_among_several_costs_no_other_one(bad: IsolatedReader, ending: str) -> None:
    nonsense = message(b'["document", {}]')
    several = [WORDS, Source(f"a.{ending}", nonsense), replace(WORDS, path="b.txt"), WORDS]
    several += [Source(f"b.{ending}", nonsense), Source("c.txt", b"..."), WORDS]
    found = bad.read_all(several)
    for at in (0, 2, 3, 6):
        assert found[at] == read(several[at])
    assert [str(found[at]) for at in (1, 4, 5)] == [
        *[reason(bad, ending, nonsense)] * 2,
        "it holds no words",
    ]


def test_what_hangs_among_several_files_is_waited_for_once(tmp_path: Path) -> None:
    with IsolatedReader(replace(QUICK, seconds=2), BAD) as reader:
        began = time.monotonic()
        first, hung, last = reader.read_all([WORDS, Source("a.hang", b""), WORDS])
        took = time.monotonic() - began
    assert (first, last) == (read(WORDS), read(WORDS))
    assert str(hung) == "reading it took longer than 2 seconds"
    assert took < 4


def test_the_bound_on_time_is_for_each_of_several_files() -> None:
    slow = [Source(f"{n}.slow", b"") for n in range(5)]
    with IsolatedReader(replace(QUICK, seconds=1.5), BAD) as reader:
        assert [found.text for found in reader.read_all(slow)] == ["words"] * 5


def test_the_process_is_kept_and_ends_with_the_context() -> None:
    with IsolatedReader(LIMITS, BAD) as reader:
        process = pid(reader)
        assert process != os.getpid()
        assert pid(reader) == process
        assert reason(reader, "stumble")
        assert pid(reader) == process
        handle = os.pidfd_open(process)
    assert ended(handle, 0)
    os.close(handle)


def test_without_files_no_process_is_started() -> None:
    with IsolatedReader(LIMITS, "no.such.module"):
        pass


@pytest.mark.parametrize("ending", ["crash_later", "swell_later"])
def test_what_an_earlier_file_may_have_caused_is_not_blamed_on_this_one(ending: str) -> None:
    with IsolatedReader(LIMITS, BAD) as reader:
        for _ in range(2):
            assert reader.read(Source(f"a.{ending}", b"")).text == "words"
        several = reader.read_all([Source(f"a.{ending}", b"")] * 4)
        assert [found.text for found in several] == ["words"] * 4


def test_a_process_that_had_too_little_memory_is_replaced(bad: IsolatedReader) -> None:
    before = pid(bad)
    assert reason(bad, "swell") == MEMORY
    assert pid(bad) != before


def test_a_file_that_does_not_fit_into_the_memory_is_named_as_such() -> None:
    with IsolatedReader(replace(LIMITS, memory_megabytes=100)) as reader:
        assert reason(reader, "txt", bytes(150_000_000)) == MEMORY.replace("300", "100")


def test_a_process_that_was_killed_between_two_files_is_replaced(bad: IsolatedReader) -> None:
    before = pid(bad)
    os.kill(before, signal.SIGKILL)
    assert bad.read(WORDS) == read(WORDS)
    assert pid(bad) != before


def test_a_reader_may_be_handed_from_thread_to_thread() -> None:
    with IsolatedReader(LIMITS, BAD) as reader:
        found: list[int] = []
        for _ in range(2):
            thread = threading.Thread(target=lambda: found.append(pid(reader)))
            thread.start()
            thread.join()
        assert found == [pid(reader)] * 2


def test_the_process_gets_no_settings_and_none_of_our_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_DISCORD_TOKEN", "secret")
    with (tmp_path / "open.txt").open("w") as file, IsolatedReader(LIMITS, BAD) as reader:
        os.set_inheritable(file.fileno(), True)
        told = reader.read(Source("a.tell", b"")).text.split()
    # Three that lead nowhere, three pipes, nowhere, and the folder that is listed; no image of the
    # memory when it crashes; no settings.
    assert told[1:4] == ["8", "0", "[]"]


def test_what_the_environment_tells_python_is_not_heeded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("raise SystemExit(9)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with IsolatedReader(LIMITS) as reader:
        assert reader.read(WORDS) == read(WORDS)


def test_the_process_loads_nothing_heavy(bad: IsolatedReader) -> None:
    modules = bad.read(Source("a.tell", b"")).text
    assert "index.formats" in modules
    assert not [name for name in HEAVY if f"'{name}'" in modules]


def test_what_a_library_prints_does_no_harm(bad: IsolatedReader) -> None:
    assert bad.read(Source("a.print_and_ask", b"")).text == "words b''"


def test_a_reader_cannot_fill_the_disk(bad: IsolatedReader, tmp_path: Path) -> None:
    target = tmp_path / "written"
    assert reason(bad, "write_much", bytes(target)) == "its reader broke down (OSError)"
    assert target.stat().st_size == 10_000_000


@pytest.mark.parametrize(
    ("answer", "how"),
    [
        (b"", "status 0"),
        (message(b"")[:5], "status 0"),
        (message(b"words")[:-1], "status 0"),
        (struct.pack(">Q", 2**60), "its answer makes no sense"),
        (message(b""), "its answer makes no sense"),
        (message(b"3"), "its answer makes no sense"),
        (message(b'["\xff"]'), "its answer makes no sense"),
        (message(b'["document", 3]'), "its answer makes no sense"),
        (message(b'["document", {}]'), "its answer makes no sense"),
        (
            message(b'["document", {"blocks": [[1]], "landmarks": [], "notes": []}]'),
            "its answer makes no sense",
        ),
        (message(b"[" * 50_000), "its answer makes no sense"),
    ],
)
def test_an_answer_that_is_none_is_a_breakdown(
    bad: IsolatedReader, answer: bytes, how: str
) -> None:
    assert reason(bad, "lie", answer) == f"its reader broke down ({how})"


def test_a_process_that_answered_nonsense_is_asked_nothing_more(bad: IsolatedReader) -> None:
    assert reason(bad, "lie_first", message(b'["document", {}]'))
    assert bad.read(WORDS) == read(WORDS)


def test_a_process_that_does_not_start_is_told_once_and_in_words() -> None:
    with pytest.raises(QuothError) as raised, IsolatedReader(LIMITS, "no.module") as reader:
        reader.read(WORDS)
    assert not isinstance(raised.value, DocumentError)
    assert str(raised.value) == (
        "The process that reads files does not start (ModuleNotFoundError: No module named 'no'): "
        "free some memory, or install quoth anew."
    )


@contextmanager
def spinning(tmp_path: Path, seconds: float) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that waits for its reader, which spins; and the reader's process."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, pipe, str(seconds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    with parent:
        handle = os.pidfd_open(int(pipe.read_text()))
        try:
            yield parent, handle
        finally:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)
            parent.kill()


def test_the_process_ends_when_the_one_that_waits_for_it_is_killed(tmp_path: Path) -> None:
    with spinning(tmp_path, seconds=600) as (parent, reader):
        parent.kill()
        assert ended(reader)


def test_the_process_ends_in_time_when_nobody_can_stop_it(tmp_path: Path) -> None:
    with spinning(tmp_path, seconds=1) as (parent, reader):
        parent.send_signal(signal.SIGSTOP)
        assert ended(reader)


def test_an_interrupt_ends_it_quietly(tmp_path: Path) -> None:
    with spinning(tmp_path, seconds=600) as (parent, reader):
        os.killpg(parent.pid, signal.SIGINT)
        assert parent.communicate() == ("interrupted\n", "")
        assert ended(reader)


def test_an_interrupt_is_for_the_one_that_waits(bad: IsolatedReader) -> None:
    assert bad.read(Source("a.interrupted", b"")).text == "words"
