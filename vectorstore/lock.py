"""One writer: a lock of the operating system on a file of the index, held for the run of a write.

The lock goes with its process, so one that was killed leaves nothing to clean up.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import IndexLockedError, IndexReadOnlyError

FILE_NAME = "lock"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the index's writer lock.

    Raises, at once, IndexLockedError when another writer holds it, IndexReadOnlyError.
    """
    try:
        descriptor = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise IndexReadOnlyError(
            f"the index {folder} can't be written ({error.strerror}); choose another folder with `--index`"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "another process"
            raise IndexLockedError(
                f"process {holder} is writing to the index {folder}; try again when it is done"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
