"""From a request to an answer: the same checks with a model and without, and what is said when it fails."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from made_up_evidence import BANK, FERRY

from rag.answering.model.llm import Message, Reply, Structured
from rag.assistant import Assistant
from rag.embedding import open_embedder
from rag.errors import ModelError
from rag.indexing.ingest import ingest
from rag.schema import Answer, Usage
from rag.settings import Settings

ASKED = "When did the ferry Halcyon sink?"


class Scripted:
    """A model at an endpoint that says what the script makes of the prompt, then maybe fails."""

    name = "parrot"
    host = "models.example"

    def __init__(self, script: Callable[[str], str], *, error: ModelError | None = None) -> None:
        self._script = script
        self._error = error
        self.asked = 0
        self.closed = False

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float, structured: Structured | None = None
    ) -> Reply:
        self.asked += 1
        reply = Reply(finish_reason="stop", usage=Usage(100, 20))
        reply.pieces = self._say(self._script("\n".join(message["content"] for message in messages)))
        return reply

    def _say(self, text: str) -> Iterator[str]:
        try:
            yield from (text[start : start + 7] for start in range(0, len(text), 7))
            if self._error is not None:
                raise self._error
        finally:
            self.closed = True


def number_of(words: str, prompt: str) -> int:
    """The number under which the prompt shows the evidence sentence that holds these words."""
    found = re.search(rf"\[(\d+)\][^\n]*{re.escape(words)}", prompt)
    assert found, prompt
    return int(found[1])


@pytest.fixture(scope="module")
def extractive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    place = tmp_path_factory.mktemp("answering")
    (place / "news").mkdir()
    for name, text in (("ferry", FERRY), ("bank", BANK)):
        (place / "news" / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = Settings(index=place / "index", llm="none")
    ingest([place / "news"], settings=settings, index=place / "index", embedder=open_embedder("minilm", settings))
    assistant = Assistant.open(place / "index", settings=settings)
    yield assistant
    assistant.close()


def answer_of(assistant: Assistant, script: Callable[[str], str], *, error: ModelError | None = None) -> Answer:
    return replace(assistant, model=Scripted(script, error=error)).answer(ASKED)


def right(prompt: str) -> str:
    return f"The Halcyon sank on 3 May 2016 [{number_of('Halcyon sank', prompt)}]."


def wrong(prompt: str) -> str:
    return f"The Halcyon sank on 9 June 2011 [{number_of('Halcyon sank', prompt)}]."


def test_the_stages_come_first_then_each_sentence_then_the_answer_last(extractive: Assistant) -> None:
    events = list(extractive.stream(ASKED))
    kinds = ["stage" if "stage" in event else "sentence" if "sentence" in event else "answer" for event in events]
    assert kinds == sorted(kinds, key=["stage", "sentence", "answer"].index)
    assert kinds.count("answer") == 1 and kinds.count("stage") >= 2
    answer = events[-1]["answer"]
    assert [event["sentence"] for event in events if "sentence" in event] == [s for s in answer.sentences if s.shown]
    streamed = [citation for event in events for citation in event.get("citations", ())]
    assert streamed == list(answer.citations)


def test_without_a_model_the_articles_own_words_answer(extractive: Assistant) -> None:
    answer = extractive.answer(ASKED)
    assert (answer.status, answer.mode, answer.reason, answer.nearest) == ("answered", "extractive", None, ())
    assert "3 May 2016" in answer.text and answer.usage is None
    assert {"retrieve", "read", "total"} <= set(answer.timing_ms)
    assert answer.timing_ms["total"] >= answer.timing_ms["retrieve"] > 0


def test_an_abstention_names_a_reason_and_shows_the_nearest_without_numbers(extractive: Assistant) -> None:
    answer = extractive.answer("When did the ferry Meridian sink?")
    assert answer.status == "abstained" and answer.reason is not None
    assert answer.text == answer.reason.message and answer.citations == ()
    assert answer.nearest and {citation.number for citation in answer.nearest} == {None}


def test_a_model_that_is_right_writes_the_answer_in_its_own_words(extractive: Assistant) -> None:
    answer = answer_of(extractive, right)
    assert (answer.mode, answer.text) == ("llm:parrot", "The Halcyon sank on 3 May 2016. [1]")
    assert answer.citations[0].quote in FERRY and "Halcyon sank" in answer.citations[0].quote
    assert answer.usage == Usage(100, 20) and "model" in answer.timing_ms


def test_what_a_model_gets_wrong_is_withheld_and_the_articles_own_words_are_shown(extractive: Assistant) -> None:
    answer = answer_of(extractive, wrong)
    assert answer.mode == "extractive" and "2011" not in answer.text and "3 May 2016" in answer.text
    withheld = [sentence for sentence in answer.sentences if not sentence.shown]
    assert ["date" in {problem.kind for problem in sentence.problems} for sentence in withheld] == [True]


def test_of_a_right_and_a_wrong_sentence_only_the_right_one_is_shown(extractive: Assistant) -> None:
    answer = answer_of(extractive, lambda prompt: f"{wrong(prompt)} {right(prompt)}")
    assert answer.mode == "llm:parrot" and answer.text == "The Halcyon sank on 3 May 2016. [1]"
    assert [sentence.shown for sentence in answer.sentences] == [False, True]


def test_an_invented_marker_is_never_shown(extractive: Assistant) -> None:
    answer = answer_of(extractive, lambda _: "The ferry was built by giants [99].")
    assert "giants" not in answer.text and "[99]" not in answer.text


def test_a_model_that_finds_nothing_leaves_it_to_the_reader(extractive: Assistant) -> None:
    answer = answer_of(extractive, lambda _: "NOT FOUND")
    assert answer.mode == "extractive" and "3 May 2016" in answer.text


BROKEN = ModelError("the endpoint broke off", kind="broken_stream")


def check_said_and_replaced(answer: Answer) -> None:
    assert answer.mode == "extractive" and "3 May 2016" in answer.text
    (entry,) = answer.degraded
    assert entry.part == "model" and "broke off" in entry.message and "own sentences" in entry.message
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_a_model_that_breaks_off_before_its_first_word_is_replaced_and_that_is_said(extractive: Assistant) -> None:
    check_said_and_replaced(answer_of(extractive, lambda _: "", error=BROKEN))


def test_what_a_model_that_breaks_off_had_written_is_taken_back_and_that_is_said(extractive: Assistant) -> None:
    model = Scripted(lambda prompt: f"{right(prompt)} {right(prompt)} It was {right(prompt)} And the", error=BROKEN)
    events = list(replace(extractive, model=model).stream(ASKED))
    streamed = [event["sentence"].text for event in events if "sentence" in event]
    answer = events[-1]["answer"]
    check_said_and_replaced(answer)
    assert streamed[0] == "The Halcyon sank on 3 May 2016." and not answer.text.startswith(streamed[0])
    (taken_back, *_) = answer.sentences
    assert taken_back.text == streamed[0] and not taken_back.shown


def test_when_everything_fails_verification_the_answer_is_withheld_with_a_reason(extractive: Assistant) -> None:
    answer = replace(extractive, model=Scripted(lambda _: "Giants won [1].")).answer("Who is the king of Spain?")
    assert answer.status == "abstained" and answer.citations == ()
    assert answer.reason is not None and "[" not in answer.text


def test_a_model_is_not_asked_where_nothing_was_found(extractive: Assistant) -> None:
    model = Scripted(right)
    answer = replace(extractive, model=model).answer(ASKED, publisher="Nobody's Gazette")
    assert answer.reason is not None and answer.reason.code == "filters_exclude_all"
    assert model.asked == 0


def test_leaving_a_stream_early_stops_the_model(extractive: Assistant) -> None:
    model = Scripted(lambda prompt: right(prompt) + " It rained." * 1000)
    events = replace(extractive, model=model).stream(ASKED)
    while "sentence" not in next(events):
        pass
    events.close()  # type: ignore[attr-defined]
    assert model.closed


def test_the_model_of_the_assistant_can_be_left_out_of_one_answer(extractive: Assistant) -> None:
    model = Scripted(right)
    answer = replace(extractive, model=model).answer(ASKED, llm="none")
    assert answer.mode == "extractive" and model.asked == 0


def test_undated_articles_that_a_date_leaves_out_are_counted(extractive: Assistant) -> None:
    answer = extractive.answer(ASKED, since="2016-01-01")
    assert answer.reason is not None and answer.reason.code == "filters_exclude_all"
    (entry,) = answer.degraded
    assert entry.part == "filters" and entry.message.startswith("2 articles")


def test_fewer_passages_are_read_where_fewer_are_asked_for(extractive: Assistant) -> None:
    stages = [event["stage"] for event in extractive.stream(ASKED, k=1) if "stage" in event]
    assert "Reading 1 passage…" in stages


def test_questions_asked_at_once_do_not_mix(extractive: Assistant) -> None:
    asked = [ASKED, "How much money did Norbank lend to the port of Varnholm?"] * 3
    alone = {question: extractive.answer(question).text for question in asked}
    together: dict[int, str] = {}

    def ask(place: int) -> None:
        together[place] = extractive.answer(asked[place]).text

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(len(asked))]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert time.monotonic() - started < 30
    assert together == {place: alone[question] for place, question in enumerate(asked)}


def test_an_answer_names_the_index_it_was_made_from(extractive: Assistant) -> None:
    index = extractive.answer(ASKED).index
    assert index == extractive.state() and index.documents == 2 and index.dense_coverage == 1.0
