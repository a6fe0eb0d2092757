"""An article's sentence shown apart from those around it: who speaks in it is named where only they named it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.evidence import EvidenceSentence, sentences_before
from rag.answering.speaking.attribution import Said, said_at
from rag.answering.speaking.cast import Cast
from rag.answering.speaking.figures import Figure
from rag.answering.speaking.introductions import figures_of
from rag.answering.speaking.speaker_phrases import flattened
from rag.answering.speaking.tellers import tellers
from rag.places import known_place
from rag.schema import Span
from rag.words import content_stems, words

TOLD = 0.6  # share of a sentence's words that must stand in what somebody says for it to be theirs
_QUOTES = ' \t\n"“”„«»'
_SOURCED = re.compile(
    r"[\"“”„«»]|\b(?:accord\w+ to|report(?:s|ed|edly)|alleg\w+|claim\w*|accus\w+|statements?|den(?:y|ies|ied|ial)|"
    r"sa(?:y|ys|id|ying)|told|quot\w+|call(?:s|ed) for|view\w*|deem\w*|consider\w*|describ\w+)\b",
    re.IGNORECASE,
)
_CLAIMS = frozenset(
    "said says say told tells added adds stated claimed claims reported reports noted notes announced explained warned "
    "argued believes believed believe predicted estimated estimates estimate concluded insisted confirmed alleged "
    "suggested maintained expects expected expect forecast show shows showed acknowledged admitted stressed emphasised "
    "emphasized affirmed asserted declared disclosed revealed contended fears feared underlined highlighted".split()
)
_CIRCUMSTANCE = re.compile(r"^\s+(?:in|at|on|during|after|before|to|while|when)\b[^“\"]{0,160}?\bthat\b")
_PRONOUN = r"\b(?:he|she|they|it)\b"
_OPENS_WITH_HE = re.compile(r"[\W]*(?:[^\W\dA-Z]\w* |[A-Z][a-z]+(?:ly|,) )?(he|she)\b", re.IGNORECASE)
LOOK_BACK = 3  # sentences in which whom "he" stands for was named


def said_in(sentence: EvidenceSentence) -> Said | None:
    """What the one speaker of a sentence says; None for the article's own voice, and where several speak."""
    here = said_at(sentence.document, Span(sentence.start, sentence.end))
    return here[0] if here and len({said.speaker for said in here}) == 1 else None


def named_elsewhere(sentence: EvidenceSentence) -> str:
    """The name of who speaks in a sentence, as written where the article gives it; empty where that is in it."""
    said = said_in(sentence)
    if said is None or said.named_at is None or sentence.start <= said.named_at.start < sentence.end:
        return ""
    return sentence.document.text[said.named_at.start : said.named_at.end]


def behind_he(sentence: EvidenceSentence) -> str:
    """The name of whom the "he" or "she" that a sentence opens with stands for, by the sentences before it, else ""."""
    opening = _OPENS_WITH_HE.match(sentence.text)
    if opening is None:
        return ""
    text = sentence.document.text
    before = sentences_before(sentence.document, sentence.start, count=LOOK_BACK)
    written = [text[span.start : span.end] for span in before]
    named = [(place, one) for place, line in enumerate(written) for one in figures_of(line, flattened(line))]
    he = Figure(opening[1].lower(), "pronoun", frozenset(), Span(0, len(opening[1])))
    found = Cast(named).resolve(he, len(written))
    return found[0].name if len(found) == 1 and not known_place(found[0].name) else ""


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


def with_source(text: str, cited: Sequence[EvidenceSentence]) -> str:
    """A sentence in a model's words with who says it, where its evidence does and the sentence tells it as a fact.

    "…, according to the Finance Ministry." A sentence that names or quotes anybody is left as it is.
    """
    if _SOURCED.search(text) or tellers(flattened(text), ()):
        return text
    own = content_stems(text)
    nearest = max(cited, key=lambda sentence: len(own & content_stems(sentence.text)), default=None)
    said = None if nearest is None else said_in(nearest)
    if nearest is None or said is None or said.speaker is None or _told_of(said.speaker, text):
        return text
    if any(_tells(other.text, own) and said_in(other) is None for other in cited if other is not nearest):
        return text
    if not _tells(_told_by(nearest, said), own):
        return text
    carried = f", quoted by {said.via}" if said.via is not None and not _told_of(said.via, text) else ""
    source = f"{_with_article(said, nearest)}{carried}"
    return f"{text.rstrip('.!')}, according to {source}{'' if source.endswith('.') else '.'}"


def _told_of(speaker: str, text: str) -> bool:
    """Whether a sentence tells of the speaker, by name or not: "the union" of the union."""
    last = words(speaker)[-1].stem if words(speaker) else ""
    return any(word.stem == last for word in words(text))


def _told_by(sentence: EvidenceSentence, said: Said) -> str:
    """What a sentence tells as somebody's claim: before a closing "dealers said", else behind "said", or its "that"."""
    here = tellers(flattened(sentence.text), ())
    if not here or not said.verb:
        return sentence.text
    first = here[0]
    verb = said.verb.lower()
    if verb not in _CLAIMS and not verb.startswith(("according", "quoted")):
        return ""  # "denied reports that", "made the remarks in a meeting with": what follows is no claim of theirs
    behind = first.phrase is not None and (first.closing or first.phrase.start > first.verb.start)
    before = sentence.text[: first.verb.start]
    if behind and before.strip():
        return before
    return _CIRCUMSTANCE.sub("", sentence.text[first.verb.end :], count=1)


def _tells(text: str, stems: frozenset[str]) -> bool:
    return len(stems & content_stems(text)) >= TOLD * len(stems)


def _with_article(said: Said, sentence: EvidenceSentence) -> str:
    """The speaker with "the" or "a" where the article's words have it."""
    place = 0 if said.named_at is None else said.named_at.start
    article = re.search(r"\b(the|an?)\s+$", sentence.document.text[max(0, place - 8) : place], re.IGNORECASE)
    return f"{article[1].lower()} {said.speaker}" if article else f"{said.speaker}"
