"""Sealed folders: how a projection is published whole and known to be whole.

A projection is built in a hidden folder beside, sealed with a manifest of its files, and
renamed into place; after that nobody writes to it. So one that was cut short by a crash is
never seen, readers never share files with a writer, and damage shows before the folder is opened.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
import uuid
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from pathlib import Path

MANIFEST = "seal.json"
# At a million chunks a dense index is 3.5 GB, which takes 4 s to hash at every opening; 64 blocks of 64 KiB
# of each large file take some milliseconds. What cuts a file short or writes to it changes its size or time.
_LARGE = 64 * 2**20  # bytes
_SAMPLES = 64
_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One file as it was sealed."""

    size: int  # bytes
    digest: str  # SHA-256
    sample: str  # SHA-256 of its size and of _SAMPLES blocks spread over it
    modified_ns: int

    @classmethod
    def of(cls, file: Path) -> SealedFile:
        """As it is now: reads it whole."""
        status = file.stat()
        return cls(status.st_size, _digest(file), _sample(file), status.st_mtime_ns)

    def same(self, file: Path) -> bool:
        """Whether this file still is what was sealed. Raises OSError."""
        status = file.stat()
        if status.st_size != self.size:
            return False
        if self.size > _LARGE and status.st_mtime_ns == self.modified_ns:
            return _sample(file) == self.sample
        return _digest(file) == self.digest


@dataclass(frozen=True, slots=True)
class Sealed:
    """A published projection, not yet checked; `generation` is the catalog's it was made from."""

    folder: Path
    index_id: str
    generation: int
    layout: int  # of the projection's own files; another one is rebuilt
    chunks: int
    churn: int  # chunks added to or removed from the first build
    marks: tuple[int, ...]  # what else its builder wants to know
    files: dict[str, SealedFile]  # by relative path

    def whole(self) -> bool:
        """Whether every file is as it was sealed.

        Files are read whole (about 1 GB a second); of a large one that was not touched since, by its
        size and time, only samples are.
        """
        try:
            return all(file.same(self.folder / name) for name, file in self.files.items())
        except OSError:
            return False

    def present(self) -> bool:
        """Whether it still stands where it was published."""
        return (self.folder / MANIFEST).exists()


def newest(place: Path, index_id: str) -> Sealed | None:
    """The latest projection of this index below `place`, None when there is none with a readable seal."""
    found = [sealed for folder in _folders(place) if (sealed := _read(folder)) and sealed.index_id == index_id]
    return max(found, key=lambda sealed: sealed.generation, default=None)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a builder has put into a folder."""

    chunks: int
    churn: int
    layout: int
    marks: tuple[int, ...] = ()


def publish(
    place: Path,
    *,
    index_id: str,
    generation: int,
    base: Sealed | None,
    linked: Collection[str] = (),
    build: Callable[[Path], Contents],
) -> Sealed:
    """Build beside (upon a copy of `base` if given), seal, rename into place, and drop what was before.

    Files of `base` whose suffix is among `linked` are never written to again: they are linked, not copied,
    and not read again to seal them. The caller holds the writer lock. If `build` fails, what was
    published before still stands.
    """
    place.mkdir(exist_ok=True)
    for leftover in place.glob(".building-*"):
        shutil.rmtree(leftover)
    before = list(_folders(place))
    building = place / f".building-{uuid.uuid4().hex[:8]}"
    try:
        if base is None:
            building.mkdir()
        else:
            _copy(base, building, linked)
        contents = build(building)
        unread = {} if base is None else {n: file for n, file in base.files.items() if Path(n).suffix in linked}
        sealed = _seal(building, index_id, generation, contents, unread)
        folder = place / f"{generation}-{uuid.uuid4().hex[:8]}"
        building.rename(folder)
        _sync(place)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    for old in before:
        # A process may still answer from it: on POSIX what it has open stays readable.
        shutil.rmtree(old, ignore_errors=True)
    return replace(sealed, folder=folder)


def _copy(base: Sealed, folder: Path, linked: Collection[str]) -> None:
    folder.mkdir()
    for name in base.files:
        there = folder / name
        there.parent.mkdir(parents=True, exist_ok=True)
        if Path(name).suffix in linked:
            try:
                os.link(base.folder / name, there)
                continue
            except OSError:  # a file system without links
                pass
        shutil.copy2(base.folder / name, there)


class WorkingCopy:
    """A private folder of links to the sealed files, with real copies of those that opening writes to.

    So what is sealed stays as it is, and a read-only index can be opened by engines that take a
    lock or count their openings. It goes with `close`, or with the object; one that a killed
    process left goes when another is made a day later.
    """

    def __init__(self, sealed: Sealed, *, copied: Collection[str] = (), left_out: Collection[str] = ()) -> None:
        for leftover in Path(tempfile.gettempdir()).glob("dateline-*-*"):
            if _left_by_a_dead_process(leftover):
                shutil.rmtree(leftover, ignore_errors=True)
        self.folder = Path(tempfile.mkdtemp(prefix=f"dateline-{os.getpid()}-"))
        self.close = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        for name in sealed.files.keys() - set(left_out):
            there = self.folder / name
            there.parent.mkdir(parents=True, exist_ok=True)
            if name in copied:
                shutil.copyfile(sealed.folder / name, there)
            else:
                there.symlink_to((sealed.folder / name).absolute())


def _left_by_a_dead_process(folder: Path) -> bool:
    try:
        os.kill(int(folder.name.split("-")[1]), 0)
    except ProcessLookupError:
        # The age, since a process of another container is not seen from here.
        return folder.stat().st_mtime < time.time() - 86_400
    except (ValueError, OverflowError, OSError):
        return False
    return False


def _seal(folder: Path, index_id: str, generation: int, contents: Contents, unread: Mapping[str, SealedFile]) -> Sealed:
    files: dict[str, SealedFile] = {}
    for file in _files(folder):
        name = file.relative_to(folder).as_posix()
        if name in unread and unread[name].size == file.stat().st_size:
            files[name] = unread[name]
            continue
        # tantivy makes some files for its owner alone; whoever may read the index may read these.
        file.chmod(file.stat().st_mode | (folder.parent.stat().st_mode & 0o444))
        _sync(file)
        files[name] = SealedFile.of(file)
    manifest = {
        "index_id": index_id,
        "generation": generation,
        "layout": contents.layout,
        "chunks": contents.chunks,
        "churn": contents.churn,
        "marks": contents.marks,
        "files": {name: astuple(file) for name, file in files.items()},
    }
    seal = folder / MANIFEST
    seal.write_text(json.dumps(manifest), encoding="utf-8")
    for path in (seal, *(below for below in folder.rglob("*") if below.is_dir()), folder):
        _sync(path)
    return Sealed(folder, index_id, generation, contents.layout, contents.chunks, contents.churn, contents.marks, files)


def _read(folder: Path) -> Sealed | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Sealed(
            folder=folder,
            index_id=str(manifest["index_id"]),
            generation=int(manifest["generation"]),
            layout=int(manifest["layout"]),
            chunks=int(manifest["chunks"]),
            churn=int(manifest["churn"]),
            marks=tuple(map(int, manifest.get("marks", ()))),
            files={str(name): SealedFile(*file) for name, file in manifest["files"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _folders(place: Path) -> Iterator[Path]:
    try:
        yield from (entry for entry in place.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    except OSError:
        return


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _sample(file: Path) -> str:
    size = file.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with file.open("rb") as opened:
        for number in range(_SAMPLES):
            opened.seek(number * max(size - _BLOCK, 0) // (_SAMPLES - 1))
            digest.update(opened.read(_BLOCK))
    return digest.hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
