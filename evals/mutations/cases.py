"""What a case is, how it is written down, and chance that always falls the same way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, TypeVar

Kind = Literal[
    "faithful",
    "number",
    "unit",
    "date",
    "name",
    "speaker",
    "quoted_words",
    "negation",
    "modality",
    "comparison",
    "blend",
]
Source = Literal["seeds", "reuters21578", "clapnq"]
Split = Literal["dev", "test"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, the evidence it points at, and whether it says what the evidence says."""

    id: str
    kind: Kind
    source: Source
    split: Split
    is_faithful: bool
    how: str  # the rule that made the sentence
    sentence: str
    evidence: tuple[str, ...]
    background: str  # title and what stands before the evidence

    def line(self) -> str:
        """The case as one line of canonical JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(cases: Iterable[Case]) -> str:
    """sha256 of the cases' canonical JSON lines, in their order."""
    digest = hashlib.sha256()
    for case in cases:
        digest.update(case.line().encode() + b"\n")
    return digest.hexdigest()


def split_of(article_id: str) -> Split:
    """Which half an article and all that is made of it belongs to."""
    return "test" if int(hashlib.sha256(article_id.encode()).hexdigest(), 16) % 2 else "dev"


class Chance:
    """Draws that depend on the key alone, whatever the Python and the platform."""

    def __init__(self, *key: str) -> None:
        self._key = "\x1f".join(key)
        self._drawn = 0

    def below(self, count: int) -> int:
        """A whole number from 0 and below `count`."""
        self._drawn += 1
        return int(hashlib.sha256(f"{self._key}\x1f{self._drawn}".encode()).hexdigest(), 16) % count

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.below(len(options))]

    def mixed(self, options: Sequence[T]) -> list[T]:
        """The options in another order."""
        left = list(options)
        return [left.pop(self.below(len(left))) for _ in range(len(left))]
