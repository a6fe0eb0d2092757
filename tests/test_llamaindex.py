"""Dateline as a part of llama-index: its own interfaces, its own engines, our exact offsets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.llms import MockLLM
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import get_response_synthesizer
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode
from llama_index.core.tools import QueryEngineTool, RetrieverTool

from rag.assistant import Assistant
from rag.llamaindex import DatelineQueryEngine, DatelineRetriever
from rag.schema import Answer
from rag.settings import Settings

QUESTION = "What did Lavrov deny?"
UNANSWERABLE = "What is the capital of Mongolia?"


@pytest.fixture(scope="module")
def assistant(seeds_index: Path) -> Iterator[Assistant]:
    opened = Assistant.open(index=seeds_index, settings=Settings(index=seeds_index, llm="none"))
    yield opened
    opened.close()


def assert_exact(found: list[NodeWithScore], seeds: Path) -> None:
    for scored in found:
        node = scored.node
        assert isinstance(node, TextNode)
        text = (seeds / node.metadata["path"]).read_bytes().decode("utf-8")
        assert text[node.start_char_idx : node.end_char_idx] == node.text
        assert node.metadata["root"] == "seeds"


def test_the_retriever_returns_scored_nodes_whose_offsets_are_exact(assistant: Assistant, seeds: Path) -> None:
    retriever = DatelineRetriever(assistant, k=4)
    assert isinstance(retriever, BaseRetriever)
    found = retriever.retrieve(QUESTION)
    assert 1 <= len(found) <= 4
    assert_exact(found, seeds)
    scores = [scored.get_score() for scored in found]
    assert scores == sorted(scores, reverse=True)
    assert [scored.metadata["rank"] for scored in found] == list(range(1, len(found) + 1))


def test_a_node_is_the_passage_that_search_returns(assistant: Assistant) -> None:
    passages = assistant.search(QUESTION, k=3, mode="lexical")
    found = DatelineRetriever(assistant, k=3, mode="lexical").retrieve(QueryBundle(QUESTION))
    assert [scored.node.node_id for scored in found] == [passage.chunk_id for passage in passages]
    assert [scored.node.ref_doc_id for scored in found] == [passage.document_id for passage in passages]
    assert [scored.text for scored in found] == [passage.text for passage in passages]


def test_what_a_model_is_shown_of_a_node_is_its_title_and_its_text_only(assistant: Assistant) -> None:
    [scored] = DatelineRetriever(assistant, k=1).retrieve(QUESTION)
    shown = scored.node.get_content(metadata_mode=MetadataMode.LLM)
    assert scored.text in shown
    assert scored.metadata["document_id"] not in shown and "rank" not in shown


def test_retrieving_works_the_same_in_async_code(assistant: Assistant) -> None:
    retriever = DatelineRetriever(assistant, k=3)
    awaited = asyncio.run(retriever.aretrieve(QUESTION))
    assert [scored.node.node_id for scored in awaited] == [
        scored.node.node_id for scored in retriever.retrieve(QUESTION)
    ]


def test_the_query_engine_answers_with_markers_and_one_node_per_citation(assistant: Assistant, seeds: Path) -> None:
    engine = DatelineQueryEngine(assistant)
    assert isinstance(engine, BaseQueryEngine)
    response = engine.query(QUESTION)
    answer = assistant.answer(QUESTION)
    assert str(response) == answer.text and "[1]" in str(response)
    assert [scored.text for scored in response.source_nodes] == [citation.quote for citation in answer.citations]
    assert [scored.metadata["number"] for scored in response.source_nodes] == list(range(1, len(answer.citations) + 1))
    assert [scored.metadata["sha256"] for scored in response.source_nodes] == [c.sha256 for c in answer.citations]
    assert_exact(response.source_nodes, seeds)
    assert response.metadata is not None
    assert Answer.from_dict(response.metadata).citations == answer.citations


def test_an_abstention_is_its_sentence_with_no_nodes_and_its_reason(assistant: Assistant) -> None:
    response = asyncio.run(DatelineQueryEngine(assistant).aquery(UNANSWERABLE))
    assert response.source_nodes == []
    assert str(response) == assistant.answer(UNANSWERABLE).text
    assert response.metadata is not None and response.metadata["status"] == "abstained"
    assert response.metadata["reason"]["code"]


def test_filters_hold_for_the_nodes_of_both(assistant: Assistant) -> None:
    path = assistant.search(QUESTION, k=1)[0].path
    found = DatelineRetriever(assistant, k=50, path=path).retrieve(QUESTION)
    assert {scored.node.metadata["path"] for scored in found} == {path}
    response = DatelineQueryEngine(assistant, path="elsewhere/").query(QUESTION)
    assert response.metadata is not None and response.metadata["reason"]["code"] == "filters_exclude_all"


def test_llama_indexs_own_engine_runs_over_the_retriever(assistant: Assistant, seeds: Path) -> None:
    engine = RetrieverQueryEngine.from_args(
        DatelineRetriever(assistant, k=3),
        llm=MockLLM(),
        response_synthesizer=get_response_synthesizer(llm=MockLLM()),
        node_postprocessors=[SimilarityPostprocessor(similarity_cutoff=-1.0)],
    )
    response = engine.query(QUESTION)
    assert len(response.source_nodes) == 3
    assert_exact(response.source_nodes, seeds)
    assert response.source_nodes[0].text in str(response), "the mock repeats its prompt, which holds the passages"


def test_both_serve_as_tools_of_a_llama_index_agent(assistant: Assistant) -> None:
    engine_tool = QueryEngineTool.from_defaults(DatelineQueryEngine(assistant), name="archive", description="news")
    assert "[1]" in str(engine_tool(QUESTION))
    retriever_tool = RetrieverTool.from_defaults(DatelineRetriever(assistant, k=2), name="find", description="news")
    assert "Lavrov" in str(retriever_tool(QUESTION))
