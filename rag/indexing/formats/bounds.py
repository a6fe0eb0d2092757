"""How much one article may have, and one archive hold: members, bytes when unpacked, their ratio to its own size."""

from __future__ import annotations

import io
from typing import IO

from rag.errors import ReadingError
from rag.settings import Settings

_MEGABYTE = 1_000_000
_ALWAYS = _MEGABYTE  # bytes that may be unpacked whatever their ratio: short texts that repeat themselves
_SHORT = 65_536  # bytes; few articles have more


class PastBounds(ReadingError):
    """An archive holds more than it may: all of it is refused."""


class Bounds:
    """What the outermost archive and all archives in it have used up of its limits."""

    def __init__(self, packed: int, *, settings: Settings) -> None:
        self._settings = settings
        self._packed = packed
        self._members = 0
        self._bytes = 0

    def count_members(self, members: int) -> None:
        """Count members. Raises PastBounds."""
        self._members += members
        if self._members > self._settings.archive_members:
            raise PastBounds(
                f"more than {self._settings.archive_members:,} members, over the limit (DATELINE_ARCHIVE_MEMBERS)"
            )

    def count_bytes(self, unpacked: int) -> None:
        """Count bytes that were, or will be, unpacked. Raises PastBounds."""
        self._bytes += unpacked
        self.check_bytes(0)

    def check_bytes(self, more: int) -> None:
        """Raise PastBounds if so many more bytes would be too many."""
        settings = self._settings
        unpacked = self._bytes + more
        if unpacked > settings.archive_mb * _MEGABYTE:
            raise PastBounds(f"unpacks to over {settings.archive_mb:,} MB, the limit (DATELINE_ARCHIVE_MB)")
        if unpacked > max(_ALWAYS, settings.archive_ratio * self._packed):
            raise PastBounds(
                f"unpacks to over {settings.archive_ratio} times its size, the limit (DATELINE_ARCHIVE_RATIO)"
            )


class Counted(io.RawIOBase):
    """An unpacking stream read forwards, each of its bytes counted.

    Skips forward where it is told to seek; refuses a single read of more than `file_mb`.
    """

    def __init__(self, stream: IO[bytes], bounds: Bounds, *, settings: Settings) -> None:
        self._stream = stream
        self._bounds = bounds
        self._most = (settings.file_mb + 1) * _MEGABYTE
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        """At most so many bytes."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(1 << 16), b""))
        if size > self._most:
            raise ReadingError(f"a header of {size:,} bytes")
        content = self._stream.read(size)
        self._place += len(content)
        self._bounds.count_bytes(len(content))
        return content

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        content = self.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)

    def tell(self) -> int:
        return self._place

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or place < self._place:
            raise ReadingError("points backwards in itself")
        while self._place < place and self.read(min(1 << 16, place - self._place)):
            pass
        return self._place


def read_whole(opened: IO[bytes], *, settings: Settings) -> bytes:
    """The bytes of one article, at most `file_mb` of them. Raises ReadingError."""
    limit = settings.file_mb * _MEGABYTE
    content = opened.read(_SHORT)  # to ask for more sets memory aside for all that may come
    if len(content) == _SHORT:
        content += opened.read(limit + 1 - _SHORT)
    if len(content) > limit:
        raise ReadingError(f"over the limit of {settings.file_mb} MB (DATELINE_FILE_MB)")
    return content
