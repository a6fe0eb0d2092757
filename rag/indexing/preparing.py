"""A file made ready for the index: read, told from what is there already, cut into chunks."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.errors import ReadingError
from rag.indexing.chunking import chunk_document, embedded_text
from rag.indexing.formats import is_container
from rag.indexing.reading import Unreadable, documents_from, open_file
from rag.indexing.sidecars import with_sidecar
from rag.schema import Document
from rag.settings import Settings
from vectorstore import ContainerHead, Entry, text_hash

_BLOCK = 1 << 20  # bytes hashed at once
_ENTRIES_AT_ONCE = 64  # articles of one container handed over together
_CHARACTERS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """A file to prepare."""

    folder: str  # of its root, on disk
    root: str
    path: str
    known: Mapping[str, str] = field(default_factory=dict)  # sha256 of what the index has of a container, by path
    sidecar: str | None = None  # path of the file beside it that states more of it


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a file gave, or a part of it: a container comes in several."""

    root: str
    path: str  # of the file
    entries: tuple[Entry, ...] = ()
    unchanged: tuple[str, ...] = ()  # paths in a container that are as the index has them
    unreadable: tuple[Unreadable, ...] = ()
    fault: str | None = None  # why the file, or the rest of it, can't be read
    sha256: str | None = None  # of a container that was read to its end
    size: int = 0  # of the file, in bytes
    modified_ns: int = 0
    sidecar: ContainerHead | None = None  # as it was read
    last: bool = True


def prepare(job: Job, *, settings: Settings) -> Iterator[Prepared]:
    """What the index is to have of a file, in parts, the last of them marked; a fault is a part too."""
    try:
        with open_file(f"{job.folder}/{job.path}", settings=settings) as opened:
            status = os.fstat(opened.fileno())
            part = _Part(job, status.st_mtime_ns, settings)
            sha256 = _sha256_of(opened.fileno()) if is_container(job.path) else None
            sidecar = _sidecar_head(job, settings)
            for found in documents_from(opened, root=job.root, path=job.path, settings=settings):
                part.add(_described(found, job, settings))
                if part.full:
                    yield part.taken()
        yield replace(part.taken(sha256=sha256, size=status.st_size, last=True), sidecar=sidecar)
    except ReadingError as error:
        yield Prepared(job.root, job.path, fault=str(error))
    except (MemoryError, RecursionError) as error:
        yield Prepared(job.root, job.path, fault=f"can't be read: {type(error).__name__}")


def _described(found: Document | Unreadable, job: Job, settings: Settings) -> Document | Unreadable:
    """The article with what its sidecar states."""
    if job.sidecar is None or isinstance(found, Unreadable):
        return found
    try:
        return with_sidecar(found, Path(job.folder, job.sidecar), settings=settings)
    except ReadingError as error:
        raise ReadingError(f"its sidecar {Path(job.sidecar).name} {error}") from error


def _sidecar_head(job: Job, settings: Settings) -> ContainerHead | None:
    """The sidecar as it is before it is read: one that changes meanwhile is read again by the next ingest."""
    if job.sidecar is None:
        return None
    with open_file(f"{job.folder}/{job.sidecar}", settings=settings) as opened:
        status = os.fstat(opened.fileno())
        sha256 = _sha256_of(opened.fileno())
    return ContainerHead(job.root, job.sidecar, sha256, status.st_size, status.st_mtime_ns)


class _Part:
    """What is gathered of one file."""

    def __init__(self, job: Job, modified_ns: int, settings: Settings) -> None:
        self._job = job
        self._modified_ns = modified_ns
        self._settings = settings
        self._begin()

    def _begin(self) -> None:
        self._entries: list[Entry] = []
        self._unchanged: list[str] = []
        self._unreadable: list[Unreadable] = []
        self._characters = 0

    def add(self, found: Document | Unreadable) -> None:
        if isinstance(found, Unreadable):
            self._unreadable.append(found)
        elif self._job.known.get(found.path) == found.sha256:
            self._unchanged.append(found.path)
        else:
            self._entries.append(entry_of(found, modified_ns=self._modified_ns, settings=self._settings))
            self._characters += len(found.text)

    @property
    def full(self) -> bool:
        held = max(len(self._entries), len(self._unreadable), len(self._unchanged) // 16)
        return held >= _ENTRIES_AT_ONCE or self._characters >= _CHARACTERS_AT_ONCE

    def taken(self, *, sha256: str | None = None, size: int = 0, last: bool = False) -> Prepared:
        part = Prepared(
            root=self._job.root,
            path=self._job.path,
            entries=tuple(self._entries),
            unchanged=tuple(self._unchanged),
            unreadable=tuple(self._unreadable),
            sha256=sha256,
            size=size,
            modified_ns=self._modified_ns,
            last=last,
        )
        self._begin()
        return part


def entry_of(document: Document, *, modified_ns: int, settings: Settings) -> Entry:
    """The document in chunks, ready to be put."""
    chunks = chunk_document(document, max_tokens=settings.chunk_tokens)
    hashes = [text_hash(embedded_text(document, chunk)) for chunk in chunks]
    return Entry(document, chunks, hashes, modified_ns)


def is_unchanged(file: str, *, sha256: str, size: int) -> bool:
    """Whether the file has these bytes; False too where it can't be read, which `prepare` then says.

    Always by content: a file can change within one tick of its clock and keep its size.
    """
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return False
    try:
        status = os.fstat(descriptor)
        if status.st_size != size or not stat.S_ISREG(status.st_mode):
            return False
        if size >= _BLOCK:
            return _sha256_of(descriptor) == sha256
        content = os.read(descriptor, size + 1)  # all at once: half of what many small files cost is calls
        return len(content) == size and hashlib.sha256(content).hexdigest() == sha256
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _sha256_of(descriptor: int) -> str:
    """Of the whole file; its position is back at the start afterwards."""
    digest = hashlib.sha256()
    while block := os.read(descriptor, _BLOCK):
        digest.update(block)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return digest.hexdigest()
