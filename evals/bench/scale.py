"""How ingest, search, memory and disk grow with the archive, from a thousand chunks to a million."""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.bench.growing import REAL_VECTORS, ROOT, SET, TurnedVectors, articles, read_stories, turned_vectors
from evals.bench.output import Measured, tell
from evals.bench.searching import LEGS, measure_search
from rag.embedding.minilm import MiniLM
from rag.indexing.chunking import chunk_document, chunking_fingerprint, embedded_text
from rag.schema import Document
from rag.settings import Settings
from vectorstore import SCHEMA, ChunkStore, Entry, Filters, Stamp, StoreWriter, create_store, text_hash

QUESTIONS = 100
DELETED = 0.1  # share of the articles deleted at each size
_TOGETHER = 500  # articles in one transaction
_VECTORS_TOGETHER = 2000


@dataclass
class _Growth:
    """An archive that grows: its store, the articles still to come, and what is put in it."""

    store: ChunkStore
    coming: Iterator[Document]
    vectors: TurnedVectors
    documents: list[str]

    def grow(self, chunks: int) -> dict[str, float]:
        """Add articles until there are so many chunks; seconds of each step, and how much was added."""
        before = self.store.state()
        took = {"chunking": 0.0, "catalog": 0.0, "lexical": 0.0, "vectors": 0.0}
        with self.store.writer() as writer:
            writer.root(Path("/nowhere") / ROOT)
            while (missing := chunks - self.store.state().chunks) > 0:
                self._put(writer, min(_TOGETHER, missing), took)
            _timed(took, "lexical", lambda: writer.publish(dense=False))
            hashes = (chunk.hash for chunk in writer.pending())
            while some := list(itertools.islice(hashes, _VECTORS_TOGETHER)):
                made = self.vectors.of(some)
                _timed(took, "vectors", lambda made=made: writer.add_vectors(made))
            started = time.perf_counter()
        took["dense"] = time.perf_counter() - started
        after = self.store.state()
        text = took["chunking"] + took["catalog"] + took["lexical"]
        added = after.chunks - before.chunks
        return {
            **took,
            "text": text,
            "added_chunks": added,
            "added_articles": after.documents - before.documents,
            "chunks_a_second": added / text,
        }

    def _put(self, writer: StoreWriter, count: int, took: dict[str, float]) -> None:
        started = time.perf_counter()
        entries = []
        for document in itertools.islice(self.coming, count):
            chunks = chunk_document(document, max_tokens=Settings().chunk_tokens)
            entries.append(Entry(document, chunks, [text_hash(embedded_text(document, chunk)) for chunk in chunks]))
        took["chunking"] += time.perf_counter() - started
        _timed(took, "catalog", lambda: writer.put(entries))
        self.documents += [entry.document.id for entry in entries]

    def shrink(self) -> dict[str, float]:
        """Delete every tenth article; raises AssertionError when a leg still finds one of them."""
        chosen = self.documents[:: round(1 / DELETED)]
        gone = set(chosen)
        some = self.store.documents(chosen[:: max(1, len(chosen) // 50)])
        chunks = self.store.state().chunks
        started = time.perf_counter()
        with self.store.writer() as writer:
            writer.delete(chosen)
        took = time.perf_counter() - started
        chunks -= self.store.state().chunks
        self.documents = [name for name in self.documents if name not in gone]
        self._check_gone(some, gone)
        return {"seconds": took, "articles": len(gone), "chunks": chunks}

    def _check_gone(self, documents: Mapping[str, Document], gone: set[str]) -> None:
        assert not self.store.documents(gone)
        for document in documents.values():
            chunk, *_ = chunk_document(document, max_tokens=Settings().chunk_tokens)
            name = text_hash(embedded_text(document, chunk))
            vector = self.vectors.of([name])[name]
            for filters in (Filters(), Filters(publisher=document.publisher)):
                hits = self.store.dense(vector, 50, filters) + self.store.lexical(document.title or "", 50, filters)
                assert not {hit.chunk_id.rpartition("#")[0] for hit in hits} & gone


def measure(sizes: Sequence[int], *, sets: Path, work: Path) -> Measured:
    """One archive grown to each size in turn: ingest, search in a process of its own, disk, and a deletion.

    Raises SetMissingError.
    """
    stories = read_stories(sets)
    place = work / "scale"
    shutil.rmtree(place, ignore_errors=True)
    vectors = turned_vectors(_texts(articles(stories)), work)
    model = MiniLM()
    stamp = Stamp("minilm", model.fingerprint, model.dimensions, chunking_fingerprint(Settings().chunk_tokens), SCHEMA)
    growth = _Growth(create_store(place / "index", stamp), articles(stories), vectors, [])
    titles = [story.title for story in stories[:: max(1, len(stories) // (QUESTIONS + 20))] if story.title.strip()]
    measured: dict[str, dict[str, Any]] = {}
    for size in sorted(sizes):
        tell(f"growing to {size:,} chunks")
        ingest = growth.grow(size)
        tell(f"{ingest['chunks_a_second']:.0f} chunks a second of text; searching")
        disk = _disk(place / "index")
        search = measure_search(place / "index", [f"What is said of {title}?" for title in titles[: QUESTIONS + 20]])
        tell("deleting")
        measured[str(size)] = {"ingest": ingest, "search": search, "disk": disk, "deletion": growth.shrink()}
    growth.store.close()
    return _report(measured)


def _texts(documents: Iterator[Document]) -> list[str]:
    texts: list[str] = []
    for document in documents:
        texts += [embedded_text(document, chunk) for chunk in chunk_document(document, max_tokens=200)]
        if len(texts) >= REAL_VECTORS:
            break
    return texts[:REAL_VECTORS]


def _timed(took: dict[str, float], step: str, work: Any) -> None:
    started = time.perf_counter()
    work()
    took[step] += time.perf_counter() - started


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
        row("opened, s", lambda one: f"{one['search']['open']:.2f}"),
        row(
            "first search by words; by meaning, s",
            lambda one: f"{one['search']['first lexical']:.2f}, {one['search']['first dense']:.2f}",
        ),
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
            "Each size is grown from the one before, of which a tenth was deleted: rates are of what was added.",
        ],
    )
