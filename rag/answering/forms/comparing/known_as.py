"""What a question asks the names of: the words by which it may be known, and which articles speak of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

from rag.answering.forms.comparing.articles import Read
from rag.answering.forms.comparing.noun_phrases import Names
from rag.answering.forms.comparing.other_names import PEOPLE, OtherNames, groups_of, one_or_more
from rag.embedding.meaning import Meaning
from rag.places import known_place, same_people, same_state
from rag.words import Word, stem, words

NEAR = 0.65  # cosine of two nouns from which they may name one thing; chosen on the made-up articles of test_naming
LOOKED_AT = 150  # nouns of the articles, the most frequent, that are compared with the one asked about
_ENDS_HEAD = frozenset("of in at by from with against on near for who that which during after before between".split())
_DETERMINERS = frozenset("the a an this that these those his her its their".split())


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: its names, and the words that must stand in an article that speaks of it."""

    topic: str
    names: Names
    qualifiers: tuple[str, ...]  # stems
    named: tuple[str, ...] = ()  # the words of a proper name, folded; empty for people or things of a kind

    @property
    def people(self) -> bool:
        """Whether people of a kind are asked about, who may be of one group or of another."""
        return not self.named and not self.names.with_another.isdisjoint(PEOPLE)

    @property
    def query(self) -> str:
        """What to search for: the topic with its other names."""
        return " ".join([self.topic, *sorted(" ".join(name) for name in self.names.names)])

    def of_elsewhere(self, phrase: str) -> bool:
        """Whether a phrase names a country or people, and none of those that narrow the question."""
        places = {word.stem for word in words(phrase) if known_place(word.folded)}
        asked = {word for word in self.qualifiers if known_place(word)}
        return bool(places and asked) and not any(places & same_state(word) for word in asked)

    def spoken_of_in(self, article: Read) -> bool:
        """Whether every word that narrows the question stands in the article."""
        held = {word.stem for sentence in article.sentences for word in words(sentence.text)}
        return all(same_people(word) & held for word in self.qualifiers)


def subject_of(topic: str) -> Subject | None:
    """What a topic names; None for one without a noun.

    >>> subject = subject_of("the rebels in Syria")
    >>> ("militants",) in subject.names.names, subject.qualifiers
    (True, ('syria',))
    >>> subject_of("Sergei Lavrov").named
    ('sergei', 'lavrov')
    """
    tokens = [word for word in words(topic) if word.folded not in _DETERMINERS]
    ends = next((place for place, word in enumerate(tokens) if word.folded in _ENDS_HEAD and place), len(tokens))
    phrase, rest = tokens[:ends], tokens[ends:]
    if not phrase:
        return None
    if all(word.capital for word in phrase):
        named = tuple(word.folded for word in phrase)
        return Subject(topic, _alone(phrase[-1].folded), _matter(rest), named)
    head, before = phrase[-1], phrase[-2].folded if len(phrase) > 1 else None
    found = groups_of(head.folded, before)
    if not found:
        return Subject(topic, _alone(*one_or_more(head.folded)), _matter([*phrase[:-1], *rest]))
    asked: set[tuple[str, ...]] = {(form,) for form in one_or_more(head.folded)}
    names = reduce(_together, (_names(group, asked) for group in found))
    own = {head.stem} | names.beside | {stem(part) for name in names.names for part in name}
    return Subject(topic, names, tuple(word for word in _matter([*phrase[:-1], *rest]) if word not in own))


def with_near_nouns(subject: Subject, articles: Sequence[Read], meaning: Meaning) -> Subject:
    """The subject with the nouns of the articles that mean nearly the same as its own, where no table has them."""
    if subject.named or subject.names.with_another or len(subject.names.names) > 2:
        return subject
    head = next(word for word in words(subject.topic) if (word.folded,) in subject.names.names)
    nouns = _nouns(articles, plural=_plural(head))
    likeness = meaning.similarities(head.folded, nouns)
    near = frozenset((noun,) for noun, cosine in zip(nouns, likeness, strict=True) if cosine >= NEAR)
    return replace(subject, names=replace(subject.names, names=subject.names.names | near))


def _nouns(articles: Sequence[Read], *, plural: bool) -> list[str]:
    """Words that stand where nouns do, after an article or one word further, the most frequent first."""
    counted: Counter[str] = Counter()
    for article in articles:
        for sentence in article.sentences:
            tokens = words(sentence.text)
            for place, word in enumerate(tokens):
                before = {other.folded for other in tokens[max(0, place - 2) : place]}
                fits = not (word.capital or word.stop or word.number) and len(word.folded) > 3
                if fits and _plural(word) == plural and (plural or before & _DETERMINERS):
                    counted[word.folded] += 1
    return [noun for noun, _ in counted.most_common(LOOKED_AT)]


def _plural(word: Word) -> bool:
    return re.search(r"[^su]s$", word.folded) is not None or word.folded in ("people", "men", "women", "children")


def _matter(found: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.stem for word in found if not word.stop and word.folded not in _ENDS_HEAD)


def _alone(*forms: str) -> Names:
    return Names(frozenset((form,) for form in forms), frozenset(), frozenset())


def _names(group: OtherNames, asked: set[tuple[str, ...]]) -> Names:
    """The names of a group's people or things; of what they do, where the question names that."""
    if asked & group.doings and not asked & group.names:
        return Names(group.doings, frozenset(), group.beside)
    return Names(group.names, group.with_another, group.beside)


def _together(one: Names, other: Names) -> Names:
    return Names(one.names | other.names, one.with_another | other.with_another, one.beside | other.beside)
