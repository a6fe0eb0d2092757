"""How ingest, search, memory and disk grow with the archive, from a thousand chunks to a million."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.bench.growing import REAL_VECTORS, SET, articles, read_stories, turned_vectors
from evals.bench.grown import grown_to, shrunk
from evals.bench.output import Measured, tell
from evals.bench.scale_plot import growth_plot
from evals.bench.searching import LEGS, measure_search
from rag.embedding.minilm import MiniLM
from rag.indexing.chunking import chunk_document, chunking_fingerprint, embedded_text
from rag.schema import Document
from rag.settings import Settings
from vectorstore import SCHEMA, Stamp

QUESTIONS = 100


def measure(sizes: Sequence[int], *, sets: Path, work: Path, plot: Path | None = None) -> Measured:
    """An archive of each size: ingest, search in a process of its own, disk, and a deletion in a copy.

    What was grown before below `work` is searched again, and its figures of ingest are those of then.
    Raises SetMissingError, PlotError.
    """
    stories = read_stories(sets)
    vectors = turned_vectors(_texts(articles(stories)), work)
    model = MiniLM()
    stamp = Stamp("minilm", model.fingerprint, model.dimensions, chunking_fingerprint(Settings().chunk_tokens), SCHEMA)
    titles = [story.title for story in stories[:: max(1, len(stories) // (QUESTIONS + 20))] if story.title.strip()]
    measured: dict[str, dict[str, Any]] = {}
    folder: Path | None = None
    place = work / "scale"
    for size in sorted(sizes):
        folder, ingest = grown_to(size, before=folder, place=place, stories=stories, vectors=vectors, stamp=stamp)
        tell(f"{ingest['chunks_a_second']:.0f} chunks a second of text; searching")
        disk = _disk(folder / "index")
        search = measure_search(folder / "index", [f"What is said of {title}?" for title in titles[: QUESTIONS + 20]])
        tell("deleting")
        deletion = shrunk(folder, place=place, stories=stories, vectors=vectors, stamp=stamp)
        measured[str(size)] = {"ingest": ingest, "search": search, "disk": disk, "deletion": deletion}
    if plot is not None:
        growth_plot(measured).write(plot)
        tell(f"drawn in {plot}")
    return _report(measured)


def _texts(documents: Iterator[Document]) -> list[str]:
    texts: list[str] = []
    for document in documents:
        texts += [embedded_text(document, chunk) for chunk in chunk_document(document, max_tokens=200)]
        if len(texts) >= REAL_VECTORS:
            break
    return texts[:REAL_VECTORS]


def _disk(index: Path) -> dict[str, int]:
    """Bytes of each part of the index."""
    sizes: dict[str, int] = {}
    for file in index.rglob("*"):
        if file.is_file():
            part = file.relative_to(index).parts[0]
            name = "catalog" if part.startswith("catalog") else part
            sizes[name] = sizes.get(name, 0) + file.stat().st_size
    return sizes


def _rows(measured: Sequence[dict[str, Any]]) -> list[list[str]]:
    def row(what: str, show: Callable[[dict[str, Any]], str]) -> list[str]:
        return [what, *map(show, measured)]

    def leg(name: str) -> list[str]:
        return row(f"{name}, p50 / p95 ms", lambda one: "{p50:.1f} / {p95:.1f}".format(**one["search"][name]))

    def seconds(what: str, steps: Sequence[str]) -> list[str]:
        return row(f"{what}, s", lambda one: ", ".join(f"{one['ingest'][step]:.1f}" for step in steps))

    def deletion(one: dict[str, Any]) -> str:
        text = one["deletion"]["chunks"] / one["ingest"]["chunks_a_second"]
        return f"{one['deletion']['seconds']:.1f} (text ingested in {text:.1f})"

    parts = ("catalog", "dense", "lexical")
    return [
        row("chunks added", lambda one: f"{one['ingest']['added_chunks']:,}"),
        row("text ingested, chunks a second", lambda one: f"{one['ingest']['chunks_a_second']:.0f}"),
        seconds("chunking; catalog; lexical index", ("chunking", "catalog", "lexical")),
        seconds("vectors kept; dense index", ("vectors", "dense")),
        row("load of the machine while it grew", lambda one: f"{one['ingest']['load']:.1f}"),
        row("opened, s", lambda one: f"{one['search']['open']:.2f}"),
        row(
            "first search by words; by meaning, s",
            lambda one: f"{one['search']['first lexical']:.2f}, {one['search']['first dense']:.2f}",
        ),
        row("dense index opened, beside, s", lambda one: f"{one['search']['warm']:.2f}"),
        *map(leg, LEGS),
        row("memory; with re-ranking, MB", lambda one: f"{one['search']['rss']}, {one['search']['rss re-ranked']}"),
        row(
            f"disk: {'; '.join(parts)}, MB",
            lambda one: ", ".join(f"{one['disk'].get(part, 0) / 2**20:.0f}" for part in parts),
        ),
        row("a tenth deleted, s", deletion),
    ]


def _report(measured: dict[str, dict[str, Any]]) -> Measured:
    sizes = list(measured)
    return Measured(
        name="scale",
        about={
            "text": f"{SET}, repeated with other numbers, titles and orders of paragraphs",
            "vectors": f"{REAL_VECTORS} real ones (MiniLM), each turned by 27 degrees at random for each chunk",
            "questions": f"{QUESTIONS} titles, each asked once; 20 others before, uncounted",
        },
        titles=["what", *(f"{int(size):,} chunks" for size in sizes)],
        rows=_rows([measured[size] for size in sizes]),
        numbers=measured,
        notes=[
            "Freshness of files is not looked at here (there are none): one file status an article that is shown.",
            "Each size is grown from the one before: its rates are of what was added.",
        ],
    )
