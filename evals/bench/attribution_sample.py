"""Which sentences of the seeds and of Reuters' stories were labelled with who speaks: drawn once, by a seed.

`python -m evals.bench.attribution_sample DIR` prints the sample as JSON lines, one sentence of a story, without labels.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from evals.bench.sets import PROJECT, read_rows, set_file
from rag.indexing.sentences import split_sentences
from rag.schema import Span

SET = "reuters21578"
SEED = 20261122
FROM_SEEDS = 50
LONGEST = 4000  # characters of a story that is read whole
SHORTEST = 3  # sentences
FEWEST = 5  # words of a sentence worth labelling: no "Reuter", no caption

Kind = Literal["harder", "speech", "none"]
COUNTS: dict[Kind, int] = {"harder": 40, "speech": 60, "none": 40}

_SPEECH = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|t(?:old|ells?)|add(?:s|ed|ing)|according to|report(?:s|ed)|announced|stat(?:ed|es|ement)|"
    r"not(?:ed|es)|den(?:ied|ies)|claim(?:s|ed)|stress(?:es|ed)|warn(?:s|ed)|quoted|argue[sd]?|insist(?:s|ed)|"
    r"expects?|believes?|estimate[sd]?|spokes(?:wo)?man)\b",
    re.IGNORECASE,
)
_HARDER = re.compile(
    r"[\"“”]|\b(?:he|she|they|it|officials?|spokes(?:wo)?man|sources?|ministry|company|bank)\b (?:also )?"
    r"(?:said|added|told|noted|stressed)|\b(?:said|added|told)\b[^.]*\b(?:said|added|told|reported)\b|\badding\b",
    re.IGNORECASE,
)


def story_text(row: dict[str, Any]) -> str:
    """A story as a file of the archive has it: its title above."""
    return f"{row['title']}\n\n{row['text']}\n" if row.get("title") else f"{row['text']}\n"


def sentences_of(text: str) -> list[Span]:
    """The sentences of an article, its title included."""
    return split_sentences(text)


def sample(sets: Path) -> Iterator[dict[str, Any]]:
    """The sentences to label: of the seeds any, of Reuters at most one of a story, of three kinds."""
    chance = random.Random(SEED)
    seeds = {path.name: path.read_text(encoding="utf-8") for path in sorted((PROJECT / "seeds").iterdir())}
    places = [
        (name, span)
        for name, text in seeds.items()
        for span in sentences_of(text)
        if len(text[span.start : span.end].split()) >= FEWEST
    ]
    for name, span in sorted(chance.sample(places, FROM_SEEDS), key=lambda one: (one[0], one[1].start)):
        yield _row("seeds", name, seeds[name], span)
    left = dict(COUNTS)
    stories = list(read_rows(set_file(sets / SET, "corpus.jsonl")))
    chance.shuffle(stories)
    for row in stories:
        text = story_text(row)
        spans = sentences_of(text) if len(text) <= LONGEST and "blah blah" not in text.lower() else []
        if len(spans) < SHORTEST:
            continue
        span = chance.choice(spans)
        if len(text[span.start : span.end].split()) < FEWEST:
            continue
        kind = _kind(text[span.start : span.end])
        if left[kind]:
            left[kind] -= 1
            yield _row(SET, row["_id"], text, span)


def _kind(sentence: str) -> Kind:
    if not _SPEECH.search(sentence):
        return "none"
    return "harder" if _HARDER.search(sentence) else "speech"


def _row(of: str, article: str, text: str, span: Span) -> dict[str, Any]:
    return {"set": of, "article": article, "start": span.start, "end": span.end, "sha256": digest(text, span)}


def digest(text: str, span: Span) -> str:
    """The sha256 of a sentence, so that a label is only ever compared with the words it was made for."""
    return hashlib.sha256(text[span.start : span.end].encode()).hexdigest()


def main(arguments: Sequence[str]) -> None:
    """Print the sample."""
    for row in sample(Path(arguments[0])):
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
