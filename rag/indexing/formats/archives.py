"""ZIP, TAR and compressed files: their members one after the other, none ever written under its own name."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, cast

from rag.errors import ReadingError
from rag.indexing.formats import format_of
from rag.indexing.formats.bounds import Bounds, Counted
from rag.settings import Settings

_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_KIND = 0o170000
_FILE = 0o100000
_ENCRYPTED = 0x1
_ENTRY = struct.Struct("<28x3H12x")  # of a ZIP's directory: lengths of name, extra fields and comment
_END = struct.Struct("<12xI6x")  # after it: its size in bytes
_WIDE_END = struct.Struct("<40xQ8x")  # the same in a ZIP of more than 4 GB
_LONGEST_TAIL = 65_536 + _END.size + 20 + _WIDE_END.size
_LOCAL_HEADER = 30  # bytes at least, before a member's name and content
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    struct.error,
    ValueError,
    NotImplementedError,
    MemoryError,
)
"""What reading a damaged archive raises."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive; `fault` says why it can't be read, else `open` gives its bytes."""

    name: str
    open: Callable[[], IO[bytes]]
    fault: str | None = None


def members_of(opened: IO[bytes], path: str, bounds: Bounds, *, settings: Settings) -> Iterator[Member]:
    """The files in the archive at `path`, each to be read before the next is asked for.

    Raises ReadingError where it is damaged, PastBounds where it holds too much.
    """
    match format_of(path):
        case "zip":
            yield from zip_members(opened, bounds)
        case "tar":
            yield from tar_members(Counted(_unpacking(opened), bounds, settings=settings), bounds)
        case _:
            name = re.sub(r"\.gz$", "", path.rpartition("/")[2], flags=re.IGNORECASE)
            content = Counted(_unpacking(opened), bounds, settings=settings)
            yield Member(name, lambda: cast(IO[bytes], content))


def zip_members(opened: IO[bytes], bounds: Bounds) -> Iterator[Member]:
    """The files in a ZIP. Raises ReadingError where it is damaged, PastBounds before any of it is unpacked."""
    try:
        _check_directory(opened, bounds)
        archive = zipfile.ZipFile(opened)
    except BROKEN as error:
        raise ReadingError(f"a damaged ZIP: {error}") from error
    with archive:
        members = archive.infolist()
        _check_overlap(members)
        bounds.count_bytes(sum(member.file_size for member in members))
        for member in members:
            if member.is_dir() or (member.external_attr >> 16) & _KIND not in (0, _FILE):
                continue  # links and devices point elsewhere
            yield Member(
                member.filename.replace("\\", "/"),
                lambda member=member: archive.open(member),  # type: ignore[misc]
                _fault(member),
            )


def tar_members(opened: Counted, bounds: Bounds) -> Iterator[Member]:
    """The files in a TAR, read forwards only."""
    try:
        with tarfile.TarFile(fileobj=opened, mode="r", errorlevel=1) as archive:
            while (member := archive.next()) is not None:
                bounds.count_members(1)
                archive.members.clear()  # type: ignore[attr-defined]  # tarfile would keep a record of each
                if member.isreg():
                    fault = "a sparse file, which is not read" if member.issparse() else None
                    yield Member(member.name, lambda member=member: _content(archive, member), fault)  # type: ignore[misc]
    except (tarfile.TarError, *BROKEN) as error:
        raise ReadingError(f"a damaged TAR: {error}") from error


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member)
    if content is None:
        raise ReadingError("no file")
    return content


def _unpacking(opened: IO[bytes]) -> IO[bytes]:
    """The stream itself, or what unpacks it as it is read."""
    start = opened.read(6)
    opened.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.GzipFile(fileobj=opened))
    if start.startswith(b"BZh"):
        return bz2.BZ2File(opened)
    return lzma.LZMAFile(opened) if start.startswith(b"\xfd7zXZ\0") else opened


def _fault(member: zipfile.ZipInfo) -> str | None:
    if member.flag_bits & _ENCRYPTED:
        return "encrypted"
    return None if member.compress_type in _READ else "packed in a way that is not read"


def _check_overlap(members: list[zipfile.ZipInfo]) -> None:
    """Members that share their bytes unpack to far more than the archive could hold."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise ReadingError("its members overlap: a zip bomb")
        end = member.header_offset + _LOCAL_HEADER + len(member.filename) + member.compress_size


def _check_directory(opened: IO[bytes], bounds: Bounds) -> None:
    """Count the entries before zipfile makes a record of each: a small file can name millions."""
    length = opened.seek(0, io.SEEK_END)
    tail_start = opened.seek(max(0, length - _LONGEST_TAIL))
    tail = opened.read(_LONGEST_TAIL)
    end = len(tail) - _END.size
    if end < 0 or not (tail.startswith(b"PK\5\6", end) and tail.endswith(b"\0\0")):
        end = tail.rfind(b"PK\5\6")
    if end < 0 or end + _END.size > len(tail):
        raise zipfile.BadZipFile("no end of a ZIP in it")
    size = _END.unpack_from(tail, end)[0]
    start = tail_start + end - size
    if size == 0xFFFFFFFF or tail.startswith(b"PK\6\7", max(0, end - 20)):
        wide = tail.rfind(b"PK\6\6", 0, end)
        if wide < 0 or wide + _WIDE_END.size > len(tail):
            raise zipfile.BadZipFile("no end of a large ZIP in it")
        size = _WIDE_END.unpack_from(tail, wide)[0]
        start = tail_start + wide - size
    if start < 0:
        raise zipfile.BadZipFile("its directory is larger than it is")
    opened.seek(start)
    directory = opened.read(size)
    place = 0
    while place + _ENTRY.size <= size:
        name, extra, comment = _ENTRY.unpack_from(directory, place)
        bounds.count_members(1)
        place += _ENTRY.size + name + extra + comment


_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def label_of(name: str) -> tuple[str, str | None]:
    """A member's name as it may be shown and stored, and why it is refused, if it is.

    >>> label_of("a/./ferry.txt"), label_of("../../etc/passwd")[0], label_of("a\\nb.txt")[0]
    (('a/ferry.txt', None), 'etc/passwd', 'a�b.txt')
    """
    shown = _ODD.sub("\ufffd", name.encode("utf-8", "replace").decode("utf-8"))
    parts = [part for part in shown.split("/") if part not in ("", ".")]
    leaves = ".." in parts or name.startswith("/") or re.match(r"[A-Za-z]:", name) is not None
    kept = "/".join(part for part in parts if part != "..")[:1000]
    return kept or "unnamed", "its name points out of the archive" if leaves else None
