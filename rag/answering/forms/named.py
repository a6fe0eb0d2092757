"""Who a question means by a name: under which spellings the archive has them, and which speakers they are."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.answering.forms.scenes import bearer_of
from rag.answering.speaking.offices import OFFICES
from rag.answering.verifying.naming import GENERIC, PERSONAL
from rag.places import known_place, same_people, same_state
from rag.schema import Document
from rag.words import STOP_WORDS, Word, alike, fold, stem, words

if TYPE_CHECKING:
    from rag.answering.speaking.attribution import Said
    from rag.retrieval.retrieve import Retriever
    from vectorstore import Filters

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PARTICLES = frozenset("al el bin ibn ben de da di du del der den van von la le".split())
_GOVERNING = frozenset(
    "government ministry foreign finance defence defense interior trade officials official administration "
    "authorities state leaders leadership diplomats".split()
)
"""Words for those who speak for a country."""
_UNITED_STATES = re.compile(r"\bUnited States(?: of America)?\b|\bU\.S\.(?:A\.)?", re.IGNORECASE)
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][^\W\d_]+")
_EVERY = 1_000_000  # hits: more than any archive has chunks of one name
_SHORTEST = 5  # letters of a name that may be spelt with one letter more, less or other
_COMMON = 3  # times as common as the name: a word of its own, no spelling of it
_RARE = 200  # chunks; a word that stands in no more may be another spelling of any name
_READ = 100  # articles searched for the name of who holds an office
_NEAR = 60  # characters around a name within which an article gives the role of who bears it
_TITLE = 120  # characters before a name that its title takes at most
_IN_TITLES = frozenset("for of and the".split())
_OFTEN = 0.1  # of the articles that have the name: where so many put a given name or title before it, it is a person's
_OTHERS = frozenset("for to of by from with against".split())  # "a spokesman for Reagan" is not Reagan


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody, or some body, as a question names them."""

    text: str
    name: str  # the folded word that names them and few others: the surname, the last word that is no title
    given: tuple[str, ...]  # folded words before it that are no titles
    role: frozenset[str]  # stems that must stand beside the name: the ministry of "Kazakh Foreign Ministry"
    spellings: frozenset[str]  # of `name`, folded, that the archive has
    place: bool  # a country, its people or its seat of power
    person: bool = False  # as articles put given names and titles before it

    @property
    def office(self) -> bool:
        """Whether it is only an office, "the minister": who holds it is told by the articles, where one does."""
        return is_office(self.text)

    def said_in(self, document: Document) -> Callable[[Said], bool]:
        """Whether something that is said in this article is theirs; what only they carry is, too."""
        return lambda said: (
            is_named(self, said.speaker, document) or (not self.person and is_named(self, said.via, document))
        )


def with_america(text: str) -> str:
    """A text with the United States under a name of one word, as `rag.places` knows them."""
    return _UNITED_STATES.sub("America", text)


def is_office(text: str) -> bool:
    """Whether words are an office without any name, in lower case.

    >>> is_office("the prime minister"), is_office("the Syrian president"), is_office("the ferry")
    (True, False, False)
    """
    found = [word for word in words(text) if not word.stop]
    office = bool(found) and found[-1].folded in PERSONAL & OFFICES
    return office and all(word.folded in PERSONAL | OFFICES and not word.capital for word in found)


def called(text: str) -> Named | None:
    """Who is meant by these words of a question; None where they name nobody.

    >>> named = called("Foreign Minister Sergei Lavrov")
    >>> named.name, named.given
    ('lavrov', ('sergei',))
    >>> sorted(called("the Kazakh Foreign Ministry").role)
    ['foreign', 'ministri']
    """
    matter = [word for word in words(with_america(text)) if not word.stop and not word.number]
    own = [word for word in matter if word.folded not in GENERIC | PERSONAL | _PARTICLES] or matter[-1:]
    if not own:
        return None
    name = own[-1].folded
    others = [word for word in matter if word not in own and word.folded not in _PARTICLES]
    body = any(word.folded not in PERSONAL for word in others) or known_place(name) or matter[-1].folded in PERSONAL
    role = frozenset(word.stem for word in others) if body else frozenset()
    given = tuple(word.folded for word in own[:-1])
    return Named(text.strip(), name, given, role, frozenset({name}), known_place(name) and not role)


