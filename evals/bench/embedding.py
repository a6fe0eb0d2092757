"""How fast the product's embedding loop is, beside other ways to run the same model on the same chunks."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from evals.bench.output import Measured, tell
from evals.bench.sets import read_rows, set_file

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SET = "reuters21578"
ROUND = 50  # chunks that each set-up embeds before the next one's turn
PRODUCT = "the product"
TITLES = (
    "set-up",
    "chunks a second",
    "of the best",
    "a second of processor time",
    "of the best",
    "farthest from alone",
    "candidate",
)

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]


@dataclass(frozen=True, slots=True)
class SetUp:
    """One way to run the model: `workers` threads, each running batches in a session of `threads` threads."""

    name: str
    batch: int = 1
    by_length: bool = False
    workers: int = 1
    threads: int = 1  # of one session
    sessions: int = 1
    cap: int = 256  # word pieces
    graph: Literal["all", "basic"] = "all"
    arena: bool = True
    spinning: bool = True


SET_UPS = (
    SetUp("one text a run, one thread"),
    SetUp("one text a run, a session of two threads", threads=2),
    SetUp("one text a run, a session of two threads that do not spin", threads=2, spinning=False),
    SetUp("one text a run, two workers, one session", workers=2),
    SetUp("one text a run, longest first, two workers, one session", workers=2, by_length=True),
    SetUp("one text a run, two workers, a session each", workers=2, sessions=2),
    SetUp("one text a run, two workers, basic graph", workers=2, graph="basic"),
    SetUp("one text a run, two workers, no arena", workers=2, arena=False),
    SetUp("batches of 8 as they come, a session of two threads", batch=8, threads=2),
    SetUp("batches of 8 by length, a session of two threads", batch=8, by_length=True, threads=2),
    SetUp("batches of 8 by length, two workers, a session each", batch=8, by_length=True, workers=2, sessions=2),
    SetUp("batches of 32 by length, two workers", batch=32, by_length=True, workers=2),
    SetUp("one text a run, two workers, at most 128 word pieces", workers=2, cap=128),
)


def measure(*, sets: Path, chunks: int) -> Measured:
    """Every set-up over the same chunks, taking turns, so that what else runs here slows all alike.

    A set-up that gives a text another vector than the model gives it alone is shown, but is no candidate.
    Raises SetMissingError where the stories are absent.
    """
    from rag.embedding.minilm import MiniLM

    texts = _texts(sets, chunks)
    product = MiniLM()
    loops: dict[str, Embed] = {PRODUCT: product.embed, **{set_up.name: _loop(set_up) for set_up in SET_UPS}}
    for embed in loops.values():
        embed(texts[:2])  # loads the model
    seconds = {name: Taken() for name in loops}
    farthest = dict.fromkeys(loops, 0.0)
    names = list(loops)
    for turn, start in enumerate(range(0, len(texts), ROUND)):
        some = texts[start : start + ROUND]
        tell(f"chunks {start + 1} to {start + len(some)} of {len(texts)}")
        vectors = {name: seconds[name].of(loops[name], some) for name in _rotated(names, turn)}
        alone = vectors[SET_UPS[0].name]
        for name, found in vectors.items():
            farthest[name] = max(farthest[name], float(abs(found - alone).max()))
    candidates = [taken for name, taken in seconds.items() if not farthest[name]]
    best = Taken(min(taken.wall for taken in candidates), min(taken.processor for taken in candidates))
    numbers = {
        name: {
            "chunks a second": len(texts) / taken.wall,
            "of the best": best.wall / taken.wall,
            "a second of processor time": len(texts) / taken.processor,
            "of the best by processor time": best.processor / taken.processor,
            "farthest from alone": farthest[name],
        }
        for name, taken in seconds.items()
    }
    return Measured(
        name="embedding",
        about={
            "chunks": f"{len(texts)} of {SET}, evenly spaced, as they are embedded; {_length(texts)}",
            "in turn": f"each set-up embeds the same {ROUND} chunks before the next {ROUND} come, in rotating order",
            "best": "the fastest that gives each text the vector it has alone",
            "farthest from alone": "the greatest difference of a component from the text embedded by itself",
        },
        titles=TITLES,
        rows=[_row(name, found) for name, found in numbers.items()],
        numbers=numbers,
    )


@dataclass(slots=True)
class Taken:
    """Seconds of the clock and of the processor that a set-up has taken so far."""

    wall: float = 0.0
    processor: float = 0.0

    def of(self, embed: Embed, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of these texts, their time added."""
        wall, processor = time.perf_counter(), time.process_time()
        vectors = embed(texts)
        self.wall += time.perf_counter() - wall
        self.processor += time.process_time() - processor
        return vectors


