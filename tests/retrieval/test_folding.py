"""Copies of one story fill one place among the passages (4 s)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rag.assistant import Assistant
from rag.embedding.none import NoEmbedder
from rag.indexing.chunking import chunk_document
from rag.indexing.ingest import ingest
from rag.retrieval.folding import fold
from rag.schema import Chunk, Document
from rag.settings import Settings
from tests.vectorstore.made_up import document_of

TITLE = "Storm closes ports along the coast"
FIRST = "A storm that had been gathering strength for two days closed four ports along the northern coast on Tuesday."
SECOND = "Fishing boats were ordered back to harbour before noon, and schools in the province stayed shut."
NEW = "Growers said that the sugar harvest may lose a tenth of what still stands in the fields."


def chunk_of(path: str, *sentences: str, origin: str = "first", published: str | None = None) -> tuple[Document, Chunk]:
    document = document_of(path, "\n\n".join([TITLE, " ".join(sentences)]), published=published)
    document = replace(document, origin=origin)
    (chunk,) = chunk_document(document, max_tokens=400)
    return document, chunk


def folded(*articles: tuple[Document, Chunk]) -> list[str]:
    """Paths of what is kept, of these in their order."""
    paths = {chunk.id: document.path for document, chunk in articles}
    chunks = {chunk.id: chunk for _, chunk in articles}
    kept = fold(list(paths), chunks=chunks, documents={document.id: document for document, _ in articles})
    return [paths[chunk_id] for chunk_id in kept]


def test_a_copy_takes_no_place() -> None:
    credited = chunk_of("b.txt", FIRST, SECOND, "(Reporting by Anna Berg; Editing by Tom Okafor)")
    assert folded(chunk_of("a.txt", FIRST, SECOND), credited, chunk_of("c.txt", FIRST)) == ["a.txt"]


def test_the_same_words_in_another_story_keep_their_place() -> None:
    assert folded(chunk_of("a.txt", FIRST), chunk_of("b.txt", FIRST, origin="another")) == ["a.txt", "b.txt"]


def test_a_copy_with_a_sentence_of_its_own_can_still_be_found() -> None:
    assert folded(chunk_of("a.txt", FIRST, SECOND), chunk_of("b.txt", FIRST, NEW)) == ["a.txt", "b.txt"]


def test_a_copy_with_another_number_can_still_be_found() -> None:
    changed = chunk_of("b.txt", FIRST.replace("four ports", "six ports"), SECOND)
    assert folded(chunk_of("a.txt", FIRST, SECOND), changed) == ["a.txt", "b.txt"]


def test_of_one_text_the_article_that_came_first_stands_for_all() -> None:
    later = chunk_of("a.txt", FIRST, published="2020-03-05")
    earlier = chunk_of("b.txt", FIRST, published="2020-03-04")
    assert folded(later, earlier, chunk_of("c.txt", FIRST)) == ["b.txt"]


def test_parts_of_one_article_do_not_fold_each_other() -> None:
    document, chunk = chunk_of("a.txt", FIRST)
    again = replace(chunk, id=f"{document.id}#1")
    kept = fold([chunk.id, again.id], chunks={chunk.id: chunk, again.id: again}, documents={document.id: document})
    assert kept == [chunk.id, again.id]


def test_sixty_copies_of_a_story_leave_places_for_others(tmp_path: Path) -> None:
    articles = tmp_path / "desk"
    articles.mkdir()
    for number in range(60):
        (articles / f"copy-{number:02}.txt").write_text(
            f"{TITLE}\n\n{FIRST} {SECOND}\n(Editing by {chr(65 + number)} Doe)\n"
        )
    (articles / "other.txt").write_text(
        "Ferry sinks\n\nA ferry sank outside the northern ports of Norway in a storm.\n"
    )
    index = tmp_path / "index"
    ingest([articles], settings=Settings(), index=index, embedder=NoEmbedder())
    assistant = Assistant.open(index)
    found = assistant.search("storm in northern ports", k=8)
    assert [passage.path.split("-")[0] for passage in found] == ["copy", "other.txt"]
    assert [passage.origin is not None for passage in found] == [True, False]
    (filtered,) = assistant.search("storm in northern ports", k=8, path="copy-59")
    assert filtered.path == "copy-59.txt"
