"""What changes below folders while they are watched, in sets, each when it has come to rest."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.indexing.files import Scope
from rag.indexing.formats import format_of
from rag.indexing.sidecars import described_by

QUIET_MS = 700  # without a change, after which a set of changes is complete
LONGEST_MS = 10_000  # that a set is gathered while changes go on
LOOK_MS = 1000  # between two looks for folders that went or came back, and files still being written

Looks = tuple[int, int] | None
"""Size and time of change of a file, None where there is none."""


def changed_below(scopes: Sequence[Scope], *, index: Path) -> Iterator[list[Scope]]:
    """Sets of what changed, appeared or went below these places; an empty one every second in between.

    A file that is still being written comes when its size and time hold still for a second. At first,
    and when a folder that vanished is back, each scope comes whole, since nobody watched before;
    what vanishes with its folder is not told. Never ends by itself.
    """
    while True:
        there = {scope: _standing(scope) for scope in scopes}
        watched = [scope for scope, standing in there.items() if standing is not None]
        unseen = watched
        for changed in _changes(watched, index):
            if {scope: _standing(scope) for scope in scopes} != there:
                break
            yield unseen or changed
            unseen = []


def _standing(scope: Scope) -> int | None:
    """Which folder stands there now; None for none."""
    try:
        return scope.folder.stat().st_ino if scope.folder.is_dir() else None
    except OSError:
        return None


def _changes(scopes: Sequence[Scope], index: Path) -> Iterator[list[Scope]]:
    """What changes in folders that are there; ends when one of them is deleted."""
    if not scopes:
        while True:
            time.sleep(LOOK_MS / 1000)
            yield []
    from watchfiles import Change, watch

    folders = {scope.folder for scope in scopes}
    writing: dict[Scope, Looks] = {}
    for changes in watch(
        *sorted(folders),
        watch_filter=None,
        debounce=LONGEST_MS,
        step=QUIET_MS,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        recursive=any(scope.path is None for scope in scopes),
        ignore_permission_denied=True,
    ):
        if any(change == Change.deleted and Path(path) in folders for change, path in changes):
            return
        touched = {part for _, path in changes for part in _parts_of(path, scopes, index)}
        looks = {part: _look(part) for part in touched | writing.keys()}
        # What holds still since the last look is at rest; what is gone is, too.
        rested = [part for part, look in looks.items() if look is None or writing.get(part) == look]
        writing = {part: look for part, look in looks.items() if part not in rested}
        yield sorted(rested, key=lambda part: (str(part.folder), part.path or ""))


def _parts_of(changed: str, scopes: Sequence[Scope], index: Path) -> Iterator[Scope]:
    """The part of each scope that a changed path is, where it may be or hold an article."""
    file = Path(changed)
    if file.is_relative_to(index.resolve()):
        return
    for scope in scopes:
        if not file.is_relative_to(scope.folder) or file == scope.folder:
            continue
        path = file.relative_to(scope.folder).as_posix()
        hidden = any(part.startswith(".") for part in path.split("/"))
        # A path without a known ending may be a folder that came or went with all that is in it.
        known = format_of(path) is not None or described_by(path) is not None
        if not hidden and scope.covers(path) and (known or not file.is_file()):
            yield Scope(scope.folder, path)


def _look(part: Scope) -> Looks:
    try:
        status = os.stat(os.path.join(part.folder, part.path or ""))
    except (OSError, ValueError):
        return None
    return status.st_size, status.st_mtime_ns
