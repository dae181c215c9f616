"""Where the index is, as the settings say; no model is needed to look into it."""

from functools import cache
from pathlib import Path

from bot.settings import Settings
from index.store.embedded import Embedded
from index.store.index import Index
from index.store.milvus.address import Access, parse


def index_of(settings: Settings, *, servers: bool = True) -> Index:
    """The index of the settings, perhaps with the servers' own documents. Raises SettingsError."""
    documents = settings.discord_documents if servers else None
    return index_at(settings.index, settings.milvus, settings.index_dir, documents)


def index_at(address: str, access: Access, folder: Path, servers: Path | None) -> Index:
    """The index at an address, or in a folder where there is none. Raises SettingsError."""
    if address:
        return _milvus(address, access, folder, servers=servers is not None)
    return Embedded(folder, servers)


@cache
def _milvus(address: str, access: Access, folder: Path, *, servers: bool) -> Index:
    """One for all of a process, which keeps the connection, and what was fetched."""
    from index.store.milvus.index import Milvus

    return Milvus(parse(address), access, folder, servers=servers)
