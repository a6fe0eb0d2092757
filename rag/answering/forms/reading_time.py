"""How long a form may go on reading articles, so that an answer keeps to its seconds."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.schema import Degradation, Document

SHARE = 0.5  # of an answer's seconds in which articles are read; the rest is for wording and checking
# Seconds a character. Statements of an article of 480 kB of dialogue took 3.5 s of one core, under load more than 6.
_COST = 10e-6


@dataclass(slots=True)
class ReadingTime:
    """What is left of the time for reading, and how many articles found no place in it."""

    until: float = math.inf  # time.monotonic
    left_out: int = 0

    def read(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The articles that can still be read in time, in their order; the others are counted."""
        for document in documents:
            if time.monotonic() + len(document.text) * _COST > self.until:
                self.left_out += 1
            else:
                yield document

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """That articles were left out, where any were."""
        if not self.left_out:
            return ()
        articles = "1 article was" if self.left_out == 1 else f"{self.left_out:,} articles were"
        return (Degradation("time", f"{articles} not read for want of time; see DATELINE_ANSWER_SECONDS"),)
