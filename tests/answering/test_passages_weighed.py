"""How near a whole passage is to the question counts beside its best sentence; unknown, it says nothing."""

from __future__ import annotations

import doctest
from pathlib import Path

import rag.answering.reader.ranker
from rag.answering.evidence import number_evidence
from rag.answering.reader.extractive import read_extractively
from rag.embedding.none import NoEmbedder
from tests.archives import Archive, indexed

FILES = {
    "ferry.txt": "Ferry sinks\n\nThe ferry Halcyon sank off Varnholm on Tuesday. All 40 passengers were saved.\n",
    "harbour.txt": "Harbour sold\n\nVarnholm sold its harbour to Norbank on Friday for 3 million crowns.\n",
}
QUESTION = "When did the ferry Halcyon sink?"


def test_the_documented_examples_hold() -> None:
    assert doctest.testmod(rag.answering.reader.ranker).attempted > 0
    assert doctest.testmod(rag.answering.reader.ranker).failed == 0


def test_what_the_dense_leg_found_tells_how_near_its_passage_is(archive: Archive) -> None:
    retrieved = archive(FILES).retriever.retrieve(QUESTION, k=5)
    evidence = number_evidence(retrieved.passages, retrieved.chunks, retrieved.documents, cosines=retrieved.cosines)
    near = {sentence.document.path: sentence.passage_cosine or 0.0 for sentence in evidence}
    assert 1.0 >= near["ferry.txt"] > near["harbour.txt"] > -1.0


def test_without_vectors_nothing_is_known_of_it_and_the_question_is_answered(tmp_path: Path) -> None:
    assistant = indexed(tmp_path, FILES, NoEmbedder())
    retrieved = assistant.retriever.retrieve(QUESTION, k=5)
    assert retrieved.passages and not retrieved.cosines
    evidence = number_evidence(retrieved.passages, retrieved.chunks, retrieved.documents, cosines=retrieved.cosines)
    assert {sentence.passage_cosine for sentence in evidence} == {None}
    assert read_extractively(QUESTION, evidence, meaning=assistant.retriever.meaning).drafts
    assistant.close()


def test_a_nearer_passage_makes_an_answer_likelier(archive: Archive) -> None:
    assistant = archive(FILES)
    retrieved = assistant.retriever.retrieve(QUESTION, k=5)
    chances = []
    for cosine in (0.1, 0.9):
        evidence = number_evidence(
            retrieved.passages,
            retrieved.chunks,
            retrieved.documents,
            cosines=dict.fromkeys(retrieved.chunks, cosine),
        )
        chances.append(read_extractively(QUESTION, evidence, meaning=assistant.retriever.meaning).chance)
    assert chances[0] < chances[1]
