"""Anyone's text with citations, checked as an answer is: sentence by sentence against what it cites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from rag.answering.citations import citation, quote_spans
from rag.answering.cited_texts.cited import CheckedSentence, CheckedText, Reference
from rag.answering.cited_texts.locating import Located, locate
from rag.answering.cited_texts.references import CitedSentence, read_cited
from rag.answering.evidence import EvidenceSentence, evidence_at
from rag.answering.writing import unsupported
from rag.embedding.meaning import Meaning
from rag.indexing.sentences import split_sentences
from rag.schema import Answer, Document, Problem, Span
from rag.settings import Settings
from rag.words import content_stems

LIKELY = (
    24  # sentences of the articles cited whole that are compared by meaning; as many as the extractive reader ranks
)
TRIED = 3  # of those, how many are tried, each alone and with its neighbours


def check_text(
    text: str,
    references: Sequence[Reference] | None = None,
    *,
    folders: Mapping[str, Path],
    meaning: Meaning,
    settings: Settings,
) -> CheckedText:
    """Each sentence of `text` against the sentences its markers point at, and each reference against its file.

    `references` say what the markers stand for, else lines of the text do; `folders` holds the
    articles, by the name of their root. A reference to a whole article is met by the sentences of
    it that come nearest. Raises CitedTextError.
    """
    cited = read_cited(text, references)
    located = {reference.number: locate(reference, folders, settings=settings) for reference in cited.references}
    sentences = [_checked(sentence, located, meaning) for sentence in cited.sentences]
    return CheckedText(tuple(found.recheck for found in located.values()), tuple(sentences))


def check_answer(
    answer: Answer, *, folders: Mapping[str, Path], meaning: Meaning, settings: Settings
) -> tuple[CheckedSentence, ...]:
    """The shown sentences of an earlier answer, checked anew against the files as they are now."""
    located = {
        quoted.number: locate(
            Reference(quoted.number, quoted.path, quoted.root, quoted.start, quoted.end, quoted.quote),
            folders,
            settings=settings,
        )
        for quoted in answer.citations
        if quoted.number is not None
    }
    shown = [CitedSentence(sentence.text, sentence.citations) for sentence in answer.sentences if sentence.shown]
    return tuple(_checked(sentence, located, meaning) for sentence in shown)


def _checked(sentence: CitedSentence, located: Mapping[int, Located], meaning: Meaning) -> CheckedSentence:
    nowhere = [
        Problem("no_evidence", f"[{number}] {_lost(located.get(number))}")
        for number in sentence.numbers
        if number not in located or located[number].document is None
    ]
    if not sentence.numbers:
        nowhere = [Problem("no_evidence", "cites nothing")]
    found = [located[number] for number in sentence.numbers if number in located]
    tried = [
        (unsupported(sentence.text, evidence, meaning=meaning), evidence)
        for evidence in _evidence(sentence.text, found, meaning)
    ]
    # What leaves nothing unsaid, else what comes nearest; of equals the first, which is the smallest.
    no_words = (Problem("no_evidence", "points at no words"),) if not nowhere else ()
    problems, evidence = min(tried, key=_unsaid, default=(no_words, ()))
    problems = (*nowhere, *problems)
    return CheckedSentence(
        text=sentence.text,
        citations=sentence.numbers,
        verdict="unsupported" if problems else "supported",
        problems=problems,
        evidence=tuple(citation(part, span, number=part.number) for part in evidence for span in quote_spans(part)),
    )


def _unsaid(tried: tuple[Sequence[Problem], Sequence[EvidenceSentence]]) -> tuple[bool, bool, int]:
    """How far evidence is from saying a sentence: a word that differs is nearer than one that is not spoken of."""
    problems = tried[0]
    return bool(problems), any(problem.kind == "not_said" for problem in problems), len(problems)


def _lost(found: Located | None) -> str:
    if found is None:
        return "stands for nothing"
    return "points at a file that is gone" if found.recheck.outcome == "gone" else "is not in its file as cited"


def _evidence(text: str, found: Sequence[Located], meaning: Meaning) -> Iterator[Sequence[EvidenceSentence]]:
    """The sets of evidence to compare with: what is cited by its place, with the nearest of what is cited whole."""
    readable = [one for one in found if one.document is not None]
    cited = list({_place(part): part for one in readable if one.span is not None for part in _at(one)}.values())
    articles = [_sentences_of(one) for one in readable if one.span is None]
    if cited:
        yield cited
    nearest = [_nearest(text, sentences, meaning) for sentences in articles]
    for sentences, near in zip(articles, nearest, strict=True):
        for part in near[:TRIED]:
            yield [*cited, part]
        # Sentences from all over an article would lend each other their subjects: neighbours alone stand together.
        for part in near[:TRIED]:
            yield from ([*cited, *together] for together in _with_neighbours(text, part, sentences))
    if len(nearest) > 1:
        yield [*cited, *(near[0] for near in nearest if near)]


def _place(sentence: EvidenceSentence) -> tuple[str, int]:
    return sentence.document.id, sentence.start


def _at(located: Located) -> list[EvidenceSentence]:
    """The whole sentences of the article that the cited characters touch."""
    span = located.span
    assert span is not None
    return [part for part in _sentences_of(located) if part.start < span.end and part.end > span.start]


def _sentences_of(located: Located) -> list[EvidenceSentence]:
    document = located.document
    assert document is not None
    return [evidence_at(document, span, number=located.recheck.number or 0) for span in _spans(document)]


@lru_cache(maxsize=64)
def _spans(document: Document) -> tuple[Span, ...]:
    return tuple(split_sentences(document.text))


def _nearest(text: str, sentences: Sequence[EvidenceSentence], meaning: Meaning) -> list[EvidenceSentence]:
    """The sentences nearest to `text`, by shared words and by meaning, nearest first."""
    wanted = content_stems(text)

    def shared(sentence: EvidenceSentence) -> float:
        return len(wanted & content_stems(sentence.text)) / max(1, len(wanted))

    likely = sorted(sentences, key=shared, reverse=True)[:LIKELY]
    likeness = meaning.similarities(text, [sentence.text for sentence in likely])
    order = sorted(range(len(likely)), key=lambda place: shared(likely[place]) + likeness[place], reverse=True)
    return [likely[place] for place in order]


def _with_neighbours(
    text: str, sentence: EvidenceSentence, sentences: Sequence[EvidenceSentence]
) -> Iterator[Sequence[EvidenceSentence]]:
    """The sentence with the one before it, the one after it, and both, where these say more of the text.

    What stands around is checked as background with each; the title is nobody's neighbour.
    """
    place = sentences.index(sentence)
    unmet = content_stems(text) - content_stems(sentence.text)
    beside = [
        other
        for other in (place - 1, place + 1)
        if 0 < other < len(sentences) and place > 0 and unmet & content_stems(sentences[other].text)
    ]
    for other in beside:
        yield [sentences[min(place, other)], sentences[max(place, other)]]
    if len(beside) > 1:
        yield sentences[place - 1 : place + 2]
