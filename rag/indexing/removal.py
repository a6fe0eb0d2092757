"""Taking articles out of an index by the paths people use for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rag.errors import NotInIndexError
from rag.indexing.formats import INSIDE
from rag.indexing.origins import group_origins
from rag.indexing.sidecars import described_by
from vectorstore import DocumentHead, Progress, Root, open_store


def remove(paths: Sequence[str | Path], index: Path, *, erase: bool = False, progress: Progress | None = None) -> int:
    """Take these articles out and say how many; nothing is taken out if one path matches none.

    A path is one in the index ("000_x.txt" or "root/000_x.txt", or a folder, archive or dump of them),
    or a file or folder on disk. With `erase`, text and vectors leave every file of the index.
    Raises NotInIndexError, IndexMissingError, IndexLockedError, IndexReadOnlyError.
    """
    store = open_store(index)
    try:
        with store.writer(progress) as writer:
            heads, roots = store.heads(), store.roots()
            chosen = {head.id for path in paths for head in matching(heads, roots, str(path))}
            places = {(head.root, head.path) for head in heads if head.id in chosen}
            for root, path in store.containers():
                if (root, described_by(path)) in places:
                    writer.drop_container(root, path)  # what the index remembers of a sidecar goes with its article
            gone = writer.delete(sorted(chosen), erase=erase)
            group_origins(store, writer, progress)  # a group may have lost its first article
            return gone
    finally:
        store.close()


def matching(heads: Sequence[DocumentHead], roots: Sequence[Root], path: str) -> list[DocumentHead]:
    """The documents that a person means by this path. Raises NotInIndexError for none, or one of several."""
    if not path:
        raise NotInIndexError("an empty path names no article; see `dateline list`")
    listed = [head for head in heads if path == f"{head.root}/{head.path}"]
    here = listed or [head for head in heads if path == head.path]
    if len(here) > 1:
        names = ", ".join(f"{head.root}/{head.path}" for head in here)
        raise NotInIndexError(f"{path} may be any of {names}; name it with its root")
    if here:
        return here
    on_disk = Path(path).absolute()
    places = {on_disk, on_disk.parent.resolve() / on_disk.name, on_disk.resolve()}
    folders = {root.name: root.folder for root in roots}
    files = {head.id: folders[head.root] / head.path for head in heads}
    members = tuple(f"{place}{INSIDE}" for place in places)
    here = [
        head
        for head in heads
        if str(files[head.id]).startswith(members) or any(files[head.id].is_relative_to(place) for place in places)
    ]
    inside = (path.rstrip("/") + "/", path + INSIDE)
    here = here or [head for head in heads if f"{head.root}/{head.path}".startswith(inside)]
    here = here or [head for head in heads if head.path.startswith(inside)]
    if not here:
        raise NotInIndexError(f"the index holds no article {path}; see `dateline list`")
    return here
