"""Where a Milvus server is, what of it is used, and how to reach it."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import SettingsError

SCHEMES = {"milvus+http": "http", "milvus+https": "https"}
DEFAULT_PORT = 19530
# What Milvus takes for a name, with room for what is put behind it.
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")
# What is to be done about an index on a server that cannot be used, as part of a sentence.
ANOTHER = "name another in QUOTH_INDEX"
# So much of an address that is none is told.
TOLD = 100
FORM = "milvus+http://HOST:19530/NAME, or milvus+https"


@dataclass(frozen=True, slots=True)
class Address:
    """A server, and the name that begins those of all collections there that are Quoth's."""

    scheme: str
    host: str
    port: int
    name: str

    @property
    def uri(self) -> str:
        """The server as its client names it."""
        return f"{SCHEMES[self.scheme]}://{self.server}"

    @property
    def server(self) -> str:
        """Host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether what is sent is encrypted."""
        return SCHEMES[self.scheme] == "https"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.server}/{self.name}"


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach the server, and how what is made there is laid out.

    `token` is "user:password" or a key; `authority` a file with the certificates to trust, PEM;
    `patience` the seconds after which a server that does not answer is given up; `vectors` the kind
    of index that finds the nearest, as Milvus calls it; `shards` how many parts what is written is
    shared out to; `imports` a folder for files that the server is to import, None for none.
    """

    token: str = ""
    authority: Path | None = None
    patience: float = 30.0
    vectors: str = "AUTOINDEX"
    shards: int = 1
    imports: Path | None = None


def is_address(text: str) -> bool:
    """Whether a text is meant as one, rather than as a folder."""
    return text.startswith("milvus")


def parse(text: str) -> Address:
    """Read an address. Raises SettingsError."""
    parts = urlsplit(text)
    try:
        port = parts.port or DEFAULT_PORT
    except ValueError:
        port = 0
    name = parts.path.removeprefix("/")
    if parts.username is not None or parts.password is not None:
        raise SettingsError(
            "The address of an index holds no user and password: set QUOTH_MILVUS_TOKEN instead."
        )
    known = parts.scheme in SCHEMES and parts.hostname and port
    if not known or not NAME.fullmatch(name) or parts.query or parts.fragment:
        # Cut as it is told, where a sign may take ten.
        whole = repr(text)
        told = whole if len(whole) <= TOLD else f"{whole[:TOLD]}…"
        raise SettingsError(f"{told} is no address of an index: write it as {FORM}.")
    return Address(parts.scheme, str(parts.hostname), port, name)