def _texts(sets: Path, count: int) -> list[str]:
    """Chunks as ingest embeds them, evenly spaced over the stories in their order."""
    from rag.indexing.chunking import chunk_document, embedded_text
    from rag.indexing.reading import document_from
    from rag.settings import Settings

    settings = Settings()
    stories = [row for row in read_rows(set_file(sets / SET, "corpus.jsonl")) if row["text"].strip()]
    texts: list[str] = []
    for story in stories[:: max(1, len(stories) // count)]:
        content = f"{story['title']}\n\n{story['text']}\n".encode()
        document = document_from(content, root=SET, path=f"{story['_id']}.txt", settings=settings)
        chunks = chunk_document(document, max_tokens=settings.chunk_tokens)
        texts.append(embedded_text(document, chunks[len(texts) % len(chunks)]))
    return texts[:count]


def _loop(set_up: SetUp) -> Embed:
    import numpy as np

    from rag.embedding.minilm import DIMENSIONS

    tokenizer = _tokenizer(set_up.cap)
    sessions = [_session(set_up) for _ in range(set_up.sessions)]

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        encoded = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda n: -len(encoded[n])) if set_up.by_length else range(len(texts))
        batches = [list(order[start : start + set_up.batch]) for start in range(0, len(texts), set_up.batch)]
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)

        def run(numbered: tuple[int, list[int]]) -> None:
            number, batch = numbered
            vectors[batch] = _batch(sessions[number % len(sessions)], [encoded[n] for n in batch])

        if set_up.workers == 1:
            list(map(run, enumerate(batches)))
        else:
            with ThreadPoolExecutor(set_up.workers) as workers:
                list(workers.map(run, enumerate(batches)))
        return vectors

    return embed


def _batch(session: Any, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """Unit vectors of one padded batch, mean-pooled under the mask."""
    import numpy as np

    longest = max(map(len, rows))
    ids = np.zeros((len(rows), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for n, row in enumerate(rows):
        ids[n, : len(row)] = row
        mask[n, : len(row)] = 1
    hidden = session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})[0]
    # A row without padding is pooled as the product pools it, to the last bit.
    means = [states[: len(row)].mean(axis=0) for states, row in zip(hidden, rows, strict=True)]
    pooled = np.stack(means)
    unit: NDArray[np.float32] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
    return unit


def _tokenizer(cap: int) -> Any:
    from tokenizers import Tokenizer

    import rag.embedding.minilm

    folder = Path(rag.embedding.minilm.__file__).parent / "weights"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(cap)
    tokenizer.no_padding()
    return tokenizer


def _session(set_up: SetUp) -> Any:
    import onnxruntime

    from rag.embedding.minilm import weights

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = set_up.threads
    options.enable_cpu_mem_arena = set_up.arena
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if set_up.spinning else "0")
    levels = onnxruntime.GraphOptimizationLevel
    options.graph_optimization_level = levels.ORT_ENABLE_ALL if set_up.graph == "all" else levels.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(str(weights()), options, providers=["CPUExecutionProvider"])


def _rotated(names: Sequence[str], turn: int) -> list[str]:
    first = turn * 5 % len(names)
    return [*names[first:], *names[:first]]


def _length(texts: Sequence[str]) -> str:
    return f"{sum(map(len, texts)) // len(texts)} characters in the mean"


def _row(name: str, found: dict[str, float]) -> list[str]:
    far = found["farthest from alone"]
    return [
        name,
        f"{found['chunks a second']:.1f}",
        f"{found['of the best']:.0%}",
        f"{found['a second of processor time']:.1f}",
        f"{found['of the best by processor time']:.0%}",
        f"{far:.4f}" if far else "0",
        "no" if far else "yes",
    ]
