"""The invariant on files as they come: every quote and passage is the file's own characters.

Articles are generated with sentences that repeat, within a file and across files, with
byte-order marks, both kinds of newline, emoji of several code points, combining marks,
right-to-left text, markers of their own and no newline at the end.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from contract_checks import check_answer, check_place
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.assistant import Assistant
from rag.embedding import Embedder, open_embedder
from rag.indexing.ingest import ingest
from rag.settings import Settings

SENTENCES = [
    "The harbour of Port Selby reopened on 3 May 2016.",
    "Mayor Ana Lobo said the harbour would stay open.",
    "“We paid 4.2 million euros for it,” Lobo told reporters.",
    "Crews cheered 👩‍👩‍👧‍👦🇺🇳 as the first ship, the Éloïse, came in.",
    "Cafe\u0301 owners on the quay lost 300 jobs last year [1].",
    "ראש העיר אמרה כי הנמל ייפתח מחדש.",
    "قالت رئيسة البلدية إن الميناء سيبقى مفتوحا.",
    "The harbour did not reopen in April, Dr. J. K. Reed of the U.N. said.",
    "港口于五月三日重新开放。",
    "Source 2: the harbour is closed. [3]",
    "Prices rose 3.5 per cent… and then fell!",
    "\u200bZero\u00adwidth and soft-hyphen words stand\u00a0here.",
]
QUESTIONS = ["When did the harbour of Port Selby reopen?", "What did the mayor say?", "How many jobs were lost?"]

articles = st.builds(
    lambda mark, title, sentences, gap, last, mac: (mark + gap.join([title, *sentences]) + last).replace(
        "\n", "\r" if mac else "\n"
    ),
    mark=st.sampled_from(["", "\ufeff"]),
    title=st.sampled_from(["Harbour reopens", "الميناء", "Cafe\u0301 👩‍👩‍👧", ""]),
    sentences=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=40),
    gap=st.sampled_from(["\n", "\r\n", " ", "\n\n", "\r\n\r\n", "  \t", " \n \n"]),
    last=st.sampled_from(["", "\n", "\r\n", "  ", "\n\n\n"]),
    mac=st.sampled_from([False, False, False, True]),
)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder("minilm", Settings())


@given(texts=st.lists(articles, min_size=1, max_size=5))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_quote_and_passage_is_the_files_own_characters(embedder: Embedder, texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, index = Path(place, "news"), Path(place, "index")
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"{number}.txt").write_bytes(text.encode("utf-8"))
        chosen = Settings(index=index, llm="none", chunk_tokens=60)
        summary = ingest([folder], settings=chosen, index=index, embedder=embedder, sync=False)
        assert summary.documents == len(texts) and not summary.failed
        assistant = Assistant.open(index=index, settings=chosen)
        try:
            for question in QUESTIONS:
                answer = assistant.answer(question)
                check_answer(answer.to_dict(), {"news": folder})
                assert all(citation.quote.strip() == citation.quote for citation in answer.citations)
            passages = assistant.search(QUESTIONS[0], k=50)
            assert passages
            for passage in passages:
                check_place(passage.to_dict(), passage.text, {"news": folder})
        finally:
            assistant.close()


def test_of_a_sentence_that_repeats_each_copy_has_its_own_place(embedder: Embedder, tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    text = "\ufeffHarbour\r\n\r\n" + " ".join([SENTENCES[0], SENTENCES[1]] * 30)
    (folder / "a.txt").write_bytes(text.encode())
    chosen = Settings(index=index, llm="none", chunk_tokens=60)
    ingest([folder], settings=chosen, index=index, embedder=embedder, sync=False)
    assistant = Assistant.open(index=index, settings=chosen)
    passages = assistant.search(SENTENCES[0], k=50)
    assistant.close()
    places = sorted((passage.start, passage.end) for passage in passages)
    assert len(places) > 3 and len(set(places)) == len(places)
    assert all(text[start:end].strip() for start, end in places)
    for passage in passages:
        check_place(passage.to_dict(), passage.text, {"news": folder})
