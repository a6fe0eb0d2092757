"""Drafts in, checked sentences out: the same verification whoever drafted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rag.answering.citations import CitationList, displayed, quote_spans, without_markup
from rag.answering.evidence import Draft, EvidenceSentence, text_before
from rag.answering.speaking.speakers import behind_he, named_elsewhere, with_source, with_speaker
from rag.answering.verifying.verification import verify
from rag.embedding.meaning import Meaning
from rag.schema import Citation, Document, Problem, Sentence


@dataclass(slots=True)
class Page:
    """The answer as far as it is written; belongs to one question."""

    evidence: Sequence[EvidenceSentence]
    meaning: Meaning
    sentences: list[Sentence] = field(default_factory=list)
    citations: CitationList = field(default_factory=CitationList)

    def write(self, drafts: Iterable[Draft]) -> Iterator[Sentence]:
        """Each draft as a sentence with its verdict, as soon as it is checked; only supported ones are shown."""
        for draft in drafts:
            sentence = self._checked(draft)
            self.sentences.append(sentence)
            yield sentence

    def preview(self, draft: Draft) -> tuple[Sentence, tuple[Citation, ...]]:
        """The draft as it would be written now, and the citations it would be the first to use; nothing is written."""
        kept, self.citations = self.citations, self.citations.copy()
        try:
            sentence = self._checked(draft)
            return sentence, self.citations.all()[len(kept.all()) :]
        finally:
            self.citations = kept

    @property
    def shown(self) -> list[Sentence]:
        """The sentences that a person sees."""
        return [sentence for sentence in self.sentences if sentence.shown]

    def first_cited_by(self, sentence: Sentence) -> tuple[Citation, ...]:
        """The citations that this sentence is the first to use, for showing it as it comes."""
        place = next(i for i, other in enumerate(self.sentences) if other is sentence)
        earlier = {number for other in self.sentences[:place] for number in other.citations}
        return tuple(c for c in self.citations.all() if c.number in sentence.citations and c.number not in earlier)

    def numbers_of(self, number: int) -> tuple[int, ...]:
        """The citations of the evidence sentence of this number; none where nothing shown cites it."""
        cited = {(c.document_id, c.start, c.end): c.number for c in self.citations.all()}
        found = [
            cited.get((sentence.document.id, span.start, span.end))
            for sentence in self.evidence
            if sentence.number == number
            for span in quote_spans(sentence)
        ]
        return tuple(number for number in found if number is not None)

    def take_back(self, why: str) -> None:
        """Withhold everything written so far: its writer did not finish, so what it meant to say is unknown."""
        self.sentences = [_withheld(sentence, Problem("not_said", why)) for sentence in self.sentences]
        self.citations = CitationList()

    @property
    def cited_documents(self) -> list[Document]:
        """The articles that what is shown is quoted from."""
        cited = {citation.document_id for citation in self.citations.all()}
        return list({s.document.id: s.document for s in self.evidence if s.document.id in cited}.values())

    def withhold_articles(self, document_ids: Collection[str], why: str) -> None:
        """Withhold every sentence that quotes one of these articles, and number the others anew."""
        before = {citation.number: citation for citation in self.citations.all()}
        self.citations = CitationList()
        for place, sentence in enumerate(self.sentences):
            quoted = [before[number] for number in sentence.citations]
            if any(citation.document_id in document_ids for citation in quoted):
                self.sentences[place] = _withheld(sentence, Problem("no_evidence", why))
            else:
                numbers = tuple(self.citations.renumber(citation) for citation in quoted)
                self.sentences[place] = replace(sentence, citations=numbers)

    def _checked(self, draft: Draft) -> Sentence:
        by_number = {sentence.number: sentence for sentence in self.evidence}
        cited = [by_number[number] for number in dict.fromkeys(draft.points_at) if number in by_number]
        # A model that only points at evidence without words of its own says just that evidence.
        text = displayed(draft.text or " ".join(sentence.text for sentence in cited))
        problems = () if draft.about_archive and cited else unsupported(text, cited, meaning=self.meaning)
        if not problems and len(cited) == 1 and _word_for_word(text, cited):
            text = self._with_speaker(cited[0], text)
        if not problems and not draft.about_archive and not _word_for_word(text, cited):
            text, problems = self._with_source(text, cited)
        if problems or not text:
            problems = problems or (Problem("not_said", "the sentence is empty"),)
            return Sentence(text=text, citations=(), verdict="unsupported", shown=False, problems=problems)
        numbers = tuple(number for sentence in cited for number in self.citations.cite(sentence))
        shown = without_markup(text)
        return Sentence(text=shown, citations=tuple(dict.fromkeys(numbers)), verdict="supported", shown=True)

    def _with_speaker(self, sentence: EvidenceSentence, text: str) -> str:
        """An article's own sentence, with its speaker's name where only the sentences around it there have that."""
        before = self.shown[-1:]
        beside = before and any(
            citation.document_id == sentence.document.id and citation.number in before[0].citations
            for citation in self.citations.all()
        )
        named = with_speaker(sentence, text, [before[0].text] if beside else [])
        if named.partition(": ")[2].strip("“”") == text.strip(' \t\n"“”„«»'):
            return named  # the quotation whole, behind the name that the article has for who speaks
        return named if named == text or not unsupported(named, [sentence], meaning=self.meaning) else text

    def _with_source(self, text: str, cited: Sequence[EvidenceSentence]) -> tuple[str, tuple[Problem, ...]]:
        """A supported sentence with who says it where it tells their words as a fact, and what is wrong if it can't."""
        named = with_source(text, cited)
        if named == text or not unsupported(named, cited, meaning=self.meaning):
            return named, ()
        return text, (Problem("speaker", "the evidence says who says this, the sentence tells it as a fact"),)


def _word_for_word(text: str, cited: Sequence[EvidenceSentence]) -> bool:
    """Whether a text is an article's own sentence, as shown; named or not."""
    return any(displayed(sentence.text) in text for sentence in cited)


def unsupported(text: str, cited: Sequence[EvidenceSentence], *, meaning: Meaning) -> tuple[Problem, ...]:
    """What in `text` these evidence sentences do not say, whoever wrote it; empty when it is supported."""
    evidence = [displayed(sentence.text) for sentence in cited]
    published = [sentence.document.published for sentence in cited]
    speakers = [named_elsewhere(sentence) or behind_he(sentence) for sentence in cited]
    return verify(
        text, evidence, meaning=meaning, background=_background(cited), speakers=speakers, published=published
    )


def _withheld(sentence: Sentence, problem: Problem) -> Sentence:
    return replace(sentence, citations=(), verdict="unsupported", shown=False, problems=(problem,))


def _background(cited: Sequence[EvidenceSentence]) -> str:
    """What stands around these sentences, titles included; each part once."""
    parts = [part for sentence in cited for part in (sentence.document.title or "", text_before(sentence))]
    return " ".join(dict.fromkeys(parts))
