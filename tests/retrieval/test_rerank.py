"""The second look: the chunk whose best sentence says it comes first, and nothing is lost or invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.embedding.meaning import Meaning
from rag.indexing.sentences import split_sentences
from rag.retrieval.rerank import DEPTH, LONG, SENTENCES, content_words, rarities
from rag.retrieval.rerank import rerank as rerank_
from rag.schema import Chunk, Document, Span
from vectorstore import Hit

MEANING = Meaning()
FILLER = "The weather stayed mild. Shops were open. Nobody expected much of the week."
SAYS_IT = "The ferry sank off Port Selby with two hundred people aboard."


def chunk(name: str, text: str, *, start: int = 0) -> Chunk:
    spans = tuple(Span(span.start + start, span.end + start) for span in split_sentences(text))
    return Chunk(name, "d", start, start + len(text), text, spans)


def rerank(
    query: str, ranked: list[str], by_words: list[str], *, held: dict[str, Chunk], meaning: Meaning = MEANING
) -> list[tuple[str, float]]:
    """The second look at an order, where the search by words found `by_words`, each a little worse than the last."""
    lexical = [Hit(name, 10.0 / (1 + place)) for place, name in enumerate(by_words)]
    return rerank_(query, ranked, lexical=lexical, dense=[], chunks=held, documents={}, rarities={}, meaning=meaning)


def article(name: str, *, title: str | None = None, characters: int = 10) -> Document:
    return Document(name, "root", name, "0" * 64, characters, "x" * characters, title=title)


def chunks(**texts: str) -> dict[str, Chunk]:
    return {name: chunk(name, text) for name, text in texts.items()}


def test_a_chunk_whose_one_sentence_says_it_passes_those_before_it() -> None:
    held = chunks(a=FILLER, b="The mayor of the town wept. " + FILLER, c=f"{FILLER} {SAYS_IT} {FILLER}")
    found = rerank("Where did the ferry sink?", ["a", "b", "c"], ["c", "b"], held=held)
    assert found[0][0] == "c"


def test_where_a_chunk_begins_in_its_article_does_not_matter() -> None:
    texts = {"a": FILLER, "b": f"{FILLER} {SAYS_IT}", "c": f"The mayor wept. {FILLER}"}
    orders = []
    for start in (0, 40, 5000):
        held = {name: chunk(name, text, start=start) for name, text in texts.items()}
        orders.append(rerank("Where did the ferry sink?", ["a", "c", "b"], [], held=held))
    assert orders[0][0][0] == "b"
    assert orders[0] == orders[1] == orders[2]


def test_every_chunk_comes_back_once_with_a_score_that_falls() -> None:
    names = [f"c{number:02}" for number in range(DEPTH + 15)]
    held = {name: chunk(name, f"{name} sank in the harbour. {FILLER}") for name in names}
    found = rerank("What sank in the harbour?", names, names[::-1], held=held)
    assert sorted(name for name, _ in found) == names
    scores = [score for _, score in found]
    assert all(one > other for one, other in zip(scores[DEPTH:], scores[DEPTH + 1 :], strict=False))
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0


def test_what_stands_below_the_depth_stays_behind_in_its_order() -> None:
    names = [f"c{number:02}" for number in range(DEPTH + 5)]
    held = {name: chunk(name, FILLER) for name in names}
    held[names[-1]] = chunk(names[-1], SAYS_IT)
    found = rerank("Where did the ferry sink?", names, [], held=held)
    assert [name for name, _ in found[DEPTH:]] == names[DEPTH:]


def test_a_chunk_that_is_no_longer_held_is_left_out() -> None:
    found = rerank("ferry", ["gone", "a"], ["gone", "a"], held=chunks(a=SAYS_IT))
    assert [name for name, _ in found] == ["a"]


def test_nothing_ranked_is_nothing_returned() -> None:
    assert rerank("ferry", [], [], held={}) == []


def test_no_more_sentences_are_embedded_than_the_limit() -> None:
    class Counting(Meaning):
        def similarities(self, text: str, others: object) -> list[float]:
            assert isinstance(others, list)
            asked.append(len(others))
            return super().similarities(text, others)

    asked: list[int] = []
    held = {f"c{n}": chunk(f"c{n}", f"Boat {n} sailed. " * 30) for n in range(DEPTH)}
    rerank("boat", list(held), [], held=held, meaning=Counting())
    assert asked == [SENTENCES]


@pytest.mark.parametrize("query", ["???", "👍", "the of and"])
def test_a_query_without_matter_ranks_without_failing(query: str) -> None:
    assert len(rerank(query, ["a", "b"], [], held=chunks(a=FILLER, b=SAYS_IT))) == 2


def test_a_chunk_that_holds_the_rare_words_passes_one_that_holds_the_common_ones() -> None:
    held = chunks(a="The minister spoke of the port. " + FILLER, b="The minister spoke of the archipelago. " + FILLER)
    found = {}
    for rare, common in (("port", "archipelago"), ("archipelago", "port")):
        ranked = rerank_(
            "port archipelago",
            ["a", "b"],
            lexical=[],
            dense=[],
            chunks=held,
            documents={},
            rarities=rarities({rare: 1, common: 900}, 1000),
            meaning=Unread(),
        )
        found[rare] = ranked[0][0]
    assert found == {"port": "a", "archipelago": "b"}


def test_the_title_holds_words_for_each_chunk_of_its_article() -> None:
    held = {"a": chunk("a", FILLER), "b": replace(chunk("b", FILLER), document_id="e")}
    found = rerank_(
        "ferry",
        ["a", "b"],
        lexical=[],
        dense=[],
        chunks=held,
        documents={"d": article("d", title="Port"), "e": article("e", title="The ferry")},
        rarities={},
        meaning=Unread(),
    )
    assert found[0][0] == "b"


def test_in_a_long_article_a_chunk_between_two_that_were_found_passes_one_that_stands_alone() -> None:
    names = ["d#1", "d#7", "d#6", "d#8"]
    held = {name: chunk(name, FILLER) for name in names[:2]}
    hits = [Hit(name, 1.0) for name in names]
    firsts = {}
    for length in (LONG // 2, 2 * LONG):
        found = rerank_(
            "ferry",
            names,
            lexical=hits,
            dense=[],
            chunks=held,
            documents={"d": article("d", characters=length)},
            rarities={},
            meaning=Unread(),
        )
        firsts[length] = found[0][0]
    assert firsts == {LONG // 2: "d#1", 2 * LONG: "d#7"}


def test_a_word_that_no_chunk_holds_may_be_a_slip_of_one() -> None:
    held = chunks(a=FILLER, b="Ambassador Kharrazi spoke. " + FILLER)
    found = rerank("What did Kharazi say?", ["a", "b"], [], held=held, meaning=Unread())
    assert found[0][0] == "b"


def test_rarity_is_that_of_bm25_and_none_for_what_no_article_holds() -> None:
    assert rarities({"port": 1, "gone": 0}, 3) == {"port": pytest.approx(0.9808, abs=1e-4), "gone": 0.0}
    assert content_words("Did the Ports, the ports close?") == ["Ports", "ports", "close"]


class Unread(Meaning):
    """Every sentence is as near as every other."""

    def similarities(self, text: str, others: Sequence[str]) -> list[float]:
        return [0.5 for _ in others]
