"""A circuit breaker: an endpoint that keeps failing is left alone for a while, in this process."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from threading import Lock

FAILURES = 5  # in a row, until the endpoint is left alone
PAUSE_SECONDS = 25.0  # then one call is let through; with it, recovery is noticed in under 30 s


@dataclass(slots=True)
class Breaker:
    """Counts failures in a row; safe to share between threads."""

    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _silent_until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def allows(self) -> bool:
        """Whether a call may be made now; after a pause, one caller at a time is told yes."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            now = self.clock()
            if now < self._silent_until:
                return False
            self._silent_until = now + PAUSE_SECONDS
            return True

    def succeeded(self) -> None:
        """The endpoint answered."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """The endpoint failed."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._silent_until = self.clock() + PAUSE_SECONDS


@cache
def breaker_of(url: str) -> Breaker:
    """The breaker of one endpoint, the same for every model and thread of this process."""
    return Breaker()
