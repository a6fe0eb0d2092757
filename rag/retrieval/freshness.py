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
        return {document.id: self._state(document, folders.get(document.root)) for document in documents}

    def _state(self, document: Document, folder: Path | None) -> State:
        if folder is None:
            return "gone"
        file = folder / document.path
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
