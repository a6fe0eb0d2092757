"""The second look: the chunk whose best sentence says it comes first, and nothing is lost or invented."""

from __future__ import annotations

import pytest

from rag.embedding.meaning import Meaning
from rag.indexing.sentences import split_sentences
from rag.retrieval.rerank import DEPTH, SENTENCES, rerank
from rag.schema import Chunk, Span

MEANING = Meaning()
FILLER = "The weather stayed mild. Shops were open. Nobody expected much of the week."
SAYS_IT = "The ferry sank off Port Selby with two hundred people aboard."


def chunk(name: str, text: str, *, start: int = 0) -> Chunk:
    spans = tuple(Span(span.start + start, span.end + start) for span in split_sentences(text))
    return Chunk(name, "d", start, start + len(text), text, spans)


def chunks(**texts: str) -> dict[str, Chunk]:
    return {name: chunk(name, text) for name, text in texts.items()}


def test_a_chunk_whose_one_sentence_says_it_passes_those_before_it() -> None:
    held = chunks(a=FILLER, b="The mayor of the town wept. " + FILLER, c=f"{FILLER} {SAYS_IT} {FILLER}")
    found = rerank("Where did the ferry sink?", ["a", "b", "c"], ["c", "b"], chunks=held, nearness={}, meaning=MEANING)
    assert found[0][0] == "c"


def test_where_a_chunk_begins_in_its_article_does_not_matter() -> None:
    texts = {"a": FILLER, "b": f"{FILLER} {SAYS_IT}", "c": f"The mayor wept. {FILLER}"}
    orders = []
    for start in (0, 40, 5000):
        held = {name: chunk(name, text, start=start) for name, text in texts.items()}
        orders.append(
            rerank("Where did the ferry sink?", ["a", "c", "b"], [], chunks=held, nearness={}, meaning=MEANING)
        )
    assert orders[0][0][0] == "b"
    assert orders[0] == orders[1] == orders[2]


def test_every_chunk_comes_back_once_with_a_score_that_falls() -> None:
    names = [f"c{number:02}" for number in range(DEPTH + 15)]
    held = {name: chunk(name, f"{name} sank in the harbour. {FILLER}") for name in names}
    found = rerank("What sank in the harbour?", names, names[::-1], chunks=held, nearness={}, meaning=MEANING)
    assert sorted(name for name, _ in found) == names
    scores = [score for _, score in found]
    assert all(one > other for one, other in zip(scores[DEPTH:], scores[DEPTH + 1 :], strict=False))
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0


def test_what_stands_below_the_depth_stays_behind_in_its_order() -> None:
    names = [f"c{number:02}" for number in range(DEPTH + 5)]
    held = {name: chunk(name, FILLER) for name in names}
    held[names[-1]] = chunk(names[-1], SAYS_IT)
    found = rerank("Where did the ferry sink?", names, [], chunks=held, nearness={}, meaning=MEANING)
    assert [name for name, _ in found[DEPTH:]] == names[DEPTH:]


def test_a_chunk_that_is_no_longer_held_is_left_out() -> None:
    found = rerank("ferry", ["gone", "a"], ["gone", "a"], chunks=chunks(a=SAYS_IT), nearness={}, meaning=MEANING)
    assert [name for name, _ in found] == ["a"]


def test_nothing_ranked_is_nothing_returned() -> None:
    assert rerank("ferry", [], [], chunks={}, nearness={}, meaning=MEANING) == []


def test_no_more_sentences_are_embedded_than_the_limit() -> None:
    class Counting(Meaning):
        def similarities(self, text: str, others: object) -> list[float]:
            assert isinstance(others, list)
            asked.append(len(others))
            return super().similarities(text, others)

    asked: list[int] = []
    held = {f"c{n}": chunk(f"c{n}", f"Boat {n} sailed. " * 30) for n in range(DEPTH)}
    rerank("boat", list(held), [], chunks=held, nearness={}, meaning=Counting())
    assert asked == [SENTENCES]


@pytest.mark.parametrize("query", ["???", "👍", "the of and"])
def test_a_query_without_matter_ranks_without_failing(query: str) -> None:
    assert len(rerank(query, ["a", "b"], [], chunks=chunks(a=FILLER, b=SAYS_IT), nearness={}, meaning=MEANING)) == 2
