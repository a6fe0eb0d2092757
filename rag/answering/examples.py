"""Questions to begin with, made from what an archive holds."""

from __future__ import annotations

import re
from collections import Counter

from rag.words import STOP_WORDS
from vectorstore import ChunkStore

_SPEAKER = re.compile(r"\b([A-Z][a-z]+) (?:said|says|told|added|denied|stressed|affirmed)\b")
_BODIES = frozenset("Ministry Council Office Agency Department Army Police Government President Minister".split())
_LOOKED_AT = 50  # articles


def example_questions(store: ChunkStore, *, count: int = 3) -> list[str]:
    """Up to `count` questions, each about what somebody says in another article."""
    heads = store.heads(limit=_LOOKED_AT)
    documents = store.documents([head.id for head in heads])
    asked: list[str] = []
    for head in heads:
        speakers = Counter(_SPEAKER.findall(documents[head.id].text)).most_common()
        names = [name for name, _ in speakers if name.lower() not in STOP_WORDS and name not in _BODIES]
        questions = [f"What did {name} say?" for name in names]
        asked += [question for question in questions if question not in asked][:1]
        if len(asked) == count:
            break
    return asked
