"""Files to Documents: their text, and what they say of themselves. One file is one article, or many."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from rag.errors import ReadingError
from rag.indexing.containers import Unpacking
from rag.indexing.containers import Unreadable as Unreadable  # what stands for an article that is none
from rag.indexing.documents import document_from as document_from  # the one article in some bytes
from rag.indexing.formats import container_paths, is_container
from rag.indexing.formats.bounds import Bounds, read_whole
from rag.schema import Document
from rag.settings import Settings

_MEGABYTE = 1_000_000


class GoneError(ReadingError):
    """There is no such file, or nothing of that name in it."""


def read_document(file: Path, *, root: str, path: str, settings: Settings) -> Document:
    """The article at `path`, in `file`: a file of one article, or the container that holds it.

    Raises ReadingError with the reason when it can't be read as an article, GoneError when it is not there.
    """
    with open_file(file, settings=settings) as opened:
        if not is_container(next(iter(container_paths(path)), path)):
            return document_from(read_whole(opened, settings=settings), root=root, path=path, settings=settings)
        # The name of the file may be another where it is a link.
        container = next(iter(container_paths(path)), path)
        for found in documents_from(opened, root=root, path=container, settings=settings, only=path):
            if isinstance(found, Document):
                return found
            raise ReadingError(found.reason)
    raise GoneError("no longer in its archive")


def read_bytes(file: Path, *, settings: Settings) -> bytes:
    """The file's bytes, at most `file_mb` of them. Raises ReadingError; never waits on a pipe."""
    with open_file(file, settings=settings) as opened:
        return read_whole(opened, settings=settings)


def open_file(file: Path | str, *, settings: Settings) -> IO[bytes]:
    """The file, opened. Raises ReadingError for what is none or too large; never waits on a pipe."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        opened = open(descriptor, "rb")  # noqa: SIM115 (the caller closes it)
    except FileNotFoundError:
        raise GoneError("the file is gone") from None
    except (OSError, ValueError) as error:
        # Opening a socket is an OSError too (ENXIO).
        raise ReadingError(f"can't be opened: {getattr(error, 'strerror', None) or error}") from error
    status = os.fstat(opened.fileno())
    most, setting = settings.file_mb, "DATELINE_FILE_MB"
    if is_container(str(file)):
        most, setting = settings.archive_mb, "DATELINE_ARCHIVE_MB"
    fault = None
    if not stat.S_ISREG(status.st_mode):
        fault = "not a regular file"
    elif status.st_size > most * _MEGABYTE:
        fault = f"{status.st_size:,} bytes, over the limit of {most:,} MB ({setting})"
    if fault is not None:
        opened.close()
        raise ReadingError(fault)
    return opened


def documents_from(
    content: bytes | IO[bytes], *, root: str, path: str, settings: Settings, only: str | None = None
) -> Iterator[Document | Unreadable]:
    """The articles of one file, in its order: one for most formats, many for archives and dumps.

    `content` is its bytes, or the file opened at its start, which is then not held in memory whole if it
    is a container. With `only`, no other path in it is read. What can't be read inside a container is
    Unreadable; ReadingError says why the file itself, or the rest of it, can't.
    """
    opened = io.BytesIO(content) if isinstance(content, bytes) else content
    if not is_container(path):
        yield document_from(read_whole(opened, settings=settings), root=root, path=path, settings=settings)
        return
    packed = opened.seek(0, io.SEEK_END)
    opened.seek(0)
    run = Unpacking(root, settings, Bounds(packed, settings=settings), only)
    yield from run.articles(opened, path)


def file_of(folder: Path, path: str) -> Path | None:
    """The file below `folder` that the article at `path` is in: that file itself, or the container that holds it.

    None where there is none, where the path leads out of the folder, or is no path at all: paths come from
    anyone, and what they name stays inside the folders that were given.
    """
    for place in (path, *container_paths(path)):
        try:
            file = (folder / place).resolve()
            if file.is_relative_to(folder.resolve()) and file.is_file():
                return file
        except (OSError, RuntimeError, ValueError):  # a loop of links; a NUL or what no file name can hold
            continue
    return None
