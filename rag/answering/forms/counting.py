"""How many articles mention something, and which: every article is looked through, none is estimated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from rag.answering.evidence import Draft, EvidenceSentence
from rag.answering.forms import Formed
from rag.answering.forms.asked_phrases import Phrases
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
    together,
    unchanged,
)
from rag.answering.forms.tallied import Among, any_of, carried, counted, in_marks, none_told
from rag.answering.scanning import scan
from rag.schema import Degradation, Reason
from vectorstore import Filters

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever
    from vectorstore import ChunkStore

SHORT = 100  # articles of an archive that are listed where only their number is asked for


@dataclass(frozen=True, slots=True)
class Counting:
    """A question that asks how many articles there are of a kind, or which."""

    wanted: Wanted

    @property
    def stage(self) -> str:
        phrases = self.wanted.phrases
        looked_for = () if phrases is None else (*phrases.all, *phrases.without)
        names = ", ".join(map(in_marks, looked_for))
        return f"Looking for {names} in every article…" if names else "Counting articles…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        filters = self._filters(request.filters, retriever.store)
        total = 0 if filters is None else retriever.store.allowed(filters)
        if filters is None or total == 0:
            return None  # no publisher of the archive, or nothing to count: the plain reader says so
        among = Among(total, filters)
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


def recognise(question: str) -> Counting | None:
    """The question as one for a count or a list; None for any other."""
    asked = wanted(question)
    return None if asked is None else Counting(asked)


def _all(among: Among, retriever: Retriever, *, listing: bool) -> Formed:
    """How many articles there are; a list of them where it is asked for or short."""
    whole = listing or among.total <= SHORT
    scanned = (one for one in retriever.store.scan(lambda text: True, among.filters) if one.sentences)
    first = islice(scanned, None if whole else MOST_CITED)
    current = _current([found_in(one.document, one.sentences[0]) for one in first], retriever)
    if not current.found:
        return _nothing("Their files changed since they were indexed.", current)
    return _formed(f"There {'is' if among.total == 1 else 'are'} {among}.", current, retriever, table=whole)


def _those_with(phrases: Phrases, wanted: Wanted, among: Among, retriever: Retriever) -> Formed:
    """The articles that mention the phrases; what may be two names, "Iran and Iraq", is counted so too."""
    store, filters = retriever.store, among.filters
    current = _current(_with(phrases, store, filters, quoted=wanted.quoted), retriever)
    two = Phrases(phrases.apart, "both", without=phrases.without)
    both = _current(_with(two, store, filters), retriever) if phrases.apart else _Current([], ())
    if not current.found:
        current, both, phrases = (both, current, two) if both.found else (current, both, phrases)
    if not current.found:
        return _nothing(f"{none_told(phrases, among, quoted=wanted.quoted)}; every one was looked through.", current)
    if wanted.outlets:
        return _by_outlets(phrases, wanted, current, among, retriever)
    formed = _formed(counted(phrases, current.found, among, wanted), current, retriever, table=True)
    if len(both.found) <= len(current.found):
        return formed
    more = evidence_of(both.found, store, number=len(formed.evidence) + 1)
    draft = _draft(counted(two, both.found, among), more)
    degraded = tuple(dict.fromkeys((*current.degraded, *both.degraded)))
    return replace(formed, evidence=(*formed.evidence, *more), drafts=(*formed.drafts, draft), degraded=degraded)


def _by_outlets(phrases: Phrases, wanted: Wanted, current: _Current, among: Among, retriever: Retriever) -> Formed:
    """The outlets whose articles these are; those of outlets that mention a phrase elsewhere are not without it."""
    store = retriever.store
    carriers = carriers_of(current.found, store)
    if not phrases.all:
        mentioning = _with(Phrases(phrases.without, "either"), store, among.filters)
        others = {name.casefold() for name in carriers_of(mentioning, store) if name is not None}
        kept = [
            (one, name)
            for one, name in zip(current.found, carriers, strict=True)
            if name is not None and name.casefold() not in others
        ]
        current, carriers = _Current([one for one, _ in kept], current.degraded), [name for _, name in kept]
        if not kept:
            return _nothing(f"Every outlet of these articles mentions {any_of(phrases.without)}.", current)
    text = carried(phrases, carriers, among, quoted=wanted.quoted)
    return _formed(text, current, retriever, table=True)


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
