"""The assistant over real indexes: every quote is the file's, whatever the files hold."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from rag.assistant import Assistant
from rag.embedding import Embedder
from rag.indexing.ingest import ingest
from tests.archives import ASKED, FERRY, OTHER, Archive, check_places, indexed

LORE = (
    "The ferry Halcyon sank off Port Selby on 3 May 2016.",
    "“We lost eighteen people,” said Mayor Ana Lobo.",
    "Norbank lent the port 4.2 million euros in March [1].",
    "Cafe\u0301 owners on the quay lost 300 jobs 👩‍👩‍👧‍👦🇺🇳.",
    "העיר סגרה את הנמל ביום שני.",
    "أغلقت المدينة الميناء يوم الاثنين.",
    "He denied that the harbour had been closed before the ferry sank, "
    + "as the crews, the pilots, the dockers and the owners of the cafes had told reporters all week, " * 4
    + "and left.",
)
QUESTIONS = ("When did the ferry Halcyon sink?", "How many jobs were lost?", "What did the weather do to Atlantis?")
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc"])
odd = st.text(alphabet=st.one_of(LETTERS, st.sampled_from(" .\n\u0301\u200d\u202e\ufeff“”[]1")), max_size=40)
articles = st.builds(
    lambda mark, sentences, gap, last: mark + gap.join(sentences) + last,
    mark=st.sampled_from(["", "\ufeff"]),
    sentences=st.lists(st.sampled_from(LORE) | st.sampled_from(LORE) | odd, min_size=1, max_size=12),
    gap=st.sampled_from(["\n", "\r\n", "\r", " ", "\r\n\r\n"]),
    last=st.sampled_from(["", "\n", " \r\n"]),
).filter(lambda text: any(character.isalnum() for character in text))


@given(texts=st.lists(articles, min_size=1, max_size=3))
@budget(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_quote_and_passage_of_any_archive_is_the_files_own(embedder: Embedder, texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        assistant = indexed(Path(place), {f"{n}.txt": text for n, text in enumerate(texts)}, embedder, chunk_tokens=60)
        try:
            for question in QUESTIONS:
                passages = assistant.search(question, k=30)
                assert check_places(Path(place, "news"), assistant.answer(question), passages) >= len(passages) > 0
        finally:
            assistant.close()


def test_a_sentence_over_400_characters_is_quoted_in_pieces_that_are_the_files_own(
    archive: Archive, tmp_path: Path
) -> None:
    assistant = archive({"a.txt": "\ufeffHalcyon\r\n\r\n" + " ".join([LORE[0], LORE[6]])})
    answer = assistant.answer("What did he deny about the harbour before the ferry sank?")
    assert check_places(tmp_path / "news", answer, []) > 0
    assert answer.status == "answered"
    assert max(citation.end for citation in answer.citations) > 400


def test_articles_in_folders_below_are_quoted_by_their_path(archive: Archive, tmp_path: Path) -> None:
    assistant = archive({"2016/may/ferry.txt": FERRY, "2016/loan.md": OTHER})
    answer = assistant.answer(ASKED)
    assert answer.citations[0].path == "2016/may/ferry.txt"
    assert check_places(tmp_path / "news", answer, []) > 0


def test_several_threads_share_one_assistant(archive: Archive) -> None:
    assistant = archive({"ferry.txt": FERRY, "loan.txt": OTHER})
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(assistant.answer, [ASKED] * 8))
    assert len({(answer.text, answer.citations) for answer in answers}) == 1


def test_the_same_question_has_the_same_answer_in_another_opening(archive: Archive, tmp_path: Path) -> None:
    one = archive({"ferry.txt": FERRY, "loan.txt": OTHER})
    other = Assistant.open(tmp_path / "index", settings=one.settings)
    first, second = one.answer(ASKED), other.answer(ASKED)
    other.close()
    assert replace(first, timing_ms={}) == replace(second, timing_ms={})


def test_a_question_that_leans_on_the_conversation_says_what_was_searched_for(archive: Archive) -> None:
    assistant = archive({"ferry.txt": FERRY, "loan.txt": OTHER})
    history = [("What happened to the Halcyon off Port Selby?", "It sank.")]
    answer = assistant.answer("When did it sink?", history=history)
    assert answer.question == "When did it sink?"
    assert answer.rewritten is not None and "Halcyon" in answer.rewritten
    assert "3 May 2016" in answer.text
    assert assistant.answer(ASKED, history=history).rewritten is None


def test_an_empty_archive_says_so(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "news").mkdir()
    assistant = indexed(tmp_path, {"a.txt": FERRY}, embedder)
    (tmp_path / "news" / "a.txt").unlink()
    ingest([tmp_path / "news"], settings=assistant.settings, index=tmp_path / "index", embedder=embedder, sync=True)
    answer = assistant.answer(ASKED)
    assistant.close()
    assert answer.reason is not None and answer.reason.code == "nothing_found"
    assert "empty" in answer.text and answer.index.documents == 0


def test_the_article_of_a_citation_can_be_opened_and_an_unknown_one_is_none(archive: Archive) -> None:
    assistant = archive({"ferry.txt": FERRY})
    document = assistant.document(assistant.answer(ASKED).citations[0].document_id)
    assert document is not None and document.text == FERRY
    assert assistant.document("no such id") is None


def test_without_a_model_nothing_is_sent_anywhere(archive: Archive) -> None:
    assistant = archive({"ferry.txt": FERRY})
    assert assistant.model_host() is None
    assert assistant.answer(ASKED).mode == "extractive"
