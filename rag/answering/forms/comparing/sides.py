"""The sides of a comparison: articles by what carries them, or the two who are named in the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.evidence import EvidenceSentence
from rag.answering.forms.comparing.articles import Read
from rag.answering.forms.comparing.columns import columns_of
from rag.answering.forms.comparing.topic import Topic
from rag.answering.forms.comparing.uses import Use
from rag.answering.speaking.attribution import said_at
from rag.indexing.credits import carrier_of
from rag.schema import Column, Document, Span
from rag.words import words


@dataclass(frozen=True, slots=True)
class Side:
    """One column: an article, an outlet or somebody who speaks, with what they say on the topic."""

    column: Column
    sentences: tuple[EvidenceSentence, ...]
    copies: tuple[Document, ...] = ()


def articles_as_sides(articles: Sequence[Read], topic: Topic, *, most: int) -> tuple[list[Side], int]:
    """The best articles that speak of the topic, oldest first, undated last; and how many more do."""
    spoken = [(article, topic.spoken_of(article)) for article in articles]
    speaking = [(article, sentences) for article, sentences in spoken if sentences]
    shown = sorted(speaking[:most], key=lambda found: (found[0].document.published or "9999", found[0].document.path))
    columns = columns_of([article.document for article, _ in shown])
    sides = [Side(column, tuple(said), article.copies) for column, (article, said) in zip(columns, shown, strict=True)]
    return sides, len(speaking) - len(shown)


def parties_as_sides(parties: Sequence[str], articles: Sequence[Read], topic: Topic) -> list[Side]:
    """Each party with what its articles say on the topic, where it is an outlet, else with what it says in any."""
    sides = []
    for party in parties:
        own = [article for article in articles if _carries(party, article.document)]
        if own:
            said = [sentence for article in own for sentence in topic.spoken_of(article)]
        else:
            said = [sentence for article in articles for sentence in topic.spoken_of(article) if _says(party, sentence)]
        document_id = own[0].document.id if len(own) == 1 else None
        sides.append(Side(Column(party, document_id), tuple(said)))
    return sides


def calls_it(party: str, use: Use) -> bool:
    """Whether a name is a party's: of the outlet's article, or the person's own word."""
    own = use.voice.quoted or use.given
    return _carries(party, use.sentence.document) or (own and _named(party, use.voice.speaker))


def _carries(party: str, document: Document) -> bool:
    """Whether a party is the outlet of an article, or names it by its title or file."""
    wanted = {word.folded for word in words(party)} - {"the"}
    for name in (carrier_of(document), document.title, document.path):
        held = {word.folded for word in words(name or "")}
        if wanted and (wanted == held or (name == document.title and len(wanted) > 3 and wanted <= held)):
            return True
    return party.lower().strip() in (document.path.lower(), document.path.lower().rsplit(".", 1)[0])


def _says(party: str, sentence: EvidenceSentence) -> bool:
    """Whether a sentence tells what somebody of this name says."""
    here = said_at(sentence.document, Span(sentence.start, sentence.end))
    return any(_named(party, said.speaker) for said in here)


def _named(party: str, speaker: str | None) -> bool:
    """Whether a speaker has the party's last name."""
    name = words(party)[-1].folded if words(party) else ""
    return speaker is not None and name in {word.folded for word in words(speaker)}
