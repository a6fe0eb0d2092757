"""What articles say of one thing, claim by claim: who says it, who contradicts it, and who says nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.citations import displayed
from rag.answering.evidence import Draft, EvidenceSentence
from rag.answering.forms import Formed
from rag.answering.forms.comparing.articles import gather
from rag.answering.forms.comparing.asked import Asked, comparison_asked
from rag.answering.forms.comparing.citing import cited_sentences, first_of_each
from rag.answering.forms.comparing.claims import Claim, claims_of
from rag.answering.forms.comparing.excerpts import excerpt, in_marks
from rag.answering.forms.comparing.sides import Side, articles_as_sides, parties_as_sides
from rag.answering.forms.comparing.topic import topic_of
from rag.answering.forms.comparing.voices import voice_at
from rag.indexing.credits import carrier_of
from rag.schema import Cell, Column, Reason, Row, Span, Stance, Table
from rag.words import fold

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever

MOST_ROWS = 10
MOST_SIDES = 6
ALONE = 2  # claims that one side alone makes, shown of each


@dataclass(frozen=True, slots=True)
class CoverageAsked:
    """A question for how articles differ on something."""

    asked: Asked

    @property
    def stage(self) -> str:
        """What is being done, for who waits."""
        return "Comparing the articles…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        """The claims of the articles on the topic, side by side."""
        topic = topic_of(self.asked.topic, retriever)
        if not topic.weights:
            return None
        gathered = gather(" ".join([*self.asked.parties, topic.query]), request, retriever)
        more = 0
        if self.asked.parties:
            sides = parties_as_sides(self.asked.parties, gathered.articles, topic)
        else:
            sides, more = articles_as_sides(gathered.articles, topic, most=MOST_SIDES)
        speaking = [side for side in sides if side.sentences]
        if not speaking:
            silence = Reason("nothing_found", f"No article that was found speaks of “{displayed(topic.text)}”.")
            return Formed((), (), reason=silence, nearest=gathered.sentences[:3], degraded=gathered.degraded)
        claims = claims_of([side.sentences for side in speaking], topic, retriever.meaning)
        claims = _in_order(claims, self.asked)
        chosen = _chosen(claims)
        dated = any(sentence.document.published for side in speaking for sentence in side.sentences)
        rows = [_row(claim, sides, speaking, topic.text, dated=dated) for claim in chosen]
        cited = cited_sentences(rows, gathered.sentences)
        summary = _summary(topic.text, sides, claims, len(chosen), more)
        drafts = [
            Draft(summary, first_of_each(cited), about_archive=True),
            *(Draft(sentence.text, (sentence.number,)) for sentence in cited),
        ]
        last = (Column("since"),) if dated else ()
        table = Table("comparison", (Column("claim"), *(side.column for side in sides), *last), tuple(rows))
        return Formed(gathered.sentences, tuple(drafts), table, degraded=gathered.degraded)


def recognise(question: str) -> CoverageAsked | None:
    """The question, where it asks how articles, outlets or two who are named differ on something."""
    asked = comparison_asked(question)
    return CoverageAsked(asked) if asked else None


def _in_order(claims: Sequence[Claim], asked: Asked) -> list[Claim]:
    """Contradictions first, or what several say where agreement was asked for."""
    if asked.wanted == "agreements":
        return sorted(claims, key=lambda claim: (-len(claim.said), not claim.contradicted, -claim.nearness))
    return list(claims)


def _chosen(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that are shown: what sides share or contradict first, then of each side its first, its second, …"""
    between = [claim for claim in claims if not claim.alone]
    nth: dict[int, int] = {}
    alone: list[tuple[int, Claim]] = []
    for claim in claims:
        if claim.alone:
            side = next(iter(claim.said))
            nth[side] = nth.get(side, 0) + 1
            alone.append((nth[side], claim))
    fair = [claim for turn, claim in sorted(alone, key=lambda found: found[0]) if turn <= ALONE]
    return [*between, *fair][:MOST_ROWS]


def _row(claim: Claim, sides: Sequence[Side], speaking: Sequence[Side], topic: str, *, dated: bool) -> Row:
    """One claim, with a cell for each side; a side without a sentence on the topic says nothing of it."""
    words_of = excerpt(claim.first, topic)
    cells = [Cell(displayed(claim.first.text[words_of.start : words_of.end]))]
    place_of = {id(side): place for place, side in enumerate(speaking)}
    for side in sides:
        place = place_of.get(id(side), -1)
        if place in claim.said:
            cells.append(_cell(claim.said[place], claim, topic, "says"))
        elif place in claim.contradicted:
            cells.append(_cell(claim.contradicted[place], claim, topic, "contradicts"))
        else:
            cells.append(Cell("", stance="silent"))
    if dated:
        since = min((said.document.published or "9999" for said in claim.said.values()), default="9999")
        cells.append(Cell(since if since != "9999" else "undated"))
    return Row(tuple(cells))


def _cell(sentence: EvidenceSentence, claim: Claim, topic: str, stance: Stance) -> Cell:
    """The article's own words for a claim, with who says them where the words do not."""
    against = claim.first.text if sentence is not claim.first else topic
    place = excerpt(sentence, f"{topic} {against}")
    written = displayed(sentence.text[place.start : place.end])
    voice = voice_at(sentence, Span(place.start, place.end))
    named = voice.speaker is not None and fold(voice.speaker.split()[-1]) in fold(written)
    said = f" ({voice})" if voice.speaker is not None and not named else ""
    return Cell(f"{in_marks(written)}{said}", (sentence.number,), stance)


def _summary(topic: str, sides: Sequence[Side], claims: Sequence[Claim], shown: int, more: int) -> str:
    """What code counted: who speaks of the topic, and how many claims are contradicted, shared or of one alone."""
    of = displayed(topic)
    speaking = [side.column for side in sides if side.sentences]
    if len(speaking) == 1:
        who = (
            "Only 1 article found speaks"
            if len(sides) == 1
            else f"Only {displayed(speaking[0].name)} is found to speak"
        )
        return f"{who} of {of}: there is nothing to compare with.{_copies(sides)}"
    named = all(column.document_id is None for column in speaking)
    who = " and ".join(displayed(column.name) for column in speaking) if named else f"{len(speaking)} articles"
    contradicted = sum(bool(claim.contradicted) for claim in claims)
    shared = sum(len(claim.said) > 1 and not claim.contradicted for claim in claims)
    alone = sum(claim.alone for claim in claims)
    if contradicted:
        also = f" and agree on {shared}" if shared else ""
        between = f"They contradict each other on {_counted(contradicted, 'claim')}{also}"
    elif shared:
        between = f"They agree on {_counted(shared, 'claim')}, and no contradiction was found"
    else:
        between = "No claim was found that they share or contradict each other on"
    single = f"; {_counted(alone, 'claim')} {'is' if alone == 1 else 'are'} made by one alone" if alone else ""
    left = [_counted(len(claims) - shown, "claim")] if len(claims) > shown else []
    left += [_counted(more, "more article")] if more else []
    left_out = f" ({' and '.join(left)} not shown)" if left else ""
    return f"{who} speak of {of}. {between}{single}{left_out}.{_copies(sides)}"


def _copies(sides: Sequence[Side]) -> str:
    """Which articles are copies of one that stands for them."""
    told = [
        f" {_listed([displayed(carrier_of(copy) or copy.title or copy.path) for copy in side.copies])} "
        f"{'has' if len(side.copies) == 1 else 'have'} the same story as {displayed(side.column.name)}."
        for side in sides
        if side.copies
    ]
    return "".join(told)


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
