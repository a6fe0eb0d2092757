"""Dateline as a llama-index retriever and query engine, with offsets that are exact.

```python
from rag import Assistant
from rag.llamaindex import DatelineQueryEngine, DatelineRetriever

engine = DatelineQueryEngine(Assistant.open())
print(engine.query("What did Lavrov deny?"))
```
Nothing else of Dateline imports this module: llama-index takes seconds to import.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from rag.assistant import Assistant
from rag.schema import Answer, Citation, Passage, SearchMode

# What stays out of a prompt or an embedding that llama-index makes of a node.
_FOR_PROGRAMS = ["root", "path", "document_id", "sha256", "rank", "number", "origin", "page"]


class DatelineRetriever(BaseRetriever):
    """Passages as nodes, best first: `text` is the article's from `start_char_idx` to `end_char_idx`."""

    def __init__(
        self,
        assistant: Assistant,
        *,
        k: int = 10,
        mode: SearchMode = "hybrid",
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
        path: str | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        super().__init__(callback_manager=callback_manager)
        self._search = partial(
            assistant.search, k=k, mode=mode, publisher=publisher, since=since, until=until, path=path
        )

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_passage_node(passage) for passage in self._search(query_bundle.query_str)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class DatelineQueryEngine(BaseQueryEngine):
    """Checked answers: the response has its markers, and one node per citation, in their order.

    An abstention is the sentence that says what is missing, with no nodes. The metadata of the
    response is the whole answer as JSON (docs/schema/answer.schema.json).
    """

    def __init__(
        self,
        assistant: Assistant,
        *,
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
        path: str | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        super().__init__(callback_manager=callback_manager)
        self._answer = partial(assistant.answer, publisher=publisher, since=since, until=until, path=path)

    def _query(self, query_bundle: QueryBundle) -> Response:
        return _response(self._answer(query_bundle.query_str))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def _response(answer: Answer) -> Response:
    nodes = [_citation_node(citation) for citation in answer.citations]
    return Response(response=answer.text, source_nodes=nodes, metadata=answer.to_dict())


def _passage_node(passage: Passage) -> NodeWithScore:
    metadata = {
        "root": passage.root,
        "path": passage.path,
        "document_id": passage.document_id,
        "rank": passage.rank,
        "origin": passage.origin,
        **_stated({"title": passage.title, "publisher": passage.publisher, "published": passage.published}),
    }
    node = _node(passage.chunk_id, passage.text, passage.start, passage.end, passage.document_id, metadata)
    return NodeWithScore(node=node, score=passage.score)


def _citation_node(citation: Citation) -> NodeWithScore:
    stated = {
        "title": citation.title,
        "publisher": citation.publisher,
        "published": citation.published,
        "speaker": citation.speaker,
        "url": citation.url,
    }
    metadata = {
        "root": citation.root,
        "path": citation.path,
        "document_id": citation.document_id,
        "sha256": citation.sha256,
        "number": citation.number,
        "page": citation.page,
        "origin": citation.origin,
        **_stated(stated),
    }
    name = f"{citation.document_id}:{citation.start}-{citation.end}"
    node = _node(name, citation.quote, citation.start, citation.end, citation.document_id, metadata)
    return NodeWithScore(node=node)


def _stated(fields: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value is not None}


def _node(name: str, text: str, start: int, end: int, document_id: str, metadata: dict[str, Any]) -> TextNode:
    return TextNode(
        id_=name,
        text=text,
        start_char_idx=start,
        end_char_idx=end,
        metadata=metadata,
        excluded_embed_metadata_keys=_FOR_PROGRAMS,
        excluded_llm_metadata_keys=_FOR_PROGRAMS,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document_id)},
    )
