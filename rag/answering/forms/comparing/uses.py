"""Every place of an article where it names what is asked about, with the words and whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.evidence import EvidenceSentence
from rag.answering.forms.comparing.bearers import bearer_phrases
from rag.answering.forms.comparing.constructions import Called, callings
from rag.answering.forms.comparing.gathering import Read
from rag.answering.forms.comparing.known_as import Subject
from rag.answering.forms.comparing.phrases import Phrase, key_of, phrases, within_quotation_marks
from rag.answering.forms.comparing.voices import Voice, voice_at
from rag.indexing.sentences import ends_as_a_sentence
from rag.schema import Span
from rag.words import words

_QUANTIFIERS = frozenset("the a an all many some most several any those these its their his her".split())
_THEM = frozenset("them they these those it him her".split())


@dataclass(frozen=True, slots=True)
class Use:
    """One place where an article uses a name."""

    sentence: EvidenceSentence
    key: tuple[str, ...]  # stems: the same for the same name
    label: str  # the name as written
    excerpt: str  # the article's words, exactly: the name, or the words that give it
    voice: Voice
    doing: bool  # it names what they do

    @property
    def document_id(self) -> str:
        """Of the article."""
        return self.sentence.document.id

    @property
    def is_title(self) -> bool:
        """Whether it stands in the title."""
        return self.sentence.text == self.sentence.document.title


def uses_in(article: Read, subject: Subject) -> list[Use]:
    """The names that an article uses for the subject, in its order."""
    title = article.document.title
    whole = [s for s in article.sentences if s.text == title or ends_as_a_sentence(s.text)]  # no captions
    return [use for sentence in whole for use in _uses(sentence, subject)]


def _uses(sentence: EvidenceSentence, subject: Subject) -> Iterator[Use]:
    text = sentence.text
    known = list(phrases(text, subject.names)) if not subject.named else list(bearer_phrases(text, subject.named))
    known = [phrase for phrase in known if not subject.of_elsewhere(text[phrase.start : phrase.end])]
    told: list[Span] = []
    for calling in callings(text):
        whole = Span(calling.object.start, calling.name.end)
        in_name = [phrase for phrase in known if _inside(phrase.span, calling.name)]
        in_object = [phrase for phrase in known if _inside(phrase.span, calling.object)]
        if not (in_object or (in_name and _may_be(text, calling.object, subject))):
            continue
        name = in_name[0] if in_name else _phrase(text, calling.name)
        excerpt = calling.name if in_object or _is_pronoun(text, calling.object) else whole
        told += [phrase.span for phrase in in_name]
        yield _use(sentence, name, within_quotation_marks(text, excerpt), _caller(sentence, calling))
        if not in_object and not _is_pronoun(text, calling.object):
            yield _use(sentence, _phrase(text, calling.object), _unquantified(text, calling.object), None)
    for phrase in known:
        if phrase.span not in told:
            yield _use(sentence, phrase, within_quotation_marks(text, phrase.span), None)


def _use(sentence: EvidenceSentence, name: Phrase, excerpt: Span, voice: Voice | None) -> Use:
    text = sentence.text
    return Use(
        sentence,
        name.key,
        text[name.start : name.end],
        text[excerpt.start : excerpt.end],
        voice or voice_at(sentence, name.span),
        name.doing,
    )


def _caller(sentence: EvidenceSentence, calling: Called) -> Voice | None:
    if calling.caller is None:
        return None
    named = words(calling.caller)
    if not named or named[0].folded in ("he", "she", "they", "it", "who", "which"):
        return None  # by attribution
    return Voice(calling.caller)


def _may_be(text: str, place: Span, subject: Subject) -> bool:
    """Whether what is called so may be the subject: "many groups", "them"."""
    return any(
        word.folded in subject.names.with_another or word.folded in _THEM
        for word in words(text[place.start : place.end])
    )


def _is_pronoun(text: str, place: Span) -> bool:
    return text[place.start : place.end].strip().lower() in _THEM


def _phrase(text: str, place: Span) -> Phrase:
    span = _unquantified(text, place)
    start, end = span.start, span.end
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Phrase(start, end, key_of(words(text[start:end])))


def _unquantified(text: str, place: Span) -> Span:
    """The place without articles and words such as "many" at its beginning."""
    start = place.start
    for word in words(text[place.start : place.end]):
        if word.folded not in _QUANTIFIERS:
            start = place.start + word.start
            break
    return Span(start, place.end)


def _inside(one: Span, other: Span) -> bool:
    return other.start <= one.start and one.end <= other.end
