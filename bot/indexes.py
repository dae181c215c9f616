"""Where the index is, and who makes it, as settings and options say; no model is needed for it."""

from functools import cache
from pathlib import Path

from bot.settings import Settings
from bot.workers import SharedOut
from index.indexing.sharding.tasks import Workers
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


def workers_of(settings: Settings, shared_out: SharedOut) -> Workers | None:
    """Whom indexing is shared out to, if to anybody."""
    count, shards = shared_out.workers, shared_out.shards
    if shared_out.ray:
        from index.indexing.sharding.ray_workers import RayWorkers

        return RayWorkers(shared_out.ray, count, settings.model, settings.cache_dir, shards)
    if count:
        from index.indexing.sharding.processes import LocalWorkers

        return LocalWorkers(count, settings.model, settings.cache_dir, shards)
    return None


@cache
def _milvus(address: str, access: Access, folder: Path, *, servers: bool) -> Index:
    """One for all of a process, which keeps the connection, and what was fetched."""
    from index.store.milvus.index import Milvus

    return Milvus(parse(address), access, folder, servers=servers)
