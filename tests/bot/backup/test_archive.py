"""A file that is handed over as a backup is one, or is refused in a sentence."""

import gzip
import hashlib
import io
import json
import random
import shutil
import tarfile
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest

from bot.backup.archive import CHUNK, LARGEST_MANIFEST, LARGEST_MEMBER, LEDGER
from bot.backup.restoring import check, restore
from index.errors import BackupError
from tests.bot.backup.kept import left_over, members, settings_of

DATA = b"what somebody asked"
NAME = LEDGER
Entry = tuple[tarfile.TarInfo | bytes, bytes]


def row(path: str = NAME, data: bytes = DATA, **changes: Any) -> dict[str, Any]:
    made = {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return made | changes


def manifest(*rows: Any, **changes: Any) -> bytes:
    made = {"quoth_backup": 1, "made": "now", "version": "0", "members": list(rows)} | changes
    return json.dumps(made).encode()


def header(name: str, size: int, kind: bytes = tarfile.REGTYPE, **changes: Any) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.size, made.type = size, kind
    for attribute, value in changes.items():
        setattr(made, attribute, value)
    return made


def packed(*entries: Entry, end: bytes = bytes(1024)) -> bytes:
    """A zipped tar of headers and data, which need not fit each other."""
    whole = io.BytesIO()
    for head, data in entries:
        block = head if isinstance(head, bytes) else head.tobuf(tarfile.GNU_FORMAT)
        whole.write(block + data + bytes(-len(data) % 512))
    return gzip.compress(whole.getvalue() + end)


def listed(listing: bytes) -> Entry:
    return header("manifest.json", len(listing)), listing


def ordinary(*rows: Any, data: bytes = DATA) -> bytes:
    """A file with any list, and one member."""
    return packed(listed(manifest(*rows)), (header(NAME, len(data)), data))


def refused(file: Path, place: Path) -> str:
    """The sentence that a file is refused with, by all who read it; nothing is put anywhere."""
    with pytest.raises(BackupError) as by_check:
        check(file)
    settings = settings_of(place)
    with pytest.raises(BackupError) as by_restore:
        restore(settings, file, replace=True)
    assert str(by_check.value) == str(by_restore.value)
    said = str(by_check.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert str(file) in said
    assert left_over(place) == []
    kept = [path for path in place.rglob("*") if path.is_file() and path.suffix != ".lock"]
    assert kept == []
    return said


def test_what_was_written_comes_back(states: Path) -> None:
    found = dict(members(states / "new.tar.gz"))
    assert found["index/promise.json"] == b'{"not read here": 9}'
    assert found["servers/500/documents/bakery.md"].startswith(b"The bakery is in")
    assert len([path for path in found if path.endswith("catalog.sqlite")]) == 3


def test_other_programs_can_open_it(states: Path) -> None:
    with tarfile.open(states / "new.tar.gz") as tar:
        names = tar.getnames()
    assert names[0] == "manifest.json"
    assert {"questions.sqlite", "index/catalog.sqlite"} < set(names)


def test_one_of_a_single_member_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "one.tar.gz"
    file.write_bytes(ordinary(row()))
    assert members(file) == [(NAME, DATA)]


@pytest.mark.parametrize("part", range(1, 10))
def test_one_that_is_cut_short_is_refused(states: Path, tmp_path: Path, part: int) -> None:
    whole = (states / "new.tar.gz").read_bytes()
    file = tmp_path / "short.tar.gz"
    # The last one lacks a single byte.
    file.write_bytes(whole[: len(whole) * part // 9 - (part == 9)])
    refused(file, tmp_path / "place")


def unzipped(data: bytes) -> bytes | None:
    """What is in a gzip file; some of its bits say nothing of that, as those that fill a block."""
    try:
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error):
        return None


def test_no_byte_of_it_can_be_changed(states: Path, tmp_path: Path) -> None:
    whole = (states / "new.tar.gz").read_bytes()
    draw = random.Random(7)
    file = tmp_path / "changed.tar.gz"
    # Of the first ten bytes some say only when and on what it was zipped.
    for at in [*draw.sample(range(10, len(whole)), 60), *range(len(whole) - 8, len(whole))]:
        changed = bytearray(whole)
        changed[at] ^= 1 << draw.randrange(8)
        if unzipped(bytes(changed)) == unzipped(whole):
            continue
        file.write_bytes(changed)
        with pytest.raises(BackupError, match="damaged"):
            check(file)


PLAIN = listed(manifest(row()))
MEMBER = (header(NAME, len(DATA)), DATA)
LINK = {"linkname": "/etc/passwd"}
NOT_BACKUPS = {
    "nothing": b"",
    "text": b"My dear backup,\n" * 100,
    "no tar": gzip.compress(b"My dear backup,\n" * 100),
    "an empty tar": packed(),
    "zeros": gzip.compress(bytes(100_000)),
    "another tar": packed((header("etc/passwd", 3), b"abc")),
    "no list": packed(MEMBER),
    "a list that is no JSON": packed(listed(b"{'a': 1}")),
    "a list that is no UTF-8": packed(listed(b"\xff\xfe{}")),
    "a deep list": packed(listed(b"[" * 200_000)),
    "a list of nothing": packed(listed(b"{}")),
    "a list that is none": packed(listed(b"[1]")),
    "a number for a list": packed(listed(manifest(members=7))),
    "a long number": packed(listed(b'{"quoth_backup": ' + b"1" * 10_000 + b"}")),
    "a list that goes on": packed((header("manifest.json", 600), b"{}")),
    "a list larger than any": packed((header("manifest.json", LARGEST_MANIFEST + 1), b"{}")),
    "a list of less than nothing": packed((header("manifest.json", -1), b"{}")),
}
PATHS = (
    *("../questions.sqlite", "/etc/passwd", "index/../../x", "index/catalog.sqlite/..", "", "."),
    *("index/writer.lock", "index/generations/1-aaaaaaaa/vectors.faiss", "index/collections/x"),
    *(
        "servers/500/documents/../../../x",
        "servers/500/documents/.hidden",
        "servers/abc/quoth.toml",
    ),
    *("servers/500/documents/a/b.md", "servers/500/documents/", "servers/-1/documents/a.md"),
    *("servers/500/documents/\0.md", "servers/500/documents/" + "ä" * 200, "questions.sqlite\n"),
    *("servers/٥/documents/a.md", "servers/500/documents/\ud800.md", "C:\\x", "servers/500/../x"),
)
ROWS = {
    "no path": {"size": 1, "sha256": "0" * 64},
    "a path that is none": row() | {"path": 7},
    "a negative size": row(size=-1),
    "half a byte": row(size=18.5),
    "true for a size": row(size=True),
    "more than there can be": row(size=LARGEST_MEMBER + 1),
    "a checksum that is none": row(sha256="beef"),
    "no checksum": row(sha256=None),
    "capitals": row(sha256=row()["sha256"].upper()),
}
WRONG = {
    "another checksum": ordinary(row(sha256="0" * 64)),
    "a larger size": ordinary(row(size=len(DATA) + 1)),
    "a smaller size": ordinary(row(size=len(DATA) - 1)),
    "twice the same": packed(listed(manifest(row(), row())), MEMBER, MEMBER),
    "a member too few": packed(listed(manifest(row(), row("index/promise.json"))), MEMBER),
    "a member too many": packed(PLAIN, MEMBER, MEMBER),
    "none at all": packed(PLAIN),
    "in another order": packed(
        listed(manifest(row("index/promise.json"), row())),
        MEMBER,
        (header("index/promise.json", len(DATA)), DATA),
    ),
    "another name": packed(PLAIN, (header("../questions.sqlite", len(DATA)), DATA)),
    "a link": packed(PLAIN, (header(NAME, len(DATA), tarfile.SYMTYPE, **LINK), DATA)),
    "a hard link": packed(PLAIN, (header(NAME, len(DATA), tarfile.LNKTYPE, **LINK), DATA)),
    "a device": packed(PLAIN, (header(NAME, len(DATA), tarfile.CHRTYPE), DATA)),
    "a pipe": packed(PLAIN, (header(NAME, len(DATA), tarfile.FIFOTYPE), DATA)),
    "a folder": packed(PLAIN, (header(NAME, len(DATA), tarfile.DIRTYPE), DATA)),
    "holes": packed(PLAIN, (header(NAME, len(DATA), tarfile.GNUTYPE_SPARSE), DATA)),
    "a long name": packed(PLAIN, (header("x", 4, tarfile.GNUTYPE_LONGNAME), b"../x"), MEMBER),
    "more headers": packed(
        PLAIN, (header("x", 19, tarfile.XHDTYPE), b"19 path=/etc/passwd"), MEMBER
    ),
    "something after the end": packed(PLAIN, MEMBER, end=bytes(1024) + b"more"),
    "a long end": packed(PLAIN, MEMBER, end=bytes(50_000)),
    "another file after it": ordinary(row()) + gzip.compress(b"more"),
    "rubbish after it": ordinary(row()) + b"more",
    "a broken header": packed(PLAIN, (b"\xff" * 512, DATA)),
}


@pytest.mark.parametrize("name", NOT_BACKUPS)
def test_what_is_none_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(NOT_BACKUPS[name])
    assert "is no backup of Quoth, or is damaged" in refused(file, tmp_path / "place")


@pytest.mark.parametrize("path", PATHS)
def test_a_member_that_has_no_place_is_refused(tmp_path: Path, path: str) -> None:
    file = tmp_path / "file"
    name = path[:90] if path.isascii() else "members/0"
    file.write_bytes(packed(listed(manifest(row(path))), (header(name, len(DATA)), DATA)))
    assert "damaged" in refused(file, tmp_path / "place")


@pytest.mark.parametrize("name", ROWS)
def test_a_list_that_says_what_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(ordinary(ROWS[name]))
    assert "damaged" in refused(file, tmp_path / "place")


@pytest.mark.parametrize("name", WRONG)
def test_members_that_are_not_as_the_list_says_are_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(WRONG[name])
    assert "damaged" in refused(file, tmp_path / "place")


def test_another_versions_is_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(packed(listed(manifest(quoth_backup=2))))
    assert "another version of Quoth" in refused(file, tmp_path / "place")


def test_one_that_swells_takes_no_memory_and_no_disk(tmp_path: Path) -> None:
    """A thousand times its size, where its list says that it is small."""
    swollen = bytes(100 * CHUNK)
    files = {
        "in a member": packed(PLAIN, (header(NAME, len(swollen)), swollen)),
        "behind": packed(PLAIN, MEMBER, end=swollen),
        "in the list": packed((header("manifest.json", len(swollen)), swollen)),
    }
    tracemalloc.start()
    try:
        for name, data in files.items():
            (file := tmp_path / name).write_bytes(data)
            tracemalloc.reset_peak()
            refused(file, tmp_path / "place")
            assert tracemalloc.get_traced_memory()[1] < 5 * CHUNK
    finally:
        tracemalloc.stop()


def test_more_than_the_disk_holds_is_refused_before_it_is_written(tmp_path: Path) -> None:
    size = shutil.disk_usage(tmp_path).total + 1
    if size > LARGEST_MEMBER:
        pytest.skip("the disk is larger than any backup")
    file = tmp_path / "file"
    file.write_bytes(ordinary(row(size=size)))
    with pytest.raises(BackupError, match="There is no room for the backup in"):
        restore(settings_of(tmp_path / "place"), file, replace=False)
    assert left_over(tmp_path / "place") == []
