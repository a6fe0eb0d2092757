"""The embedder of an archive that is found by its words alone."""

from __future__ import annotations

from rag.embedding import Embedder, open_embedder
from rag.settings import Settings


def test_none_makes_vectors_of_no_length_and_needs_no_model() -> None:
    embedder: Embedder = open_embedder("none", Settings())
    assert (embedder.name, embedder.dimensions) == ("none", 0)
    assert embedder.embed(["The ferry sank.", "It rained."]).shape == (2, 0)
    assert embedder.embed([]).shape == (0, 0)
