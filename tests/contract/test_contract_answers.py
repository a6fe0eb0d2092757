"""Answers and searches over the seeds keep the contract, through the command line and through Python.

A later store runs the same tests by making `seeds_index`, a later reader by joining the fixture `reader`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pytest
from commands import run, run_process
from contract_checks import PROJECT, check_answer, check_search

from rag.assistant import Assistant
from rag.schema import Answer
from rag.settings import Settings
from tests.endpoints.competent import Competent
from tests.endpoints.scripted import ScriptedEndpoint

Door = Literal["python", "command line", "process"]

ANSWERABLE = [
    "What did Lavrov deny?",
    "Who is Ali Akbar Velayati?",
    "When did the militancy in Syria begin?",
]
UNANSWERABLE = [
    "What is the capital of Mongolia?",
    "How much did the printing of the Kazakh stamps cost?",
]


@pytest.fixture(scope="module")
def assistant(seeds_index: Path) -> Assistant:
    return Assistant.open(index=seeds_index, settings=Settings(index=seeds_index, llm="none"))


@dataclass(frozen=True)
class Reader:
    """Who writes the sentences: what --llm is given, and what the answer says of it."""

    llm: str
    mode: str


@pytest.fixture(params=["extractive", "llm"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Each reader in turn; the LLM is a scripted one at an endpoint on this machine."""
    if request.param == "extractive":
        yield Reader(llm="none", mode="extractive")
        return
    with ScriptedEndpoint(Competent.about_the_seeds()) as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        yield Reader(llm="scripted", mode="llm:scripted")


def ask_through(door: Door, question: str, *, index: Path, llm: str) -> dict[str, Any]:
    if door == "python":
        with closing(Assistant.open(index=index, settings=replace(Settings.from_env(), llm=llm))) as assistant:
            return assistant.answer(question).to_dict()
    runner = run_process if door == "process" else run
    ran = runner("ask", "--json", "--llm", llm, "--index", index, question)
    answer = ran.json()
    assert ran.status == {"answered": 0, "abstained": 3}[answer["status"]]
    return answer


@pytest.mark.parametrize("door", ["python", "command line", "process"])
@pytest.mark.parametrize("question", [ANSWERABLE[0], UNANSWERABLE[0]], ids=["answerable", "unanswerable"])
def test_an_answer_keeps_the_contract(
    question: str, door: Door, reader: Reader, seeds_index: Path, seeds: Path
) -> None:
    answer = ask_through(door, question, index=seeds_index, llm=reader.llm)
    check_answer(answer, {"seeds": seeds})
    assert answer["question"] == question and answer["rewritten"] is None
    assert answer["status"] == ("answered" if question in ANSWERABLE else "abstained")
    assert answer["mode"] == (reader.mode if question in ANSWERABLE else answer["mode"])
    assert (answer["usage"] is None) == (reader.llm == "none"), "tokens are counted whoever wrote what is shown"
    assert answer["degraded"] == [] and answer["filters"] == []
    assert answer["index"]["documents"] == 5 and answer["index"]["dense_coverage"] == 1.0


@pytest.mark.parametrize("question", ANSWERABLE)
def test_what_the_articles_say_is_answered_in_at_most_three_sentences(
    question: str, assistant: Assistant, seeds: Path
) -> None:
    answer = assistant.answer(question)
    check_answer(answer.to_dict(), {"seeds": seeds})
    assert answer.status == "answered"
    assert 1 <= sum(sentence.shown for sentence in answer.sentences) <= 3


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_what_the_articles_do_not_say_is_refused_with_a_reason(
    question: str, assistant: Assistant, seeds: Path
) -> None:
    answer = assistant.answer(question)
    check_answer(answer.to_dict(), {"seeds": seeds})
    assert answer.status == "abstained" and answer.reason is not None


def test_both_doors_give_the_same_answer(seeds_index: Path) -> None:
    through = [ask_through(door, ANSWERABLE[0], index=seeds_index, llm="none") for door in ("python", "process")]
    for answer in through:
        answer.pop("timing_ms")
    assert through[0] == through[1]


def test_an_answer_survives_the_round_trip_through_json(assistant: Assistant) -> None:
    for question in (ANSWERABLE[0], UNANSWERABLE[0]):
        answer = assistant.answer(question)
        assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


def test_the_seeds_state_no_publisher_date_or_page_and_none_is_guessed(assistant: Assistant) -> None:
    for citation in assistant.answer(ANSWERABLE[0]).citations:
        assert (citation.published, citation.url, citation.page) == (None, None, None)


