"""How many articles mention something, and which: every article is looked through, none is estimated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from rag.answering.evidence import Draft, EvidenceSentence
from rag.answering.forms import Formed
from rag.answering.forms.counted import Wanted, wanted
from rag.answering.forms.listing import (
    MOST_CITED,
    Found,
    carriers_of,
    evidence_of,
    found_at,
    found_in,
    found_quoting,
    listed,
    stories,
    together,
    unchanged,
)
from rag.answering.forms.phrases import Phrases
from rag.answering.scanning import scan
from rag.schema import Degradation, Reason
from vectorstore import Filters

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever
    from vectorstore import ChunkStore

MOST_NAMED = 20  # outlets that a sentence names
SHORT = 100  # articles of an archive that are listed where only their number is asked for


@dataclass(frozen=True, slots=True)
class Counting:
    """A question that asks how many articles there are of a kind, or which."""

    wanted: Wanted

    @property
    def stage(self) -> str:
        phrases = self.wanted.phrases
        looked_for = () if phrases is None else (*phrases.all, *phrases.without)
        names = ", ".join(f"“{phrase}”" for phrase in looked_for)
        return f"Looking for {names} in every article…" if names else "Counting articles…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        filters = self._filters(request.filters, retriever.store)
        total = 0 if filters is None else retriever.store.allowed(filters)
        if filters is None or total == 0:
            return None  # no publisher of the archive, or nothing to count: the plain reader says so
        among = _Among(total, filters)
        if self.wanted.phrases is None:
            return _all(among, retriever, listing=self.wanted.listed)
        return _those_with(self.wanted.phrases, self.wanted, among, retriever)

    def _filters(self, filters: Filters, store: ChunkStore) -> Filters | None:
        """The filters with the publisher that the question names; None where the archive has no such publisher."""
        name = self.wanted.publisher
        if name is None or filters.publisher is not None:
            return filters
        named = (replace(filters, publisher=known) for known in (name, f"The {name}"))
        return next((one for one in named if store.allowed(replace(one, since=None, until=None))), None)


@dataclass(frozen=True, slots=True)
class _Among:
    """The articles that are counted among."""

    total: int
    filters: Filters

    def __str__(self) -> str:
        return f"{self.total:,} {'article' if self.total == 1 else 'articles'}{self._such}"

    @property
    def none(self) -> str:
        """None of them, before a verb."""
        return f"None of the {self}" if self.total > 1 else f"The only article{self._such} never"

    @property
    def _such(self) -> str:
        if self.filters == Filters(publisher=self.filters.publisher, undated=self.filters.undated):
            return "" if self.filters.publisher is None else f" from {self.filters.publisher}"
        return f" that {'passes' if self.total == 1 else 'pass'} the filters"


def recognise(question: str) -> Counting | None:
    """The question as one for a count or a list; None for any other."""
    asked = wanted(question)
    return None if asked is None else Counting(asked)


def _all(among: _Among, retriever: Retriever, *, listing: bool) -> Formed:
    """How many articles there are; a list of them where it is asked for or short."""
    whole = listing or among.total <= SHORT
    scanned = (one for one in retriever.store.scan(lambda text: True, among.filters) if one.sentences)
    first = islice(scanned, None if whole else MOST_CITED)
    current = _current([found_in(one.document, one.sentences[0]) for one in first], retriever)
    if not current.found:
        return _nothing("Their files changed since they were indexed.", current)
    return _formed(f"There {'is' if among.total == 1 else 'are'} {among}.", current, retriever, table=whole)


def _those_with(phrases: Phrases, wanted: Wanted, among: _Among, retriever: Retriever) -> Formed:
    """The articles that mention the phrases; what may be two names, "Iran and Iraq", is counted so too."""
    store, filters = retriever.store, among.filters
    current = _current(_with(phrases, store, filters, quoted=wanted.quoted), retriever)
    two = Phrases(phrases.apart, "both", without=phrases.without)
    both = _current(_with(two, store, filters), retriever) if phrases.apart else _Current([], ())
    if not current.found:
        current, both, phrases = (both, current, two) if both.found else (current, both, phrases)
    if not current.found:
        return _nothing(f"{_none(phrases, among, quoted=wanted.quoted)}; every one was looked through.", current)
    if wanted.outlets:
        return _formed(_carried(phrases, current.found, among, store), current, retriever, table=True)
    formed = _formed(_counted(phrases, current.found, among, wanted), current, retriever, table=True)
    if len(both.found) <= len(current.found):
        return formed
    more = evidence_of(both.found, store, number=len(formed.evidence) + 1)
    draft = _draft(_counted(two, both.found, among), more)
    degraded = tuple(dict.fromkeys((*current.degraded, *both.degraded)))
    return replace(formed, evidence=(*formed.evidence, *more), drafts=(*formed.drafts, draft), degraded=degraded)


def _counted(phrases: Phrases, found: Sequence[Found], among: _Among, wanted: Wanted | None = None) -> str:
    """As "37 of 21,578 articles mention “Volcker” (30, counting copies of one story once)."."""
    count, origins = len(found), stories(found)
    once = "" if origins == count else f" ({origins:,}, counting copies of one story once)"
    of_all = f"{count:,} of {among}"
    if wanted is not None and wanted.times and phrases.all:
        return f"{_named(phrases)} is mentioned {_times(sum(one.times for one in found))} in {of_all}{once}."
    return f"{of_all} {_do(phrases, count, quoted=wanted is not None and wanted.quoted)}{once}."


def _carried(phrases: Phrases, found: Sequence[Found], among: _Among, store: ChunkStore) -> str:
    """As "2 outlets (Lens, Gazette) mention “Velm”, in 3 of 21,578 articles; 1 of these names none."."""
    carriers = carriers_of(found, store)
    outlets = list({name.casefold(): name for name in carriers if name is not None}.values())
    unnamed, of_all = carriers.count(None), f"{len(found):,} of {among}"
    if not outlets:
        return f"{of_all} {_do(phrases, len(found))}; {'it names' if unnamed == 1 else 'they name'} no outlet."
    more = f" and {len(outlets) - MOST_NAMED:,} more" if len(outlets) > MOST_NAMED else ""
    text = f"{len(outlets):,} {'outlet' if len(outlets) == 1 else 'outlets'} ({', '.join(outlets[:MOST_NAMED])}{more})"
    text += f" {_do(phrases, len(outlets))}, in {of_all}"
    return f"{text}; {unnamed:,} of these {'names' if unnamed == 1 else 'name'} none." if unnamed else f"{text}."


@dataclass(frozen=True, slots=True)
class _Current:
    """What was found, less the articles whose files changed since they were indexed."""

    found: list[Found]
    degraded: tuple[Degradation, ...]


def _current(found: Sequence[Found], retriever: Retriever) -> _Current:
    changed = retriever.changed(one.document for one in found)
    return _Current(unchanged(found, changed), tuple(dict.fromkeys(changed.values())))


def _formed(text: str, current: _Current, retriever: Retriever, *, table: bool) -> Formed:
    evidence = evidence_of(current.found, retriever.store)
    rows = listed(current.found, evidence) if table else None
    return Formed(evidence, (_draft(text, evidence),), rows, degraded=current.degraded)


def _draft(text: str, evidence: Sequence[EvidenceSentence]) -> Draft:
    return Draft(text, tuple(sentence.number for sentence in evidence), about_archive=True)


def _nothing(message: str, current: _Current) -> Formed:
    return Formed((), (), reason=Reason("nothing_found", message), degraded=current.degraded)


def _with(phrases: Phrases, store: ChunkStore, filters: Filters, *, quoted: bool = False) -> list[Found]:
    """Every article that mentions the phrases as they go together, and none that it must not mention."""
    ruled_out = {mention.document.id for phrase in phrases.without for mention in scan(store, phrase, filters)}
    if not phrases.all:
        scanned = store.scan(lambda text: True, filters)
        kept = (one for one in scanned if one.sentences and one.document.id not in ruled_out)
        return [found_in(one.document, one.sentences[0]) for one in kept]
    if quoted:
        name = phrases.all[0]
        cited = (found_quoting(mention, name) for mention in scan(store, name, filters))
        return [one for one in cited if one is not None]
    each = [
        {mention.document.id: found_at(mention) for mention in scan(store, phrase, filters)} for phrase in phrases.all
    ]
    ids = [one for one in dict.fromkeys(one for found in each for one in found) if one not in ruled_out]
    if phrases.how == "both":
        ids = [document_id for document_id in ids if all(document_id in found for found in each)]
    return [together([found[document_id] for found in each if document_id in found]) for document_id in ids]


def _do(phrases: Phrases, count: int, *, quoted: bool = False) -> str:
    """What so many articles do: "mention “oil”", "mentions neither “oil” nor “gas”"."""
    if quoted:
        return f"{'quotes' if count == 1 else 'quote'} “{phrases.all[0]}”"
    mention = "mentions" if count == 1 else "mention"
    if phrases.all:
        return f"{mention} {_named(phrases)}"
    if len(phrases.without) == 1:
        return f"{'does' if count == 1 else 'do'} not mention “{phrases.without[0]}”"
    return f"{mention} neither {' nor '.join(f'“{phrase}”' for phrase in phrases.without)}"


def _none(phrases: Phrases, among: _Among, *, quoted: bool) -> str:
    if not phrases.all:
        return f"Every one of the {among} mentions {' or '.join(f'“{phrase}”' for phrase in phrases.without)}"
    return f"{among.none} {_do(phrases, 1, quoted=quoted)}"


def _named(phrases: Phrases) -> str:
    """The phrases as an answer names them.

    >>> _named(Phrases(("oil", "gas"), "both")), _named(Phrases(("oil",), "one", without=("gas",)))
    ('both “oil” and “gas”', '“oil” but not “gas”')
    """
    *first, last = (f"“{phrase}”" for phrase in phrases.all)
    joined = f"{', '.join(first)} {'and' if phrases.how == 'both' else 'or'} {last}" if first else last
    if phrases.how == "both" and len(first) == 1:
        joined = f"both {joined}"
    without = " or ".join(f"“{phrase}”" for phrase in phrases.without)
    return f"{joined} but not {without}" if without else joined


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
