"""A large archive for measuring: real stories repeated with changes, and real vectors slightly turned."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.output import tell
from evals.bench.sets import read_rows, set_file
from rag.schema import Document

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SET = "reuters21578"
ROOT = "wire"
TURN = 0.5  # length of the random step that a unit vector is turned by: 26.6 degrees
REAL_VECTORS = 1500
_NUMBER = re.compile(r"\d+")
_FIRST_DAY = date(1987, 1, 1)
_PUBLISHERS = tuple(f"Wire {letter}" for letter in "ABCDEFGHIJ")


@dataclass(frozen=True, slots=True)
class Story:
    """One story of the set that has a body."""

    title: str
    paragraphs: tuple[str, ...]


def read_stories(sets: Path) -> list[Story]:
    """The set's stories. Raises SetMissingError."""
    rows = read_rows(set_file(sets / SET, "corpus.jsonl"))
    stories = (Story(row.get("title") or "", tuple(row["text"].split("\n    "))) for row in rows)
    return [story for story in stories if any(part.strip() for part in story.paragraphs)]


def articles(stories: Sequence[Story]) -> Iterator[Document]:
    """Articles without end: each story, then each again with other numbers and its paragraphs in another order."""
    for number in itertools.count():
        copy, place = divmod(number, len(stories))
        yield _article(stories[place], number, copy)


def _article(story: Story, number: int, copy: int) -> Document:
    turn = copy % len(story.paragraphs)
    paragraphs = [*story.paragraphs[turn:], *story.paragraphs[:turn]]
    body = "\n\n".join(" ".join(part.split()) for part in paragraphs if part.strip())
    title = " ".join(story.title.split()) or "UNTITLED"
    if copy:
        body = _NUMBER.sub(lambda match: str(int(match[0][:9]) + copy), body)
        title = f"{title} ({copy})"
    text = f"{title}\n\n{body}\n"
    content = text.encode("utf-8")
    sha256 = hashlib.sha256(content).hexdigest()
    path = f"{number // 1000:05}/{number:08}.txt"
    return Document(
        id=hashlib.sha256(f"{ROOT}\0{path}\0{sha256}".encode()).hexdigest()[:20],
        root=ROOT,
        path=path,
        sha256=sha256,
        size=len(content),
        text=text,
        title=title,
        publisher=_PUBLISHERS[number % len(_PUBLISHERS)],
        published=(_FIRST_DAY + timedelta(days=number % 3653)).isoformat(),
        language="en",
    )


@dataclass(frozen=True, slots=True)
class TurnedVectors:
    """A vector for every text: one of the real ones, by the text's hash, turned a little at random."""

    real: NDArray[np.float32]

    def of(self, names: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Unit vectors for these embedded-text hashes, the same ones each time."""
        import numpy as np

        seeds = [int(name[:16], 16) for name in names]
        steps = np.random.default_rng(seeds).standard_normal((len(names), self.real.shape[1]), dtype=np.float32)
        steps *= TURN / np.linalg.norm(steps, axis=1, keepdims=True)
        rows = self.real[[seed % len(self.real) for seed in seeds]] + steps
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return dict(zip(names, rows, strict=True))


def turned_vectors(texts: Sequence[str], work: Path) -> TurnedVectors:
    """Vectors upon those of these texts, embedded by the bundled MiniLM once and kept in `work`."""
    import numpy as np

    name = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
    file = work / f"vectors-{name}.npy"
    if not file.exists():
        from rag.embedding.minilm import MiniLM

        tell(f"embedding {len(texts)} texts (once; kept in {file})")
        work.mkdir(parents=True, exist_ok=True)
        np.save(file, MiniLM().embed(texts))
    return TurnedVectors(np.load(file))
