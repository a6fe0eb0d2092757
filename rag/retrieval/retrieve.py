"""A query in, passages out: two legs, fused by their scores, looked at again by sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from rag.embedding import DEFAULT, Embedder
from rag.embedding.meaning import Meaning
from rag.errors import DatelineError
from rag.indexing.formats import INSIDE
from rag.retrieval.folding import fold
from rag.retrieval.freshness import FileChecker
from rag.retrieval.fusion import assumed, fuse
from rag.retrieval.rerank import DEPTH, content_words, rarities, rerank
from rag.schema import Chunk, Degradation, Document, Passage, SearchMode
from vectorstore import ChunkStore, Filters, Hit

LEG_DEPTH = 100  # chunks asked of each leg; of both, so many are looked up. SciFact gains 0.005 nDCG@10 over 50
DEEPER = 3  # searches at most, each four times as deep, while copies of few stories fill the places
NO_VECTORS = "this index has no vectors; search it by words, or ingest its folders into one with --embedder minilm"
NAMED = 3  # files left out that are named one by one; more are counted


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Passages, best first, with the chunks and documents they are slices of."""

    passages: tuple[Passage, ...]
    chunks: dict[str, Chunk]
    documents: dict[str, Document]
    degraded: tuple[Degradation, ...]
    cosines: dict[str, float]  # by chunk id, of what the dense leg found by the bundled embedder's vectors


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a search to some depth found, and whether copies left too few places for other stories."""

    retrieved: Retrieved
    crowded: bool


@dataclass(frozen=True, slots=True)
class Retriever:
    """Searches one store with one embedder."""

    store: ChunkStore
    embedder: Embedder
    meaning: Meaning
    files: FileChecker

    def retrieve(self, query: str, *, k: int, mode: SearchMode = "hybrid", filters: Filters | None = None) -> Retrieved:
        """The `k` best passages for `query`.

        What only repeats a passage of a near-identical article takes no place. A leg that fails leaves
        the other to answer and is named in `degraded`; passages of files that changed or went since they
        were indexed are left out and named there too.
        """
        depth = max(LEG_DEPTH, 2 * k)
        for _ in range(DEEPER):
            found = self._retrieve(query, k=k, mode=mode, filters=filters or Filters(), depth=depth)
            if not found.crowded:
                break
            depth *= 4
        return found.retrieved

    def _retrieve(self, query: str, *, k: int, mode: SearchMode, filters: Filters, depth: int) -> _Tried:
        degraded: list[Degradation] = []
        lexical, dense = self.legs(query, depth=depth, mode=mode, filters=filters, degraded=degraded)
        cosines = {hit.chunk_id: hit.score for hit in dense if self.embedder.name == DEFAULT}
        full = any(len(leg) >= depth for leg in (lexical, dense))
        if lexical and dense:
            dense = assumed(lexical, dense, self.store.waiting([hit.chunk_id for hit in lexical]))
        order = fuse(lexical, dense)[:depth]
        chunks = {chunk.id: chunk for chunk in self.store.chunks([chunk_id for chunk_id, _ in order])}
        documents = self.store.documents({chunk.document_id for chunk in chunks.values()})
        current = self._current(documents, degraded)
        chunks = {chunk.id: chunk for chunk in chunks.values() if chunk.document_id in current}
        order = [(chunk_id, score) for chunk_id, score in order if chunk_id in chunks]
        folded = fold([chunk_id for chunk_id, _ in order], chunks=chunks, documents=documents)
        crowded = full and len(folded) < len(order) and len(folded) < max(k, DEPTH)
        if mode == "hybrid":
            order = rerank(
                query,
                folded,
                lexical=lexical,
                dense=dense,
                chunks=chunks,
                documents=documents,
                rarities=self.rarities(query),
                meaning=self.meaning,
            )
        elif dense or lexical:
            scores = {hit.chunk_id: hit.score for hit in dense or lexical}
            order = [(chunk_id, scores[chunk_id]) for chunk_id in folded]
        passages = tuple(
            _passage(rank, score, chunks[chunk_id], documents[chunks[chunk_id].document_id])
            for rank, (chunk_id, score) in enumerate(order[:k], start=1)
        )
        return _Tried(Retrieved(passages, chunks, documents, tuple(degraded), cosines), crowded)

    def legs(
        self, query: str, *, depth: int, mode: SearchMode, filters: Filters, degraded: list[Degradation]
    ) -> tuple[list[Hit], list[Hit]]:
        """What is found by words and, on another thread beside, by meaning; a leg that fails is added to `degraded`."""
        lexical: list[Hit] = []
        dense: list[Hit] = []
        dense_wanted = mode != "lexical" and self.embedder.dimensions > 0
        if mode == "dense" and not dense_wanted:
            degraded.append(Degradation("dense", NO_VECTORS))
        with ThreadPoolExecutor(max_workers=1) as beside:
            by_meaning = beside.submit(self._dense, query, depth, filters) if dense_wanted else None
            if mode != "dense":
                lexical = self._leg("lexical", lambda: self.store.lexical(query, depth, filters), degraded)
            if by_meaning is not None:
                dense = self._leg("dense", by_meaning.result, degraded)
        return lexical, dense

    def _dense(self, query: str, depth: int, filters: Filters) -> list[Hit]:
        return self.store.dense(self.embedder.embed([query])[0], depth, filters)

    def rarities(self, query: str) -> dict[str, float]:
        """How rare each word of the query is in the archive; nothing where that can't be told."""
        try:
            return rarities(self.store.occurrences(content_words(query)), self.store.state().chunks)
        except DatelineError:
            return {}  # a broken search by words was told of by its leg

    def _leg(
        self, name: Literal["dense", "lexical"], search: Callable[[], list[Hit]], degraded: list[Degradation]
    ) -> list[Hit]:
        try:
            return search()
        except DatelineError as exc:
            degraded.append(Degradation(part=name, message=f"{name} search is unavailable: {exc}"))
            return []

    def _current(self, documents: dict[str, Document], degraded: list[Degradation]) -> set[str]:
        """Ids of the documents whose files are as they were indexed."""
        changed = self.changed(documents.values())
        degraded += dict.fromkeys(changed.values())
        return documents.keys() - changed.keys()

    def changed(self, documents: Iterable[Document]) -> dict[str, Degradation]:
        """By document id, what to say of those whose files are not as they were indexed."""
        folders = {root.name: root.folder for root in self.store.roots()}
        ordered = sorted(documents, key=lambda document: (document.root, document.path))
        inside = any(INSIDE in document.path for document in ordered)
        containers = {place: head.sha256 for place, head in self.store.containers().items()} if inside else {}
        states = self.files.states(ordered, folders, containers)
        out = [document for document in ordered if states[document.id] != "same"]
        if len(out) > NAMED:
            counted = Degradation(part="files", message=_left_out_together(out))
            return {document.id: counted for document in out}
        return {
            document.id: Degradation(part="files", message=_left_out(document, gone=states[document.id] == "gone"))
            for document in out
        }


def _left_out(document: Document, *, gone: bool) -> str:
    if gone:
        does = "run `dateline ingest --sync` on its folder, or `dateline remove` it"
        return f"{document.path} is gone or can't be read and is not quoted; {does}"
    return f"{document.path} changed since it was indexed and is not quoted; run `dateline ingest`"


def _left_out_together(documents: Sequence[Document]) -> str:
    roots = sorted({document.root for document in documents})
    of = roots[0] if len(roots) == 1 else f"{roots[0]} and {len(roots) - 1} more"
    return (
        f"{len(documents)} articles of {of} changed since they were indexed or are gone, and are not quoted; "
        f"run `dateline ingest FOLDER --sync` on their folder, or `dateline remove {roots[0]}` where it is gone"
    )


def _passage(rank: int, score: float, chunk: Chunk, document: Document) -> Passage:
    return Passage(
        rank=rank,
        score=float(score),
        root=document.root,
        path=document.path,
        document_id=document.id,
        chunk_id=chunk.id,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        origin=document.origin,
    )
