"""`dateline ingest --watch`: follow folders until Ctrl-C, one line for each set of changes."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.cli.printing import notice
from rag.errors import DatelineError, IndexLockedError

if TYPE_CHECKING:
    from rag.indexing.files import Scope

AGAIN_LOCKED = 5.0  # seconds until what another writer kept out is tried again
AGAIN_FAILED = 60.0


def follow(paths: Sequence[Path], *, index: Path, ingest: Callable[[Sequence[Scope]], None]) -> None:
    """Call `ingest` with each set of changes below these paths, until Ctrl-C or SIGTERM ends it.

    What could not be ingested, since another process writes or the embedder failed, is tried again.
    """
    from rag.indexing.files import scope_of
    from rag.indexing.watching import changed_below

    scopes = [scope_of(path) for path in paths]
    waiting: dict[Scope, None] = {}
    not_before = 0.0
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    notice(f"watching {', '.join(map(str, paths))}; Ctrl-C ends it")
    try:
        for changed in changed_below(scopes, index=index):
            waiting.update(dict.fromkeys(changed))
            if not waiting or time.monotonic() < not_before:
                continue
            try:
                ingest(list(waiting))
                waiting.clear()
            except DatelineError as error:
                again = AGAIN_LOCKED if isinstance(error, IndexLockedError) else AGAIN_FAILED
                not_before = time.monotonic() + again
                notice(f"{error}; trying again in {again:.0f} s")
    except KeyboardInterrupt:
        notice("watching ended; what was finished is kept")
    finally:
        signal.signal(signal.SIGTERM, before)
