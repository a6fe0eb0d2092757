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
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "seal.json"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A published projection, not yet checked; `generation` is the catalog's it was made from."""

    folder: Path
    index_id: str
    generation: int
    layout: int  # of the projection's own files; another one is rebuilt
    chunks: int
    churn: int  # chunks added to or removed from the first build
    files: dict[str, tuple[int, str]]  # size and SHA-256 by relative path

    def whole(self) -> bool:
        """Whether every file is as it was sealed: reads them all (about 1 GB a second)."""
        try:
            return all(
                (self.folder / name).stat().st_size == size and _digest(self.folder / name) == digest
                for name, (size, digest) in self.files.items()
            )
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


def publish(
    place: Path, *, index_id: str, generation: int, base: Sealed | None, build: Callable[[Path], Contents]
) -> Sealed:
    """Build beside (upon a copy of `base` if given), seal, rename into place, and drop what was before.

    The caller holds the writer lock. If `build` fails, what was published before still stands.
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
            shutil.copytree(base.folder, building, ignore=shutil.ignore_patterns(MANIFEST))
        contents = build(building)
        sealed = _seal(building, index_id, generation, contents)
        folder = place / f"{generation}-{uuid.uuid4().hex[:8]}"
        building.rename(folder)
        _sync(place)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    for old in before:
        # A process may still answer from it: on POSIX what it has open stays readable.
        shutil.rmtree(old, ignore_errors=True)
    return Sealed(folder, sealed.index_id, generation, sealed.layout, sealed.chunks, sealed.churn, sealed.files)


class WorkingCopy:
    """A private folder of links to the sealed files, with real copies of those that opening writes to.

    So what is sealed stays as it is, and a read-only index can be opened by engines that take a
    lock or count their openings. It goes with `close`, or with the object; one that a killed
    process left goes when another is made a day later.
    """

    def __init__(self, sealed: Sealed, *, copied: Collection[str] = ()) -> None:
        for leftover in Path(tempfile.gettempdir()).glob("dateline-*-*"):
            if _left_by_a_dead_process(leftover):
                shutil.rmtree(leftover, ignore_errors=True)
        self.folder = Path(tempfile.mkdtemp(prefix=f"dateline-{os.getpid()}-"))
        self.close = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        for name in sealed.files:
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


def _seal(folder: Path, index_id: str, generation: int, contents: Contents) -> Sealed:
    files = {}
    for file in _files(folder):
        name = file.relative_to(folder).as_posix()
        # tantivy makes some files for its owner alone; whoever may read the index may read these.
        file.chmod(file.stat().st_mode | (folder.parent.stat().st_mode & 0o444))
        _sync(file)
        files[name] = (file.stat().st_size, _digest(file))
    manifest = {
        "index_id": index_id,
        "generation": generation,
        "layout": contents.layout,
        "chunks": contents.chunks,
        "churn": contents.churn,
        "files": files,
    }
    seal = folder / MANIFEST
    seal.write_text(json.dumps(manifest), encoding="utf-8")
    for path in (seal, *(below for below in folder.rglob("*") if below.is_dir()), folder):
        _sync(path)
    return Sealed(folder, index_id, generation, contents.layout, contents.chunks, contents.churn, files)


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
            files={str(name): (int(size), str(digest)) for name, (size, digest) in manifest["files"].items()},
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


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
