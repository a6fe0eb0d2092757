"""What an ingest costs, stage by stage, beside the least that each stage can cost on the same files."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.bench.output import Measured, tell
from evals.bench.process import BenchError, Took, dateline
from evals.bench.sets import PROJECT, read_rows, set_file
from rag.embedding import open_embedder
from rag.embedding.none import NoEmbedder
from rag.indexing.chunking import embedded_text
from rag.indexing.files import files_in, scope_of
from rag.indexing.ingest import ingest
from rag.indexing.stamp import stamp_of
from rag.indexing.texts import TextStage
from rag.indexing.vectors import fill_vectors
from rag.settings import Settings
from vectorstore import create_store, open_store
from vectorstore.catalog import Catalog, Delta
from vectorstore.lexical import build_lexical

SET = "reuters21578"
QUESTION = "What did the finance minister say about the budget deficit?"
LIMITS = {"text": 2.0, "text, same index": 2.0, "vectors": 1 / 0.9, "unchanged": 1.5}  # times the least
ANSWERABLE = 60.0  # seconds
ROUNDS = 3  # of each side, taking turns; the fastest counts
VECTOR_STORIES = 150  # whose chunks are embedded on both sides
_PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the stories are and where indexes are made."""

    stories: Path
    scratch: Path

    def fresh(self) -> Path:
        """A folder for an index, made anew."""
        return Path(tempfile.mkdtemp(dir=self.scratch))


def measure(*, sets: Path, work: Path, stories: int | None) -> Measured:
    """Write the set's stories as files and ingest them; `stories` takes the first so many.

    Raises SetMissingError, BenchError.
    """
    corpus = set_file(sets / SET, "corpus.jsonl")
    folder, count = written(corpus, work, stories)
    work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ingest-", dir=work) as scratch:
        place = _Place(folder, Path(scratch))
        tell("text: reading, hashing and tantivy alone, beside the text stage")
        texts = _sides(lambda: _least_of_text(place), lambda: _text_stage(place))
        tell("unchanged: hashing alone, beside a second ingest")
        index = place.fresh()
        ingest([folder], settings=Settings(), index=index, embedder=NoEmbedder())
        again = _sides(lambda: _hashed(folder), lambda: _ingested_again(folder, index))
        same = min(_timed(lambda: _same_index(place, index)) for _ in range(ROUNDS)), texts[1]
        tell("vectors: the model alone, beside the vector stage")
        vectors, chunks = _vectors(place)
        tell("a question while the ingest runs")
        answered = _answerable(place, documents=_documents_in(index))
    return _tabulated(texts, same, again, vectors, chunks=chunks, answered=answered, stories=count)


def written(corpus: Path, work: Path, stories: int | None) -> tuple[Path, int]:
    """The folder of stories, one file each, and how many there are."""
    rows = list(read_rows(corpus))[:stories]
    folder = work / f"{SET}-{len(rows)}" / "stories"
    if not folder.is_dir():
        beside = folder.with_name("stories.part")
        beside.mkdir(parents=True, exist_ok=True)
        for number, row in enumerate(rows):
            title = f"{row['title']}\n\n" if row.get("title") else ""
            (beside / f"{number:06d}.txt").write_text(f"{title}{row['text']}\n", encoding="utf-8")
        beside.rename(folder)
    return folder, len(rows)


# the two sides of each stage


def _sides(least: Callable[[], object], product: Callable[[], object]) -> tuple[Took, Took]:
    """The fastest of some rounds of both, taking turns; the first fills the file cache and is not counted."""
    least()
    took: list[tuple[Took, Took]] = [(_timed(least), _timed(product)) for _ in range(ROUNDS)]
    return min(one for one, _ in took), min(other for _, other in took)


def _timed(work: Callable[[], object]) -> Took:
    with _clock() as read:
        work()
        return read()


@contextmanager
def _clock() -> Iterator[Callable[[], Took]]:
    gc.collect()
    gc.freeze()  # what the benchmark itself holds is not looked through on anyone's time
    started, before = time.perf_counter(), _processor_seconds()
    yield lambda: Took(time.perf_counter() - started, _processor_seconds() - before)


def _processor_seconds() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _hashed(folder: Path) -> None:
    for here, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(here, name), "rb") as file:
                hashlib.sha256(file.read()).hexdigest()


def _least_of_text(place: _Place) -> None:
    """Read and hash every file, and index title and text with tantivy, stemmed and with positions."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("path", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", tokenizer_name="en_stem")
    builder.add_text_field("body", tokenizer_name="en_stem")
    index = tantivy.Index(builder.build(), path=str(place.fresh()))
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for here, _, names in os.walk(place.stories):
        for name in names:
            with open(os.path.join(here, name), "rb") as file:
                content = file.read()
            hashlib.sha256(content).hexdigest()
            title, _, body = content.decode("utf-8", "replace").partition("\n")
            writer.add_document(tantivy.Document(path=name, title=title, body=body))
    writer.commit()
    writer.wait_merging_threads()


def _same_index(place: _Place, index: Path) -> None:
    """Read and hash every file, and build the product's own lexical index from a catalog that is made already."""
    _hashed(place.stories)
    catalog = Catalog(index)
    build_lexical(place.fresh(), catalog, None, Delta((), tuple(catalog.document_ids())), None)
    catalog.connections.close()


