"""Questions that an archive offers to begin with: about those whom its articles quote, by their names."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from rag.answering.examples import example_questions
from rag.embedding import open_embedder
from rag.indexing.ingest import ingest
from rag.settings import Settings
from vectorstore import open_store


def offered(folder: Path, articles: dict[str, str]) -> list[str]:
    (folder / "desk").mkdir()
    for name, text in articles.items():
        (folder / "desk" / name).write_text(text)
    ingest([folder / "desk"], settings=Settings(), index=folder / "index", embedder=open_embedder("none", Settings()))
    with closing(open_store(folder / "index")) as store:
        return example_questions(store)


def test_they_ask_about_speakers_named_in_full_and_for_a_count(tmp_path: Path) -> None:
    articles = {
        "a.txt": "Ferry stops\n\nAcme Ferries Inc said it would stop the ferry. The mayor, Ann Berg, said she knew.\n",
        "b.txt": "Port shuts\n\nAnn Berg came. Harbour master Kari Nord said that the port was shut.\n",
        "c.txt": "Port opens\n\nThe port that Kari Nord had shut is open.\n",
    }
    assert offered(tmp_path, articles) == [
        "What did Acme Ferries Inc say?",
        "What did Kari Nord say?",
        "How many articles mention Kari Nord?",
    ]


def test_where_nobody_is_named_nothing_is_asked(tmp_path: Path) -> None:
    assert offered(tmp_path, {"a.txt": "Ferry stops\n\nInc said it would stop. He said so. They added that.\n"}) == []
