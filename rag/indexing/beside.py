"""Files prepared by child processes, on all cores.

The children are started anew rather than forked, since this process has threads, and do not run
the caller's main module again, as multiprocessing would. They end when their pipe does.
"""

from __future__ import annotations

import fcntl
import gc
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait

from rag.indexing.formats import is_container
from rag.indexing.preparing import Job, Prepared, prepare
from rag.settings import Settings

_MOST_CHILDREN = 8
_FILES_AT_ONCE = 32  # in one message to a child
_AHEAD = 3  # messages at a child, so that it need not wait for the next
_TOGETHER = 0.2  # seconds of results in one message back
_PIPE = 1 << 20  # bytes of results that wait in a pipe while the parent writes: some 500 short articles

_SERVE = "import sys; sys.path[:] = {path!r}; from rag.indexing.beside import serve; serve({jobs}, {results})"


def prepare_beside(jobs: Sequence[Job], *, settings: Settings) -> Iterator[Prepared]:
    """What `prepare` gives for each job, by child processes, the files in no certain order."""
    count = min(os.cpu_count() or 1, _MOST_CHILDREN)
    waiting = deque(_messages(jobs, count))
    children = [_Child(settings) for _ in range(min(count, len(waiting)))]
    try:
        while True:
            for child in children:
                while waiting and child.takes(waiting[0]):
                    child.send(waiting.popleft())
            busy = [child for child in children if child.sent]
            if not busy:
                break
            ready = wait([child.results for child in busy])
            for child in busy:
                if child.results in ready:
                    yield from child.receive()
        lost = [job for child in children for job in child.lost] + [job for message in waiting for job in message]
    finally:
        for child in children:
            child.close()
    for job in lost:  # a child that was killed is no reason to stop
        yield from prepare(job, settings=settings)


def _messages(jobs: Sequence[Job], children: int) -> Iterator[tuple[Job, ...]]:
    """Containers one by one, other files some at once."""
    most = max(1, min(_FILES_AT_ONCE, len(jobs) // (4 * children)))
    gathered: list[Job] = []
    for job in jobs:
        if is_container(job.path):
            yield (job,)
            continue
        gathered.append(job)
        if len(gathered) == most:
            yield tuple(gathered)
            gathered = []
    if gathered:
        yield tuple(gathered)


@dataclass
class _Child:
    """One child process with what it was sent and has not finished."""

    settings: Settings
    sent: deque[tuple[Job, ...]] = field(default_factory=deque)
    finished: int = 0  # files of the first message
    lost: list[Job] = field(default_factory=list)  # what it did not finish before it died

    def __post_init__(self) -> None:
        theirs, self.jobs = Pipe(duplex=False)
        self.results, answers = Pipe(duplex=False)
        with theirs, answers:
            _widen(answers.fileno())
            code = _SERVE.format(path=sys.path, jobs=theirs.fileno(), results=answers.fileno())
            self.process = subprocess.Popen(
                [sys.executable, "-c", code], pass_fds=[theirs.fileno(), answers.fileno()], stdin=subprocess.DEVNULL
            )
        self.alive = True
        with self._watched():
            self.jobs.send(self.settings)

    def takes(self, jobs: tuple[Job, ...]) -> bool:
        """Whether these can be sent without waiting for it: long ones only while it reads."""
        return self.alive and (not self.sent or (len(self.sent) < _AHEAD and not jobs[0].known))

    def send(self, jobs: tuple[Job, ...]) -> None:
        self.sent.append(jobs)
        with self._watched():
            self.jobs.send(jobs)

    def receive(self) -> Iterator[Prepared]:
        """What came back of one message or several."""
        parts: list[Prepared] = []
        with self._watched():
            parts = self.results.recv()
        for part in parts:
            if part.last:
                self.finished += 1
                if self.finished == len(self.sent[0]):
                    self.sent.popleft()
                    self.finished = 0
            yield part

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except (EOFError, OSError):
            self.alive = False
            self.lost = [job for message in self.sent for job in message][self.finished :]
            self.sent.clear()

    def close(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.jobs.close()
        self.results.close()
        self.process.wait()


def _widen(pipe: int) -> None:
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # a limit of the system
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def serve(jobs: int, results: int) -> None:
    """Be a child: prepare what comes through one pipe, and answer through the other, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    os.dup2(2, 1)  # what a parser prints is no result
    asked, answers = Connection(jobs, writable=False), Connection(results, readable=False)
    with suppress(EOFError, OSError):
        settings: Settings = asked.recv()
        _answer(answers, asked.recv(), settings)
        gc.freeze()  # what was loaded for the first stays; to look through it again and again takes a tenth
        while True:
            _answer(answers, asked.recv(), settings)


def _answer(answers: Connection, jobs: Sequence[Job], settings: Settings) -> None:
    parts: list[Prepared] = []
    told = time.monotonic()
    for job in jobs:
        for part in prepare(job, settings=settings):
            parts.append(part)
            if time.monotonic() - told > _TOGETHER:
                answers.send(parts)
                parts, told = [], time.monotonic()
    if parts:
        answers.send(parts)
