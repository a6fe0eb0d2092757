"""What articles call the same people or thing: each name with who uses it, article beside article."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.citations import displayed
from rag.answering.evidence import Draft
from rag.answering.forms import Formed
from rag.answering.forms.comparing.articles import Gathered, gather
from rag.answering.forms.comparing.asked import naming_asked, naming_by
from rag.answering.forms.comparing.citing import first_of_each
from rag.answering.forms.comparing.columns import columns_of
from rag.answering.forms.comparing.excerpts import in_marks
from rag.answering.forms.comparing.known_as import Subject, subject_of, with_near_nouns
from rag.answering.forms.comparing.noun_phrases import key_of
from rag.answering.forms.comparing.parting import own_names
from rag.answering.forms.comparing.sides import calls_it
from rag.answering.forms.comparing.uses import Use, uses_in
from rag.answering.reader.cues import leans_back
from rag.schema import Cell, Column, Row, Table
from rag.words import words

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever

MOST_SENTENCES = 12  # that are shown; names that none of them holds are counted
MOST_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class NamesAsked:
    """A question for what the articles call something."""

    topic: str
    parties: tuple[str, ...] = ()  # whose names are asked for, where they are named: outlets or people

    @property
    def stage(self) -> str:
        """What is being done, for who waits."""
        return "Comparing what the articles call it…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        """The names that the articles use, who uses them, and where; None where none is found."""
        subject = subject_of(self.topic)
        if subject is None:
            return None
        gathered = gather(" ".join([*self.parties, subject.query]), request, retriever)
        speaking = [article for article in gathered.articles if subject.spoken_of_in(article)]
        subject = with_near_nouns(subject, speaking, retriever.meaning)
        own = own_names(speaking, subject)
        found = [use for article in speaking for use in uses_in(article, subject, own)]
        if self.parties:
            found = [use for use in found if any(calls_it(party, use) for party in self.parties)]
        if all(_says_no_more(self.topic, use.key) for use in found):
            return None  # none, or only the question's own word
        return _formed(subject, gathered, found, self.parties)


def _says_no_more(topic: str, key: Sequence[str]) -> bool:
    """Whether a name has no word that the question has not."""
    return set(key) <= set(key_of(words(topic)))


def recognise(question: str) -> NamesAsked | None:
    """The question, where it asks what articles call something."""
    topic = naming_asked(question)
    if topic:
        return NamesAsked(topic)
    by = naming_by(question)
    return NamesAsked(*by) if by else None


def _formed(subject: Subject, gathered: Gathered, found: Sequence[Use], parties: Sequence[str]) -> Formed:
    using = [article for article in gathered.articles if any(use.document_id == article.document.id for use in found)]
    shown = sorted(
        using[:MOST_COLUMNS], key=lambda article: (article.document.published or "9999", article.document.path)
    )
    columns = columns_of([article.document for article in shown])
    kept = [use for use in found if use.document_id in {article.document.id for article in shown}]
    keys = _ranked(kept, subject.topic)
    chosen = _chosen(keys, kept)
    rows = [_row(chosen[key], columns) for key in keys if key in chosen]
    cited = {use.sentence.number: use.sentence for key in keys for use in chosen.get(key, ())}
    silent = [party for party in parties if not any(calls_it(party, use) for use in found)]
    summary = _summary(subject, rows, len(keys), len(shown), len(using), silent)
    drafts = [
        Draft(summary, first_of_each(cited.values()), about_archive=True),
        *(Draft(sentence.text, (sentence.number,)) for sentence in cited.values()),
    ]
    table = Table("comparison", (Column("name"), *columns), tuple(rows))
    return Formed(gathered.sentences, tuple(drafts), table, degraded=gathered.degraded)


def _ranked(found: Sequence[Use], topic: str) -> list[tuple[str, ...]]:
    """The names, those of most articles first, those with a word of the question after others; its own word last."""
    asked = set(key_of(words(topic)))
    articles: dict[tuple[str, ...], set[str]] = {}
    for use in found:
        articles.setdefault(use.key, set()).add(use.document_id)
    return sorted(articles, key=lambda key: (asked.issuperset(key), -len(articles[key]), not asked.isdisjoint(key)))


def _chosen(keys: Sequence[tuple[str, ...]], found: Sequence[Use]) -> dict[tuple[str, ...], list[Use]]:
    """As many of the names as few sentences hold, one use for each article; a name of every article among them."""
    uses: dict[tuple[str, ...], dict[str, list[Use]]] = {}
    for use in found:
        uses.setdefault(use.key, {}).setdefault(use.document_id, []).append(use)
    first = [
        next(key for key in keys if document_id in uses[key]) for document_id in {use.document_id: 0 for use in found}
    ]
    chosen: dict[tuple[str, ...], list[Use]] = {}
    cited: set[int] = set()
    for key in dict.fromkeys([*first, *keys]):
        picked = [_most_telling(own, cited) for own in uses[key].values()]
        numbers = cited | {use.sentence.number for use in picked}
        if len(numbers) <= MOST_SENTENCES:
            chosen[key], cited = picked, numbers
    return chosen


def _most_telling(uses: Sequence[Use], cited: Collection[int]) -> Use:
    """The use whose sentence is shown anyway, else one in a sentence that stands for itself and in no title."""
    return min(
        uses,
        key=lambda use: (
            use.sentence.number not in cited,
            use.is_title,
            leans_back(use.sentence.text),
            use.sentence.number,
        ),
    )


def _row(chosen: Sequence[Use], columns: Sequence[Column]) -> Row:
    name = displayed(min((use.is_title, use.sentence.number, use.label) for use in chosen)[2])
    by_article = {use.document_id: use for use in chosen}
    return Row((Cell(name), *(_cell(by_article.get(column.document_id or "")) for column in columns)))


def _cell(use: Use | None) -> Cell:
    """The name as the article writes it, with whose word it is; empty where it does not use it."""
    if use is None:
        return Cell("")
    return Cell(f"{in_marks(displayed(use.excerpt))} ({use.whose})", (use.sentence.number,), "says")


def _summary(subject: Subject, rows: Sequence[Row], names: int, shown: int, using: int, silent: Sequence[str]) -> str:
    """What code counted: how many articles use how many names, and what was left out."""
    articles = "1 article uses" if shown == 1 else f"{shown} articles use"
    text = f"{articles} {len(rows)} name{'s' if len(rows) != 1 else ''} for “{displayed(subject.topic)}”"
    left = [_more(names - len(rows), "name")] if names > len(rows) else []
    left += [_more(using - shown, "article")] if using > shown else []
    none = f" None is found of {' or '.join(silent)}." if silent else ""
    return f"{text}; {' and '.join(left)} left out.{none}" if left else f"{text}.{none}"


def _more(count: int, what: str) -> str:
    return f"{count} more {what}{'' if count == 1 else 's'}"
