"""Who is told to speak, beside labels made by hand: the sentences of `evals/labelled/attribution.jsonl`."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.bench.answers import ratio_row
from evals.bench.attribution_sample import SET, digest, story_text
from evals.bench.output import Measured, tell
from evals.bench.sets import PROJECT, read_rows, set_file
from evals.cases import SPLITS, Split
from evals.markdown import table
from evals.metrics.abstention import Ratio
from rag.errors import DatelineError
from rag.schema import Document, Span

LABELLED = PROJECT / "evals" / "labelled" / "attribution.jsonl"
SEEDS = PROJECT / "seeds"

Names = tuple[str, ...]
"""One speaker's names, fullest first."""

_ARTICLES = frozenset({"the", "a", "an"})
_JOINS = frozenset({"of", "for", "at", "in", "from", "on"})


class LabelError(DatelineError):
    """A label and the sentence it was made for do not fit together."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with whom it credits: who says something in it, who carries that, and whom either reading allows."""

    article: str
    span: Span
    sha256: str
    says: tuple[Names, ...]
    via: tuple[Names, ...]
    may: tuple[Names, ...]

    @property
    def split(self) -> Split:
        """The half its article is in, by the sha256 of its name; dev may be looked at while the rules are tuned."""
        return SPLITS[int(hashlib.sha256(self.article.encode()).hexdigest(), 16) % 2]


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled sentence with whom the product credits with it."""

    labelled: Labelled
    text: str
    speakers: tuple[str, ...]
    carriers: tuple[str, ...]
    cited: str | None  # the one speaker that a citation states

    @property
    def right(self) -> int:
        """How many of those it credits are credited."""
        return sum(any(same(name, names) for name in self.credited) for names in self.wanted)

    @property
    def wrong(self) -> tuple[str, ...]:
        """Whom it does not credit, on either reading."""
        allowed = (*self.wanted, *self.labelled.may)
        return tuple(name for name in self.credited if not any(same(name, names) for names in allowed))

    @property
    def wanted(self) -> tuple[Names, ...]:
        """Whom the sentence credits."""
        return (*self.labelled.says, *self.labelled.via)

    @property
    def credited(self) -> tuple[str, ...]:
        """Whom the product credits."""
        return tuple(dict.fromkeys((*self.speakers, *self.carriers)))

    @property
    def one(self) -> Names | None:
        """The one who says what it claims; None for the article's own voice and for several."""
        return self.labelled.says[0] if len(self.labelled.says) == 1 else None


def same(name: str, names: Names) -> bool:
    """Whether a name is one of these: it is one, ends with one, or begins with one and says of what or where.

    >>> [same(name, ("Ali Velayati", "Velayati")) for name in ("Dr. Velayati", "Velayati, an advisor", "his office")]
    [True, True, False]
    """
    written = {tuple(_plain(name)), tuple(_plain(re.split(r"[,(]", name)[0]))}
    wanted = [tuple(_plain(one)) for one in names]
    return any(
        own == one or own[-len(one) :] == one or (own[: len(one)] == one and own[len(one)] in _JOINS)
        for own in written
        for one in wanted
        if len(own) >= len(one) > 0
    )


