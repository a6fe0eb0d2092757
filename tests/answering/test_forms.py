"""A form's table arranges what its sentences cite, and nothing else."""

from __future__ import annotations

from rag.answering.forms import form_of, renumbered
from rag.schema import Cell, Column, Row, Table


def test_a_plain_question_asks_for_no_form() -> None:
    assert form_of("What did the council decide on Monday about the harbour?") is None


def test_a_table_cites_what_the_answer_cites_and_loses_what_lost_its_evidence() -> None:
    cited = {7: (1, 2), 9: (3,)}
    table = Table(
        "comparison",
        (Column("claim"), Column("A", "a")),
        (
            Row((Cell("kept"), Cell("as written", (7, 8), "says"))),
            Row((Cell("gone"), Cell("as written", (8,), "says"))),
            Row((Cell("half", (9,)), Cell("as written", (8,), "says"))),
            Row((Cell("cites nothing, now as before"),)),
        ),
    )
    rows = renumbered(table, lambda number: cited.get(number, ()))
    assert rows is not None
    assert [[(cell.text, cell.citations) for cell in row.cells] for row in rows.rows] == [
        [("kept", ()), ("as written", (1, 2))],
        [("half", (3,)), ("withheld", ())],
        [("cites nothing, now as before", ())],
    ]


def test_no_table_is_left_when_nothing_it_stood_on_is_cited() -> None:
    table = Table("list", (Column("article"),), (Row((Cell("one", (1,)),)),))
    assert renumbered(table, lambda number: ()) is None