def _text_stage(place: _Place) -> None:
    """The first stage of an ingest, until all text can be searched by any process."""
    settings, index = Settings(), place.fresh()
    found = files_in([scope_of(place.stories)], index=index)
    with closing(create_store(index, stamp_of(NoEmbedder(), settings))) as store, store.writer() as writer:
        TextStage(store, writer, settings, None).read(found)
        writer.publish(dense=False)


def _ingested_again(folder: Path, index: Path) -> None:
    summary = ingest([folder], settings=Settings(), index=index, embedder=NoEmbedder())
    if summary.added or summary.updated:
        raise BenchError(f"of unchanged files {summary.added + summary.updated} were read as new")


def _vectors(place: _Place) -> tuple[tuple[Took, Took], int]:
    """The model over the chunks of some stories, all in one call, and the vector stage over the same."""
    settings = Settings()
    embedder = open_embedder(None, settings)
    some = place.scratch / "some"
    some.mkdir()
    for story in sorted(place.stories.iterdir())[:VECTOR_STORIES]:
        shutil.copy(story, some)
    embedder.embed(["The model is loaded before the clock starts."])
    took: list[tuple[Took, Took]] = []
    for _ in range(2):
        index = place.fresh()
        with closing(create_store(index, stamp_of(embedder, settings))) as store, store.writer() as writer:
            TextStage(store, writer, settings, None).read(files_in([scope_of(some)], index=index))
            heads = store.heads()
            documents = store.documents(head.id for head in heads)
            held = store.chunks([f"{head.id}#{n}" for head in heads for n in range(head.chunks)])
            texts = list(dict.fromkeys(embedded_text(documents[chunk.document_id], chunk) for chunk in held))
            alone = _timed(lambda texts=texts: embedder.embed(texts))  # type: ignore[misc]
            with _clock() as read:
                made = fill_vectors(store, writer, embedder, None)
                stage = read()
        if made != len(texts):
            raise BenchError(f"{made} vectors were made of {len(texts)} texts")
        took.append((alone, stage))
    return (min(one for one, _ in took), min(other for _, other in took)), len(texts)


# a question while the ingest runs


def _documents_in(index: Path) -> int:
    with closing(open_store(index)) as store:
        return store.state().documents


def _answerable(place: _Place, *, documents: int) -> float:
    """Seconds from the command until a question put by another process is answered over all these articles."""
    index = place.fresh()
    started = time.perf_counter()
    running = subprocess.Popen(
        [*dateline(), "ingest", str(place.stories), "--index", str(index)],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - started < _PATIENCE:
            if running.poll() not in (None, 0):
                raise BenchError(f"dateline ingest ended with {running.returncode}")
            if (index / "catalog.db").exists() and _documents_in(index) >= documents:
                answer = _asked(index)
                behind = {entry["part"] for entry in answer["degraded"]} & {"lexical", "catalog"}
                if answer["index"]["documents"] >= documents and not behind:
                    return time.perf_counter() - started
            time.sleep(0.5)
        raise BenchError(f"no question was answered over all articles within {_PATIENCE:.0f} s")
    finally:
        running.kill()
        running.wait()


def _asked(index: Path) -> dict[str, Any]:
    asked = subprocess.run(
        [*dateline(), "ask", QUESTION, "--llm", "none", "--index", str(index), "--json"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode not in (0, 3):
        raise BenchError(f"dateline ask ended with {asked.returncode}: {asked.stderr.strip()}")
    answer: dict[str, Any] = json.loads(asked.stdout)
    return answer


def _tabulated(
    texts: tuple[Took, Took],
    same: tuple[Took, Took],
    again: tuple[Took, Took],
    vectors: tuple[Took, Took],
    *,
    chunks: int,
    answered: float,
    stories: int,
) -> Measured:
    rows, numbers, notes = [], {}, []
    for name, least, sides in (
        ("text", "reading, hashing and plain tantivy", texts),
        ("text, same index", "reading, hashing and the product's lexical index", same),
        ("unchanged", "hashing the files", again),
        ("vectors", "the model alone", vectors),
    ):
        alone, product = sides
        ratio = product.wall / alone.wall
        seconds = (alone.wall, product.wall, alone.processor, product.processor)
        rows.append([name, least, *(f"{value:.2f}" for value in seconds), f"{ratio:.2f}", f"{LIMITS[name]:.2f}"])
        numbers[name] = {"alone": alone._asdict(), "product": product._asdict(), "ratio": ratio, "limit": LIMITS[name]}
        notes.append(
            f"{name}: {ratio:.2f} times {least}; the limit is {LIMITS[name]:.2f}: {_kept(ratio, LIMITS[name])}"
        )
    notes.append(
        f"A question was answered over all {stories:,} stories {answered:.1f} s after `dateline ingest` began; "
        f"the limit is {ANSWERABLE:.0f} s: {_kept(answered, ANSWERABLE)}"
    )
    return Measured(
        name="ingest",
        about={
            "set": SET,
            "stories": f"{stories:,}, one file each",
            "rounds": f"{ROUNDS} of each side, taking turns; the fastest counts, files are in the file cache",
            "vectors": f"{chunks:,} chunks of the first {VECTOR_STORIES} stories",
        },
        titles=["stage", "the least", "s of it", "s of Dateline", "processor", "of Dateline", "times", "limit"],
        rows=rows,
        numbers={**numbers, "answerable_seconds": answered},
        notes=notes,
    )


def _kept(value: float, limit: float) -> str:
    return "kept." if value <= limit else "NOT kept."
