"""What the words of a topic weigh: the rarer in the archive, the more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.words import Word, words

if TYPE_CHECKING:
    from rag.retrieval.retrieve import Retriever


def weighed(text: str, retriever: Retriever) -> dict[Word, float]:
    """The words of a topic that carry matter, each with how rare it is in the archive.

    What no article holds weighs as much as the rarest: what does not speak of it is not about it. Where the
    search by words is unavailable all weigh the same.
    """
    rare = retriever.rarities(text)
    most = max(rare.values(), default=0.0) or 1.0
    return {word: rare.get(text[word.start : word.end]) or most for word in words(text) if not word.stop}
