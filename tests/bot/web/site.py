"""The real service on a port of this machine, and somebody who asks it."""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp

from bot.web.running import bound_place, served, web_of
from index.store.library import open_library

HTML = {"Accept": "text/html"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: object
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


class Site:
    """`shared` is what the service answers with, `address` where it is."""

    def __init__(self, shared, address, session):
        self.shared, self.address, self._session = shared, address, session

    async def get(self, path, **options):
        return await self.request("GET", path, **options)

    async def ask(self, question, **more):
        return await self.request("POST", "/ask", json={"question": question, **more})

    async def request(self, method, path, **options):
        url = self.address + path if isinstance(path, str) else path
        async with self._session.request(method, url, **options) as response:
            return Reply(response.status, response.headers, await response.read())


@asynccontextmanager
async def site_of(settings, seeds):
    """A site with the index of the settings, and the models that all tests share."""
    here = settings.model_copy(update={"serve_port": 0})
    library = open_library(here.index_dir, seeds.encoder.fingerprint, here.discord_documents)
    shared = web_of(here, replace(seeds, library=library))
    place = bound_place(here)
    async with served(shared, place) as address, aiohttp.ClientSession() as session:
        yield Site(shared, address, session)
    shared.live.close()
