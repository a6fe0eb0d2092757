"""Files to Documents: their text, and what they say of themselves. One file is one article, or many."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from rag.errors import ReadingError
from rag.indexing.formats import INSIDE, Reading, container_paths, format_of, is_container
from rag.indexing.formats.archives import BROKEN, Member, label_of, members_of
from rag.indexing.formats.articles import read_article
from rag.indexing.formats.bounds import Bounds, PastBounds
from rag.indexing.formats.text import BOM
from rag.indexing.languages import language_of
from rag.indexing.metadata import published_in, publisher_in
from rag.schema import Document
from rag.settings import Settings

_MEGABYTE = 1_000_000
_IN_MEMORY = 16 * _MEGABYTE  # of an archive inside another; a larger one is put on disk meanwhile
_LONGEST_TITLE = 200  # characters; a longer first line is a paragraph


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A member of an archive, or a record of a dump, that could not be read, and why."""

    path: str
    reason: str


def read_document(file: Path, *, root: str, path: str, settings: Settings) -> Document:
    """The article at `path`, in `file`: a file of one article, or the container that holds it.

    Raises ReadingError with the reason when it can't be read as an article.
    """
    with open_file(file, settings=settings) as opened:
        if not is_container(file.name):
            return document_from(_read(opened, settings=settings), root=root, path=path, settings=settings)
        for found in documents_from(opened, root=root, path=_container_of(path), settings=settings, only=path):
            if isinstance(found, Document):
                return found
            raise ReadingError(found.reason)
    raise ReadingError("no longer in its archive")


def read_bytes(file: Path, *, settings: Settings) -> bytes:
    """The file's bytes, at most `file_mb` of them. Raises ReadingError; never waits on a pipe."""
    with open_file(file, settings=settings) as opened:
        return _read(opened, settings=settings)


def open_file(file: Path, *, settings: Settings) -> IO[bytes]:
    """The file, opened. Raises ReadingError for what is none or too large; never waits on a pipe."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        opened = open(descriptor, "rb")  # noqa: SIM115 (the caller closes it)
    except FileNotFoundError:
        raise ReadingError("the file is gone") from None
    except (OSError, ValueError) as error:
        # Opening a socket is an OSError too (ENXIO).
        raise ReadingError(f"can't be opened: {getattr(error, 'strerror', None) or error}") from error
    status = os.fstat(opened.fileno())
    most, setting = settings.file_mb, "DATELINE_FILE_MB"
    if is_container(file.name):
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
    packed = opened.seek(0, io.SEEK_END)
    opened.seek(0)
    run = _Run(root, settings, Bounds(packed, settings=settings), only)
    if is_container(path):
        yield from run.inside(opened, path, depth=1)
    else:
        yield document_from(_read(opened, settings=settings), root=root, path=path, settings=settings)


@dataclass(frozen=True, slots=True)
class _Run:
    """The reading of one file and of what is in it."""

    root: str
    settings: Settings
    bounds: Bounds
    only: str | None

    def inside(self, opened: IO[bytes], path: str, *, depth: int) -> Iterator[Document | Unreadable]:
        """The articles in the container at `path`."""
        if depth > self.settings.archive_depth:
            raise ReadingError(
                f"archives in archives, over the limit of {self.settings.archive_depth} (DATELINE_ARCHIVE_DEPTH)"
            )
        taken: set[str] = set()
        for member in members_of(opened, path, self.bounds, settings=self.settings):
            label, fault = label_of(member.name)
            if format_of(label) is None or any(part.startswith((".", "__MACOSX")) for part in label.split("/")):
                continue
            place = f"{path}{INSIDE}{label}"
            if not self._wanted(place):
                continue
            if label in taken:
                fault = fault or "another member has this name"
            taken.add(label)
            try:
                if (reason := fault or member.fault) is not None:
                    raise ReadingError(reason)
                yield from self._member(member, place, depth)
            except PastBounds:
                raise
            except ReadingError as error:
                yield Unreadable(place, str(error))

    def _member(self, member: Member, place: str, depth: int) -> Iterator[Document | Unreadable]:
        try:
            with member.open() as opened:
                if is_container(place):
                    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as seekable:
                        shutil.copyfileobj(opened, seekable)
                        yield from self.inside(seekable, place, depth=depth + 1)
                else:
                    content = _read(opened, settings=self.settings)
                    yield document_from(content, root=self.root, path=place, settings=self.settings)
        except BROKEN as error:
            raise ReadingError(f"damaged: {error}") from error

    def _wanted(self, place: str) -> bool:
        return self.only is None or self.only == place or self.only.startswith(place + INSIDE)


def _read(opened: IO[bytes], *, settings: Settings) -> bytes:
    limit = settings.file_mb * _MEGABYTE
    content = opened.read(limit + 1)
    if len(content) > limit:
        raise ReadingError(f"over {limit:,} bytes, over the limit of {settings.file_mb} MB (DATELINE_FILE_MB)")
    return content


def _container_of(path: str) -> str:
    places = container_paths(path)
    return places[0] if places else path


def document_from(content: bytes, *, root: str, path: str, settings: Settings) -> Document:
    """The one article these bytes are. Raises ReadingError with the reason when they are none."""
    format = format_of(path) or "text"
    reading = read_article(content, format, settings=settings)
    return document_of(reading, content, root=root, path=path, format=format)


def document_of(reading: Reading, content: bytes, *, root: str, path: str, format: str) -> Document:
    """The article that was read out of these bytes; what it states goes before what its text says."""
    body = reading.text[reading.body_start :] if reading.body_start else reading.text
    sha256 = hashlib.sha256(content).hexdigest()
    return Document(
        id=hashlib.sha256(f"{root}\0{path}\0{sha256}".encode()).hexdigest()[:20],
        root=root,
        path=path,
        sha256=sha256,
        size=len(content),
        text=reading.text,
        title=reading.title or title_in(body),
        publisher=reading.publisher or publisher_in(body),
        published=reading.published or published_in(body),
        byline=reading.byline,
        url=reading.url,
        format=format,
        language=language_of(body),
        pages=tuple(reading.pages),
        body_start=reading.body_start,
    )


def title_in(text: str) -> str | None:
    """The first line that is not empty, without a heading's marks; None when it is too long for a title.

    >>> title_in("\\ufeff\\n  # Ferry stops at noon #\\nMore.")
    'Ferry stops at noon'
    """
    first = next((line for line in map(_bare, text.splitlines()) if line), "")
    title = re.sub(r"\s+#+$", "", re.sub(r"^#{1,6}\s+", "", first)).strip()
    return title if any(map(str.isalnum, title)) and len(title) <= _LONGEST_TITLE else None


def _bare(line: str) -> str:
    return line.strip().strip(BOM).strip()
