"""How many articles, outlets and independent stories carry a claim, and whose word it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answering.citations import citation, displayed, quote_spans, without_markup
from rag.answering.evidence import Draft, EvidenceSentence, evidence_at
from rag.answering.forms import Formed
from rag.answering.forms.acted import told_as_done
from rag.answering.forms.carriers import Corroboration, corroboration_of
from rag.answering.forms.corroborated import claim_of
from rag.answering.forms.listing import MOST_CITED
from rag.answering.forms.supporting import may_say
from rag.answering.speaking.attribution import speaker_of
from rag.answering.speaking.speakers import named_elsewhere
from rag.errors import DatelineError
from rag.indexing.credits import carrier_of
from rag.schema import Cell, Column, Degradation, Reason, Row, Span, Stance, Table
from rag.words import content_stems, shortened, words

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever
    from vectorstore import Filters, Hit

CHUNKS = 200  # that are read for a claim, of each way to search
TOLD = 10  # sentences of articles that are shown; the table has one of each
NEAREST = 3
_COLUMNS = ("article", "outlet", "published", "speaker", "where")


@dataclass(frozen=True, slots=True)
class Carried:
    """A question that asks who carries a claim."""

    claim: str

    @property
    def stage(self) -> str:
        return "Looking for who else says so…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        if retriever.store.allowed(request.filters) == 0:
            return None  # the plain reader says why
        sentences, degraded = _sentences(self.claim, request.filters, retriever)
        told = told_as_done(self.claim, request, retriever)
        changed = retriever.changed(sentence.document for sentence in told)
        told = [sentence for sentence in told if sentence.document.id not in changed]
        degraded = tuple(dict.fromkeys((*degraded, *changed.values())))
        found = corroboration_of(self.claim, sentences, meaning=retriever.meaning, told=told)
        if not found.supports:
            return _unsupported(self.claim, found, sentences, degraded)
        return _told(self.claim, found, degraded)


def recognise(question: str) -> Carried | None:
    """The question as one for who carries a claim; None for any other."""
    claim = claim_of(question)
    return None if claim is None else Carried(claim)


def _sentences(
    claim: str, filters: Filters, retriever: Retriever
) -> tuple[list[EvidenceSentence], tuple[Degradation, ...]]:
    """Sentences that may say the claim, copies of one story among them, those with most of its words first."""
    store = retriever.store
    degraded: list[Degradation] = []
    hits: list[Hit] = []
    legs: list[tuple[str, Callable[[], list[Hit]]]] = [("lexical", lambda: store.lexical(claim, CHUNKS, filters))]
    if retriever.embedder.dimensions:
        legs.append(("dense", lambda: store.dense(retriever.embedder.embed([claim])[0], CHUNKS, filters)))
    for name, search in legs:
        try:
            hits += search()
        except DatelineError as exc:
            degraded.append(Degradation(name, f"{name} search is unavailable: {exc}"))
    chunks = store.chunks(list(dict.fromkeys(hit.chunk_id for hit in hits)))
    documents = store.documents(dict.fromkeys(chunk.document_id for chunk in chunks))
    changed = retriever.changed(documents.values())
    degraded += changed.values()
    asked = content_stems(claim)
    found = []
    for chunk in chunks:
        document = documents.get(chunk.document_id)
        if document is None or document.id in changed:
            continue
        for span in chunk.sentences:
            text = document.text[span.start : span.end]
            found.append((len(asked & content_stems(text)), document, span))
    found.sort(key=lambda one: -one[0])
    numbered = (
        evidence_at(document, span, number=number, passage_rank=number)
        for number, (_, document, span) in enumerate(found, start=1)
    )
    return list(numbered), tuple(dict.fromkeys(degraded))


def _told(claim: str, found: Corroboration, degraded: tuple[Degradation, ...]) -> Formed:
    """What was found as sentences about the archive, with the articles' own sentences behind them."""
    said = [support.sentence for support in found.supports]
    evidence = tuple(
        replace(sentence, number=number) for number, sentence in enumerate([*said, *found.against], start=1)
    )
    saying, against = evidence[: len(said)], evidence[len(said) :]
    drafts = [_about(_counted(claim, found), saying)]
    if (speaker := _whose_word(claim, found)) is not None:
        drafts.append(_about(speaker, saying))
    drafts += _in_their_words(saying)
    if against:
        drafts.append(_about(_otherwise(found), against))
        drafts += _in_their_words(against)
    return Formed(evidence, tuple(drafts), _table(found, saying, against), degraded=degraded)


def _in_their_words(sentences: Sequence[EvidenceSentence]) -> list[Draft]:
    """The articles' own sentences, each once however many copies of a story have it; some of very many."""
    alike: dict[tuple[str, int], list[EvidenceSentence]] = {}
    for sentence in sentences:
        alone = sentence.number if named_elsewhere(sentence) else 0  # then its speaker's name is put before it
        alike.setdefault((displayed(sentence.text), alone), []).append(sentence)
    return [Draft(same[0].text, tuple(one.number for one in same)) for same in list(alike.values())[:TOLD]]


