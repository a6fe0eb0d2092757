"""What the columns of a comparison are called: the outlet where the article states one, else its title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.answering.citations import displayed
from rag.indexing.credits import carrier_of
from rag.schema import Column, Document


def columns_of(documents: Sequence[Document]) -> tuple[Column, ...]:
    """A column for each article; two of one outlet, and all where the outlet is one, are told apart by their titles."""
    carriers = [carrier_of(document) for document in documents]
    counted = Counter(carriers)
    return tuple(
        Column(_name(document, carrier, alone=counted[carrier] == 1, one_outlet=len(counted) == 1), document.id)
        for document, carrier in zip(documents, carriers, strict=True)
    )


def _name(document: Document, carrier: str | None, *, alone: bool, one_outlet: bool) -> str:
    title = displayed(document.title or document.path)
    if carrier is None or (one_outlet and not alone):
        return title
    return carrier if alone else f"{carrier}: {title}"
