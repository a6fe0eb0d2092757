"""A full list of articles with the place in each, and the evidence for the first of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.citations import MAX_QUOTE, citation, displayed, quoted, without_markup
from rag.answering.evidence import EvidenceSentence
from rag.answering.scanning import Mention
from rag.answering.speaking.attribution import attributions_of, same_speaker
from rag.indexing.credits import carrier_of
from rag.indexing.sentences import cut_at_clauses
from rag.schema import Cell, Citation, Column, Degradation, Document, Row, Span, Table
from vectorstore import ChunkStore

MOST_CITED = 20  # articles that a counting sentence cites one by one, since nobody reads more marks; the list has all
_AT_ONCE = 200  # articles whose texts are held for their carriers

_COLUMNS = ("article", "publisher", "published", "where")


@dataclass(frozen=True, slots=True)
class Found:
    """An article that is to be counted, and where it shows why; small, since there may be many."""

    document: Document  # without its text
    places: tuple[Citation, ...]  # sentences, or pieces of them
    times: int  # it shows that; 0 where only its stated title does

    @property
    def story(self) -> str:
        """The same for all copies of one story."""
        return self.document.origin or self.document.id


def found_at(mention: Mention) -> Found:
    """The article, at the first sentence with the phrase that is not its title, where there is one."""
    sentences = [mention.sentence_of(span) for span in mention.spans]
    title = mention.sentences[0] if mention.document.title else None
    place = next((n for n, sentence in enumerate(sentences) if sentence != title), 0)
    span = mention.spans[place] if mention.spans else mention.sentences[0]
    return _found(mention.document, sentences[place] if sentences else span, span, len(mention.spans))


def found_quoting(mention: Mention, name: str) -> Found | None:
    """The article, at the first sentence in which whom the name means is quoted; None where they are not."""
    document = mention.document
    said = [one for one in attributions_of(document) if one.kind == "quoted" and one.speaker]
    said = [one for one in said if one.speaker and same_speaker(name, one.speaker, document)]
    if not said:
        return None
    span = Span(said[0].start, said[0].end)
    return _found(document, mention.sentence_of(span), span, len(said))


def found_in(document: Document, sentence: Span) -> Found:
    """The article, at this sentence."""
    return _found(document, sentence, sentence, 1)


def _found(document: Document, sentence: Span, span: Span, times: int) -> Found:
    pieces = cut_at_clauses(document.text, sentence, limit=MAX_QUOTE)
    piece = next((piece for piece in pieces if span.start < piece.end), pieces[-1])
    return Found(replace(document, text=""), (quoted(document, piece),), times)


def together(found: Sequence[Found]) -> Found:
    """One article that was found for several reasons, with the place of each."""
    places = dict.fromkeys(place for one in found for place in one.places)
    return Found(found[0].document, tuple(places), sum(one.times for one in found))


def unchanged(found: Iterable[Found], changed: Mapping[str, Degradation]) -> list[Found]:
    """Those whose files did not change, by date, root and path; undated articles last."""
    kept = (one for one in found if one.document.id not in changed)
    return sorted(kept, key=lambda one: (one.document.published or "9999", one.document.root, one.document.path))


def stories(found: Iterable[Found]) -> int:
    """How many there are when copies of one story are counted once."""
    return len({one.story for one in found})


def carriers_of(found: Sequence[Found], store: ChunkStore) -> list[str | None]:
    """Who carries each article: its publisher or the agency that its text credits."""
    carriers: list[str | None] = []
    for first in range(0, len(found), _AT_ONCE):
        some = [one.document for one in found[first : first + _AT_ONCE]]
        texts = store.documents(document.id for document in some if document.publisher is None)
        carriers += [carrier_of(texts.get(document.id, document)) for document in some]
    return carriers


def evidence_of(found: Sequence[Found], store: ChunkStore, *, number: int = 1) -> tuple[EvidenceSentence, ...]:
    """The places of the first articles, numbered from `number`; those of MOST_CITED articles at most."""
    places = [place for one in found[:MOST_CITED] for place in one.places]
    documents = store.documents(dict.fromkeys(place.document_id for place in places))
    there = [place for place in places if place.document_id in documents]
    return tuple(
        EvidenceSentence(n, documents[place.document_id], place.start, place.end, place.quote, n, "")
        for n, place in enumerate(there, start=number)
    )


def listed(found: Sequence[Found], evidence: Sequence[EvidenceSentence]) -> Table:
    """Every article with its place; those that evidence has cite it. What no article states has no column."""
    cited: dict[str, list[EvidenceSentence]] = {}
    for sentence in evidence:
        cited.setdefault(sentence.document.id, []).append(sentence)
    texts = [_texts(one) for one in found]
    stated = [n for n in range(len(_COLUMNS)) if any(row[n] for row in texts)]
    rows = []
    for one, row in zip(found, texts, strict=True):
        here = cited.get(one.document.id, [])
        numbers = tuple(sentence.number for sentence in here)
        cells = [Cell(row[n], numbers if n == 0 else ()) for n in stated]
        first = [
            citation(sentence, Span(sentence.start, sentence.end), number=sentence.number) for sentence in here[:1]
        ]
        rows.append(Row(tuple(cells), found=first[0] if first else one.places[0]))
    return Table("list", tuple(Column(_COLUMNS[n]) for n in stated), tuple(rows))


def _texts(found: Found) -> tuple[str, str, str, str]:
    document = found.document
    where = (
        " … ".join(without_markup(displayed(place.quote)) for place in found.places)
        if found.times
        else f"in its title: {document.title}"
    )
    return document.title or document.path, document.publisher or "", document.published or "", where
