"""Texts to unit vectors: the Embedder protocol and the door to its implementations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from rag.errors import SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """What an index needs of an embedding model."""

    @property
    def name(self) -> str:
        """As given to `--embedder`, e.g. "minilm"."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would: model, weights, pooling, normalisation."""

    @property
    def dimensions(self) -> int:
        """Length of one vector; 0 of an embedder that makes none."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimensions), in the order of `texts`.

        Raises EmbeddingError.
        """


DEFAULT = "minilm"


def open_embedder(name: str | None, settings: Settings) -> Embedder:
    """The embedder of this name (the bundled one for None); its model is loaded at first use.

    Raises SettingsError for a name that is not known.
    """
    name = DEFAULT if name is None else name
    if name == DEFAULT:
        from rag.embedding.minilm import MiniLM

        return MiniLM()
    if name == "none":
        from rag.embedding.none import NoEmbedder

        return NoEmbedder()
    if name.startswith("openai:"):
        from rag.embedding.openai import OpenAIEmbedder

        return OpenAIEmbedder(name.removeprefix("openai:"), settings=settings)
    raise SettingsError(f"unknown embedder {name!r}; use minilm, openai:MODEL or none")
