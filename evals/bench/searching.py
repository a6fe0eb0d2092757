"""Search over an index in a process of its own: how soon it opens, how long each leg takes, what memory it holds."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from evals.bench.process import BenchError
from evals.metrics.statistics import percentile
from rag.embedding.meaning import Meaning
from rag.embedding.minilm import MiniLM
from rag.retrieval.freshness import FileChecker, State
from rag.retrieval.retrieve import Retriever
from rag.schema import Document
from vectorstore import ChunkStore, Filters, open_store

WARM_UP = 20  # questions asked before, uncounted
LEGS = (
    "lexical",
    "lexical, a tenth of the dates",
    "dense",
    "dense, a tenth of the dates",
    "dense, an outlet",
    "embedding the question",
    "both, without re-ranking",
    "both, re-ranked",
)
_DEPTH = 50


class _Untouched(FileChecker):
    """Takes every file for what it was: the articles of these benchmarks have none."""

    def states(self, documents: Iterable[Document], *_: Any) -> dict[str, State]:
        return {document.id: "same" for document in documents}


def measure_search(index: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Milliseconds of each kind of search, seconds of opening and megabytes of memory."""
    ran = subprocess.run(
        [sys.executable, "-m", "evals.bench.searching", str(index)],
        input=json.dumps(list(questions)),
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise BenchError(f"searching ended with {ran.returncode}: {ran.stderr[-500:]}")
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def _search(index: Path, questions: Sequence[str]) -> dict[str, Any]:
    model = MiniLM()
    vectors = {question: model.embed([question])[0] for question in questions}
    started = time.perf_counter()
    store = open_store(index)
    said = store.refresh()
    found: dict[str, Any] = {"open": time.perf_counter() - started, "said": [entry.message for entry in said]}
    first = questions[0]
    started = time.perf_counter()
    store.lexical(first, _DEPTH, Filters())
    found["first lexical"] = time.perf_counter() - started
    started = time.perf_counter()
    store.dense(vectors[first], _DEPTH, Filters())
    found["first dense"] = time.perf_counter() - started
    started = time.perf_counter()
    store.warm()
    found["warm"] = time.perf_counter() - started
    retriever = Retriever(store, model, Meaning(model), _Untouched())
    tenth = _tenth_of_dates(store)
    outlet = Filters(publisher="Wire C")
    kinds: Mapping[str, Callable[[str], object]] = {
        "lexical": lambda text: store.lexical(text, _DEPTH, Filters()),
        "dense": lambda text: store.dense(vectors[text], _DEPTH, Filters()),
        "dense, a tenth of the dates": lambda text: store.dense(vectors[text], _DEPTH, tenth),
        "dense, an outlet": lambda text: store.dense(vectors[text], _DEPTH, outlet),
        "lexical, a tenth of the dates": lambda text: store.lexical(text, _DEPTH, tenth),
        "embedding the question": lambda text: model.embed([text]),
        "both, without re-ranking": lambda text: _both(retriever, text),
    }
    for name, search in kinds.items():
        found[name] = _times(search, questions)
    found["rss"] = _memory()
    found["both, re-ranked"] = _times(lambda text: retriever.retrieve(text, k=10), questions)
    found["rss re-ranked"] = _memory()
    store.close()
    return found


def _both(retriever: Retriever, text: str) -> object:
    """What a hybrid search does before it re-ranks."""
    lexical, dense = retriever.legs(text, depth=_DEPTH, mode="hybrid", filters=Filters(), degraded=[])
    chunks = retriever.store.chunks(list(dict.fromkeys(hit.chunk_id for hit in lexical + dense)))
    return retriever.store.documents({chunk.document_id for chunk in chunks})


def _tenth_of_dates(store: ChunkStore) -> Filters:
    """A range of dates that holds about a tenth of the articles."""
    days = sorted(head.published for head in store.heads() if head.published)
    until = date.fromisoformat(days[len(days) // 10]) - timedelta(days=1)
    return Filters(until=until.isoformat())


def _times(search: Callable[[str], object], questions: Sequence[str]) -> dict[str, float | None]:
    took = []
    for question in questions:
        started = time.perf_counter()
        search(question)
        took.append((time.perf_counter() - started) * 1000)
    counted = took[WARM_UP:]
    return {name: percentile(counted, share) for name, share in (("p50", 50), ("p95", 95), ("max", 100))}


def _memory() -> int:
    """Megabytes of this process in memory, mapped files included."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_search(Path(sys.argv[1]), json.load(sys.stdin))))
