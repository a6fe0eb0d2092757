"""What articles call the same people or thing: each name with who uses it, article beside article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.citations import displayed
from rag.answering.evidence import Draft
from rag.answering.forms import Formed
from rag.answering.forms.comparing.asked import naming_asked
from rag.answering.forms.comparing.citing import cited_sentences, first_of_each
from rag.answering.forms.comparing.columns import columns_of
from rag.answering.forms.comparing.excerpts import in_marks
from rag.answering.forms.comparing.gathering import Gathered, gather
from rag.answering.forms.comparing.known_as import Subject, subject_of, with_near_nouns
from rag.answering.forms.comparing.phrases import key_of
from rag.answering.forms.comparing.uses import Use, uses_in
from rag.answering.reader.cues import leans_back
from rag.answering.speaking.attribution import same_speaker
from rag.schema import Cell, Column, Row, Table
from rag.words import words

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever

MOST_ROWS = 20
MOST_COLUMNS = 6
MOST_VOICES = 3  # of one article, that use one name


@dataclass(frozen=True, slots=True)
class NamesAsked:
    """A question for what the articles call something."""

    topic: str

    @property
    def stage(self) -> str:
        """What is being done, for who waits."""
        return "Comparing what the articles call it…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        """The names that the articles use, who uses them, and where; None where none is found."""
        subject = subject_of(self.topic)
        if subject is None:
            return None
        gathered = gather(subject.query, request, retriever)
        speaking = [article for article in gathered.articles if subject.spoken_of_in(article)]
        subject = with_near_nouns(subject, speaking, retriever.meaning)
        found = [use for article in speaking for use in uses_in(article, subject)]
        if all(_says_no_more(self.topic, use.key) for use in found):
            return None  # none, or only the question's own word
        return _formed(subject, gathered, found)


def _says_no_more(topic: str, key: Sequence[str]) -> bool:
    """Whether a name has no word that the question has not."""
    return set(key) <= set(key_of(words(topic)))


def recognise(question: str) -> NamesAsked | None:
    """The question, where it asks what articles call something."""
    topic = naming_asked(question)
    return NamesAsked(topic) if topic else None


def _formed(subject: Subject, gathered: Gathered, found: Sequence[Use]) -> Formed:
    using = [article for article in gathered.articles if any(use.document_id == article.document.id for use in found)]
    shown = sorted(
        using[:MOST_COLUMNS], key=lambda article: (article.document.published or "9999", article.document.path)
    )
    columns = columns_of([article.document for article in shown])
    kept = [use for use in found if use.document_id in {article.document.id for article in shown}]
    keys = _ranked(kept)
    chosen = _chosen(keys, kept)
    rows = [_row([use for use in kept if use.key == key], columns) for key in chosen]
    cited = cited_sentences(rows, gathered.sentences)
    summary = _summary(subject, rows, len(keys), len(shown), len(using))
    drafts = [
        Draft(summary, first_of_each(cited), about_archive=True),
        *(Draft(sentence.text, (sentence.number,)) for sentence in cited),
    ]
    table = Table("comparison", (Column("name"), *columns), tuple(rows))
    return Formed(gathered.sentences, tuple(drafts), table, degraded=gathered.degraded)


def _ranked(found: Sequence[Use]) -> list[tuple[str, ...]]:
    """The names, those of most articles first; what they do after what they are called."""
    articles: dict[tuple[str, ...], set[str]] = {}
    doing: dict[tuple[str, ...], bool] = {}
    for use in found:
        articles.setdefault(use.key, set()).add(use.document_id)
        doing.setdefault(use.key, use.doing)
    return sorted(articles, key=lambda key: (doing[key], -len(articles[key])))


def _chosen(keys: Sequence[tuple[str, ...]], uses: Sequence[Use]) -> list[tuple[str, ...]]:
    """As many of the names as are shown, some of every article among them."""
    using: dict[str, set[tuple[str, ...]]] = {}
    for use in uses:
        using.setdefault(use.document_id, set()).add(use.key)
    chosen = list(keys[:MOST_ROWS])
    for names in using.values():
        if names.isdisjoint(chosen):
            chosen = [*chosen[: MOST_ROWS - 1], next(key for key in keys if key in names)]
    return [key for key in keys if key in chosen]


def _row(uses: Sequence[Use], columns: Sequence[Column]) -> Row:
    cells = [_cell([use for use in uses if use.document_id == column.document_id]) for column in columns]
    return Row((Cell(displayed(min((use.is_title, use.sentence.number, use.label) for use in uses)[2])), *cells))


def _cell(uses: Sequence[Use]) -> Cell:
    """The name as the article writes it, with whose words it is; one use of each voice."""
    if not uses:
        return Cell("not used", stance="silent")
    body = [use for use in uses if not use.is_title] or uses
    voices: list[Use] = []
    for use in sorted(body, key=lambda use: (leans_back(use.sentence.text), use.sentence.number)):
        if not any(_one_voice(use, other) for other in voices):
            voices.append(use)
    voices = voices[:1] if uses[0].doing else voices[:MOST_VOICES]
    voices.sort(key=lambda use: use.sentence.number)
    written: dict[str, list[str]] = {}
    for use in voices:
        written.setdefault(in_marks(displayed(use.excerpt)), []).append(str(use.voice))
    text = "; ".join(f"{excerpt} ({', '.join(heard)})" for excerpt, heard in written.items())
    return Cell(text, tuple(dict.fromkeys(use.sentence.number for use in voices)), "says")


def _one_voice(use: Use, other: Use) -> bool:
    """Whether one and the same speaks, as far as names tell; that nobody is named says nothing."""
    one, two = use.voice.speaker, other.voice.speaker
    if one is None or two is None:
        return one == two and use.voice.quoted == other.voice.quoted
    return one == two or same_speaker(one, two, use.sentence.document)


def _summary(subject: Subject, rows: Sequence[Row], names: int, shown: int, using: int) -> str:
    """What code counted: how many articles use how many names, and what was left out."""
    articles = "1 article uses" if shown == 1 else f"{shown} articles use"
    text = f"{articles} {len(rows)} name{'s' if len(rows) != 1 else ''} for “{displayed(subject.topic)}”"
    left = [f"{names - len(rows)} more names"] if names > len(rows) else []
    left += [f"{using - shown} more articles"] if using > shown else []
    return f"{text}; {' and '.join(left)} left out." if left else f"{text}."
