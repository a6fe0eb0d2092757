"""What an index made with these settings would be stamped with."""

from __future__ import annotations

from rag.embedding import Embedder
from rag.indexing.chunking import chunking_fingerprint
from rag.settings import Settings
from vectorstore import SCHEMA, Stamp


def stamp_of(embedder: Embedder, settings: Settings) -> Stamp:
    """The stamp of this embedder, these chunks and this version's schema."""
    return Stamp(
        embedder=embedder.name,
        embedder_fingerprint=embedder.fingerprint,
        dimensions=embedder.dimensions,
        chunking=chunking_fingerprint(settings.chunk_tokens),
        schema=SCHEMA,
    )
