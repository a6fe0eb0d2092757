"""The overview behind the page: counted once for each state of the index, beside everything else."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from typing import Protocol

from chat.escaping import without_folders
from chat.overview import draw_fault, draw_overview, draw_waiting
from rag.errors import DatelineError
from rag.overview.overview import Overview
from rag.schema import IndexState
from vectorstore import Progress

_PATIENCE = 2.0  # seconds that a request waits before it is told how far the counting is
# Styles stand on the elements of a plot, and nothing else is let in: no script, no request elsewhere.
POLICY = (
    "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'"
)


class Archive(Protocol):
    """What is looked at; `rag.assistant.Assistant` is one."""

    def state(self) -> IndexState: ...

    def overview(self, *, progress: Progress | None = None) -> Overview: ...


class OverviewPage:
    """The page of the newest state of the index; a later state is counted when it is asked for."""

    def __init__(self, archive: Archive, *, patience: float = _PATIENCE) -> None:
        self._archive = archive
        self._patience = patience
        self._asked: tuple[str, Future[str]] | None = None
        self._progress = (0, 0)

    async def page(self) -> tuple[int, str]:
        """An HTTP status and the page; where counting takes longer, one that says how far it is."""
        try:
            # Not on the event loop: the catalog may have to wait for its disk.
            state = await asyncio.to_thread(self._archive.state)
        except DatelineError as error:
            return 503, draw_fault(without_folders(str(error)))
        key = f"{state.fingerprint} {state.as_of}"
        if self._asked is None or (self._asked[0] != key and self._asked[1].done()):
            self._progress = (0, 0)
            self._asked = key, Future()
            # A daemon, so that a server that is told to stop need not wait for it.
            threading.Thread(target=self._draw, args=(self._asked[1],), daemon=True).start()
        asked = self._asked[1]
        try:
            return 200, await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(asked)), self._patience)
        except TimeoutError:
            return 200, draw_waiting(*self._progress)
        except Exception as error:
            self._asked = None  # the next request tries again
            if not isinstance(error, DatelineError):
                raise
            return 503, draw_fault(without_folders(str(error)))

    def _draw(self, drawn: Future[str]) -> None:
        def report(stage: str, done: int, total: int) -> None:
            self._progress = done, total

        try:
            drawn.set_result(draw_overview(self._archive.overview(progress=report)))
        except BaseException as error:  # noqa: BLE001 (raised again in whoever asked)
            drawn.set_exception(error)
