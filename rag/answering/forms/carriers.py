"""How many articles, outlets and independent stories carry a claim, told from sentences that may say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.answering.evidence import EvidenceSentence
from rag.answering.forms.supporting import Support, denies, support_of
from rag.embedding.meaning import Meaning
from rag.indexing.credits import carrier_of
from rag.words import words


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Who carries a claim, and who says otherwise: one sentence of each article, by date and place."""

    supports: tuple[Support, ...]
    against: tuple[EvidenceSentence, ...]

    @property
    def outlets(self) -> tuple[str, ...]:
        """Those that the articles name as their carriers, each once, in order."""
        named = (carrier_of(support.sentence.document) for support in self.supports)
        return tuple({name.casefold(): name for name in reversed([*named]) if name is not None}.values())[::-1]

    @property
    def unnamed(self) -> int:
        """How many of the articles name no outlet."""
        return sum(carrier_of(support.sentence.document) is None for support in self.supports)

    @property
    def origins(self) -> int:
        """How many stories they are, copies counted once."""
        return len({support.sentence.document.origin or support.sentence.document.id for support in self.supports})

    @property
    def one_speaker(self) -> str | None:
        """Who says it, at their fullest, where every article has it from this one person or body."""
        told = [support.speaker for support in self.supports]
        speakers = [speaker for speaker in told if speaker is not None]
        names = {_surname(speaker) for speaker in speakers}
        one = len(speakers) == len(told) > 0 and len(names) == 1 and None not in names
        return max(speakers, key=len) if one else None


def _surname(speaker: str) -> str | None:
    """The word that tells a speaker from others; None for those who have no name: "dealers"."""
    last = words(speaker)[-1:]
    return last[0].stem if last and last[0].capital else None


def corroboration_of(claim: str, sentences: Iterable[EvidenceSentence], *, meaning: Meaning) -> Corroboration:
    """Which of these sentences say the claim, and which say otherwise; the first of each article."""
    supports: dict[str, Support] = {}
    against: dict[str, EvidenceSentence] = {}
    for sentence in sentences:
        document_id = sentence.document.id
        if document_id in supports:
            continue
        support = support_of(claim, sentence, meaning=meaning)
        if support is not None:
            supports[document_id] = support
        elif document_id not in against and denies(claim, sentence, meaning=meaning):
            against[document_id] = sentence
    only_against = [sentence for document_id, sentence in against.items() if document_id not in supports]
    return Corroboration(
        tuple(sorted(supports.values(), key=lambda support: _order(support.sentence))),
        tuple(sorted(only_against, key=_order)),
    )


def _order(sentence: EvidenceSentence) -> tuple[str, str, str, int]:
    document = sentence.document
    return document.published or "9999", document.root, document.path, sentence.start
