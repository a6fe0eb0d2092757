"""Whether an index was made with what is in use now."""

from __future__ import annotations

from pathlib import Path

from rag.errors import IndexMismatchError
from vectorstore import Stamp


def require_stamp(folder: Path, *, made_with: Stamp, wanted: Stamp) -> None:
    """Raises IndexMismatchError, naming the command to run, when these differ."""
    other = "or choose a new folder with `--index`"
    if made_with.embedder != wanted.embedder:
        raise IndexMismatchError(
            f"the index {folder} was made with embedder {made_with.embedder}, not {wanted.embedder}; "
            f"run the same command with `--embedder {made_with.embedder}`, {other}"
        )
    if (made_with.embedder_fingerprint, made_with.dimensions) != (wanted.embedder_fingerprint, wanted.dimensions):
        raise IndexMismatchError(
            f"the index {folder} was made with another version of embedder {wanted.embedder} "
            f"({made_with.embedder_fingerprint}, now {wanted.embedder_fingerprint}); "
            "make a new one: `dateline ingest PATH --index NEW`"
        )
    if made_with.chunking.partition("/")[0] != wanted.chunking.partition("/")[0]:
        raise IndexMismatchError(
            f"the index {folder} was made with another version of chunking ({made_with.chunking}, now "
            f"{wanted.chunking}); make a new one: `dateline ingest PATH --index NEW`"
        )
    if made_with.chunking != wanted.chunking:
        raise IndexMismatchError(
            f"the index {folder} was made with chunking {made_with.chunking}, not {wanted.chunking}; "
            f"set DATELINE_CHUNK_TOKENS as it was, {other}"
        )
