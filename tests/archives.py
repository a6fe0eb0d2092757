"""Small archives of invented news, indexed and opened as the product does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rag.assistant import Assistant
from rag.embedding import Embedder
from rag.indexing.ingest import ingest
from rag.schema import Answer, Passage
from rag.settings import Settings

Archive = Callable[[dict[str, str]], Assistant]


def indexed(place: Path, files: dict[str, str], embedder: Embedder, *, chunk_tokens: int = 200) -> Assistant:
    for path, text in files.items():
        (place / "news" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "news" / path).write_bytes(text.encode("utf-8"))
    chosen = Settings(index=place / "index", llm="none", chunk_tokens=chunk_tokens)
    summary = ingest([place / "news"], settings=chosen, index=place / "index", embedder=embedder, sync=True)
    assert not summary.failed
    return Assistant.open(place / "index", settings=chosen)


def check_places(folder: Path, answer: Answer, passages: list[Passage]) -> int:
    """The invariant for every citation, nearest quote and passage; how many there were."""
    quoted = [(c.path, c.start, c.end, c.quote) for c in (*answer.citations, *answer.nearest)]
    found = quoted + [(p.path, p.start, p.end, p.text) for p in passages]
    for path, start, end, words in found:
        assert Path(folder, path).read_bytes().decode("utf-8")[start:end] == words
    assert all(0 < len(words) <= 400 for _, _, _, words in quoted)
    return len(found)


FERRY = "Ferry sinks\n\nThe ferry Halcyon sank off Port Selby on 3 May 2016. Eighteen people drowned."
OTHER = "Harbour loan\n\nNorbank lent the port of Varnholm 4.2 million euros in March. The mayor signed."
ASKED = "When did the ferry Halcyon sink?"
