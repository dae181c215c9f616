"""The file of a backup: a tar, zipped, whose first member lists the others with their checksums.

Nothing that such a file says of itself is believed before it is checked, and no more of it is read
than the list has room for: whoever hands it over may be anybody.
"""

import gzip
import hashlib
import io
import json
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from index.errors import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 64_000_000
LARGEST_MEMBER = 2**40
# Of a name in a tar's header; what is called longer gets a number.
LONGEST_NAME = 100
LEVEL = 6
CHUNK = 1 << 20
# A tar ends with blocks of nothing, up to a record of them.
RECORD = tarfile.RECORDSIZE
SHA256 = re.compile("[0-9a-f]{64}")
# What may be in a backup, and so all that a restore ever writes. A server's number and a document's
# name are all that is not known before.
CATALOG = re.compile(r"index/(?:collections/[0-9a-f]{16}/)?catalog\.sqlite")
PROMISE = "index/promise.json"
LEDGER = "questions.sqlite"
SERVER = re.compile(
    r"servers/(?P<guild>[1-9]\d{0,19})/"
    r"(?:index/catalog\.sqlite|quoth\.toml|documents/(?P<name>[^/\0]{1,255}))"
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a backup: its path there, its bytes, and their SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: when it was made (UTC, ISO 8601), by which Quoth, and of what.

    `members` are in the order in which they follow.
    """

    made: str
    version: str
    members: tuple[Member, ...]

    def dump(self) -> bytes:
        """The same as JSON."""
        return json.dumps({"quoth_backup": FORMAT} | asdict(self), indent=1).encode()


def member_of(path: str, file: Path) -> Member:
    """A file as a member. Raises OSError."""
    digest = hashlib.sha256()
    size = 0
    with file.open("rb") as stream:
        while data := stream.read(CHUNK):
            digest.update(data)
            size += len(data)
    return Member(path, size, digest.hexdigest())


def write(target: BinaryIO, manifest: Manifest, folder: Path) -> None:
    """Write a backup of the files below a folder, where each has the path that its member has.

    Raises BackupError if one of them is no more what its member says, OSError.
    """
    with (
        gzip.GzipFile("", "wb", LEVEL, target, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w|", format=tarfile.GNU_FORMAT) as tar,
    ):
        listed = manifest.dump()
        if len(listed) > LARGEST_MANIFEST:
            raise BackupError("There are too many documents for one backup: keep fewer.")
        _add(tar, MANIFEST, io.BytesIO(listed), len(listed))
        for number, member in enumerate(manifest.members):
            with (folder / member.path).open("rb") as file:
                hashing = _Hashing(file)
                _add(tar, _name(number, member), cast("IO[bytes]", hashing), member.size)
            if hashing.digest.hexdigest() != member.sha256:
                raise BackupError(f"{member.path} was changed meanwhile: make the backup again.")


def _add(tar: tarfile.TarFile, name: str, stream: IO[bytes], size: int) -> None:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    tar.addfile(header, stream)


def _name(number: int, member: Member) -> str:
    """What a member is called in the tar, which people may open by hand."""
    short = member.path.isascii() and member.path.isprintable() and len(member.path) < LONGEST_NAME
    return member.path if short else f"members/{number}"


class Archive:
    """A backup that is read, once, from its beginning. Raises BackupError for whatever is wrong."""

    def __init__(self, file: Path, stream: BinaryIO) -> None:
        self._file = file
        self._stream = gzip.GzipFile(fileobj=stream, mode="rb")
        self._wrong = f"{file} is no backup of Quoth, or is damaged: name another file."
        with self._readable():
            size = self._header(MANIFEST)
            if size > LARGEST_MANIFEST:
                raise self.damaged()
            data = self._exactly(size)
            self._skip_padding(size)
            self.manifest = self._manifest(data)
        self._wrong = f"The backup {file} is damaged or cut short: use another one."

    def members(self) -> Iterator[tuple[Member, Iterator[bytes]]]:
        """Each member with its bytes, which are wrong if going on with them raises BackupError.

        The bytes of one are read before the next is asked for. After the last one the rest of the
        file was looked at too.
        """
        for number, member in enumerate(self.manifest.members):
            with self._readable():
                if self._header(_name(number, member)) != member.size:
                    raise self.damaged()
            yield member, self._bytes(member)
        with self._readable():
            rest = self._stream.read(2 * RECORD)
            if len(rest) > RECORD + tarfile.BLOCKSIZE or rest.strip(b"\0"):
                raise self.damaged()

    def damaged(self) -> BackupError:
        """The error that says so."""
        return BackupError(self._wrong)

    def _bytes(self, member: Member) -> Iterator[bytes]:
        digest = hashlib.sha256()
        left = member.size
        with self._readable():
            while left:
                data = self._exactly(min(left, CHUNK))
                digest.update(data)
                left -= len(data)
                yield data
            if digest.hexdigest() != member.sha256:
                raise self.damaged()
            self._skip_padding(member.size)

    def _header(self, name: str) -> int:
        """The size of the member that comes next, if it is a plain file of that name."""
        block = self._exactly(tarfile.BLOCKSIZE)
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        plain = header.type in (tarfile.REGTYPE, tarfile.AREGTYPE)
        if header.name != name or not plain or header.size < 0:
            raise self.damaged()
        return header.size

    def _skip_padding(self, size: int) -> None:
        self._exactly(-size % tarfile.BLOCKSIZE)

    def _exactly(self, count: int) -> bytes:
        data = self._stream.read(count)
        if len(data) < count:
            raise self.damaged()
        return data

    def _manifest(self, data: bytes) -> Manifest:
        values = json.loads(data)
        if values["quoth_backup"] != FORMAT:
            raise BackupError(
                f"The backup {self._file} was made by another version of Quoth: use that version."
            )
        members = tuple(Member(m["path"], m["size"], m["sha256"]) for m in values["members"])
        if not all(map(_allowed, members)) or len({m.path for m in members}) < len(members):
            raise self.damaged()
        return Manifest(str(values["made"])[:40], str(values["version"])[:40], members)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Tell whatever reading stumbles over as BackupError."""
        try:
            yield
        except (gzip.BadGzipFile, zlib.error, EOFError, tarfile.TarError) as error:
            raise self.damaged() from error
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise self.damaged() from error


def _allowed(member: Member) -> bool:
    """Whether a restore may write a member of that path, and what is said of it can be."""
    if type(member.size) is not int or not 0 <= member.size <= LARGEST_MEMBER:
        return False
    if not SHA256.fullmatch(member.sha256):
        return False
    if CATALOG.fullmatch(member.path) or member.path in (PROMISE, LEDGER):
        return True
    server = SERVER.fullmatch(member.path)
    name = (server and server["name"]) or ""
    short = len(name.encode("utf-8", "surrogateescape")) <= 255
    return server is not None and short and not name.startswith(".")


class _Hashing:
    """A stream that takes what is read of it into a checksum."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def read(self, count: int) -> bytes:
        data = self._stream.read(count)
        self.digest.update(data)
        return data
