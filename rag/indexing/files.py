"""Which files an ingest reads: those of a known format below a folder."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import ReadingError
from rag.indexing.formats import FORMATS, format_of
from rag.indexing.sidecars import described_by, is_sidecar, sidecar_of
from rag.settings import Settings

_INDEX_NAMES = frozenset({"catalog.db", "catalog.db-wal", "catalog.db-shm", "lock", "dense", "lexical"})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read, or what stood in the way of one."""

    folder: Path  # of its root
    path: str  # below that folder, with /
    fault: str | None = None  # why it can't even be tried
    sidecar: str | None = None  # path of the file beside it that states more of it

    @property
    def file(self) -> Path:
        """Where it is on disk."""
        return self.folder / self.path


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be read: a whole folder, or one file of it or folder in it."""

    folder: Path  # of the root
    path: str | None  # None: everything below the folder

    def covers(self, path: str) -> bool:
        """Whether the file at this path of the folder is covered."""
        return self.path is None or path == self.path or path.startswith(f"{self.path}/")


def scope_of(path: Path) -> Scope:
    """The scope of a path given by a person. Raises ReadingError when nothing is there."""
    if path.is_dir():
        return Scope(path.resolve(), None)
    if not os.path.lexists(path):
        raise ReadingError(f"there is no file or folder {str(path)!r}; nothing was changed")
    return Scope(path.absolute().parent.resolve(), path.name)


def placed_in(folders: Collection[Path], scope: Scope) -> Scope:
    """The scope as a part of the deepest of these folders that holds it; as it is where none does, or it is one."""
    holding = [folder for folder in folders if scope.folder.is_relative_to(folder)]
    if not holding:
        return scope
    deepest = max(holding, key=lambda folder: len(folder.parts))
    path = (scope.folder if scope.path is None else scope.folder / scope.path).relative_to(deepest).as_posix()
    return Scope(deepest, None if path == "." else path)


def files_in(scopes: Sequence[Scope], *, index: Path, settings: Settings | None = None) -> list[FoundFile]:
    """Every file of these scopes once, by folder and path; of a path that is gone there is none.

    What stands beside an article and states more of it comes with the article.

    Raises ReadingError when a whole folder is gone: more likely its disk is than all that was in it.
    """
    found: dict[Path, dict[str, FoundFile]] = {}
    for scope in scopes:
        if not scope.folder.is_dir():
            raise ReadingError(f"the folder {scope.folder} is gone; nothing was changed")
        below = found.setdefault(scope.folder, {})
        for file in _files_of(scope, index.resolve(), settings or Settings()):
            below.setdefault(file.path, file)
    return [found[folder][path] for folder in sorted(found, key=str) for path in sorted(found[folder])]


def _files_of(scope: Scope, index: Path, settings: Settings) -> Iterable[FoundFile]:
    if scope.path is None:
        return _below(scope.folder, index, settings)
    file = scope.folder / scope.path
    if file.is_dir():
        return _below(scope.folder, index, settings, only=scope.path)
    article = described_by(scope.path)
    if article is not None and (scope.folder / article).is_file():
        found = list(_with_sidecar(scope.folder, article, settings))
        if not os.path.lexists(file) or any(scope.path in (one.sidecar, one.path) for one in found):
            return found  # for a sidecar, also one that is gone, its article is to be read
    return _with_sidecar(scope.folder, scope.path, settings) if os.path.lexists(file) else []


def _with_sidecar(folder: Path, path: str, settings: Settings) -> Iterator[FoundFile]:
    """One file that was named, with the one beside it that states more of it."""
    if format_of(path) is None:
        suffix = Path(path).suffix.lower()
        reason = f"unknown format {suffix or 'without a suffix'}; read are {', '.join(FORMATS)}"
        yield FoundFile(folder, path, reason)
        return
    place, below = folder / path, path.rpartition("/")[0]
    names = {place.name, *(other.name for other in place.parent.glob(f"{glob.escape(place.name)}.*"))}
    sidecars, faults = _sidecars_among(names, place.parent, folder, settings)
    for name, reason in faults.items():
        yield FoundFile(folder, f"{below}/{name}".lstrip("/"), reason)
    sidecar = sidecars.get(place.name)
    yield replace(_named(folder, path), sidecar=sidecar and f"{below}/{sidecar}".lstrip("/"))


def _below(folder: Path, index: Path, settings: Settings, *, only: str = "") -> Iterator[FoundFile]:
    """Files of a known format below the folder, or below one folder in it, in no certain order.

    Not hidden ones, not links that leave it, not the index; a link to a folder inside it is not
    followed, since its files are read at their own place.
    """
    waiting = [only]
    while waiting:
        below = waiting.pop()
        place = folder / below
        try:
            with os.scandir(place) as listing:
                entries = list(listing)
        except OSError as error:
            yield _named(folder, below or ".", fault=f"the folder can't be read: {error.strerror}")
            continue
        own = _INDEX_NAMES if place == index else frozenset()
        sidecars, faults = _sidecars_among({entry.name for entry in entries}, place, folder, settings)
        beside = frozenset(sidecars.values())
        for name, reason in faults.items():
            yield _named(folder, f"{below}/{name}" if below else name, fault=reason)
        for entry in entries:
            name = entry.name
            if name.startswith(".") or name in own or name in beside:
                continue
            path = f"{below}/{name}" if below else name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif format_of(name) is not None and (
                not entry.is_symlink() or _leads_to_a_file_below(place / name, folder)
            ):
                sidecar = sidecars.get(name)
                found = _named(folder, path)
                yield found if sidecar is None else replace(found, sidecar=f"{below}/{sidecar}" if below else sidecar)


def _sidecars_among(
    names: Collection[str], place: Path, root: Path, settings: Settings
) -> tuple[dict[str, str], dict[str, str]]:
    """The sidecars in a folder by the article each belongs to, and why others can't be read, by their names."""
    found: dict[str, str] = {}
    faults: dict[str, str] = {}
    for name in {article for other in names if (article := described_by(other)) is not None and article in names}:
        beside = sidecar_of(name, names)
        try:
            if beside is None or (os.path.islink(place / beside) and not _leads_to_a_file_below(place / beside, root)):
                continue
            if is_sidecar(place / beside, settings=settings):
                found[name] = beside
        except ReadingError as error:
            faults[beside or name] = str(error)
    return found, faults


def _leads_to_a_file_below(link: Path, folder: Path) -> bool:
    try:
        meant = link.resolve(strict=True)
        return meant.is_relative_to(folder) and not meant.is_dir()
    except (OSError, RuntimeError):  # broken, or a loop of links
        return False


def _named(folder: Path, path: str, *, fault: str | None = None) -> FoundFile:
    if not path.isascii():
        try:
            path.encode("utf-8")
        except UnicodeEncodeError:
            readable = path.encode("utf-8", "backslashreplace").decode("utf-8")
            return FoundFile(folder, readable, "its name is not valid UTF-8; rename it")
    return FoundFile(folder, path, fault)
