"""A link to a server that can be cut, slowed or restored while it is used."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_PIECE = 65_536


class Link:
    """Everything goes through, `delay` seconds later.

    With `tired`, the server says of each answer that it ran out of time before it had all of it.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._to = (parts.hostname, parts.port)
        self.delay = 0.0
        self.tired = False
        self.url = ""
        self.used = 0

    async def start(self) -> asyncio.Server:
        server = await asyncio.start_server(self._joined, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    async def _joined(self, near: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        self.used += 1
        ends = [out]
        try:
            far, onward = await asyncio.open_connection(*self._to)
            ends.append(onward)
            await asyncio.gather(self._carried(near, onward), self._carried(far, out))
        except (OSError, asyncio.CancelledError):
            pass  # cut, or the test is over
        finally:
            for end in ends:
                end.transport.abort()

    async def _carried(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await source.read(_PIECE):
                await asyncio.sleep(self.delay)
                if self.tired:
                    piece = piece.replace(b'"timed_out":false', b'"timed_out":true ')
                target.write(piece)
                await target.drain()
        target.close()


@contextmanager
def link(url: str) -> Iterator[Link]:
    """A link to `url` for as long as the block lasts."""
    found = Link(url)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(found.start(), loop).result(10)

    async def closed() -> None:
        server.close()
        others = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
        for one in others:
            one.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.05)  # what was aborted is closed in the next rounds

    try:
        yield found
    finally:
        asyncio.run_coroutine_threadsafe(closed(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
