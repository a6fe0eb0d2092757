"""What an index holds of files that are no longer where an ingest looked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from rag.indexing.containers import container_of
from rag.indexing.files import FoundFile, Scope
from vectorstore import Root

Place = tuple[str, str]
"""A root's name and a path in it."""


def gone_below(
    scopes: Sequence[Scope], found: Sequence[FoundFile], *, roots: Sequence[Root], gone_inside: Collection[Place]
) -> Callable[[Place], bool]:
    """Tells of a place in the index whether it is below these scopes and its file is gone.

    `found` is what the scopes hold now, `gone_inside` what containers no longer have. A root inside a scope
    is below it, too: its files are looked for one by one.
    """
    folders = {root.name: root.folder for root in roots}
    here = {(file.folder, path) for file in found for path in (file.path, file.sidecar) if path is not None}
    unread = [(file.folder, file.path) for file in found if file.fault is not None]
    unread_places = [folder / path for folder, path in unread]
    tops = [scope.folder / (scope.path or "") for scope in scopes]
    inside = {root.name for root in roots if any(root.folder.is_relative_to(top) for top in tops)}

    def gone(place: Place) -> bool:
        root, path = place
        folder, file = folders.get(root), container_of(path) or path
        if folder is None:
            return False
        # Below a folder that can't be read nobody knows what is gone.
        if any(scope.folder == folder and scope.covers(file) for scope in scopes):
            hidden = any(other == folder and (path == "." or file.startswith(f"{path}/")) for other, path in unread)
            return not hidden and ((folder, file) not in here or place in gone_inside)
        if root not in inside:
            return False
        return not (folder / file).is_file() and not any((folder / file).is_relative_to(top) for top in unread_places)

    return gone