def articles_naming(named: Named, retriever: Retriever, filters: Filters) -> tuple[Named, tuple[Document, ...]]:
    """Every article that may be found and names them, by date and place; `named` with the archive's spellings.

    Another spelling is theirs where it stands behind the same given name, or where the asked one is nowhere.
    """
    store = retriever.store
    known = sorted(_forms_of(named))
    slips = [] if known_place(named.name) else sorted(_slips(named.name))
    held = store.occurrences([*known, *slips])
    exact = [word for word in known if held.get(word)]
    most = max(_RARE, _COMMON * max((held[word] for word in exact), default=_EVERY))
    near = [word for word in slips if 0 < held.get(word, 0) <= most]
    hits = store.lexical(" ".join([*exact, *near]), _EVERY, filters) if exact or near else []
    documents = store.documents(dict.fromkeys(hit.chunk_id.rpartition("#")[0] for hit in hits)).values()
    found = [document for document in documents if _holds(document, exact)]
    before = [set(_before(document, exact)) for document in found] if not named.place else []
    titled = sum(any(word not in STOP_WORDS for word in words) for words in before)
    given = {word for words in before for word in words} - PERSONAL | set(named.given)
    seen = {document.id for document in found}
    others = [document for document in documents if document.id not in seen]
    spelt = {word for document in others for word in _respelt(document, frozenset(near), given if exact else None)}
    found += [document for document in others if _holds(document, spelt)]
    if (named.role or named.office) and words(named.text)[-1].folded in PERSONAL:
        bearer = called(bearer_of(frozenset({stem(named.name), *named.role}), found[:_READ]) or "")
        if bearer is not None and not bearer.role:
            return articles_naming(replace(bearer, text=named.text), retriever, filters)
    person = not named.role and not named.text.isupper() and (bool(named.given) or titled > _OFTEN * len(found))
    archive = replace(named, spellings=named.spellings | frozenset(exact) | spelt, person=person)
    return archive, tuple(sorted(found, key=lambda document: (document.published or "", document.root, document.path)))


def is_named(named: Named, speaker: str | None, document: Document) -> bool:
    """Whether these words of an article for somebody who speaks stand for the one that the question means."""
    if speaker is None or speaker.endswith(("'s", "’s")):
        return False
    return _is_named(named, speaker, document.id, document.text)


@lru_cache(maxsize=8192)
def _is_named(named: Named, speaker: str, _document_id: str, text: str) -> bool:
    speaker = with_america(speaker.partition(",")[0])
    found = words(speaker)
    if named.place:
        return _speaks_for(named, found) or _holds_office_in(named, found, text)
    place = next((i for i, word in enumerate(found) if word.folded in named.spellings and word.capital), None)
    if place is None:
        return _is_called_by_role(named, speaker, text)
    if named.role:
        return named.role <= {word.stem for word in found}
    before = found[place - 1].folded if place else ""
    if named.person and (before in _OTHERS or any(not word.stop for word in found[place + 1 :])):
        return False  # "Reagan's office", "a Reagan ally"
    given = [word for word in found[:place] if _is_given(word)]
    return not given or not named.given or any(_alike(a.folded, b) for a in given for b in named.given)


def _speaks_for(named: Named, found: Sequence[Word]) -> bool:
    """Whether a country speaks: under any of its names, or by its government or officials."""
    same = same_state(stem(named.name))
    own = [word for word in found if not word.stop and word.folded not in _GOVERNING]
    return bool(own) and all(word.stem in same for word in own)


