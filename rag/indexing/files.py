"""Which files an ingest reads: those of a known format below a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ReadingError
from rag.indexing.formats import FORMATS, format_of

_INDEX_NAMES = frozenset({"catalog.db", "catalog.db-wal", "catalog.db-shm", "lock", "dense", "lexical"})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read, or what stood in the way of one."""

    folder: Path  # of its root
    path: str  # below that folder, with /
    fault: str | None = None  # why it can't even be tried

    @property
    def file(self) -> Path:
        """Where it is on disk."""
        return self.folder / self.path


@dataclass(frozen=True, slots=True)
class Scope:
    """What one given path covers: a whole folder, or one file of its parent folder."""

    folder: Path
    path: str | None  # None: everything below the folder

    def covers(self, path: str) -> bool:
        """Whether the file at this path of the folder is covered."""
        return self.path is None or self.path == path


def scope_of(path: Path) -> Scope:
    """The scope of a path given by a person. Raises ReadingError when nothing is there."""
    if path.is_dir():
        return Scope(path.resolve(), None)
    if not os.path.lexists(path):
        raise ReadingError(f"there is no file or folder {str(path)!r}; nothing was changed")
    return Scope(path.absolute().parent.resolve(), path.name)


def files_in(scopes: Sequence[Scope], *, index: Path) -> list[FoundFile]:
    """Every file of these scopes once, by folder and path."""
    found: dict[tuple[Path, str], FoundFile] = {}
    for scope in scopes:
        files = _below(scope.folder, index.resolve()) if scope.path is None else [_given(scope.folder, scope.path)]
        for file in files:
            found.setdefault((file.folder, file.path), file)
    return sorted(found.values(), key=lambda file: (str(file.folder), file.path))


def _given(folder: Path, path: str) -> FoundFile:
    if format_of(path) is not None:
        return _named(folder, path)
    suffix = Path(path).suffix.lower()
    return FoundFile(folder, path, f"unknown format {suffix or 'without a suffix'}; read are {', '.join(FORMATS)}")


def _below(folder: Path, index: Path) -> Iterator[FoundFile]:
    """Files of a known format below the folder.

    Not hidden ones, not links that leave it, not the index; a link to a folder inside it is not
    followed, since its files are read at their own place.
    """

    def unreadable(error: OSError) -> None:
        below = os.path.relpath(error.filename, folder)
        faults.append(FoundFile(folder, below, f"the folder can't be read: {error.strerror}"))

    faults: list[FoundFile] = []
    for here, folders, names in os.walk(folder, onerror=unreadable):
        place = Path(here)
        if place == index:
            folders[:] = [name for name in folders if name not in _INDEX_NAMES]
            names = [name for name in names if name not in _INDEX_NAMES]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = place / name
            if name.startswith(".") or format_of(name) is None:
                continue
            if file.is_symlink() and not _stays(file, folder):
                continue
            yield _named(folder, file.relative_to(folder).as_posix())
    yield from faults


def _stays(link: Path, folder: Path) -> bool:
    try:
        return link.resolve(strict=True).is_relative_to(folder)
    except (OSError, RuntimeError):  # broken, or a loop of links
        return False


def _named(folder: Path, path: str) -> FoundFile:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        readable = path.encode("utf-8", "backslashreplace").decode("utf-8")
        return FoundFile(folder, readable, "its name is not valid UTF-8; rename it")
    return FoundFile(folder, path)
