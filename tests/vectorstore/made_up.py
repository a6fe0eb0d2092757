"""Made-up documents, chunks and vectors for tests of a store, and children that obey file permissions."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.schema import Chunk, Document, Span
from vectorstore import SCHEMA, ChunkStore, Entry, Stamp, StoreWriter, create_store, text_hash

DIMENSIONS = 24
STAMP = Stamp("made-up", "words-1", DIMENSIONS, "lines-1", SCHEMA)
PROJECT = Path(__file__).resolve().parents[2]
Vector = NDArray[np.float32]


def vector_of(text: str) -> Vector:
    """A unit vector: the sum of one random vector a word, so texts with common words are near."""
    total = np.full(DIMENSIONS, 0.01, dtype=np.float64)
    for word in text.casefold().split():
        seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "replace")).digest()[:8], "big")
        total += np.random.default_rng(seed).standard_normal(DIMENSIONS)
    return (total / np.linalg.norm(total)).astype(np.float32)


def document_of(
    path: str, text: str, *, root: str = "desk", publisher: str | None = None, published: str | None = None
) -> Document:
    """A document with an id made from its content."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(
        id=hashlib.sha256(f"{root}\0{path}\0{sha256}".encode()).hexdigest()[:20],
        root=root,
        path=path,
        sha256=sha256,
        size=len(text.encode()),
        text=text,
        title=text.split("\n")[0],
        publisher=publisher,
        published=published,
    )


def chunks_of(document: Document) -> list[Chunk]:
    """One chunk a line, each word of it a "sentence"."""
    chunks: list[Chunk] = []
    start = 0
    for line in document.text.split("\n"):
        end = start + len(line)
        middle = (start + end) // 2
        spans = (Span(start, middle), Span(middle, end))
        chunks.append(Chunk(f"{document.id}#{len(chunks)}", document.id, start, end, line, spans))
        start = end + 1
    return chunks


def vectors_of(chunks: list[Chunk]) -> dict[str, Vector]:
    """The vector of each chunk's text by its hash."""
    return {text_hash(chunk.text): vector_of(chunk.text) for chunk in chunks}


def put(writer: StoreWriter, document: Document) -> None:
    """Put a document with its chunks and vectors."""
    chunks = chunks_of(document)
    writer.add_vectors(vectors_of(chunks))
    writer.put([entry_of(document)])


def entry_of(document: Document) -> Entry:
    """What to put of a document, without vectors."""
    chunks = chunks_of(document)
    return Entry(document, chunks, [text_hash(chunk.text) for chunk in chunks])


def filled(folder: Path, texts: Mapping[str, str]) -> ChunkStore:
    """A store in `folder` holding these texts by path, under the root "desk"."""
    store = create_store(folder, STAMP)
    with store.writer() as writer:
        root = writer.root(folder.parent / "desk")
        for path, text in texts.items():
            put(writer, document_of(path, text, root=root.name))
    return store


def found_texts(store: ChunkStore, hits: list[str]) -> list[str]:
    """The texts of these chunks."""
    return [chunk.text for chunk in store.chunks(hits)]


def many_texts(count: int, words: int = 6) -> dict[str, str]:
    """`count` different texts of two lines."""
    return {
        f"{n:04}.txt": f"article {n} ferry{n % 17}\n" + " ".join(f"w{n * k % 97}" for k in range(1, words))
        for n in range(count)
    }


def without_root_rights() -> list[str]:
    """What to put before a command so that it obeys file permissions although root runs it."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]


def python(code: str, *arguments: object, obey_permissions: bool = False) -> subprocess.CompletedProcess[str]:
    """Run code in a child that can import the project and this module."""
    prefix = without_root_rights() if obey_permissions else []
    return subprocess.run(
        [*prefix, sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT), str(Path(__file__).parent)])},
    )
