"""Whether an article's file is still the one that was indexed."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from rag.errors import ReadingError
from rag.indexing.formats import container_paths
from rag.schema import Document
from rag.settings import Settings

State = Literal["same", "changed", "gone"]
Signature = tuple[int, int, int, int]
_MEGABYTE = 1_000_000


class FileChecker:
    """Compares files with the hashes in the index; one that was not touched since is not read again."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._seen: dict[tuple[Path, str], tuple[Signature, str]] = {}
        self._lock = threading.Lock()

    def states(
        self,
        documents: Iterable[Document],
        folders: Mapping[str, Path],
        containers: Mapping[tuple[str, str], str] | None = None,
    ) -> dict[str, State]:
        """The state of each document's file, by document id; `folders` by root name.

        `containers` has the hashes of archives and dumps as they were indexed, by root and path: what is in
        one of them is the same while all of it is. In one that changed, or has no hash, its own bytes are
        looked at; of one over `file_mb` that changed all is taken for changed, since that would take long.
        """
        homes = {name: home for name, folder in folders.items() if (home := _resolved(folder)) is not None}
        return {
            document.id: self._state(document, homes.get(document.root), containers or {}) for document in documents
        }

    def _state(self, document: Document, home: Path | None, containers: Mapping[tuple[str, str], str]) -> State:
        for place in [document.path, *container_paths(document.path)]:
            file = None if home is None else _resolved(home / place)
            # A folder may have become a link: what lies outside the root was never given to be read.
            if home is None or file is None or not file.is_relative_to(home) or not file.is_file():
                continue
            indexed = document.sha256 if place == document.path else containers.get((document.root, place))
            try:
                if place == document.path and file.stat().st_size != document.size:
                    return "changed"
                if indexed is not None:
                    if self._hash(file) == indexed:
                        return "same"
                    if place == document.path or file.stat().st_size > self._settings.file_mb * _MEGABYTE:
                        return "changed"
                return "same" if self._hash(file, document) == document.sha256 else "changed"
            except OSError:
                return "gone"
            except ReadingError:
                return "changed"
        return "gone"

    def _hash(self, file: Path, member: Document | None = None) -> str:
        """The SHA-256 of the file's bytes, or of those of an article in it. Raises OSError, ReadingError."""
        key = (file, member.path if member is not None else "")
        stat = file.stat()
        signature = (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        with self._lock:
            known = self._seen.get(key)
        if known is None or known[0] != signature:
            known = (signature, self._hash_now(file, member))
            with self._lock:
                self._seen[key] = known
        return known[1]

    def _hash_now(self, file: Path, member: Document | None) -> str:
        if member is None:
            with file.open("rb") as opened:
                return hashlib.file_digest(opened, "sha256").hexdigest()
        from rag.indexing.reading import read_document

        return read_document(file, root=member.root, path=member.path, settings=self._settings).sha256


def _resolved(place: Path) -> Path | None:
    """Where it is, with every link followed; None where nothing is."""
    try:
        return place.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):  # missing, a loop of links, no name a file can have
        return None
