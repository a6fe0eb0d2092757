"""Questions to begin with, made from what an archive holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answering.speaking.attribution import attributions_of
from rag.schema import Document
from rag.words import STOP_WORDS
from vectorstore import ChunkStore

_LOOKED_AT = 50  # articles
_LONGEST = 50_000  # characters; the speakers of a longer article are not read for an example
# "Ann Berg", "the Kazakh Foreign Ministry"; neither "the company" nor a surname that may be anybody's.
_NAMED = re.compile(r"(?:the )?[^\W\d_a-z][\w.'’-]*(?: (?:of|de|van|von|bin|al-\w+|[^\W\d_a-z][\w.'’-]*)){1,4}")


def example_questions(store: ChunkStore, *, count: int = 3) -> list[str]:
    """Up to `count` questions: what somebody says in another article each, and how many articles mention somebody."""
    heads = store.heads(limit=_LOOKED_AT)
    held = store.documents([head.id for head in heads])
    documents = [held[head.id] for head in heads]
    speakers: list[str] = []
    for document in documents:
        speakers += [name for name in _speakers(document) if name not in speakers][:1]
        if len(speakers) == max(2, count):
            break
    if not speakers:
        return []
    said = [f"What did {name} say?" for name in speakers[: max(1, count - 1)]]
    return [*said, f"How many articles mention {_most_mentioned(speakers, documents)}?"][:count]


def _speakers(document: Document) -> Iterator[str]:
    """Who speaks in an article and is named in full, in order of place."""
    if len(document.text) > _LONGEST:
        return
    for said in attributions_of(document):
        if said.speaker is not None and _NAMED.fullmatch(said.speaker) and said.speaker in document.text:
            first = said.speaker.split()[0]
            if first == "the" or first.lower() not in STOP_WORDS:
                yield said.speaker


def _most_mentioned(names: Sequence[str], documents: Sequence[Document]) -> str:
    return max(names, key=lambda name: sum(name in document.text for document in documents)).removeprefix("the ")
