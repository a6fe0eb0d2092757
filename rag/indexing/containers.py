"""Archives and dumps: the articles in one file, each under the path it has there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from rag.errors import ReadingError
from rag.indexing.documents import document_from, document_of
from rag.indexing.formats import DUMPS, INSIDE, format_of, is_container
from rag.indexing.formats.archives import BROKEN, Member, label_of, members_of
from rag.indexing.formats.bounds import Bounds, PastBounds, read_whole
from rag.indexing.formats.dumps import Record, records_of
from rag.schema import Document
from rag.settings import Settings

_MEGABYTE = 1_000_000
_IN_MEMORY = 16 * _MEGABYTE  # of an archive inside another; a larger one is put on disk meanwhile
_TRIED = 100  # records without an article, after which a dump is taken for something else


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A member of an archive, or a record of a dump, that could not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unpacking:
    """The reading of one container and of those in it."""

    root: str
    settings: Settings
    bounds: Bounds
    only: str | None  # path of the one article wanted

    def articles(self, opened: IO[bytes], path: str, *, depth: int = 1) -> Iterator[Document | Unreadable]:
        """The articles in the container at `path`, opened at its start. Raises ReadingError."""
        if format_of(path) in DUMPS.values():
            return self._in_dump(opened, path)
        if depth > self.settings.archive_depth:
            limit = self.settings.archive_depth
            raise ReadingError(f"archives in archives, over the limit of {limit} (DATELINE_ARCHIVE_DEPTH)")
        return self._in_archive(opened, path, depth)

    def _in_archive(self, opened: IO[bytes], path: str, depth: int) -> Iterator[Document | Unreadable]:
        taken: set[str] = set()
        for member in members_of(opened, path, self.bounds, settings=self.settings):
            label, fault = label_of(member.name)
            place = f"{path}{INSIDE}{label}"
            hidden = any(part.startswith((".", "__MACOSX")) for part in label.split("/"))
            if hidden or format_of(label) is None or not self._wanted(place):
                continue
            fault = fault or ("another member has this name" if label in taken else member.fault)
            taken.add(label)
            try:
                if fault is not None:
                    raise ReadingError(fault)
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
                        seekable.seek(0)
                        yield from self.articles(seekable, place, depth=depth + 1)
                else:
                    content = read_whole(opened, settings=self.settings)
                    yield document_from(content, root=self.root, path=place, settings=self.settings)
        except BROKEN as error:
            raise ReadingError(f"damaged: {error}") from error

    def _in_dump(self, opened: IO[bytes], path: str) -> Iterator[Document | Unreadable]:
        taken: set[str] = set()
        failed: list[Unreadable] | None = []  # None once there was an article
        format = format_of(path) or ""
        for number, record in enumerate(records_of(opened, format, path=path, settings=self.settings), start=1):
            name = label_of(record.name)[0] if record.name else str(number)
            name = name if name not in taken else f"{name}#{number}"
            taken.add(name)
            place = path if record.alone else f"{path}{INSIDE}{name}"
            if self.only not in (None, place):
                continue
            found = self._record(record, place, format)
            if failed is None:
                yield found
            elif isinstance(found, Unreadable):
                failed.append(found)
                if len(failed) == _TRIED:
                    break
            else:
                yield from failed
                yield found
                failed = None
        if failed:
            raise ReadingError(f"no article in its first {len(failed):,} record(s): {failed[0].reason}")

    def _record(self, record: Record, place: str, format: str) -> Document | Unreadable:
        try:
            return document_of(record.read(), record.content, root=self.root, path=place, format=format)
        except ReadingError as error:
            return Unreadable(place, str(error))

    def _wanted(self, place: str) -> bool:
        return self.only is None or self.only == place or self.only.startswith(place + INSIDE)


def container_of(path: str) -> str | None:
    """The path of the file that a member of an archive, or a record of a dump, is in; None for what is a file.

    >>> container_of("2016/may.zip!/ferry.txt"), container_of("odd!/ferry.txt")
    ('2016/may.zip', None)
    """
    file, inside, _ = path.partition(INSIDE)
    return file if inside and is_container(file) else None
