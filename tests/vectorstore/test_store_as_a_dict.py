"""Whatever is put, replaced, deleted and reopened, in any order: the store is the dict it should be."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from made_up import STAMP, chunks_of, document_of, put, vector_of

from rag.schema import Document
from vectorstore import ChunkStore, Filters, create_store, open_store

PATHS = st.sampled_from(["a.txt", "b.txt", "c/d.txt", "e.md"])
LINES = st.sampled_from(["ferry", "the ferry stopped", "bridge 🌉", "e\u0301te\u0301", "مرحبا", "pier nine", "wind"])
TEXTS = st.lists(LINES, min_size=1, max_size=4).map("\n".join)


class StoreAsADict(RuleBasedStateMachine):
    """Compared with a dict from path to text after every step."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.store: ChunkStore = create_store(self.folder / "index", STAMP)
        with self.store.writer() as writer:
            writer.root(Path("/somewhere/desk"))
        self.texts: dict[str, str] = {}

    @rule(changes=st.dictionaries(PATHS, TEXTS, min_size=1, max_size=3))
    def put(self, changes: dict[str, str]) -> None:
        with self.store.writer() as writer:
            for path, text in changes.items():
                put(writer, document_of(path, text))
        self.texts |= changes

    @rule(path=PATHS, erase=st.booleans())
    def delete(self, path: str, erase: bool) -> None:
        ids = [document.id for document in self.documents() if document.path == path]
        with self.store.writer() as writer:
            assert writer.delete([*ids, "unknown"], erase=erase) == len(ids)
        self.texts.pop(path, None)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = open_store(self.folder / "index")

    @rule(part=st.sampled_from(["dense", "lexical"]))
    def lose(self, part: str) -> None:
        self.store.close()
        shutil.rmtree(self.folder / "index" / part, ignore_errors=True)
        self.store = open_store(self.folder / "index")
        lost = {part} if self.texts or part == "lexical" else set()  # without vectors there is no dense index
        assert {degradation.part for degradation in self.store.refresh()} == lost

    def documents(self) -> list[Document]:
        return [document_of(path, text) for path, text in self.texts.items()]

    @invariant()
    def holds_what_the_dict_holds(self) -> None:
        assert self.store.refresh() == ()
        documents = {document.id: document for document in self.documents()}
        assert self.store.documents([head.id for head in self.store.heads()]) == documents
        chunks = [chunk for document in documents.values() for chunk in chunks_of(document)]
        assert self.store.chunks([chunk.id for chunk in chunks]) == chunks
        query = vector_of("the ferry stopped")
        right = sorted(-round(float(vector_of(chunk.text) @ query), 5) for chunk in chunks)
        for filters in (Filters(), Filters(path_prefix="")):
            hits = self.store.dense(query, 50, filters)
            assert [-hit.score for hit in hits] == pytest.approx(right, abs=1e-4)
            assert {hit.chunk_id for hit in hits} == {chunk.id for chunk in chunks}
        with_ferry = {document.id for document in documents.values() if "ferry" in document.text}
        hits = self.store.lexical("ferries", 50, Filters())
        assert {hit.chunk_id.partition("#")[0] for hit in hits} == with_ferry

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)


TestStoreAsADict = StoreAsADict.TestCase
TestStoreAsADict.settings = settings(
    max_examples=8, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
