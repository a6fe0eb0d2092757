"""Sentence vectors for reading: the bundled MiniLM whatever the index was embedded with, remembered by text."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from rag.embedding.minilm import MiniLM, TextVectors
from rag.words import Word

REMEMBERED = 2000  # texts; a sentence with its pieces takes about 60 kB


class Meaning:
    """Vectors of sentences and of their words; each text is embedded once while it is remembered."""

    def __init__(self, model: MiniLM | None = None, *, remembered: int = REMEMBERED) -> None:
        self._model = model or MiniLM()
        self._remembered = remembered
        self._known: OrderedDict[str, TextVectors] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> list[TextVectors]:
        """The vectors of these texts, in their order."""
        with self._lock:
            known = {text: self._known[text] for text in texts if text in self._known}
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        fresh = dict(zip(missing, self._model.embed_pieces(missing), strict=True))
        with self._lock:
            for text in texts:
                self._known[text] = known.get(text) or fresh[text]
                self._known.move_to_end(text)
            while len(self._known) > self._remembered:
                self._known.popitem(last=False)
        return [known.get(text) or fresh[text] for text in texts]

    def similarities(self, text: str, others: Sequence[str]) -> list[float]:
        """Cosine of `text` with each of `others`."""
        if not others:
            return []
        asked, *rest = self.of([text, *others])
        return [float(asked.whole @ other.whole) for other in rest]


def nearest_likeness(found: Sequence[Word], asked: TextVectors, shown: TextVectors) -> list[float]:
    """For each of these words of `asked`, the cosine of its nearest word piece in `shown` (BERTScore's recall).

    0.0 for a word beyond what the model reads, and where either text has no pieces.
    """
    if not len(asked.pieces) or not len(shown.pieces):
        return [0.0] * len(found)
    nearest = (asked.pieces @ shown.pieces.T).max(axis=1)
    likeness = []
    for word in found:
        own = [i for i, (start, end) in enumerate(asked.offsets) if start < word.end and end > word.start]
        likeness.append(float(nearest[own].mean()) if own else 0.0)
    return likeness
