"""The article that a path on the command line means."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import NotInIndexError

if TYPE_CHECKING:
    from vectorstore import DocumentHead, Root


def find_document(heads: Sequence[DocumentHead], roots: Sequence[Root], path: str) -> DocumentHead:
    """The one article at `path`: `root/path` as listed, the path alone, or the file's own place.

    Raises NotInIndexError, also where the path alone fits articles of several roots.
    """
    listed = [head for head in heads if f"{head.root}/{head.path}" == path]
    alone = [head for head in heads if head.path == path]
    for found in (listed, alone, _at_file(heads, roots, path)):
        if len(found) == 1:
            return found[0]
        if found:
            choices = ", ".join(f"{head.root}/{head.path}" for head in found[:3])
            raise NotInIndexError(f"{path!r} fits several articles; name one of {choices}")
    names = [f"{head.root}/{head.path}" for head in heads]
    near = difflib.get_close_matches(path, names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else "`dateline list` shows what it holds"
    raise NotInIndexError(f"the index holds no article {path!r}; {hint}")


def _at_file(heads: Sequence[DocumentHead], roots: Sequence[Root], path: str) -> list[DocumentHead]:
    place = Path(path).resolve()
    folders = {root.name: root.folder for root in roots}
    return [head for head in heads if head.root in folders and (folders[head.root] / head.path).resolve() == place]
