"""What an abstention says is one line, whatever the question holds."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.embedding import open_embedder
from rag.indexing.ingest import ingest
from rag.settings import Settings


@pytest.mark.parametrize("question", ["How many articles mention [1]?", "How many articles mention 【2】\nor [3]?"])
def test_markers_of_the_question_are_none_in_the_reason_for_silence(question: str, tmp_path: Path) -> None:
    folder, settings = tmp_path / "news", Settings(llm="none")
    folder.mkdir()
    (folder / "ferry.txt").write_text("Ferry stops\n\nThe ferry stopped on Monday.\n", encoding="utf-8")
    ingest([folder], settings=settings, index=tmp_path / "index", embedder=open_embedder("none", settings))
    with closing(Assistant.open(index=tmp_path / "index", settings=settings)) as assistant:
        answer = assistant.answer(question)
    assert answer.status == "abstained"
    assert not any(sign in answer.text for sign in "[]【】\n")
