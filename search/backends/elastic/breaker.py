"""Whether a server is left alone for a while, since it did not answer. Of the whole process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

REST = 10.0
"""Seconds. Nobody waits for a server that did not answer so shortly before."""


class Breaker:
    """Open for some seconds after a failure; then one may try again, the others a little later."""

    def __init__(self, rest: float = REST, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest = rest
        self._clock = clock
        self._until: float | None = None
        self._lock = threading.Lock()

    def open(self) -> bool:
        """Whether the server is to be left alone. Whoever is told that it is not tries for all."""
        with self._lock:
            if self._until is None:
                return False
            if self._clock() < self._until:
                return True
            self._until = self._clock() + self._rest
            return False

    def failed(self) -> bool:
        """Leave it alone. Whether that is news."""
        with self._lock:
            news = self._until is None
            self._until = self._clock() + self._rest
            return news

    def answered(self) -> bool:
        """Ask it again. Whether that is news."""
        with self._lock:
            news = self._until is not None
            self._until = None
            return news
