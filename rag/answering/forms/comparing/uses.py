"""Every place of an article where it names what is asked about, with the words and whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.evidence import EvidenceSentence
from rag.answering.forms.comparing.articles import Read
from rag.answering.forms.comparing.bearers import bearer_phrases
from rag.answering.forms.comparing.constructions import Called, callings
from rag.answering.forms.comparing.known_as import Subject
from rag.answering.forms.comparing.noun_phrases import Phrase, key_of, phrases, within_quotation_marks
from rag.answering.forms.comparing.parting import of_those_asked_about
from rag.answering.forms.comparing.voices import OWN, Voice, voice_at
from rag.indexing.sentences import ends_as_a_sentence
from rag.schema import Span
from rag.words import Word, words

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
    given: bool = False  # the sentence tells that the voice calls it so

    @property
    def document_id(self) -> str:
        """Of the article."""
        return self.sentence.document.id

    @property
    def whose(self) -> str:
        """Whose word it is; in what an article tells of another's words it is the article's own, as far as it says."""
        told = self.voice.speaker is not None and not (self.voice.quoted or self.given)
        return f"{OWN}, {self.voice}" if told else str(self.voice)

    @property
    def is_title(self) -> bool:
        """Whether it stands in the title."""
        return self.sentence.text == self.sentence.document.title


def uses_in(article: Read, subject: Subject, own: frozenset[str]) -> list[Use]:
    """The names that an article uses for the subject, in its order; `own`: proper names that are the subject's."""
    title = article.document.title
    whole = [s for s in article.sentences if s.text == title or ends_as_a_sentence(s.text)]  # no captions
    return [use for sentence in whole for use in _uses(sentence, subject, own)]


def _uses(sentence: EvidenceSentence, subject: Subject, own: frozenset[str]) -> Iterator[Use]:
    text = sentence.text
    known = list(phrases(text, subject.names)) if not subject.named else list(bearer_phrases(text, subject.named))
    known = [phrase for phrase in known if not subject.of_elsewhere(text[phrase.start : phrase.end])]
    if subject.people:
        known = of_those_asked_about(sentence, known, subject, own)
    told: list[Span] = []
    for calling in callings(text):
        whole = Span(calling.object.start, calling.name.end)
        in_name = [phrase for phrase in known if _inside(phrase.span, calling.name)]
        in_object = [phrase for phrase in known if _inside(phrase.span, calling.object)]
        meant = in_object or _is_the_noun(text, calling.object, subject)
        if not (meant or (in_name and _may_be(text, calling.object, subject))):
            continue
        name = in_name[0] if in_name else _phrase(text, calling.name)
        excerpt = calling.name if meant or _is_pronoun(text, calling.object) else whole
        told += [phrase.span for phrase in in_name]
        yield _use(sentence, name, within_quotation_marks(text, excerpt), _caller(sentence, calling), given=True)
        called = None if meant else _called(text, calling.object, subject)
        if called is not None:
            yield _use(sentence, called, called.span, OWN)
    for phrase in known:
        if phrase.span not in told:
            yield _use(sentence, phrase, within_quotation_marks(text, phrase.span), None)


def _use(sentence: EvidenceSentence, name: Phrase, excerpt: Span, voice: Voice | None, *, given: bool = False) -> Use:
    text = sentence.text
    return Use(
        sentence,
        name.key,
        text[name.start : name.end],
        text[excerpt.start : excerpt.end],
        voice or voice_at(sentence, name.span),
        given,
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


def _is_the_noun(text: str, place: Span, subject: Subject) -> bool:
    """Whether what is called so is "the workers", where striking workers are the subject."""
    said = [word.folded for word in words(text[place.start : place.end])]
    return len(said) == 2 and said[0] in ("the", "these", "those") and said[1] in subject.names.with_another


def _is_pronoun(text: str, place: Span) -> bool:
    return text[place.start : place.end].strip().lower() in _THEM


def _called(text: str, place: Span, subject: Subject) -> Phrase | None:
    """What is called so, up to its noun, where that says more than "groups": "Western backed groups"."""
    span = _unquantified(text, place)
    run: list[Word] = []
    for word in words(text[span.start : span.end]):
        run.append(word)
        if word.folded in subject.names.with_another:
            break
    else:
        return None
    return _phrase(text, Span(span.start, span.start + run[-1].end)) if len(run) > 1 else None


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
