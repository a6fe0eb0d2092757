"""Whether an article's file is still the one that was indexed."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from rag.schema import Document

State = Literal["same", "changed", "gone"]


class FileChecker:
    """Compares files with the hashes in the index; one that was not touched since is not read again."""

    def __init__(self) -> None:
        self._seen: dict[Path, tuple[tuple[int, int, int, int], str]] = {}
        self._lock = threading.Lock()

    def states(self, documents: Iterable[Document], folders: Mapping[str, Path]) -> dict[str, State]:
        """The state of each document's file, by document id; `folders` by root name."""
        homes = {name: home for name, folder in folders.items() if (home := _resolved(folder)) is not None}
        return {document.id: self._state(document, homes.get(document.root)) for document in documents}

    def _state(self, document: Document, home: Path | None) -> State:
        file = None if home is None else _resolved(home / document.path)
        # A folder may have become a link: what lies outside the root was never given to be read.
        if home is None or file is None or not file.is_relative_to(home):
            return "gone"
        try:
            stat = file.stat()
            if stat.st_size != document.size:
                return "changed"
            signature = (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
            with self._lock:
                known = self._seen.get(file)
            if known is None or known[0] != signature:
                known = (signature, hashlib.sha256(file.read_bytes()).hexdigest())
                with self._lock:
                    self._seen[file] = known
        except OSError:
            return "gone"
        return "same" if known[1] == document.sha256 else "changed"


def _resolved(place: Path) -> Path | None:
    """Where it is, with every link followed; None where nothing is."""
    try:
        return place.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):  # missing, a loop of links, no name a file can have
        return None
