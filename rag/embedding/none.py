"""No vectors at all: an archive that is found by its words alone, ready as soon as it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class NoEmbedder:
    """The embedder of an index without a dense leg; 0 dimensions say so."""

    name = "none"
    fingerprint = "none"
    dimensions = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Empty rows, shape (len(texts), 0)."""
        import numpy as np

        return np.zeros((len(texts), 0), dtype=np.float32)
