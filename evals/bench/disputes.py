"""RAMDocs: questions about which articles differ, what each article answers, and what counts as a side of it shown."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.bench.sets import Article, PublicSet, Question, read_rows, set_file
from evals.metrics.correctness import normalised

SET = "ramdocs"
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f]"
)  # a few documents have some; files with them are not read as text


@dataclass(frozen=True, slots=True)
class Dispute:
    """One question with what each of its articles answers, normalised; noise answers nothing."""

    question: Question
    wrong: frozenset[str]
    answer_of: Mapping[str, str]  # by the article's id

    @property
    def gold(self) -> frozenset[str]:
        """All right answers: the question is about several of the same name."""
        return frozenset(normalised(answer) for answer in self.question.gold)

    @property
    def answers(self) -> frozenset[str]:
        """Every answer, right or wrong."""
        return self.gold | self.wrong | frozenset(self.answer_of.values())

    def held(self, text: str) -> frozenset[str]:
        """The answers that stand in a text as whole words; "football" not where it only says "American football"."""
        rest = normalised(text)
        found = set()
        for answer in sorted(self.answers, key=lambda answer: (-len(answer), answer)):
            if answer in rest:
                found.add(answer)
                rest = rest.replace(answer, " | ")
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation under a sentence: whose article it is of and what it says."""

    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A shown sentence with what it quotes."""

    text: str
    quotes: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """One dispute with the passages that were retrieved and the sentences that were shown."""

    dispute: Dispute
    passages: tuple[Quoted, ...]
    shown: tuple[Said, ...]
    milliseconds: float

    @property
    def retrieved(self) -> frozenset[str]:
        """The sides that could be shown: answers that a passage holds whose article gives them."""
        return self._given(self.passages)

    @property
    def sides(self) -> frozenset[str]:
        """The sides that are shown: answers a sentence holds that quotes an article which gives them."""
        return frozenset(
            answer
            for said in self.shown
            for answer in self.dispute.held(said.text)
            if any(self.dispute.answer_of.get(quote.article) == answer for quote in said.quotes)
        )

    @property
    def held(self) -> frozenset[str]:
        """Every answer in what is shown, whatever it quotes."""
        return frozenset(answer for said in self.shown for answer in self.dispute.held(said.text))

    def merges(self, said: Said) -> bool:
        """Whether a sentence makes one statement of what different articles say.

        It holds several answers that the quotations of no one article hold together, or quotes for
        an answer an article that gives another and whose words do not hold this one.
        """
        held = self.dispute.held(said.text)
        quoted: dict[str, str] = {}
        for quote in said.quotes:
            quoted[quote.article] = f"{quoted.get(quote.article, '')} {quote.text}"
        if len(held) > 1 and not any(held <= self.dispute.held(text) for text in quoted.values()):
            return True
        return any(
            self.dispute.answer_of.get(article, answer) != answer and answer not in self.dispute.held(text)
            for answer in held
            for article, text in quoted.items()
        )

    def _given(self, quotes: Sequence[Quoted]) -> frozenset[str]:
        answer_of = self.dispute.answer_of
        return frozenset(
            answer_of[quote.article]
            for quote in quotes
            if quote.article in answer_of and answer_of[quote.article] in self.dispute.held(quote.text)
        )


def read_disputes(sets: Path) -> tuple[PublicSet, dict[str, Dispute]]:
    """The set as an archive of all its documents, and its disputes by their question's id.

    Raises SetMissingError where it is absent.
    """
    path = set_file(sets / SET, "RAMDocs_test.jsonl")
    articles: list[Article] = []
    disputes: dict[str, Dispute] = {}
    for number, row in enumerate(read_rows(path)):
        answer_of = {}
        for document in row["documents"]:
            article = Article(str(len(articles)), "", _UNPRINTABLE.sub(" ", document["text"]))
            articles.append(article)
            if document["type"] != "noise":
                answer_of[article.id] = normalised(document["answer"])
        question = Question(str(number), row["question"], tuple(row["gold_answers"]), answerable=True)
        disputes[question.id] = Dispute(question, frozenset(map(normalised, row["wrong_answers"])), answer_of)
    asked = tuple(dispute.question for dispute in disputes.values())
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return PublicSet(SET, sha256, tuple(articles), asked, {}), disputes
