"""Numbers for quotes: a citation is made here, by code, from characters of a file, and nowhere else."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.evidence import EvidenceSentence
from rag.answering.speaking.attribution import speaker_of
from rag.indexing.sentences import cut_at_clauses
from rag.schema import Cell, Citation, Document, Row, Sentence, Span

MAX_QUOTE = 400  # characters; a longer sentence is quoted in pieces

_MARKER_LIKE = re.compile(
    r"[\[［【〔⟦]\s*([\^†‡*]?\s*(?:[Ss]ource\s*|[Cc]itation\s*)?[\d０-９]+(?:\s*[,;–-]\s*[\d０-９]+)*)\s*[\]］】〕⟧]"
)


class CitationList:
    """The citations of one answer, numbered from 1 in order of first use; the same quote keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._citations: list[Citation] = []

    def copy(self) -> CitationList:
        """The same citations, to number more beside them."""
        other = CitationList()
        other._numbers, other._citations = dict(self._numbers), list(self._citations)
        return other

    def cite(self, evidence: EvidenceSentence) -> tuple[int, ...]:
        """The numbers that stand for this evidence sentence; more than one where it is quoted in pieces."""
        return tuple(self._number(evidence, span) for span in quote_spans(evidence))

    def _number(self, evidence: EvidenceSentence, span: Span) -> int:
        return self.renumber(citation(evidence, span, number=None))

    def renumber(self, quoted: Citation) -> int:
        """The number of this quote in this list: the one it has, else the next."""
        key = (quoted.document_id, quoted.start, quoted.end)
        if key not in self._numbers:
            self._numbers[key] = len(self._citations) + 1
            self._citations.append(replace(quoted, number=self._numbers[key]))
        return self._numbers[key]

    def all(self) -> tuple[Citation, ...]:
        """Every citation made so far, by number."""
        return tuple(self._citations)


def quote_spans(evidence: EvidenceSentence) -> list[Span]:
    """The evidence sentence as quotes of at most MAX_QUOTE characters, cut after a clause."""
    return cut_at_clauses(evidence.document.text, Span(evidence.start, evidence.end), limit=MAX_QUOTE)


def citation(evidence: EvidenceSentence, span: Span, *, number: int | None) -> Citation:
    """The citation of these characters of the evidence's article, with who says them: 10 ms for a new article."""
    return quoted(evidence.document, span, number=number, speaker=_speaker(evidence))


def quoted(document: Document, span: Span, *, number: int | None = None, speaker: str | None = None) -> Citation:
    """The citation of these characters of an article, as far as it is told here; no speaker is looked for."""
    return Citation(
        number=number,
        root=document.root,
        path=document.path,
        document_id=document.id,
        sha256=document.sha256,
        start=span.start,
        end=span.end,
        quote=document.text[span.start : span.end],
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        speaker=speaker,
        url=document.url,
        origin=document.origin,
        page=bisect_right(document.pages, span.start) or None,
    )


def _speaker(evidence: EvidenceSentence) -> str | None:
    """Who says the sentence, in words that the article has; None for its own voice, and where several speak."""
    speaker = speaker_of(evidence.document, Span(evidence.start, evidence.end))
    if speaker is None or speaker in evidence.document.text:
        return speaker
    return speaker if speaker in " ".join(evidence.document.text.split()) else None


def nearest(evidence: Sequence[EvidenceSentence]) -> tuple[Citation, ...]:
    """Citations without numbers, for what an abstention shows; the first piece of each sentence."""
    return tuple(citation(sentence, quote_spans(sentence)[0], number=None) for sentence in evidence)


def join_text(sentences: Sequence[Sentence]) -> str:
    """The shown sentences with their markers: "… . [1] … . [2][3]"."""
    return " ".join(
        f"{sentence.text} {''.join(f'[{number}]' for number in sentence.citations)}"
        for sentence in sentences
        if sentence.shown
    )


def cell_text(cell: Cell) -> str:
    """A cell of a table on one line: what it does to the row's claim, its words, its markers.

    >>> cell_text(Cell("“stays open”", (2, 3), "contradicts")), cell_text(Cell("", (), "silent"))
    ('contradicts: “stays open” [2][3]', 'silent')
    """
    words = displayed(cell.text)
    if cell.stance is not None and words != cell.stance:
        words = f"{cell.stance}: {words}" if words else cell.stance
    return " ".join(part for part in (words, "".join(f"[{number}]" for number in cell.citations)) if part)


def found_uncited(row: Row) -> Citation | None:
    """Where a row of a list was found, unless a marker in it says so already."""
    cited = {number for cell in row.cells for number in cell.citations}
    return row.found if row.found is not None and row.found.number not in cited else None


def displayed(text: str) -> str:
    """Article or model text as shown: on one line, what looks like a marker in other brackets.

    >>> displayed("as seen [1]\\nbefore 【2】")
    'as seen (1) before (2)'
    """
    return re.sub(r"\s+", " ", _MARKER_LIKE.sub(r"(\1)", text)).strip()


def without_markup(text: str) -> str:
    """A sentence without the sign of a Markdown heading or quotation before it.

    >>> without_markup("> Nobody was hurt."), without_markup("#1 is here.")
    ('Nobody was hurt.', '#1 is here.')
    """
    return re.sub(r"^(?:(?:#{1,6}|>+)\s+)+", "", text)
