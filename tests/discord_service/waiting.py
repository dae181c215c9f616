"""Waiting for what happens in the service, without sleeping."""

import asyncio


class Changes:
    """Wakes those who wait, whenever something has happened."""

    def __init__(self, seconds, told, check):
        self.seconds = seconds
        self._told = told
        self._check = check
        self._waiting = set()

    def happened(self):
        for event in self._waiting:
            event.set()

    async def wait_until(self, probe, what, seconds=None):
        """What the probe gives as soon as it is true.

        Raises AssertionError, saying what was awaited and what came instead, after `seconds`;
        and at once where waiting is in vain, because the check raises one.
        """
        seconds = self.seconds if seconds is None else seconds
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            async with asyncio.timeout(seconds):
                while True:
                    found = probe()
                    if found:
                        return found
                    self._check()
                    await event.wait()
                    event.clear()
        except TimeoutError:
            raise AssertionError(f"Waited {seconds} s for {what}. {self._told()}") from None
        finally:
            self._waiting.discard(event)