def _plain(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", name.replace("’", "'")).lower()
    kept = "".join(character for character in folded if not unicodedata.combining(character))
    found = re.findall(r"[\w&]+", re.sub(r"(?<=\w)\.(?=\w|\s|$)", "", kept).replace("'s", " s"))
    return found[1:] if len(found) > 1 and found[0] in _ARTICLES else found


def measure(*, sets: Path, show_test: bool) -> Measured:
    """Attribution over the labelled sentences; errors on the test half are only counted unless `show_test`.

    Raises SetMissingError where the stories are absent, LabelError where they are not those that were labelled.
    """
    labelled = [_labelled(row) for row in read_rows(LABELLED)]
    articles = _articles(sets, {one.article for one in labelled})
    tell(f"reading {len(labelled)} sentences in {len(articles)} articles")
    judged = [judge(one, articles[one.article]) for one in labelled]
    found = ratios(judged)
    own = sum(not one.says and not one.via for one in labelled)
    return Measured(
        name="attribution",
        about={
            "sentences": f"{len(labelled)}, {own} of them in the article's own voice, labelled by hand; "
            f"sha256 {hashlib.sha256(LABELLED.read_bytes()).hexdigest()[:16]}…",
            "articles": f"the five seeds and {len(articles) - 5} stories of {SET}",
            "aims": "precision at least 95 %, recall at least 80 %",
        },
        titles=["what", "half", "share", "95 % interval", "count"],
        rows=[[what, split, *ratio_row(what, ratio)[1:]] for (what, split), ratio in found.items()],
        numbers={f"{what}, {split}": {"hits": r.hits, "total": r.total} for (what, split), r in found.items()},
        notes=_errors([one for one in judged if show_test or one.labelled.split == "dev"]),
    )


def judge(labelled: Labelled, article: Document) -> Judged:
    """The sentence as the product reads it. Raises LabelError where it is not the one that was labelled."""
    from rag.answering.speaking.attribution import attributions_of, speaker_of

    span = labelled.span
    if digest(article.text, span) != labelled.sha256:
        raise LabelError(f"{labelled.article} has other words at {span.start} to {span.end} than were labelled")
    said = [one for one in attributions_of(article) if one.start < span.end and span.start < one.end]
    return Judged(
        labelled,
        " ".join(article.text[span.start : span.end].split()),
        tuple(one.speaker for one in said if one.speaker is not None),
        tuple(one.via for one in said if one.via is not None),
        speaker_of(article, span),
    )


_COUNTED: Mapping[str, Callable[[Judged], tuple[int, int]]] = {
    "credited rightly (precision)": lambda one: (
        len(one.credited) - len(one.wrong) - _either(one),
        len(one.credited) - _either(one),
    ),
    "credited of those to credit (recall)": lambda one: (one.right, len(one.wanted)),
    "a citation's speaker right (precision)": lambda one: (
        (0, 0)
        if one.cited is None or any(same(one.cited, names) for names in one.labelled.may)
        else (int(one.one is not None and same(one.cited, one.one)), 1)
    ),
    "a citation's speaker stated (recall)": lambda one: (
        (0, 0) if one.one is None else (int(one.cited is not None and same(one.cited, one.one)), 1)
    ),
    "the article's own voice left alone": lambda one: (
        (0, 0) if one.wanted or one.labelled.may else (int(not one.credited), 1)
    ),
    "carriers named": lambda one: (
        sum(any(same(name, names) for name in one.carriers) for names in one.labelled.via),
        len(one.labelled.via),
    ),
}


def _either(one: Judged) -> int:
    """How many are credited whom only one of two readings credits: they count neither way."""
    return sum(
        any(same(name, names) for names in one.labelled.may) and not any(same(name, names) for names in one.wanted)
        for name in one.credited
    )


def ratios(judged: Sequence[Judged]) -> dict[tuple[str, str], Ratio]:
    """Every count of the benchmark, by half and whole."""
    halves: dict[str, list[Judged]] = {
        split: [one for one in judged if one.labelled.split == split] for split in SPLITS
    }
    halves["both"] = list(judged)
    return {
        (what, half): Ratio(*(sum(part) for part in zip((0, 0), *map(count, ones), strict=True)))
        for what, count in _COUNTED.items()
        for half, ones in halves.items()
    }


def _labelled(row: dict[str, Any]) -> Labelled:
    says, via, may = (tuple(tuple(names) for names in row[key]) for key in ("says", "via", "may"))
    return Labelled(row["article"], Span(row["start"], row["end"]), row["sha256"], says, via, may)


def _articles(sets: Path, wanted: set[str]) -> dict[str, Document]:
    found = {path.name: path.read_text(encoding="utf-8") for path in SEEDS.iterdir() if path.name in wanted}
    rows = read_rows(set_file(sets / SET, "corpus.jsonl"))
    found |= {row["_id"]: story_text(row) for row in rows if row["_id"] in wanted}
    return {name: _document(name, text) for name, text in found.items()}


def _document(name: str, text: str) -> Document:
    content = text.encode()
    return Document(name, SET, name, hashlib.sha256(content).hexdigest(), len(content), text)


def _errors(judged: Sequence[Judged]) -> list[str]:
    rows = [list(row) for one in judged for row in _error(one)]
    return ["Where they differ:", table(["article", "label", "product", "sentence"], rows)] if rows else []


def _error(one: Judged) -> Iterator[tuple[str, ...]]:
    if one.wrong or one.right < len(one.wanted):
        wanted = "; ".join(names[0] for names in one.wanted) or "own voice"
        yield one.labelled.article, wanted, "; ".join(one.credited) or "own voice", one.text
