"""A file that somebody attached, from Discord into a file here, and never more of it than fits."""

import asyncio
import logging
import os
from pathlib import Path
from typing import BinaryIO

import aiohttp
import discord
import yarl
from pydantic import HttpUrl

from index.documents.document import MEGABYTE
from index.errors import QuothError

log = logging.getLogger(__name__)

# Where Discord keeps what is attached.
HOSTS = {"cdn.discordapp.com", "media.discordapp.net"}
CHUNK = 256 * 1024
TIMES = aiohttp.ClientTimeout(total=300, sock_connect=15, sock_read=30)
NOT_FETCHED = "I could not get that file from Discord: try again."


class FetchError(QuothError):
    """A file is too large, or does not come."""


async def fetch(
    attachment: discord.Attachment, path: Path, megabytes: int, service: HttpUrl | None = None
) -> None:
    """Write an attachment into a new file, which is on the disk by then.

    What Discord says of its size is not relied on. `service` is what stands in for Discord, if
    something does: its files may be on other hosts. Raises FetchError, and OSError where it cannot
    be written.
    """
    largest = megabytes * MEGABYTE
    address = yarl.URL(attachment.url)
    own = service is not None and _origin(address) == _origin(yarl.URL(str(service)))
    known = address.scheme == "https" and (service is not None or address.host in HOSTS)
    if not known and not own:
        log.warning("a file is not fetched from the host %s", address.host)
        raise FetchError(NOT_FETCHED)
    if attachment.size > largest:
        raise _too_large(megabytes)
    written = 0
    with path.open("xb") as file:
        try:
            # As it lies there: nothing is unpacked, and nothing leads elsewhere.
            async with (
                aiohttp.ClientSession(timeout=TIMES, auto_decompress=False) as session,
                session.get(
                    address, allow_redirects=False, headers={"Accept-Encoding": "identity"}
                ) as response,
            ):
                if response.status != 200:
                    raise FetchError(NOT_FETCHED)
                async for chunk in response.content.iter_chunked(CHUNK):
                    written += len(chunk)
                    if written > largest:
                        raise _too_large(megabytes)
                    await asyncio.to_thread(file.write, chunk)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise FetchError(NOT_FETCHED) from error
        await asyncio.to_thread(_settle, file)


def write_down(text: str, path: Path) -> None:
    """Write a text into a new file, which is on the disk by then. Raises OSError."""
    with path.open("xb") as file:
        file.write(text.encode("utf-8", "replace"))
        _settle(file)


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _origin(address: yarl.URL) -> tuple[str, str | None, int | None]:
    return address.scheme, address.host, address.port


def _too_large(megabytes: int) -> FetchError:
    return FetchError(f"That file is larger than {megabytes} MB, which is too large for me.")