def _otherwise(found: Corroboration) -> str:
    """As "2 articles say otherwise, 1 of them beside the claim."."""
    count = len(found.against)
    text = f"{_articles(count)} {'says' if count == 1 else 'say'} otherwise"
    saying = {support.sentence.document.id for support in found.supports}
    both = sum(sentence.document.id in saying for sentence in found.against)
    if not both:
        return f"{text}."
    return f"{text}, beside the claim." if both == count else f"{text}, {both:,} of them beside the claim."


def _about(text: str, evidence: Sequence[EvidenceSentence]) -> Draft:
    return Draft(text, tuple(sentence.number for sentence in evidence[:MOST_CITED]), about_archive=True)


def _counted(claim: str, found: Corroboration) -> str:
    """As "2 articles were found that say “The ferry sank”, from 1 outlet (Lens) and 1 article that names none."."""
    count, outlets = len(found.supports), found.outlets
    text = f"{_articles(count)} {'was' if count == 1 else 'were'} found that {'says' if count == 1 else 'say'}"
    text += f" “{shortened(claim.rstrip('.'))}”"
    if outlets:
        text += f", from {len(outlets)} {'outlet' if len(outlets) == 1 else 'outlets'} ({', '.join(outlets)})"
        text += f" and {_articles(found.unnamed)} that {_name(found.unnamed)} none" if found.unnamed else ""
    else:
        text += f"; {'it names' if count == 1 else 'they name'} no outlet"
    once = found.origins
    return f"{text}; counting copies of one story once, {once}." if once != count else f"{text}."


def _name(count: int) -> str:
    return "names" if count == 1 else "name"


def _whose_word(claim: str, found: Corroboration) -> str | None:
    """That all have it from one person, who is not whom the claim is about anyway."""
    speaker, count = found.one_speaker, len(found.supports)
    if speaker is None or {word.stem for word in words(speaker)} & content_stems(claim):
        return None
    if count == 1:
        return f"It has it from {speaker}."
    return f"{'Both' if count == 2 else f'All {count:,}'} have it from {speaker}: {count:,} articles, but one speaker."


def _articles(count: int) -> str:
    return f"{count:,} {'article' if count == 1 else 'articles'}"


def _unsupported(
    claim: str, found: Corroboration, sentences: Sequence[EvidenceSentence], degraded: tuple[Degradation, ...]
) -> Formed:
    if found.against:
        first = found.against[0]
        message = f"No article was found that says so; the archive says otherwise: “{_quoted(first)}”"
        beside = found.beside[:1]
        if beside:
            message += f" Beside it stands who claims it: “{_quoted(beside[0])}”"
        near = (*found.against[: NEAREST - len(beside)], *beside)
        return Formed((), (), reason=Reason("premise_conflict", message), nearest=near, degraded=degraded)
    likely = [sentence for sentence in sentences if may_say(claim, sentence.text)]
    reason = Reason("nothing_found", f"No article was found that says “{shortened(claim.rstrip('.'))}”.")
    return Formed((), (), reason=reason, nearest=tuple(likely[:NEAREST]), degraded=degraded)


def _quoted(sentence: EvidenceSentence) -> str:
    span = quote_spans(sentence)[0]
    return displayed(sentence.document.text[span.start : span.end])


def _table(found: Corroboration, saying: Sequence[EvidenceSentence], against: Sequence[EvidenceSentence]) -> Table:
    told: list[tuple[EvidenceSentence, str | None, Stance]] = [
        (sentence, support.speaker, "says") for sentence, support in zip(saying, found.supports, strict=True)
    ]
    told += [(one, speaker_of(one.document, Span(one.start, one.end)), "contradicts") for one in against]
    cells = [_cells(*one) for one in told]
    stated = [n for n in range(len(_COLUMNS)) if any(row[n].text for row in cells)]
    rows = (
        Row(tuple(row[n] for n in stated), found=citation(sentence, quote_spans(sentence)[0], number=sentence.number))
        for row, (sentence, _, _) in zip(cells, told, strict=True)
    )
    return Table("list", tuple(Column(_COLUMNS[n]) for n in stated), tuple(rows))


def _cells(sentence: EvidenceSentence, speaker: str | None, stance: Stance) -> tuple[Cell, ...]:
    document = sentence.document
    return (
        Cell(document.title or document.path, (sentence.number,)),
        Cell(carrier_of(document) or ""),
        Cell(document.published or ""),
        Cell(speaker or ""),
        Cell(without_markup(displayed(sentence.text)), stance=stance),
    )
