"""Questions to begin with, made from what an archive holds."""

from __future__ import annotations

import re
from collections import Counter

from rag.words import STOP_WORDS
from vectorstore import ChunkStore

_SPEAKER = re.compile(r"\b([A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}) (?:said|says|told|added|denied|stressed|affirmed)\b")
_LOOKED_AT = 50  # articles


def example_questions(store: ChunkStore, *, count: int = 3) -> list[str]:
    """Up to `count` questions, each about what somebody says in another article."""
    heads = store.heads()[:_LOOKED_AT]
    documents = store.documents([head.id for head in heads])
    asked: list[str] = []
    for head in heads:
        speakers = Counter(
            name
            for name in _SPEAKER.findall(documents[head.id].text)
            if name.lower() not in STOP_WORDS and name not in " ".join(asked)
        )
        if speakers:
            asked.append(f"What did {speakers.most_common(1)[0][0]} say?")
        if len(asked) == count:
            break
    return asked
