"""How well copies of news stories are told from stories that are only near each other, and how fast."""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from evals.bench.bm25 import BM25
from evals.bench.copies import EDITS, edited, other_numbers, split_of, story_of
from evals.bench.output import Measured, tell
from evals.bench.sets import Article, read_rows, set_file
from rag.indexing.likeness import BANDS, Matter, likeness, matter, sketch
from rag.indexing.origins import group_origins
from rag.schema import Document
from vectorstore import SCHEMA, Entry, Stamp, create_store

SET = "reuters21578"
STORIES = 400  # of at least 60 words, edited in each way
ASKED = 40  # of these, whose nearest neighbours are looked at
NEAREST = 10
_HOURS = 72  # a story comes over the wire again within three days, a weekly report does not


@dataclass(frozen=True, slots=True)
class _Pair:
    kind: str
    split: str
    found: bool  # they share a band
    grouped: bool  # and are taken for copies


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a story's head says of it, by which two stories are told apart without reading them."""

    when: datetime | None
    tickers: frozenset[str]
    company: str


def measure(*, sets: Path, groups_to: Path) -> Measured:
    """Edited stories, near ones that are no copies, and the groups of the whole set, written to `groups_to`."""
    rows = [row for row in read_rows(set_file(sets / SET, "corpus.jsonl")) if row["has_body"]]
    articles = {row["_id"]: Article(row["_id"], row["title"], row["text"]) for row in rows}
    stated = {row["_id"]: _stated(row["title"], row["date"]) for row in rows}
    long = [article for article in articles.values() if len(article.text.split()) >= 60]
    sample = long[:: max(1, len(long) // STORIES)][:STORIES]
    tell(f"editing {len(sample)} stories")
    pairs = [*_edited_pairs(sample), *_reports(sample)]
    tell("looking for the nearest neighbours")
    pairs += _neighbours(sample[:: max(1, len(sample) // ASKED)], articles, stated)
    tell("grouping the whole set")
    seconds, groups = _group_all(list(articles.values()))
    groups_to.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps([{"id": name, "text": story_of(articles[name]).text} for name in group]) for group in groups]
    groups_to.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Measured(
        name="origins",
        about={
            "set": f"{SET}, {len(articles)} stories with a body",
            "edited": f"{len(sample)} of at least 60 words, in {len(EDITS)} ways",
            "whole set": f"{len(groups)} groups of {sum(map(len, groups))} stories, the largest of "
            f"{max(map(len, groups))}; {seconds:.1f} s of processor time to sketch and group, written to {groups_to}",
            "sketch": f"{_milliseconds(long):.2f} ms for 2,000 characters",
        },
        titles=["pairs", "dev", "test", "test, looked at"],
        rows=[_row(kind, pairs) for kind in dict.fromkeys(pair.kind for pair in pairs)],
        numbers={
            kind: {
                split: Counter(pair.grouped for pair in pairs if (pair.kind, pair.split) == (kind, split))[True]
                for split in ("dev", "test")
            }
            for kind in dict.fromkeys(pair.kind for pair in pairs)
        },
        notes=["Grouped, of all; for what is different each is an error. `looked at`: the two share a band."],
    )


def _row(kind: str, pairs: Sequence[_Pair]) -> list[str]:
    cells = [kind]
    for split, field in (("dev", "grouped"), ("test", "grouped"), ("test", "found")):
        here = [getattr(pair, field) for pair in pairs if (pair.kind, pair.split) == (kind, split)]
        share = f" ({sum(here) / len(here):.1%})" if here else ""
        cells.append(f"{sum(here)} of {len(here)}{share}")
    return cells


def _matter(text: str) -> Matter:
    return matter(text, title=text.split("\n", 1)[0])


def _pair(kind: str, split: str, one: str, other: str) -> _Pair:
    mine, theirs = _matter(one), _matter(other)
    sketches = sketch(mine), sketch(theirs)
    found = any(sketches[0][at : at + 4] == sketches[1][at : at + 4] for at in range(0, 4 * BANDS, 4))
    return _Pair(kind, split, found, found and likeness(mine, theirs).copies)


def _edited_pairs(sample: Sequence[Article]) -> Iterator[_Pair]:
    for number, article in enumerate(sample):
        for edit, (before, after) in edited(article, [sample[(number * 7 + 1) % len(sample)]]).items():
            yield _pair(edit, split_of(article), before, after)


def _reports(sample: Sequence[Article]) -> Iterator[_Pair]:
    for article in sample:
        texts = other_numbers(article)
        if texts is not None:
            yield _pair("different: every number another", split_of(article), *texts)


def _neighbours(asked: Sequence[Article], articles: dict[str, Article], stated: dict[str, _Stated]) -> Iterator[_Pair]:
    """The nearest stories by BM25 that are of another company, or more than three days away."""
    ranked = BM25({article.id: story_of(article).text for article in articles.values()})
    for article in asked:
        query = " ".join([article.title, *article.text.split()[:25]])
        for other in ranked.search(query, NEAREST + 1):
            why = _different(stated[article.id], stated[other])
            if other != article.id and why is not None:
                yield _pair(why, split_of(article), story_of(article).text, story_of(articles[other]).text)


def _stated(title: str, when: str) -> _Stated:
    moment = re.match(r"\s*(\d+-[A-Z]{3}-\d{4} \d\d:\d\d:\d\d)", when)
    tickers = frozenset(name.split(".")[0] for name in re.findall(r"<([A-Z][A-Z.]+)>", title))
    company = re.sub(r"CORRECT\w+|\W", " ", title).split()[:1]
    return _Stated(
        datetime.strptime(moment.group(1), "%d-%b-%Y %H:%M:%S") if moment else None, tickers, "".join(company)
    )


def _different(one: _Stated, other: _Stated) -> str | None:
    if one.tickers and other.tickers and not one.tickers & other.tickers and one.company != other.company:
        return "different: near, of another company"
    if one.when and other.when and abs((one.when - other.when).total_seconds()) > _HOURS * 3600:
        return "different: near, more than three days away"
    return None


def _group_all(articles: Sequence[Article]) -> tuple[float, list[list[str]]]:
    """Processor seconds to sketch and group all articles in a catalog of their own, and the groups of several."""
    with tempfile.TemporaryDirectory() as folder:
        store = create_store(Path(folder) / "index", Stamp("none", "none", 0, "none", SCHEMA))
        with store.writer() as writer:
            root = writer.root(Path(folder)).name
            entries = (Entry(_document(root, article), [], []) for article in articles)
            while some := list(islice(entries, 1000)):
                writer.put(some)
            started = time.process_time()
            group_origins(store, writer)
            seconds = time.process_time() - started
            groups: dict[str, list[str]] = defaultdict(list)
            for document in store.documents([article.id for article in articles]).values():
                groups[document.origin or document.id].append(document.id)
        store.close()
    return seconds, [group for group in groups.values() if len(group) > 1]


def _document(root: str, article: Article) -> Document:
    text = story_of(article).text
    return Document(
        article.id, root, f"{article.id}.txt", sha256=article.id, size=len(text), text=text, title=article.title
    )


def _milliseconds(articles: Sequence[Article]) -> float:
    texts = [text[:2000] for article in articles if len(text := story_of(article).text) >= 2000][:200]
    started = time.process_time()
    for text in texts:
        sketch(_matter(text))
    return (time.process_time() - started) / max(1, len(texts)) * 1000
