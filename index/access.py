"""Whose documents: collections with a scope, and who may see which.

A folder below the documents folder that holds a file `quoth.toml` is a collection of its own, apart
from everything around it. A file that cannot be understood closes its folder to everybody.
"""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["everywhere", "guilds", "channels", "roles"]
# How the names of servers' own collections begin, which no folder's does.
SERVER = "/server "


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a collection may be quoted: everywhere, or in what is named by Discord's ids."""

    kind: Kind = "everywhere"
    ids: frozenset[int] = frozenset()


EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Audience:
    """Where a question is asked and who will see its answer.

    `guild` is None in direct messages; `channels` are the channel and the one that it is part of;
    `readers` holds a set of roles for each kind of person who will see the answer, the asker's own
    first. `owner` is the person at the machine that the documents lie on.
    """

    guild: int | None = None
    channels: frozenset[int] = frozenset()
    readers: tuple[frozenset[int], ...] = ()
    owner: bool = False


OWNER = Audience(owner=True)
ANYBODY = Audience()


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents that are shown or hidden together.

    `name` tells it from all others: the path of its folder below the documents folder, POSIX, ""
    for what is in no other; those that are no such folder have names that begin with "/". `folder`
    is where to look for its documents, below the same.
    """

    name: str = ""
    scope: Scope = EVERYWHERE
    folder: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Closed:
    """A folder that is shown to nobody, and why, as the end of a sentence."""

    name: str
    reason: str


def server_collection(guild: int) -> Collection:
    """The documents that a server's moderators added, for that server alone."""
    return Collection(f"{SERVER}{guild}", Scope("guilds", frozenset({guild})))


def server_of(name: str) -> int | None:
    """The server whose own a collection of that name is, or None."""
    return int(name.removeprefix(SERVER)) if name.startswith(SERVER) else None


def sees(audience: Audience, scope: Scope) -> bool:
    """Whether everybody who will see an answer may see what has this scope."""
    if audience.owner or scope.kind == "everywhere":
        return True
    if audience.guild is None:
        return False
    if scope.kind == "guilds":
        return audience.guild in scope.ids
    if scope.kind == "channels":
        return not scope.ids.isdisjoint(audience.channels)
    return bool(audience.readers) and all(not scope.ids.isdisjoint(r) for r in audience.readers)