def _holds_office_in(named: Named, found: Sequence[Word], text: str) -> bool:
    """Whether the article gives somebody an office of this country: "Iranian Foreign Minister Abbas Araghchi"."""
    surname = next((word for word in reversed(found) if word.capital), None)
    people = same_people(stem(named.name))
    for match in re.finditer(rf"\b{re.escape(surname.folded)}\b", text, re.IGNORECASE) if surname else ():
        window = re.split(r"[.!?;:,“”\"]", text[max(0, match.start() - _TITLE) : match.start()])[-1]
        title = list(itertools.takewhile(lambda word: word.capital or word.folded in _IN_TITLES, words(window)[::-1]))
        of = [place for place, word in enumerate(title) if word.stem in people]
        if of and any(word.folded in OFFICES for word in title[: of[0]]):
            return True
    return False


def _is_called_by_role(named: Named, speaker: str, text: str) -> bool:
    """For "the Russian foreign minister": whether the article gives this role before the speaker's name."""
    own = [word for word in words(speaker) if word.capital]
    if not named.role or not own:
        return False
    wanted = [stem(named.name), *named.role]
    for match in re.finditer(rf"\b{re.escape(speaker[own[-1].start : own[-1].end])}\b", text):
        window = re.split(r"[.!?;:“”\"]\s", text[max(0, match.start() - _NEAR) : match.start()])[-1]
        held = {word.stem for word in words(window)}
        if all(not same_people(one).isdisjoint(held) for one in wanted):
            return True
    return False


def _is_given(word: Word) -> bool:
    return word.capital and word.folded not in GENERIC | PERSONAL | _PARTICLES and not known_place(word.folded)


def _alike(one: str, other: str) -> bool:
    return alike(one, other) or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _forms_of(named: Named) -> frozenset[str]:
    """The words under which an article may speak of them; of a country, all its names."""
    if not named.place:
        return frozenset({named.name})
    same = same_state(stem(named.name))
    return frozenset({named.name, *same, *({"united"} if "america" in same else ())})


def _slips(name: str) -> set[str]:
    """Spellings of a name that differ in one letter, the first excepted, or in two neighbours exchanged."""
    if len(name) < _SHORTEST or not name.isascii() or not name.isalpha():
        return set()
    parts = [(name[:place], name[place:]) for place in range(1, len(name) + 1)]
    less = {head + tail[1:] for head, tail in parts if tail}
    turned = {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
    other = {head + letter + tail[1:] for head, tail in parts if tail for letter in _LETTERS}
    more = {head + letter + tail for head, tail in parts for letter in _LETTERS}
    # With one letter more at its end the index takes it for a form of the same word.
    return {word for word in less | turned | other | more if alike(name, word) and not word.startswith(name)}


def _holds(document: Document, spellings: Iterable[str]) -> bool:
    spelt = "|".join(map(re.escape, sorted(spellings)))
    return bool(spelt) and re.search(rf"\b(?:{spelt})(?:n|s|ns|an|ans|ese)?\b", fold(document.text)) is not None


def _before(document: Document, spellings: Iterable[str]) -> Iterator[str]:
    """The capitalised words that an article puts before one of these: "Walid" of "Walid al-Moallem"; titles, too."""
    spelt = "|".join(map(re.escape, sorted(spellings)))
    if not spelt:
        return
    for match in re.finditer(rf"\b(?:{spelt})\b", document.text, re.IGNORECASE):
        yield from _word_before(document.text, match.start())


def _respelt(document: Document, near: frozenset[str], given: set[str] | None) -> Iterator[str]:
    """Which of these spellings an article writes with a capital, and behind one of these given names."""
    for match in _CAPITALISED.finditer(document.text):
        word = fold(match.group())
        if word in near and (given is None or not given.isdisjoint(_word_before(document.text, match.start()))):
            yield word


def _word_before(text: str, place: int) -> Iterator[str]:
    run = re.split(r"[\s-]+", text[max(0, place - _NEAR) : place])[:-1]
    while run and run[-1].lower() in _PARTICLES:
        run.pop()
    word = run[-1] if run else ""
    if word[:1].isupper() and word.isalpha() and fold(word) not in STOP_WORDS and not known_place(word):
        plain = fold(word)
        if plain in PERSONAL or plain not in GENERIC:
            yield plain
