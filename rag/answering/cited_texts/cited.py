"""A text with citations, by anyone, and what checking it found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from rag.schema import SCHEMA_VERSION, Citation, Problem, Verdict

Outcome = Literal["holds", "moved", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a marker such as [1] points at: an article, or some characters or words of it."""

    number: int
    path: str  # relative to its root or folder; "<root>/<path>" does, too
    root: str | None = None
    start: int | None = None  # characters of the file's text
    end: int | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Recheck:
    """One citation looked up again; `found` is where a moved quote begins now, in characters.

    `start` and `end` are as the citation gives them, None where it gives none; so is `root`
    where no folder has such a file.
    """

    number: int | None
    root: str | None
    path: str
    start: int | None
    end: int | None
    outcome: Outcome
    found: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """The outcome as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """One sentence with its verdict, and the sentences of the articles it was compared with."""

    text: str  # without markers
    citations: tuple[int, ...]  # the numbers in its markers
    verdict: Verdict
    problems: tuple[Problem, ...]
    evidence: tuple[Citation, ...]  # its sentences, each under the number of the marker that led to it

    def to_dict(self) -> dict[str, Any]:
        """The sentence as JSON-ready values."""
        return {
            "text": self.text,
            "citations": list(self.citations),
            "verdict": self.verdict,
            "problems": [asdict(problem) for problem in self.problems],
            "evidence": [asdict(citation) for citation in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class CheckedText:
    """What checking a text found: each citation looked up, each sentence compared with what it cites."""

    citations: tuple[Recheck, ...]
    sentences: tuple[CheckedSentence, ...]

    @property
    def supported(self) -> bool:
        """Whether every sentence is supported, and no citation changed or is gone."""
        return all(sentence.verdict == "supported" for sentence in self.sentences) and not any_lost(self.citations)

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON-ready values (docs/schema/verification.schema.json)."""
        return {
            "schema_version": SCHEMA_VERSION,
            "supported": self.supported,
            "citations": [citation.to_dict() for citation in self.citations],
            "sentences": [sentence.to_dict() for sentence in self.sentences],
        }


def any_lost(citations: tuple[Recheck, ...] | list[Recheck]) -> bool:
    """Whether a citation changed or is gone."""
    return any(citation.outcome in ("changed", "gone") for citation in citations)
