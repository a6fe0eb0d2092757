"""Reading a file in a child process, with a limit on time and memory; restarted after a fault."""

from __future__ import annotations

import atexit
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from rag.errors import ReadingError
from rag.indexing.formats import Reading
from rag.indexing.formats.child import request
from rag.settings import Settings

_MEGABYTE = 1_000_000
_START_SECONDS = 60.0  # to start Python, on a machine that is very busy
_SECONDS_A_MEGABYTE = 4.0  # a page of 4.7 MB took 10 s on two busy cores (trafilatura 2.3.1)
_PIECE = 1 << 16  # bytes; what a pipe holds


class _Child:
    """The child process, started at first use."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._owner = 0
        self._megabytes = 0

    def ask(self, format: str, content: bytes, *, settings: Settings) -> Reading:
        """What the child reads. Raises ReadingError when it says so, takes too long or dies."""
        seconds = settings.parser_seconds + _SECONDS_A_MEGABYTE * len(content) / _MEGABYTE
        with self._lock:
            process = self._started(settings.parser_mb)
            sent = request(format, content, settings=settings, seconds=seconds + 1)
            try:
                return _exchange(process, sent, seconds=seconds)
            except TimeoutError:
                self.stop()
                raise ReadingError(f"not read within {seconds:.0f} seconds (DATELINE_PARSER_SECONDS)") from None
            except (OSError, EOFError, ValueError):
                self.stop()
                raise ReadingError(f"its {format.upper()} reader broke down over it") from None

    def _started(self, megabytes: int) -> subprocess.Popen[bytes]:
        running = self._process is not None and self._process.poll() is None
        if self._process is not None and running and (self._owner, self._megabytes) == (os.getpid(), megabytes):
            return self._process
        self.stop()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "rag.indexing.formats.child", str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[3],
            bufsize=0,
        )
        self._owner, self._megabytes = os.getpid(), megabytes
        try:
            _await(self._process, b"ready\n")
        except (OSError, EOFError):
            self.stop()
            raise ReadingError("the process that reads such files could not be started") from None
        return self._process

    def stop(self) -> None:
        """End the child, if this process started it."""
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            with self._process:  # closes its pipes and waits for its end
                self._process = None


_child = _Child()
atexit.register(_child.stop)


def read_apart(format: str, content: bytes, *, settings: Settings) -> Reading:
    """What is read out of a file of this format, in a child process.

    It may take `parser_seconds` and four more for each megabyte. Raises ReadingError with the reason when
    nothing is read.
    """
    return _child.ask(format, content, settings=settings)


def _await(process: subprocess.Popen[bytes], word: bytes) -> None:
    received = bytearray()
    for piece in _conversation(process, b"", seconds=_START_SECONDS):
        received += piece
        if len(received) >= len(word):
            break
    if received != word:
        raise EOFError


def _exchange(process: subprocess.Popen[bytes], sent: bytes, *, seconds: float) -> Reading:
    """Send a request and receive its reply. Raises TimeoutError, EOFError where the child is gone."""
    received = bytearray()
    head, length = None, 0
    for piece in _conversation(process, sent, seconds=seconds):
        received += piece
        if head is None and (end := received.find(b"\n")) >= 0:
            head = json.loads(received[:end])
            length = end + 1 + head["length"]
        if head is not None and len(received) >= length:
            break
    if head is None or len(received) != length:
        raise EOFError
    if head["reason"] is not None:
        raise ReadingError(head["reason"])
    return Reading(received[length - head["length"] :].decode("utf-8"), **head["stated"])


def _conversation(process: subprocess.Popen[bytes], sent: bytes, *, seconds: float) -> Iterator[bytes]:
    """What the child writes while it is sent a request, until it ends. Raises TimeoutError."""
    assert process.stdin is not None and process.stdout is not None
    deadline = time.monotonic() + seconds
    waiting = memoryview(sent)
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if waiting:
            os.set_blocking(process.stdin.fileno(), False)
            selector.register(process.stdin, selectors.EVENT_WRITE)
        while ready := selector.select(max(0.0, deadline - time.monotonic())):
            for key, _ in ready:
                if key.fileobj is process.stdin:
                    waiting = waiting[os.write(key.fd, waiting[:_PIECE]) :]
                    if not waiting:
                        selector.unregister(process.stdin)
                elif piece := os.read(key.fd, _PIECE):
                    yield piece
                else:
                    return
    raise TimeoutError
