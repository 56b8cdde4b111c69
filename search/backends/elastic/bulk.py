"""Documents as the lines of bulk calls, and a thread that sends them while the next are made."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

Act = tuple[bytes, ...]
"""The lines of one act: what is done to which document, and the document."""
MOST_BYTES = 4 * 1024 * 1024
_AHEAD = 2  # heaps that wait for the server: what is made is never far from what was taken


def line_of(told: Mapping[str, Any]) -> bytes:
    """One line of JSON. A document that stands in two indices is written once."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def put(index: str, name: str, document: bytes) -> Act:
    return line_of({"index": {"_index": index, "_id": name}}), document


def deleted(index: str, name: str) -> Act:
    return (line_of({"delete": {"_index": index, "_id": name}}),)


def heaps(acts: Iterable[Act], most: int = MOST_BYTES) -> Iterator[list[bytes]]:
    """The lines of these acts in heaps of so many bytes, in their order; no act is torn."""
    heap: list[bytes] = []
    size = 0
    for act in acts:
        if heap and size + _size(act) > most:
            yield heap
            heap, size = [], 0
        heap += act
        size += _size(act)
    if heap:
        yield heap


def _size(act: Act) -> int:
    return sum(map(len, act)) + len(act)


class Sender:
    """Sends acts one heap after the other, in their order, in a thread of its own.

    What `send` raises is raised by the next `add`, or by `finish`: nothing is sent after it.
    """

    def __init__(self, send: Callable[[list[bytes]], None], most: int = MOST_BYTES) -> None:
        self._send = send
        self._most = most
        self._pool = ThreadPoolExecutor(1)
        self._sent: deque[Future[None]] = deque()
        self._acts: list[Act] = []
        self._size = 0

    def add(self, acts: Iterable[Act]) -> None:
        """Send these when there are enough of them."""
        for act in acts:
            self._acts.append(act)
            self._size += _size(act)
            if self._size >= self._most:
                self._give()

    def finish(self) -> None:
        """Return when everything was taken."""
        self._give()
        while self._sent:
            self._sent.popleft().result()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _give(self) -> None:
        acts, self._acts, self._size = self._acts, [], 0
        for heap in heaps(acts, self._most):
            while len(self._sent) >= _AHEAD or (self._sent and self._sent[0].done()):
                self._sent.popleft().result()
            self._sent.append(self._pool.submit(self._send, heap))
