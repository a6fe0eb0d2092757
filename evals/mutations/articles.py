"""The articles of the three sources as sentences, and the human paraphrases of one of them."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sentencex import segment

from evals.bench.sets import SetMissingError
from evals.mutations.cases import Source

BEFORE = 3  # sentences before the evidence that belong to its background, as the product takes them
_FEWEST, _MOST = 8, 45  # words of a sentence that cases are made of
_TABLE = re.compile(
    r"\b(?:shr|net|revs|qtr|vs|oper|avg|nil|Blah|mths|NOTE)\b|\*|--|\.\.\."
    r"|[\[\]{}|\\=#+]|\b[A-Z]{2,} [A-Z]{2,} [A-Z]{2,}"
)
_UNTOKENISED = (
    (re.compile(r"``\s*|\s*''"), '"'),
    (re.compile(r"\s+([.,;:?!%)\]])"), r"\1"),
    (re.compile(r"([(\[$£€])\s+"), r"\1"),
    (re.compile(r"\s+('s|'|n't|'re|'ve|'ll|'d|'m)\b"), r"\1"),
    (re.compile(r"(?<=\w)\s+-\s+(?=\w)"), "-"),
    (re.compile(r"\s+--\s+"), " – "),
)


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its sentences, in order; those of one paragraph follow each other."""

    id: str
    source: Source
    title: str
    sentences: tuple[str, ...]

    def background(self, place: int) -> str:
        """The title and the sentences before this place."""
        return " ".join([self.title, *self.sentences[max(0, place - BEFORE) : place]])


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """A sentence that a person wrote from the selected sentences of a passage."""

    id: str
    article_id: str
    title: str
    sentence: str
    evidence: tuple[str, ...]


def usable(sentence: str) -> bool:
    """Whether this is a sentence of news prose and not a heading, a table or the half of a quotation."""
    found = sentence.split()
    plain = sum(word.strip(",.\"'“”").isalpha() and word[0].islower() for word in found)
    return (
        _FEWEST <= len(found) <= _MOST
        and sentence[-1:] in {".", "”", '"'}
        and (sentence[0].isupper() or sentence[0] in '“"')
        and sentence.count('"') % 2 == 0
        and sentence.count("“") == sentence.count("”")
        and sentence.count("(") == sentence.count(")")
        and plain >= 0.5 * len(found)
        and not _TABLE.search(sentence)
    )


def seeds(folder: Path) -> list[Article]:
    """The project's own articles; the first line of each is its title."""
    return [_article(path.name, "seeds", path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]


def _article(name: str, source: Source, text: str) -> Article:
    title, *paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    return Article(name, source, title, tuple(_sentences(paragraphs)))


def _sentences(paragraphs: list[str]) -> list[str]:
    return [found.strip() for paragraph in paragraphs for found in segment("en", " ".join(paragraph.split()))]


def reuters(sets: Path) -> Iterator[Article]:
    """The stories with a body, in an order of chance. Raises SetMissingError where the set is absent."""
    rows = [row for row in _rows(sets / "reuters21578" / "corpus.jsonl.gz") if row["text"].strip()]
    for row in sorted(rows, key=lambda row: hashlib.sha256(row["_id"].encode()).hexdigest()):
        paragraphs = re.split(r"\n\s{2,}", row["text"])
        yield Article(row["_id"], "reuters21578", row["title"] or "", tuple(_sentences(paragraphs)))


def clapnq(sets: Path) -> list[Paraphrase]:
    """Every sentence of the human answers with the sentences their writer selected.

    Raises SetMissingError where the set is absent.
    """
    titles = {row["_id"]: row["title"] for row in _rows(sets / "clapnq" / "corpus.jsonl.gz")}
    found: list[Paraphrase] = []
    for row in _rows(sets / "clapnq" / "queries.jsonl.gz"):
        for written, output in enumerate(row["output"] if row["answerable"] else ()):
            evidence = tuple(untokenised(text) for text in output["selected_sentences"] if text.strip())
            answer = [line for line in re.split(r"[\r\n]+", untokenised(output["answer"])) if line.strip()]
            for place, sentence in enumerate(_sentences(answer)):
                article = row["gold_doc_ids"][0]
                name = f"{row['_id']}.{written}.{place}"
                if evidence and len(sentence.split()) >= 4:
                    found.append(Paraphrase(name, article, titles[article], sentence, evidence))
    return found


def untokenised(text: str) -> str:
    """Text that was taken apart into tokens, written as people write it.

    >>> untokenised("the `` double coat '' , one - year old ( it 's soft ) .")
    'the "double coat", one-year old (it\\'s soft).'
    """
    text = re.sub(r"``\s*(.*?)\s*''", r'"\1"', text)
    for pattern, written in _UNTOKENISED:
        text = pattern.sub(written, text)
    return text.strip()


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise SetMissingError(f"skipped: there is no {path}; say where the sets are with --sets DIR")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
