"""Who met X, whom did X meet: everyone of whom the archive tells it, one sentence each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rag.answering.citations import citation, displayed, quote_spans
from rag.answering.dating.dates import calendar_words
from rag.answering.evidence import Draft
from rag.answering.forms import Formed
from rag.answering.forms.acts import Act, acts_in, acts_like, may_tell
from rag.answering.forms.arranging import carrier
from rag.answering.forms.named import Named, articles_naming, called, is_named, is_office
from rag.answering.forms.plans import plans_in
from rag.answering.forms.scenes import known_as
from rag.answering.forms.told import Told, current, numbered
from rag.answering.speaking.figures import Figure
from rag.answering.speaking.offices import OFFICES
from rag.places import known_place, same_people
from rag.schema import Cell, Column, Degradation, Document, Row, Table
from rag.words import Word, alike, fold, shortened, stem, words

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever

_NEAR = 400  # characters on either side of a name within which an act of who bears it is told
_GENERAL = frozenset(
    stem(word)
    for word in "official leader visitor guest people person politician diplomat figure man men women".split()
)
_COUNTRIES = frozenset(stem(word) for word in "countries nations states governments".split())
_NOUN = (
    r"(?P<noun>(?:[\w’'-]+ ){0,2}?(?:officials|leaders|visitors|guests|people|persons|politicians|diplomats|figures|"
    r"men|women|ministers|presidents|envoys|ambassadors|generals|advis[eo]rs|senators|lawmakers|countries|nations|"
    r"states|governments))"
)
_EVERYONE = (
    r"(?:(?:please )?(?:list|name)(?: me)? "
    r"(?:everyone|everybody|anyone|all(?: those| people| persons)?|(?:the )?(?:people|persons)) )?"
)
_WHOM = r"(?P<whom>[^,;?]+?)"
_BESIDE = r"(?: (?:in|at|on|last|this) (?P<beside>[^,;?]+?))?"
_PATTERNS: tuple[tuple[Literal["doers", "others"], re.Pattern[str]], ...] = (
    (
        "others",
        re.compile(
            rf"^(?:whom?|(?:which|what) {_NOUN}) (?:did|does|do|has|have|had) {_WHOM} (?P<verb>[a-z]+)(?: with)?"
            rf"{_BESIDE}\s*\??$",
            re.IGNORECASE,
        ),
    ),
    (
        "doers",
        re.compile(
            rf"^(?:{_EVERYONE}who(?: else| all)?|(?:which|what) {_NOUN})(?: has| have| had)? (?P<verb>[a-z]+)(?: with)?"
            rf" {_WHOM}{_BESIDE}\s*\??$",
            re.IGNORECASE,
        ),
    ),
)
_HELD_TALKS = re.compile(
    r"\b(?:held|holds|hold|had|have|conducted) (?:\w+ ){0,2}(?:talks|meetings?|discussions)\b", re.I
)
_PLANNED = re.compile(
    r"^(who(?: else| all)?|(?:which|what) .+?) "
    r"(?:will|(?:is|are|was|were) (?:(?:going|due|set|scheduled|expected) )?to|plans? to) ",
    re.IGNORECASE,
)
_ONE_BY_ONE = re.compile(r", (?:one|both|each|the first|the one)\b.*$", re.IGNORECASE)  # only says more of them


@dataclass(frozen=True, slots=True)
class Persons:
    """A question for everyone who did something to somebody, or to whom somebody did it."""

    named: Named
    verb: str
    side: Literal["doers", "others"]  # of the act, that is asked for
    noun: str = ""  # what they must be: "Iranian officials"
    beside: str = ""  # where or when
    planned: bool = False  # what is still to come is asked for

    @property
    def stage(self) -> str:
        """What is being done."""
        return f"Looking for everyone in connection with {shortened(self.named.text)}…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        """One sentence for each of them, by date and article; None where there is nobody."""
        named, documents = articles_naming(self.named, retriever, request.filters)
        if self.named.office and named.name == self.named.name:
            return None  # nobody holds it, or several do
        acts = acts_like(self.verb)
        read = request.reading.read(document for document in documents if _may_tell(document, named, acts))
        found = [one for document in read for one in self._found_in(document, named, acts)]
        kept, degraded = current([told for _, told in found], retriever)
        quotable = {told.place for told in kept}
        best: dict[str, Told] = {}
        for name, told in found:
            if told.place not in quotable:
                continue
            same = next((other for other in best if _one_person(name, other)), None)
            if same is None:
                best[name] = told
            elif len(words(name)) > len(words(same)):
                best = {name if other == same else other: kept for other, kept in best.items()}
        return _formed(best, degraded) if best else None

    def _found_in(self, document: Document, named: Named, acts: frozenset[str]) -> Iterator[tuple[str, Told]]:
        for act in plans_in(document, self.verb) if self.planned else acts_in(document, acts):
            if not calendar_words(self.beside) <= calendar_words(document.text[act.span.start : act.span.end]):
                continue
            for asked, given in self._sides(act):
                if not any(is_named(named, figure.name, document) for figure in given):
                    continue
                for figure in asked:
                    if self._fits(figure, document) and not is_named(named, figure.name, document):
                        yield figure.name, Told(document, act.span)

    def _sides(self, act: Act) -> Sequence[tuple[tuple[Figure, ...], tuple[Figure, ...]]]:
        """Who is asked for and who is given, both ways where the act is mutual."""
        if act.mutual:
            return (act.doers, act.others), (act.others, act.doers)
        return ((act.doers, act.others),) if self.side == "doers" else ((act.others, act.doers),)

    def _fits(self, figure: Figure, document: Document) -> bool:
        """Whether somebody is named, and is what the question asks for."""
        asked = [word for word in words(self.noun) if not word.stop]
        days = calendar_words(self.beside)
        places = [word.folded for word in words(self.beside) if word.capital and word.folded not in days]
        if not all(place in fold(document.text) for place in places):
            return False
        if any(word.stem in _COUNTRIES for word in asked):
            return known_place(figure.name)
        known = None if known_place(figure.name) else known_as(figure, document)
        return known is not None and all(_is(word, figure.name, known, document.text) for word in asked)


def recognise(question: str) -> Persons | None:
    """The question as one for everyone who did something to somebody; None for any other.

    >>> asked = recognise("Which Iranian officials did Assad receive in Damascus?")
    >>> asked.named.name, asked.verb, asked.side, asked.noun
    ('assad', 'receive', 'others', 'Iranian officials')
    >>> recognise("Who is the mayor of London?")
    """
    asked = _ONE_BY_ONE.sub("", _HELD_TALKS.sub("met", " ".join(question.split())))
    asked, planned = _PLANNED.subn(r"\1 ", asked)
    for side, pattern in _PATTERNS:
        match = pattern.match(asked)
        if match is None or not acts_like(match["verb"]):
            continue
        whom, beside = match["whom"], (match["beside"] or "").strip()
        named = called(whom)
        if named is None or not (any(word.capital for word in words(whom)) or is_office(whom)) or _is_clause(whom):
            continue
        if beside and not calendar_words(beside) and not known_place(beside):
            continue
        return Persons(named, match["verb"].lower(), side, (match["noun"] or "").strip(), beside, planned > 0)
    return None


def _is_clause(text: str) -> bool:
    return re.search(r"\b(?:who|which|that|when|while|if|because|to|of|for|from|about|not)\b", text) is not None


def _is(word: Word, name: str, known: frozenset[str], text: str) -> bool:
    """Whether what is known of somebody meets a word of the question: "Iranian", "ministers"; most ask nothing."""
    if len(same_people(word.stem)) > 1:
        return not same_people(word.stem).isdisjoint(known)
    office = word.folded.removesuffix("s")
    if office not in OFFICES or word.stem in _GENERAL:
        return True
    surname = re.escape(name.split()[-1])
    before = rf"\b{office}\b(?:(?! and )[^.,;]){{0,40}}\b{surname}\b"
    behind = rf"\b{surname}, (?:[\w’'-]+ ){{0,6}}{office}(?:[,.;]| (?:of|for)\b)"
    return re.search(f"{before}|{behind}", " ".join(text.split()), re.IGNORECASE) is not None


def _may_tell(document: Document, named: Named, acts: frozenset[str]) -> bool:
    """Whether an article tells of such an act near the name, to spare reading it more closely."""
    text = document.text
    places = (match.start() for one in named.spellings for match in re.finditer(re.escape(one), fold(text)))
    return any(may_tell(acts, text[max(0, place - _NEAR) : place + _NEAR]) for place in places)


def _one_person(one: str, other: str) -> bool:
    """Whether two full names are one person's, in whatever spelling."""
    ours, theirs = ([word.folded for word in words(name)] for name in (one, other))
    if not ours or not theirs or not alike(stem(ours[-1]), stem(theirs[-1])):
        return False
    short, long = sorted((ours[:-1], theirs[:-1]), key=len)
    return not short or any(alike(a, b) for a in short for b in long)


def _formed(best: dict[str, Told], degraded: Sequence[Degradation]) -> Formed:
    spoken = list({told.place: told for told in best.values()}.values())
    evidence = numbered(spoken)
    by_place = {(one.document.id, one.start): one for one in evidence}
    rows = []
    for name, told in best.items():
        sentence = by_place[told.place]
        cites = (sentence.number,)
        cells = (Cell(displayed(name), cites), Cell(displayed(told.text), cites), Cell(carrier(told.document), cites))
        rows.append(Row(cells, found=citation(sentence, quote_spans(sentence)[0], number=sentence.number)))
    table = Table("list", (Column("who"), Column("as told"), Column("in")), tuple(rows))
    drafts = tuple(Draft(sentence.text, (sentence.number,)) for sentence in evidence)
    return Formed(evidence, drafts, table, degraded=tuple(degraded), worded=True)
