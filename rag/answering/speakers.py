"""An article's sentence shown apart from those around it: who speaks in it is named where only they named it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.attribution import Said, attributions_of
from rag.answering.evidence import EvidenceSentence
from rag.words import words

_QUOTES = ' \t\n"“”„«»'
_PRONOUN = r"\b(?:he|she|they|it)\b"


def said_in(sentence: EvidenceSentence) -> Said | None:
    """What the one speaker of a sentence says; None for the article's own voice, and where several speak."""
    here = [
        said for said in attributions_of(sentence.document) if said.start < sentence.end and sentence.start < said.end
    ]
    return here[0] if here and len({said.speaker for said in here}) == 1 else None


def named_elsewhere(sentence: EvidenceSentence) -> str:
    """The name of who speaks in a sentence, as written where the article gives it; empty where that is in it."""
    said = said_in(sentence)
    if said is None or said.named_at is None or sentence.start <= said.named_at.start < sentence.end:
        return ""
    return sentence.document.text[said.named_at.start : said.named_at.end]


def with_speaker(sentence: EvidenceSentence, text: str, before: Sequence[str] = ()) -> str:
    """`text`, which is the sentence as shown, with the name of a speaker whom nothing in it names.

    A quotation that goes on from an earlier sentence becomes `Ines Carvalho: “We stay.”`, and "He said" becomes
    "He (Ines Carvalho) said", unless the sentences shown just `before` name them.
    """
    said = said_in(sentence)
    if said is None or said.speaker is None or said.named_at is None:
        return text
    if sentence.start <= said.named_at.start < sentence.end or _named(said.speaker, [text, *before]):
        return text
    if not said.verb:
        inner = text.strip(_QUOTES)
        return f"{said.speaker}: “{inner}”" if not re.search(r"[\"“”„«»]", inner) else f"{said.speaker}: {text}"
    spoken = re.search(rf"{_PRONOUN}(?=\W+(?:\w+\W+){{0,2}}{re.escape(said.verb)}\b)", text, re.IGNORECASE)
    spoken = spoken or re.search(rf"\b{re.escape(said.verb)}\s+{_PRONOUN}", text, re.IGNORECASE)
    return text if spoken is None else f"{text[: spoken.end()]} ({said.speaker}){text[spoken.end() :]}"


def _named(speaker: str, texts: Sequence[str]) -> bool:
    last = words(speaker)[-1].folded if words(speaker) else ""
    return any(word.folded == last and word.capital for text in texts for word in words(text))
