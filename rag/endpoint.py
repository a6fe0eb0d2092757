"""Calls to an OpenAI-compatible endpoint that end: in time, in size, and without telling the key.

The openai client waits ten minutes by default, never ends a stream that drips, reads any
amount, and repeats what an endpoint says, keys included (measured with openai 3.54.0).
"""

from __future__ import annotations

import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import httpx2

from rag.errors import SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    import ssl

OPENAI_URL = "https://api.openai.com/v1"
CONNECT_SECONDS = 5.0
NO_KEY = "none"  # what an endpoint without keys is sent; the client insists on one

_KEY_LIKE = re.compile(r"\bsk-[A-Za-z0-9_\-]{8,}|(?i:\bbearer\s+)[^\s\"']+")
_SPACE = re.compile(r"\s+")

Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where article text goes, and the key it goes with."""

    url: str
    host: str  # as shown to people: name, and port where one is stated
    key: str | None = field(repr=False)
    advice: str = "check that it runs, and OPENAI_BASE_URL"  # what to do where nothing listens

    @property
    def local(self) -> bool:
        """Whether it is on this machine; then no proxy is asked."""
        name = urlsplit(self.url).hostname or ""
        with suppress(ValueError):
            return ip_address(name).is_loopback
        return name == "localhost"

    def redact(self, text: str) -> str:
        """`text` on one line of at most 200 characters, with nothing in it that is or looks like a key."""
        if self.key:
            text = text.replace(self.key, "[key]")
        text = _KEY_LIKE.sub("[key]", _SPACE.sub(" ", text)).strip()
        return text if len(text) <= 200 else text[:199] + "…"

    def scrub(self, error: BaseException) -> None:
        """Take the key out of an error and of those behind it: a logged traceback prints them all."""
        seen: set[int] = set()
        current: BaseException | None = error
        while current is not None and id(current) not in seen:
            seen.add(id(current))
            if any(not isinstance(part, int) for part in current.args) and not isinstance(current, UnicodeError):
                current.args = (self.redact(str(current)),)
            current = current.__cause__ or current.__context__


def endpoint_of(settings: Settings) -> Endpoint:
    """The endpoint that the settings name, OpenAI's own where only a key is set.

    Raises SettingsError for an address that is not plain http or https.
    """
    url = (settings.openai_base_url or OPENAI_URL).strip().rstrip("/")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingsError("OPENAI_BASE_URL is not an address; write it like http://localhost:8080/v1") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"OPENAI_BASE_URL must begin with http:// or https:// and name a host, not {url[:80]!r}")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SettingsError("OPENAI_BASE_URL must hold no user, password, ? or #; a key goes in OPENAI_API_KEY")
    key = (settings.openai_api_key or "").strip() or None
    if key and not (key.isascii() and key.isprintable()):
        raise SettingsError("OPENAI_API_KEY holds characters that no key has; copy it again")
    return Endpoint(url=url, host=parts.hostname if port is None else f"{parts.hostname}:{port}", key=key)


class TooLargeError(Exception):
    """A reply went past its limit of bytes."""


class EncodedReplyError(Exception):
    """A reply came compressed though that was not asked for; its size can't be bounded."""


class Line:
    """One call's HTTP client: capped in bytes, follows no redirect, can be cut from another thread."""

    def __init__(self, endpoint: Endpoint, *, seconds: float, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._cut = False
        self._sockets: list[socket.socket] = []
        # A model on a slow machine is silent while it reads its prompt; only the deadline ends that.
        self.timeout = httpx2.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
        self.client = httpx2.Client(
            timeout=self.timeout,
            follow_redirects=False,
            trust_env=not endpoint.local,
            verify=_tls(),
            headers={"Accept-Encoding": "identity"},
            event_hooks={"request": [self._watch], "response": [self._cap]},
        )

    def cut(self) -> None:
        """End the call now: a read that waits in another thread returns at once."""
        self._cut = True
        for connection in self._sockets:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _watch(self, request: httpx2.Request) -> None:
        request.extensions["trace"] = self._trace

    def _trace(self, event: str, details: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            connection = details["return_value"].get_extra_info("socket")
            if isinstance(connection, socket.socket):
                self._sockets.append(connection)
            if self._cut:
                self.cut()

    def _cap(self, response: httpx2.Response) -> None:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise EncodedReplyError
        assert isinstance(response.stream, httpx2.SyncByteStream)
        response.stream = _CappedStream(response.stream, self._max_bytes)


class _CappedStream(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, max_bytes: int) -> None:
        self._stream = stream
        self._left = max_bytes

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise TooLargeError
            yield part

    def close(self) -> None:
        self._stream.close()


@cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context()


@dataclass(slots=True)
class Call:
    """One call in progress: when it must be over, and how to end it sooner."""

    deadline: float  # of time.monotonic()
    over: threading.Event = field(default_factory=threading.Event)
    line: Line | None = None

    @property
    def seconds_left(self) -> float:
        """Seconds until the deadline, never below zero."""
        return max(self.deadline - time.monotonic(), 0.0)

    def end(self) -> None:
        """End it: no more waiting, no more reading."""
        self.over.set()
        if self.line is not None:
            self.line.cut()


def relay(produce: Callable[[], Iterator[Piece]], call: Call) -> Iterator[Piece]:
    """What `produce` yields, until the call's deadline, whatever the endpoint does meanwhile.

    It runs in a thread of its own: a name look-up that hangs or a header that drips can't be
    interrupted, only left behind. Closing this iterator ends the call. Raises TimeoutError at
    the deadline, else what `produce` raises.
    """
    pieces: queue.SimpleQueue[tuple[Piece] | BaseException | None] = queue.SimpleQueue()

    def work() -> None:
        try:
            for piece in produce():
                pieces.put((piece,))
                if call.over.is_set():
                    return
            pieces.put(None)
        except BaseException as error:  # noqa: BLE001 - handed to the one who waits, who raises it
            pieces.put(error)

    threading.Thread(target=work, daemon=True, name="endpoint-call").start()
    try:
        while True:
            try:
                arrived = pieces.get(timeout=max(call.seconds_left, 0.001))
            except queue.Empty:
                raise TimeoutError from None
            if arrived is None:
                return
            if isinstance(arrived, BaseException):
                raise arrived
            if call.seconds_left == 0:
                raise TimeoutError
            yield arrived[0]
    finally:
        call.end()


def retry_wait(retry_after: str | None, call: Call, *, otherwise: float = 0.5) -> float | None:
    """Seconds to wait before a retry, `otherwise` where the endpoint names none; None where it is not worth it.

    What the endpoint asks for is honoured while it leaves at least half of the time for the answer.
    """
    wanted = otherwise
    if retry_after:
        try:
            wanted = max(float(retry_after), otherwise)
        except ValueError:
            return None  # a date, or nonsense
    return wanted if wanted <= call.seconds_left / 2 else None