def test_a_date_filter_excludes_undated_articles_and_says_how_many(assistant: Assistant, seeds: Path) -> None:
    answer = assistant.answer(ANSWERABLE[0], since="2017-01-01")
    check_answer(answer.to_dict(), {"seeds": seeds})
    assert answer.status == "abstained" and answer.reason is not None
    assert answer.reason.code == "filters_exclude_all"
    [left_out] = answer.degraded
    assert left_out.part == "filters" and left_out.message.startswith("5 articles without a date")
    assert [(given.field, given.op, given.origin) for given in answer.filters] == [("published", "since", "given")]


def test_a_stream_shows_stages_then_verified_sentences_then_the_answer(assistant: Assistant) -> None:
    events = list(assistant.stream(ANSWERABLE[0]))
    kinds = [next(kind for kind in ("answer", "sentence", "stage") if kind in event) for event in events]
    assert kinds[0] == "stage" and kinds[-1] == "answer" and kinds.count("answer") == 1
    streamed = [event["sentence"] for event in events if "sentence" in event]
    assert streamed and all(sentence.shown and sentence.verdict == "supported" for sentence in streamed)
    assert streamed == [sentence for sentence in events[-1]["answer"].sentences if sentence.shown]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_a_search_keeps_the_contract_in_every_mode(mode: str, seeds_index: Path, seeds: Path) -> None:
    ran = run("search", "--json", "-k", "4", "--mode", mode, "--index", seeds_index, "peace talks in Astana")
    assert ran.status == 0
    found = ran.json()
    check_search(found, {"seeds": seeds})
    assert found["query"] == "peace talks in Astana" and found["degraded"] == []
    assert 1 <= len(found["passages"]) <= 4


def test_a_batch_gives_one_answer_a_line_in_order_and_exits_with_0_when_none_failed(
    seeds_index: Path, seeds: Path, tmp_path: Path
) -> None:
    questions = [*ANSWERABLE[:2], UNANSWERABLE[0]]
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps({"id": n, "question": q}) + "\n" for n, q in enumerate(questions)))
    ran = run("ask", "--batch", file, "--llm", "none", "--index", seeds_index)
    assert ran.status == 0
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [answer.pop("id") for answer in answers] == [0, 1, 2]
    assert [answer["question"] for answer in answers] == questions
    for answer in answers:
        check_answer(answer, {"seeds": seeds})


def test_a_batch_of_searches_goes_on_after_a_bad_line_and_exits_with_1(
    seeds_index: Path, seeds: Path, tmp_path: Path
) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('{"id": "a", "query": "Astana"}\n{"id": "b"}\n{"id": "c", "question": "Raqqa"}\n')
    ran = run("search", "--batch", file, "--index", seeds_index)
    assert ran.status == 1
    first, second, third = (json.loads(line) for line in ran.out.splitlines())
    assert set(second) == {"id", "error"}
    for found, name in ((first, "a"), (third, "c")):
        assert found.pop("id") == name
        check_search(found, {"seeds": seeds})


def test_asking_exits_with_0_when_answered_and_3_when_not(seeds_index: Path) -> None:
    common = ("--llm", "none", "--index", seeds_index)
    answered = run("ask", ANSWERABLE[0], *common)
    assert answered.status == 0 and answered.err == ""
    assert "[1]" in answered.out and "seeds/" in answered.out and "“" in answered.out
    refused = run("ask", UNANSWERABLE[0], *common)
    assert refused.status == 3 and "[1]" not in refused.out


def test_the_readme_shows_what_the_product_says(seeds_index: Path) -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r'```sh\nmake ask Q="([^"]+)"\n```\n```\n(.*?)\n```', readme, re.DOTALL)
    assert shown
    printed = run("ask", shown[1], "--llm", "none", "--index", seeds_index).out
    as_of = re.compile(r"Archive as of \S+ \S+ UTC")  # when the index was made
    assert as_of.search(printed)
    assert as_of.sub("", printed) == as_of.sub("", shown[2] + "\n")


def test_with_an_endpoint_that_is_down_the_host_is_named_the_answer_is_extractive_and_says_why(
    seeds_index: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    ran = run("ask", "--json", "--index", seeds_index, ANSWERABLE[0])
    answer = ran.json()
    check_answer(answer, {"seeds": seeds})
    assert answer["mode"] == "extractive" and answer["usage"] is None
    assert answer["degraded"] and "127.0.0.1:9" in ran.err
    assert "canary" not in ran.out + ran.err
    searched = run("search", "--index", seeds_index, ANSWERABLE[0])
    assert searched.status == 0 and searched.err == "", "a search sends nothing anywhere"
