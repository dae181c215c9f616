"""Where things lie in the folder of an index, and in that of the servers' own documents."""

import hashlib
from pathlib import Path

from platformdirs import user_cache_path

# The one truth about an index, the folder of its caches, and the lock of whoever writes to it.
CATALOG = "catalog.sqlite"
GENERATIONS = "generations"
LOCK = "writer.lock"
# What only the folder of an index holds both of.
INDEX_FILES = frozenset({CATALOG, LOCK})

# What the index was promised to keep; building never touches it.
PROMISE = "promise.json"

# The indexes of collections with a scope lie within that of the whole folder; the lock is held by
# who brings all of them up to date, one after the other.
COLLECTIONS = "collections"
ALL = "collections.lock"

# What says that something restored is to take its place, and the lock of whoever sees to that.
RESTORE = "restore.json"
RESTORE_LOCK = "restore.lock"

# The index within a server's own folder.
SERVER_INDEX = "index"


# Where an index lies, if nobody says otherwise.
DEFAULT_INDEX = Path(".quoth")


def default_cache() -> Path:
    """Where compiled models are kept, if nobody says otherwise."""
    return user_cache_path("quoth", appauthor=False)


def collection_folder(index_dir: Path, name: str) -> Path:
    """Where the index of a collection is; "" names the documents folder's own."""
    if not name:
        return index_dir
    return index_dir / COLLECTIONS / hashlib.sha256(name.encode()).hexdigest()[:16]


def generation_folder(index_folder: Path, generation: str) -> Path:
    """Where the caches of a generation are."""
    return index_folder / GENERATIONS / generation


def scoped_folders(index_folder: Path) -> list[Path]:
    """Where the indexes of the folder's collections with a scope are."""
    return sorted((index_folder / COLLECTIONS).glob("*/"))


def server_folder(servers_folder: Path, guild: int) -> Path:
    """Where the index of a server's own collection is."""
    return servers_folder / str(guild) / SERVER_INDEX


def server_folders(servers_folder: Path | None) -> list[Path]:
    """Where the indexes of the servers' own collections are, in folders named by numbers."""
    found = servers_folder.glob(f"*/{SERVER_INDEX}/") if servers_folder else ()
    return sorted(place for place in found if place.parent.name.isdecimal())
