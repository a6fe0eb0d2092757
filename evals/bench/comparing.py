"""Comparisons of articles: which claims are told to agree or to contradict, and which names, beside labels."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.answers import ratio_row
from evals.bench.output import Measured, tell
from evals.bench.sets import PROJECT, read_rows
from evals.cases import Split
from evals.metrics.abstention import Ratio
from rag.words import fold

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.embedding import Embedder
    from rag.schema import Answer, Row

LABELLED = PROJECT / "evals" / "labelled" / "comparisons.jsonl"
_MARKS = "“”\"'‘’ "

Place = tuple[str, str]
"""An article's path and words of a sentence in it."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question over a few articles, with what a full answer tells."""

    question: str
    contradicts: tuple[tuple[Place, Place], ...] = ()
    says: tuple[tuple[Place, Place], ...] = ()
    names: frozenset[Place] = frozenset()  # (path, name)
    nothing: bool = False  # no article speaks of it


@dataclass(frozen=True, slots=True)
class Group:
    """Articles made up for it, and what is asked of them."""

    id: str
    split: Split
    articles: Mapping[str, str]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer tells of one kind, and which of it, and of what is labelled, is right."""

    kind: str
    split: Split
    told: int
    right: int
    labelled: int


def measure() -> Measured:
    """Every case asked of an index of its own articles, without a model."""
    from rag.embedding import open_embedder
    from rag.settings import Settings

    groups = read_groups(LABELLED)
    embedder = open_embedder("minilm", Settings())
    found: list[Told] = []
    tell(f"asking {sum(len(group.cases) for group in groups)} questions of {len(groups)} groups of articles")
    for group in groups:
        with tempfile.TemporaryDirectory() as folder:
            assistant = _indexed(group, Path(folder), embedder)
            try:
                for case in group.cases:
                    found += compare(group, case, assistant.answer(case.question, llm="none"))
            finally:
                assistant.close()
    shares = ratios(found)
    return Measured(
        name="comparing",
        about={
            "labels": f"{LABELLED.name}: {len(groups)} groups of articles that were made up for it",
            "a claim": "two articles' sentences that the table sets side by side, both those that are labelled",
            "a name": "a row's name in an article's column",
        },
        titles=["what", "share", "95 % interval", "count"],
        rows=[ratio_row(what, ratio) for what, ratio in shares.items()],
        numbers={what: {"hits": ratio.hits, "total": ratio.total} for what, ratio in shares.items()},
    )


def read_groups(path: Path) -> list[Group]:
    """The groups of a file of labels."""
    return [
        Group(
            id=row["id"],
            split=row["split"],
            articles=row["articles"],
            cases=tuple(
                Case(
                    question=case["question"],
                    contradicts=tuple(((a, b), (c, d)) for a, b, c, d in case.get("contradicts", [])),
                    says=tuple(((a, b), (c, d)) for a, b, c, d in case.get("says", [])),
                    names=frozenset((p, _plain(name)) for p, names in case.get("names", {}).items() for name in names),
                    nothing=case.get("nothing", False),
                )
                for case in row["cases"]
            ),
        )
        for row in read_rows(path)
    ]


def compare(group: Group, case: Case, answer: Answer) -> list[Told]:
    """What the answer's table tells, beside the labels of its case."""
    if case.nothing:
        return [Told("nothing spoken of, nothing told", group.split, 1, int(answer.status == "abstained"), 1)]
    rows = answer.table.rows if answer.table is not None else ()
    path_of = {citation.document_id: citation.path for citation in answer.citations}
    columns = answer.table.columns[1:] if answer.table is not None else ()
    paths = [path_of.get(column.document_id or "", "") for column in columns]
    if case.names:
        told = {
            (path, _plain(row.cells[0].text))
            for row in rows
            for path, cell in zip(paths, row.cells[1:], strict=True)
            if cell.stance == "says"
        }
        return [Told("names", group.split, len(told), len(told & case.names), len(case.names))]
    quotes = {citation.number: citation.quote for citation in answer.citations}
    found = []
    for kind, labels in (("contradicts", case.contradicts), ("says", case.says)):
        pairs = [pair for row in rows for pair in _pairs(row, paths, quotes, kind)]
        right = [label for pair in pairs if (label := _labelled(pair, labels)) is not None]
        found.append(Told(kind, group.split, len(pairs), len(set(right)), len(labels)))
    return found


def ratios(found: Sequence[Told]) -> dict[str, Ratio]:
    """Precision and recall of each kind, on either half."""
    shares: dict[str, Ratio] = {}
    for kind in dict.fromkeys(told.kind for told in found):
        for split in ("dev", "test"):
            own = [told for told in found if told.kind == kind and told.split == split]
            if own:
                right = sum(told.right for told in own)
                shares[f"{kind}, {split}: told that is right"] = Ratio(right, sum(told.told for told in own))
                shares[f"{kind}, {split}: labelled that is told"] = Ratio(right, sum(told.labelled for told in own))
    return shares


def _pairs(
    row: Row, paths: Sequence[str], quotes: Mapping[int | None, str], kind: str
) -> Iterator[tuple[Place, Place]]:
    """The two sentences of every two articles that say a row's claim, or of which one contradicts the other."""
    cited = [
        (cell.stance, (path, quotes[cell.citations[0]]))
        for path, cell in zip(paths, row.cells[1:], strict=False)
        if cell.citations
    ]
    say = [place for stance, place in cited if stance == "says"]
    if kind == "says":
        yield from ((one, other) for nth, one in enumerate(say) for other in say[nth + 1 :])
    else:
        yield from ((one, other) for one in say for stance, other in cited if stance == "contradicts")


def _labelled(pair: tuple[Place, Place], labels: Sequence[tuple[Place, Place]]) -> tuple[Place, Place] | None:
    for label in labels:
        for first, second in (pair, pair[::-1]):
            if all(
                here[0] == there[0] and there[1] in here[1] for here, there in zip((first, second), label, strict=True)
            ):
                return label
    return None


def _plain(name: str) -> str:
    """A name without its marks, article and plural, as names are compared."""
    return fold(name).strip(_MARKS).removeprefix("a ").removeprefix("an ").removesuffix("s")


def _indexed(group: Group, folder: Path, embedder: Embedder) -> Assistant:
    from rag.assistant import Assistant
    from rag.indexing.ingest import ingest
    from rag.settings import Settings

    for path, text in group.articles.items():
        (folder / "news").mkdir(exist_ok=True)
        (folder / "news" / path).write_text(text, encoding="utf-8")
    settings = Settings(index=folder / "index", llm="none")
    ingest([folder / "news"], settings=settings, index=folder / "index", embedder=embedder, sync=False)
    return Assistant.open(folder / "index", settings=settings)
