"""Embeddings from an OpenAI-compatible endpoint: unit vectors, checked, in bounded time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from rag.errors import EmbeddingError, SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    import openai
    from numpy.typing import NDArray

    from rag.endpoint import Call

DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}
"""Asked once of the endpoint for every other model (platform.openai.com/docs/guides/embeddings)."""

BATCH = 96  # texts
BATCH_TOKENS = 100_000
TEXT_TOKENS = 8000  # OpenAI's models take 8,191 of one text; what runs on is cut
BATCH_SECONDS = 120.0  # with all its retries; ingest may wait longer than a person
MAX_BYTES = 64 * 1024 * 1024


class OpenAIEmbedder:
    """A model behind `/v1/embeddings`; nothing is sent before the first text. Share it freely."""

    def __init__(self, model: str, settings: Settings) -> None:
        """Raises SettingsError where no endpoint is set or no model is named."""
        from rag.endpoint import endpoint_of

        if not model:
            raise SettingsError("name the embedding model, such as openai:text-embedding-3-small")
        if not (settings.openai_api_key or settings.openai_base_url):
            raise SettingsError(f"no endpoint for the embedder openai:{model}; set OPENAI_API_KEY or OPENAI_BASE_URL")
        self._model = model
        self._endpoint = endpoint_of(settings)
        self._dimensions = DIMENSIONS.get(model)

    @property
    def name(self) -> str:
        return f"openai:{self._model}"

    @property
    def host(self) -> str:
        """Where article text goes, e.g. "api.openai.com"."""
        return self._endpoint.host

    @property
    def fingerprint(self) -> str:
        """The model and its dimensions; an endpoint can't be asked for its weights."""
        return f"openai:{self._model}:{self.dimensions}:unit"

    @property
    def dimensions(self) -> int:
        """Length of one vector, asked once where it is not known. Raises EmbeddingError."""
        if self._dimensions is None:
            self._dimensions = len(self._request(["dimensions"])[0])
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimensions), in the order of `texts`.

        Raises EmbeddingError, at the latest after 120 s a batch.
        """
        import numpy as np

        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        done = 0
        for batch in _batches(texts):
            rows = self._request(batch)
            if any(len(row) != self.dimensions for row in rows):
                raise EmbeddingError(f"{self.host} changed the length of its vectors; name one model for good")
            vectors[done : done + len(batch)] = rows
            done += len(batch)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or (lengths == 0).any():
            raise EmbeddingError(f"{self.host} sent a vector that is zero or not a number; try another model")
        vectors /= lengths
        return vectors

    def _request(self, batch: Sequence[str]) -> list[list[float]]:
        from rag.endpoint import Call, relay
        from rag.faults import fault_of

        call = Call(deadline=monotonic() + BATCH_SECONDS)
        try:
            return next(relay(lambda: self._produce(batch, call), call))
        except EmbeddingError:
            raise
        except Exception as error:
            self._endpoint.scrub(error)
            _, line = fault_of(error, self._endpoint, model=self._model, seconds=BATCH_SECONDS, written=False)
            raise EmbeddingError(f"no embeddings: {line}") from error

    def _produce(self, batch: Sequence[str], call: Call) -> Iterator[list[list[float]]]:
        """Runs in the call's own thread; yields once."""
        import openai

        from rag.endpoint import NO_KEY, Line

        call.line = Line(self._endpoint, seconds=call.seconds_left, max_bytes=MAX_BYTES)
        with call.line.client:
            client = openai.OpenAI(
                api_key=self._endpoint.key or NO_KEY,
                base_url=self._endpoint.url,
                http_client=call.line.client,
                timeout=call.line.timeout,
                max_retries=0,
            )
            yield _vectors(self._patiently(client, batch, call), len(batch), self.host)

    def _patiently(self, client: openai.OpenAI, batch: Sequence[str], call: Call) -> Any:
        """The reply, asked for again while the endpoint is busy and there is time."""
        import openai

        from rag.endpoint import retry_wait
        from rag.faults import disconnected, worth_a_retry

        pause = 0.5
        while True:
            try:
                return client.embeddings.create(model=self._model, input=list(batch), encoding_format="float")
            except openai.APIStatusError as error:
                wait = retry_wait(error.response.headers.get("retry-after"), call, otherwise=pause)
                if wait is None or not worth_a_retry(error.status_code):
                    raise
            except openai.APIConnectionError as error:
                wait = retry_wait(None, call, otherwise=pause)
                if wait is None or not disconnected(error):
                    raise
            pause *= 2
            if call.over.wait(wait):
                raise TimeoutError


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    from rag.tokens import encoding

    coder = encoding()
    batch: list[str] = []
    tokens = 0
    for text in texts:
        # A token is a character at least in what it covers, so longer text than this is never needed.
        coded = coder.encode_ordinary(text[: TEXT_TOKENS * 16])
        if len(coded) > TEXT_TOKENS or len(text) > TEXT_TOKENS * 16:
            text = coder.decode(coded[:TEXT_TOKENS], errors="ignore")
        if batch and (len(batch) == BATCH or tokens + len(coded) > BATCH_TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(text if text.strip() else ".")  # OpenAI refuses an empty text
        tokens += min(len(coded), TEXT_TOKENS)
    if batch:
        yield batch


def _vectors(reply: Any, count: int, host: str) -> list[list[float]]:
    """The vectors in order of the texts, or EmbeddingError for a reply of the wrong shape."""
    wrong = EmbeddingError(f"{host} sent embeddings of the wrong shape; is it OpenAI-compatible?")
    listed = getattr(reply, "data", None)
    if not isinstance(listed, list) or len(listed) != count:
        raise wrong
    indices = [getattr(entry, "index", None) for entry in listed]
    rows = [getattr(entry, "embedding", None) for entry in listed]
    if sorted(index for index in indices if isinstance(index, int)) == list(range(count)):
        rows = [row for _, row in sorted(zip(indices, rows, strict=True), key=lambda pair: int(pair[0] or 0))]
    vectors = [row for row in rows if isinstance(row, list) and row and all(isinstance(x, float | int) for x in row)]
    if len(vectors) != count:
        raise wrong
    return vectors
