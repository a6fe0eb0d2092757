"""Evidence made of invented articles, as retrieval would hand it to a reader."""

from __future__ import annotations

import hashlib

from rag.answering.evidence import EvidenceSentence
from rag.indexing.sentences import split_sentences
from rag.schema import Document

FERRY = (
    "Ferry sinks off Port Selby\n\n"
    "The ferry Halcyon sank off Port Selby on 3 May 2016 with 212 passengers aboard. "
    "Mayor Ana Lobo visited the harbour the next morning. "
    "She told reporters that eighteen people had drowned. "
    "“We warned the owners twice,” Lobo said. "
    "The International Labour Organization (ILO) had criticised the owners for employing children."
)
BANK = (
    "Norbank lends to port\n\n"
    "Norbank lent the port of Varnholm 4.2 million euros in March because the city could not pay for a new quay. "
    "The interest rate is 3.5 percent. "
    "Dockers in Varnholm ended their strike after nine days."
)


def article(text: str, path: str) -> Document:
    """An article whose first line is its title."""
    return Document(
        id=path,
        root="news",
        path=path,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        size=len(text.encode()),
        text=text,
        title=text.split("\n")[0],
    )


def evidence_of(*documents: Document) -> tuple[EvidenceSentence, ...]:
    """Every sentence of these articles, each article one passage, numbered from 1."""
    found: list[EvidenceSentence] = []
    for rank, document in enumerate(documents, start=1):
        for span in split_sentences(document.text):
            found.append(
                EvidenceSentence(
                    number=len(found) + 1,
                    document=document,
                    start=span.start,
                    end=span.end,
                    text=document.text[span.start : span.end],
                    passage_rank=rank,
                    chunk_id=f"{document.id}#0",
                )
            )
    return tuple(found)


FERRY_ARTICLE = article(FERRY, "ferry.txt")
BANK_ARTICLE = article(BANK, "bank.txt")
EVIDENCE = evidence_of(FERRY_ARTICLE, BANK_ARTICLE)


def saying(words: str) -> EvidenceSentence:
    """The one evidence sentence that holds these words."""
    (found,) = [sentence for sentence in EVIDENCE if words in sentence.text]
    return found
