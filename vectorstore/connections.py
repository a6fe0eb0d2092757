"""Connections to one SQLite file: pooled for reading threads, in the mode its folder allows."""

from __future__ import annotations

import os
import queue
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from rag.errors import DatelineError, IndexDamagedError, IndexLockedError, IndexReadOnlyError

_BUSY_SECONDS = 5.0


class Connections:
    """Read-only connections to one file, one to a thread at a time."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._files_seen: tuple[int, ...] | None = None

    def follow(self) -> None:
        """Where the folder can't be written, look whether someone else changed the files and reopen."""
        if self.writable:
            return
        seen = tuple(look(Path(f"{self.file}{end}")) for end in ("", "-wal"))
        if seen != self._files_seen:
            self.close()
            self._files_seen = seen

    @property
    def writable(self) -> bool:
        """Whether this process may write to the index."""
        return os.access(self.file.parent, os.W_OK) and os.access(self.file, os.W_OK)

    def _connect(self) -> sqlite3.Connection:
        address = f"file:{quote(str(self.file.absolute()))}"
        if self.writable:
            options = "mode=rw"
        elif look(Path(f"{self.file}-wal")):
            options = "mode=ro"
        else:
            # A WAL catalog at rest in a folder that can't be written can't make its -shm file
            # (SQLITE_CANTOPEN, seen); immutable needs none. `follow` notices when it moves.
            options = "immutable=1"
        connection = connect(f"{address}?{options}")
        connection.execute("PRAGMA query_only=ON")
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for this thread; SQLite's errors come out as ours."""
        idle = self._idle
        try:
            try:
                connection = idle.get_nowait()
            except queue.Empty:
                connection = self._connect()
        except sqlite3.Error as error:
            raise translated(self.file, error) from error
        try:
            yield connection
        except sqlite3.Error as error:
            connection.close()
            raise translated(self.file, error) from error
        except BaseException:
            idle.put(connection)
            raise
        idle.put(connection)

    def close(self) -> None:
        """Close every idle connection; reading afterwards opens new ones."""
        idle, self._idle = self._idle, queue.LifoQueue()
        while not idle.empty():
            idle.get_nowait().close()


def connect(address: str) -> sqlite3.Connection:
    """A connection in autocommit, usable from any one thread at a time."""
    connection = sqlite3.connect(
        address, uri=True, isolation_level=None, check_same_thread=False, timeout=_BUSY_SECONDS
    )
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def translated(file: Path, error: sqlite3.Error) -> DatelineError:
    """The error of ours that says what this SQLite error means and what to do."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlite3.SQLITE_READONLY:
        return IndexReadOnlyError(f"the index {file.parent} can't be written; choose another folder with `--index`")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return IndexLockedError(f"the catalog {file} is busy in another process; try again when it is done")
    if code == sqlite3.SQLITE_FULL:
        return DatelineError(f"the disk of {file.parent} is full; free some space and run the same command again")
    return IndexDamagedError(damaged(file, str(error)))


def look(file: Path) -> int:
    """Changes when the file does; 0 when it is missing or empty."""
    try:
        status = file.stat()
    except OSError:
        return 0
    return hash((status.st_mtime_ns, status.st_size, status.st_ino)) if status.st_size else 0


def damaged(file: Path, why: str) -> str:
    return (
        f"the catalog {file} can't be read ({why}); restore it from a backup, "
        "or make a new index from the articles: `dateline ingest PATH --index NEW`"
    )
