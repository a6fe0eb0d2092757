"""The benchmark of comparisons counts what a table sets side by side, and only what is labelled as right."""

from __future__ import annotations

from evals.bench.comparing import LABELLED, Case, Group, compare, ratios, read_groups
from evals.metrics.abstention import Ratio
from rag.schema import Answer, Cell, Citation, Column, IndexState, Row, Table

QUOTES = {1: ("a.txt", "Eighteen people drowned."), 2: ("b.txt", "Twenty-five drowned."), 3: ("b.txt", "It rained.")}
GROUP = Group("ferry", "dev", {}, ())


def answered(*rows: Row) -> Answer:
    citations = tuple(
        Citation(number, "news", path, path, "0", 0, len(quote), quote) for number, (path, quote) in QUOTES.items()
    )
    return Answer(
        question="How do they differ?",
        status="answered",
        text="",
        sentences=(),
        citations=citations,
        reason=None,
        nearest=(),
        mode="extractive",
        filters=(),
        degraded=(),
        index=IndexState("0", "2016-05-03", 2, 2, 1.0),
        table=Table("comparison", (Column("claim"), Column("A", "a.txt"), Column("B", "b.txt")), rows),
    )


def test_a_pair_counts_where_both_sentences_are_labelled_whichever_comes_first() -> None:
    case = Case("?", contradicts=((("b.txt", "Twenty-five"), ("a.txt", "Eighteen")),))
    right = Row((Cell("claim"), Cell("“18”", (1,), "says"), Cell("“25”", (2,), "contradicts")))
    wrong = Row((Cell("claim"), Cell("“18”", (1,), "says"), Cell("“rain”", (3,), "contradicts")))
    found = ratios(compare(GROUP, case, answered(right, wrong)))
    assert found["contradicts, dev: told that is right"] == Ratio(1, 2)
    assert found["contradicts, dev: labelled that is told"] == Ratio(1, 1)


def test_a_name_counts_in_the_column_of_its_article() -> None:
    case = Case("?", names=frozenset({("a.txt", "rebel"), ("b.txt", "militant")}))
    row = Row((Cell("rebels"), Cell("“rebels”", (1,), "says"), Cell("“rebels”", (2,), "says")))
    found = ratios(compare(GROUP, case, answered(row)))
    assert found["names, dev: told that is right"] == Ratio(1, 2)
    assert found["names, dev: labelled that is told"] == Ratio(1, 2)


def test_every_label_stands_in_its_article() -> None:
    for group in read_groups(LABELLED):
        for case in group.cases:
            for path, words in (place for pair in (*case.contradicts, *case.says) for place in pair):
                assert words in group.articles[path]
