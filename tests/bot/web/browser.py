"""A headless Chromium, spoken to in its own protocol; tests skip where there is none."""

import asyncio
import base64
import itertools
import json
import shutil
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
SECONDS = 60
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)


class Page:
    """A tab. `problems` are what the browser complained of: scripts, styles, blocked requests."""

    def __init__(self, socket):
        self.problems, self.requests = [], []
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting = {}
        self._loaded = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def send(self, method, **params):
        number = next(self._numbers)
        answered = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        async with asyncio.timeout(SECONDS):
            return await answered

    async def open(self, url):
        # The same page at another place of it would not be loaded again.
        await self.follow(self.send("Page.navigate", url="about:blank"))
        await self.follow(self.send("Page.navigate", url=url))

    async def follow(self, doing):
        """Do something, and return once the page that it leads to is there."""
        self._loaded.clear()
        await doing
        async with asyncio.timeout(SECONDS):
            await self._loaded.wait()

    async def run(self, expression):
        found = await self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    async def look(self, *, width=1200, height=900, dark=False):
        """How wide the window is, and which colours the reader likes."""
        await self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.send("Emulation.setEmulatedMedia", features=[scheme])

    async def press(self, key):
        for kind in ("keyDown", "keyUp"):
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            codes = {"Enter": 13, "Tab": 9}
            await self.send(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=codes[key],
                **text,
            )

    async def picture(self, path: Path):
        found = await self.send("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(found["data"]))

    async def close(self):
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self):
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                self._waiting.pop(told["id"]).set_result(told.get("result", told))
            elif told["method"] == "Page.loadEventFired":
                self._loaded.set()
            elif told["method"] == "Network.requestWillBeSent":
                self.requests.append(told["params"]["request"]["url"])
            elif told["method"] in ("Log.entryAdded", "Runtime.exceptionThrown"):
                self.problems.append(told["params"])


@asynccontextmanager
async def browser(folder: Path, *, scripts=False):
    """A tab of a new browser, whose profile is kept in a folder."""
    process = await asyncio.create_subprocess_exec(
        *(CHROMIUM, *FLAGS, f"--user-data-dir={folder}", "about:blank"),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS):
            while b"DevTools listening on" not in (line := await process.stderr.readline()):
                assert line
        draining = asyncio.create_task(process.stderr.read())
        address = line.decode().split()[-1].split("/devtools")[0].replace("ws:", "http:")
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{address}/json") as found:
                [tab] = [one for one in await found.json() if one["type"] == "page"]
            async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                page = Page(socket)
                for domain in ("Page", "Runtime", "Network", "Log", "Accessibility"):
                    await page.send(f"{domain}.enable")
                yield page
                await page.close()
    finally:
        process.terminate()
        await process.wait()
        draining.cancel()
