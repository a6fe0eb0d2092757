"""A timeline as sentences and rows: each thing once, in the order in which it happened, what has no date last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answering.citations import displayed
from rag.answering.dating.dates import MONTHS
from rag.answering.evidence import Draft, EvidenceSentence, sentences_before
from rag.answering.forms import Formed
from rag.answering.forms.happenings import Happening
from rag.answering.reader.cues import OPENS_BACK
from rag.answering.speaking.speakers import with_speaker
from rag.answering.verifying.claims import names
from rag.answering.verifying.numbers import quantities
from rag.indexing.sentences import ends_as_a_sentence
from rag.schema import Cell, Column, Degradation, Row, Table

if TYPE_CHECKING:
    from rag.embedding.meaning import Meaning

SAME = 0.85  # cosine from which two articles' sentences of one date tell one thing, where names and numbers agree
AGAIN = 0.8  # cosine above which a sentence says again what one of the same time says
NEARLY_WORD_FOR_WORD, NEVER = 0.93, 2.0
COLUMNS = (Column("when"), Column("what"), Column("published"), Column("in"))
LIMITS = frozenset("since until till by before after from".split())
"""Words before a date without which it would say something else."""


def distinct(found: Sequence[Happening], meaning: Meaning) -> list[list[Happening]]:
    """The happenings in their order, those that say the same together, without those that say it again otherwise."""
    vectors = meaning.of([one.sentence.text for one in found])
    groups: dict[int, list[Happening]] = {}
    for place, one in enumerate(found):
        for leader, group in groups.items():
            cosine = float(vectors[place].whole @ vectors[leader].whole)
            if cosine > _repeats_from(one, group[0]):
                other_story = _origin(one) not in {_origin(other) for other in group}
                if cosine >= SAME and other_story and _says_the_same(one, group[0]):
                    group.append(one)
                break
        else:
            groups[place] = [one]
    return list(groups.values())


def _repeats_from(one: Happening, other: Happening) -> float:
    """The cosine above which one says again what the other says; they must tell of one time, if that is known."""
    mine, theirs = (known.mention.date if known.mention is not None else None for known in (one, other))
    if mine is not None and theirs is not None:
        one_time = mine.startswith(theirs) or theirs.startswith(mine)  # "last month", and the twentieth of it
        return AGAIN if one_time else NEVER
    if mine is not None or theirs is not None:
        return NEVER
    return AGAIN if _origin(one) == _origin(other) or _same_day_of_a_year(one, other) else NEARLY_WORD_FOR_WORD


def _same_day_of_a_year(one: Happening, other: Happening) -> bool:
    """Whether both say "February 20", of a year that neither names."""
    if one.mention is None or other.mention is None:
        return False
    mine, theirs = one.mention.written.lower(), other.mention.written.lower()
    return mine == theirs and any(map(str.isdigit, mine))


def _origin(one: Happening) -> str:
    return one.sentence.document.origin or one.sentence.document.id


def _says_the_same(one: Happening, other: Happening) -> bool:
    """Whether two sentences have one date, the same names and the same numbers."""
    if one.mention is None or other.mention is None or one.mention.date is None:
        return False
    if (one.mention.date, one.mention.until) != (other.mention.date, other.mention.until):
        return False
    texts = (_undated(one), _undated(other))
    named, others = ({word.folded for name in names(text) for word in name.words} for text in texts)
    mine, theirs = ({str(quantity.value) for quantity in quantities(text)} for text in texts)
    return (named <= others or others <= named) and mine == theirs


def _undated(one: Happening) -> str:
    """What a sentence says besides its date: "Tuesday" and "November 7" may be the same."""
    text, start = one.sentence.text, one.sentence.start
    if one.mention is None:
        return text
    return f"{text[: one.mention.start - start]}then{text[one.mention.end - start :]}"


def in_time(group: Sequence[Happening]) -> tuple[str, str, str, str, int]:
    first = group[0]
    document = first.sentence.document
    known = first.mention.date if first.mention is not None else None
    # A month comes before its days, what has no date behind everything.
    return (
        known or "9999",
        document.published or "9999",
        document.root,
        document.path,
        first.sentence.start,
    )


def formed(shown: Sequence[Sequence[Happening]], *, left_out: int, degraded: tuple[Degradation, ...]) -> Formed:
    """The answer that tells these in their order, each row as one sentence, after the one that it leans on."""
    evidence: list[EvidenceSentence] = []
    drafts: list[Draft] = []
    rows: list[Row] = []
    for group in shown:
        lead = _lead(group[0].sentence)
        if lead is not None and not any(_one_place(lead, other) for other in evidence):
            evidence.append(replace(lead, number=len(evidence) + 1))
            drafts.append(Draft(lead.text, (len(evidence),)))
        cited = [replace(one.sentence, number=len(evidence) + place) for place, one in enumerate(group, start=1)]
        evidence += cited
        drafts.append(Draft(cited[0].text, tuple(sentence.number for sentence in cited)))
        rows.append(_row(group[0], cited))
    if left_out > 0:
        first = {sentence.document.id: sentence.number for sentence in reversed(evidence)}
        said = f"These are the {len(shown)} events nearest to the question; {left_out} more were left out."
        drafts.append(Draft(said, tuple(sorted(first.values())), about_archive=True))
    return Formed(tuple(evidence), tuple(drafts), Table("timeline", COLUMNS, tuple(rows)), degraded=degraded)


def _lead(sentence: EvidenceSentence) -> EvidenceSentence | None:
    """The sentence before one that opens with "It" or "They", where no speaker is to be named instead."""
    if not OPENS_BACK.match(sentence.text) or with_speaker(sentence, sentence.text) != sentence.text:
        return None
    text = sentence.document.text
    for span in sentences_before(sentence.document, sentence.start, count=1):
        if ends_as_a_sentence(text[span.start : span.end]):
            return replace(sentence, start=span.start, end=span.end, text=text[span.start : span.end])
    return None


def _one_place(one: EvidenceSentence, other: EvidenceSentence) -> bool:
    return (one.document.id, one.start) == (other.document.id, other.start)


def _row(happening: Happening, cited: Sequence[EvidenceSentence]) -> Row:
    numbers = tuple(sentence.number for sentence in cited)
    published = dict.fromkeys(sentence.document.published or "" for sentence in cited)
    articles = dict.fromkeys(_name(sentence) for sentence in cited)
    cells = (
        Cell(told_when(happening)),
        Cell(with_speaker(cited[0], displayed(cited[0].text)), numbers),
        Cell("; ".join(day for day in published if day)),
        Cell("; ".join(articles)),
    )
    return Row(cells, date=happening.mention.date if happening.mention is not None else None)


def _name(sentence: EvidenceSentence) -> str:
    document = sentence.document
    return document.publisher or displayed(document.title or "") or document.path


def told_when(happening: Happening) -> str:
    """The date of what happened, and the article's own words where they are others; "" where there are none."""
    mention = happening.mention
    if mention is None:
        return ""
    written = " ".join(mention.written.split())
    before = happening.sentence.text[: mention.start - happening.sentence.start].split()
    if before and before[-1].lower() in LIMITS:
        written = f"{before[-1].lower()} {written}"
    if mention.date is None:
        return f"“{written}”"
    if mention.basis == "stated":
        return written
    return f"{spelt(mention.date, mention.until)} (“{written}”)"


def spelt(iso: str, until: str | None = None) -> str:
    """An ISO date, or the time from one to another, as people write it.

    >>> spelt("2017-11-07"), spelt("2017-11"), spelt("2017")
    ('7 November 2017', 'November 2017', '2017')
    >>> spelt("2017-11-06", "2017-11-12"), spelt("2017-10", "2017-11"), spelt("1980", "1989")
    ('6–12 November 2017', 'October–November 2017', '1980–1989')
    """
    first = _words_of(iso)
    if until is None:
        return " ".join(first)
    last = _words_of(until)
    if iso[:4] == until[:4]:
        first = first[:1] if iso[:7] == until[:7] else first[:-1] or first
    return f"{' '.join(first)}–{' '.join(last)}"


def _words_of(iso: str) -> list[str]:
    year, *rest = iso.split("-")
    month = [MONTHS[int(rest[0]) - 1].title()] if rest else []
    return [*(str(int(day)) for day in rest[1:]), *month, year]
