"""Answers made by hand over two small articles, and an assistant that gives them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.cases import Case
from rag.errors import DatelineError, ModelError
from rag.schema import Answer, Citation, IndexState, Problem, Reason, Sentence
from vectorstore import Root

TALKS = "Talks in Astana\n\nAstana has hosted five rounds. They began in January.\n"
BORDER = "The border\n\nThe army moved on August 19.\n"
INDEX = IndexState("f00d", "2026-01-01T00:00:00Z", 2, 2, 1.0)

CASES = [
    Case(
        "c1",
        "How many rounds?",
        "number",
        True,
        (("five", "5"),),
        ("talks.txt",),
        attributed_to=("Astana",),
        split="test",
    ),
    Case("c2", "When did they begin?", "date", True, (("January",),), ("talks.txt",), split="dev"),
    Case("c3", "When did the army move?", "date", True, (("August 19",),), ("border.txt",), split="test"),
    Case("c4", "Who paid?", "unanswerable", False, (), (), split="test", note="Not stated."),
    Case("c5", "How many died?", "unanswerable", False, (), (), split="dev"),
]


@dataclass(frozen=True)
class Folder:
    """The store's part of a scripted assistant: one root with two articles."""

    path: Path

    def roots(self) -> list[Root]:
        return [Root("news", self.path)]


@dataclass(frozen=True)
class Scripted:
    """Gives the answer, or raises the error, that was written for a question."""

    store: Folder
    answers: Mapping[str, Answer | DatelineError]

    def answer(self, question: str) -> Answer:
        scripted = self.answers[question]
        if isinstance(scripted, DatelineError):
            raise scripted
        return scripted


def write_articles(folder: Path) -> Folder:
    (folder / "talks.txt").write_bytes(TALKS.encode())
    (folder / "border.txt").write_bytes(BORDER.encode())
    return Folder(folder)


def cite(number: int | None, path: str, quote: str, *, shift: int = 0) -> Citation:
    """A citation of this quote where it stands, or `shift` characters beside it."""
    text = {"talks.txt": TALKS, "border.txt": BORDER}[path]
    start = text.index(quote) + shift
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Citation(number, "news", path, f"news/{path}", digest, start, start + len(quote), quote)


def answered(question: str, *quotes: tuple[str, str], withheld: str | None = None, shift: int = 0) -> Answer:
    """An answer of one sentence for each (path, quote), citing it; one more is withheld."""
    citations = tuple(cite(n, path, quote, shift=shift) for n, (path, quote) in enumerate(quotes, start=1))
    sentences = tuple(Sentence(quote, (n,), "supported", True) for n, (_, quote) in enumerate(quotes, start=1))
    if withheld is not None:
        sentences += (Sentence(withheld, (1,), "unsupported", False, (Problem("number", "7 is not in the evidence"),)),)
    text = " ".join(f"{quote} [{n}]" for n, (_, quote) in enumerate(quotes, start=1))
    return Answer(question, "answered", text, sentences, citations, None, (), "extractive", (), (), INDEX)


def abstained(question: str, text: str = "The archive does not say.", *nearest: Citation) -> Answer:
    reason = Reason("not_answered", text)
    return Answer(question, "abstained", text, (), (), reason, nearest, "extractive", (), (), INDEX)


def all_right(folder: Folder) -> Scripted:
    """Answers what can be answered, refuses the rest."""
    return Scripted(
        folder,
        {
            "How many rounds?": answered("How many rounds?", ("talks.txt", "Astana has hosted five rounds.")),
            "When did they begin?": answered("When did they begin?", ("talks.txt", "They began in January.")),
            "When did the army move?": answered(
                "When did the army move?", ("border.txt", "The army moved on August 19.")
            ),
            "Who paid?": abstained("Who paid?"),
            "How many died?": abstained("How many died?"),
        },
    )


def all_wrong(folder: Folder) -> Scripted:
    """One case wrong in each way there is, and no quote where it is said to be."""
    return Scripted(
        folder,
        {
            "How many rounds?": answered(
                "How many rounds?", ("talks.txt", "They began in January."), withheld="There were 7.", shift=1
            ),
            "When did they begin?": abstained("When did they begin?", "Perhaps in January."),
            "When did the army move?": ModelError("the endpoint is down; start it", kind="unreachable"),
            "Who paid?": answered("Who paid?", ("talks.txt", "Astana has hosted five rounds."), shift=1),
            "How many died?": answered("How many died?", ("border.txt", "The army moved on August 19."), shift=1),
        },
    )
