"""How many articles, outlets and independent stories carry a claim, told from sentences that may say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.answering.evidence import EvidenceSentence
from rag.answering.forms.counts import counts_otherwise, number_of, total_in, without_numbers
from rag.answering.forms.supporting import Support, denies, support_of, unreal
from rag.answering.forms.wordings import act_of
from rag.answering.speaking.attribution import speaker_of
from rag.answering.verifying.claims import names
from rag.embedding.meaning import Meaning
from rag.indexing.credits import carrier_of
from rag.indexing.sentences import ends_as_a_sentence
from rag.schema import Document, Span
from rag.words import content_stems, stem, words

CLOSE = 3  # sentences before and behind, within which an article goes on about the same
DAYS = 14  # between articles that may tell of one event
READ = 2_000  # characters of an article whose names tell what it is about
NAMES = 2  # that articles about one event share
WORDS = 2  # besides the claim's that their sentences share


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Who carries a claim, and who says otherwise: one sentence of each article, by date and place."""

    supports: tuple[Support, ...]
    against: tuple[EvidenceSentence, ...]
    beside: tuple[EvidenceSentence, ...] = ()  # close to a denial: who is said to claim it

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


def corroboration_of(
    claim: str, sentences: Sequence[EvidenceSentence], *, meaning: Meaning, told: Sequence[EvidenceSentence] = ()
) -> Corroboration:
    """Which of these sentences say the claim, and which say otherwise: one of each article, no headline if it can be.

    An article may have both: what one says, and what another. What is `told` says it in other words.
    """
    supports = {sentence.document.id: Support(sentence, _speaker(sentence)) for sentence in told}
    against: dict[str, EvidenceSentence] = {}
    for sentence in sentences:
        document_id = sentence.document.id
        if _better(sentence, supports[document_id].sentence if document_id in supports else None):
            support = support_of(claim, sentence, meaning=meaning)
            if support is not None:
                supports[document_id] = support
                continue
        if _better(sentence, against.get(document_id)) and denies(claim, sentence, meaning=meaning):
            against[document_id] = sentence
    number = number_of(claim)
    counted = [] if number is None else [one for one in against.values() if counts_otherwise(claim, one.text)]
    for sentence in _neighbours(sentences, counted):
        if sentence.document.id not in supports and total_in(sentence.text) == number:
            supports[sentence.document.id] = Support(sentence, _speaker(sentence))
    said = [support.sentence for support in supports.values()]
    against = {
        document_id: sentence
        for document_id, sentence in against.items()
        if number is None or _one_event(claim, sentence, said)
    }
    near = _neighbours(sentences, [*said, *against.values()])
    for sentence in near if number is not None else ():
        if sentence.document.id not in against and total_in(sentence.text) not in (None, number):
            against[sentence.document.id] = sentence
    beside = () if supports else tuple(s for s in near if _claims(claim, s, against[s.document.id]))
    return Corroboration(
        tuple(sorted(supports.values(), key=lambda support: _order(support.sentence))),
        tuple(sorted(against.values(), key=_order)),
        tuple(sorted(beside, key=_order)),
    )


def _better(sentence: EvidenceSentence, kept: EvidenceSentence | None) -> bool:
    """Whether a sentence may stand for its article: where none does, or only a headline, which names no speaker."""
    return kept is None or (_is_heading(kept) and not _is_heading(sentence))


def _is_heading(sentence: EvidenceSentence) -> bool:
    text = sentence.text.strip()
    return text.startswith("#") or not ends_as_a_sentence(text)


def _one_event(claim: str, sentence: EvidenceSentence, said: Sequence[EvidenceSentence]) -> bool:
    """Whether a sentence that counts otherwise is about the same: the claim names what, or its sentences share words
    and their articles names, not weeks apart. "3 people died" somewhere is nothing against "12 people died" elsewhere.
    """
    if names(f"x {claim[:1].lower()}{claim[1:]}"):
        return True
    own = content_stems(without_numbers(sentence.text)) - content_stems(claim)
    return any(
        sentence.document.id == one.document.id
        or (
            len(own & content_stems(one.text)) >= WORDS
            and _near_in_time(sentence.document, one.document)
            and _share_names(sentence.document, one.document)
        )
        for one in said
    )


def _near_in_time(one: Document, other: Document) -> bool:
    if one.published is None or other.published is None:
        return True
    days = abs((date.fromisoformat(one.published) - date.fromisoformat(other.published)).days)
    return days <= DAYS


def _share_names(one: Document, other: Document) -> bool:
    ours, theirs = (
        {word.stem for name in names(document.text[document.body_start :][:READ]) for word in name.words}
        for document in (one, other)
    )
    carriers = [{word.stem for word in words(carrier_of(document) or "")} for document in (one, other)]
    return len(ours & theirs - (carriers[0] if carriers[0] == carriers[1] else set())) >= NAMES


def _neighbours(sentences: Sequence[EvidenceSentence], told: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """The sentences that stand close to those told, in the same articles, and are none of them."""
    places: dict[str, list[EvidenceSentence]] = {sentence.document.id: [] for sentence in told}
    for sentence in sentences:
        if sentence.document.id in places:
            places[sentence.document.id].append(sentence)
    found: dict[tuple[str, int], EvidenceSentence] = {}
    for document_id, here in places.items():
        starts = sorted({sentence.start for sentence in here})
        own = {sentence.start for sentence in told if sentence.document.id == document_id}
        close = {
            starts[n]
            for start in own
            for n in range(starts.index(start) - CLOSE, starts.index(start) + CLOSE + 1)
            if 0 <= n < len(starts)
        }
        found |= {(document_id, one.start): one for one in here if one.start in close - own}
    return list(found.values())


def _claims(claim: str, sentence: EvidenceSentence, denial: EvidenceSentence) -> bool:
    """Whether a sentence close to a denial has somebody else claim what is denied: "Turkey had claimed …"."""
    act = act_of(claim)
    if act is None or stem(act) not in {word.stem for word in words(sentence.text)} or unreal(sentence.text):
        return False
    return _speaker(sentence) not in (None, _speaker(denial))


def _speaker(sentence: EvidenceSentence) -> str | None:
    return speaker_of(sentence.document, Span(sentence.start, sentence.end))


def _order(sentence: EvidenceSentence) -> tuple[str, str, str, int]:
    document = sentence.document
    return document.published or "9999", document.root, document.path, sentence.start
