"""The records: frozen, and the same after a trip through JSON."""

from __future__ import annotations

import dataclasses
import json
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.schema import (
    Answer,
    Citation,
    Degradation,
    Filter,
    Found,
    IndexState,
    Passage,
    Problem,
    ProblemKind,
    Reason,
    ReasonCode,
    Sentence,
    Usage,
)

unhurried = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

TEXT = st.text(max_size=8)
MAYBE = st.none() | TEXT
COUNT = st.integers(0, 10_000)
FINITE = st.floats(allow_nan=False, allow_infinity=False)

sentences = st.builds(
    Sentence,
    text=TEXT,
    citations=st.lists(COUNT, max_size=3).map(tuple),
    verdict=st.sampled_from(["supported", "unsupported"]),
    shown=st.booleans(),
    problems=st.lists(st.builds(Problem, st.sampled_from(get_args(ProblemKind)), TEXT), max_size=2).map(tuple),
)
citations = st.builds(
    Citation,
    number=st.none() | COUNT,
    root=TEXT,
    path=TEXT,
    document_id=TEXT,
    sha256=TEXT,
    start=COUNT,
    end=COUNT,
    quote=TEXT,
    title=MAYBE,
    publisher=MAYBE,
    published=MAYBE,
    speaker=MAYBE,
    url=MAYBE,
    page=st.none() | COUNT,
    origin=MAYBE,
)
answers = st.builds(
    Answer,
    question=TEXT,
    status=st.sampled_from(["answered", "abstained"]),
    text=TEXT,
    sentences=st.lists(sentences, max_size=3).map(tuple),
    citations=st.lists(citations, max_size=3).map(tuple),
    reason=st.none() | st.builds(Reason, st.sampled_from(get_args(ReasonCode)), TEXT),
    nearest=st.lists(citations, max_size=2).map(tuple),
    mode=TEXT,
    filters=st.lists(
        st.builds(
            Filter,
            st.sampled_from(["publisher", "published", "path"]),
            st.sampled_from(["is", "since", "until"]),
            TEXT,
            st.sampled_from(["given", "question"]),
        ),
        max_size=2,
    ).map(tuple),
    degraded=st.lists(st.builds(Degradation, TEXT, TEXT), max_size=2).map(tuple),
    index=st.builds(IndexState, TEXT, TEXT, COUNT, COUNT, FINITE),
    timing_ms=st.dictionaries(TEXT, FINITE, max_size=3),
    usage=st.none() | st.builds(Usage, COUNT, COUNT, st.none() | FINITE),
    rewritten=MAYBE,
)
passages = st.builds(
    Passage,
    rank=COUNT,
    score=FINITE,
    root=TEXT,
    path=TEXT,
    document_id=TEXT,
    chunk_id=TEXT,
    start=COUNT,
    end=COUNT,
    text=TEXT,
    title=MAYBE,
    publisher=MAYBE,
    published=MAYBE,
    origin=MAYBE,
)


@unhurried
@given(answers)
def test_any_answer_is_the_same_after_a_trip_through_json(answer: Answer) -> None:
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


@unhurried
@given(passages)
def test_any_passage_is_the_same_after_a_trip_through_json(passage: Passage) -> None:
    assert Passage.from_dict(json.loads(json.dumps(passage.to_dict()))) == passage


@unhurried
@given(st.lists(passages, max_size=2), TEXT)
def test_a_search_result_writes_each_of_its_passages(found: list[Passage], query: str) -> None:
    written = Found(query, tuple(found), (Degradation("dense", "gone"),)).to_dict()
    assert written["passages"] == [passage.to_dict() for passage in found]
    assert written["degraded"] == [{"part": "dense", "message": "gone"}]


@unhurried
@given(answers)
def test_fields_of_a_later_version_are_passed_over(answer: Answer) -> None:
    written = answer.to_dict() | {"weather": "fair", "schema_version": 1}
    assert Answer.from_dict(written) == answer


def test_changing_what_was_written_leaves_the_answer_as_it_was() -> None:
    answer = Answer("q", "abstained", "t", (), (), None, (), "extractive", (), (), IndexState("f", "now", 1, 1, 1.0))
    written = answer.to_dict()
    written["timing_ms"]["total"] = 1.0
    written["sentences"].append({})
    assert answer.timing_ms == {} and answer.sentences == ()


def test_a_record_can_not_be_changed() -> None:
    reason = Reason("not_answered", "no")
    with pytest.raises(dataclasses.FrozenInstanceError):
        reason.message = "yes"  # type: ignore[misc]
