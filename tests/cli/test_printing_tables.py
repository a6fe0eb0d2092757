"""An answer's table in a terminal or a file: aligned where there is room, else row by row. Well under a second."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.cli.printing import print_answer
from rag.cli.tables import table_text
from rag.schema import Cell, Column, Row, Table
from tests.chat.fake_assistant import ANSWERED, BRIDGE, ROSE, UNHURT, cite

SAID = Table(
    kind="statements",
    columns=(Column("Speaker"), Column("Says")),
    rows=(Row((Cell("the mayor"), Cell(UNHURT.quote, (2,)))), Row((Cell("市長"), Cell("[3] rose", (1,))))),
)


def test_columns_are_aligned_and_wide_characters_count_as_two() -> None:
    assert table_text(SAID).splitlines() == [
        "Speaker     Says",
        "─" * 48,
        "the mayor   Nobody was hurt, the mayor said. [2]",
        "市長        (3) rose [1]",
    ]


def test_no_line_of_a_table_is_wider_than_the_terminal_and_no_word_is_lost() -> None:
    words = " ".join(f"word{number}" for number in range(60))
    table = replace(SAID, rows=(Row((Cell("a/very/long/path/" * 9), Cell(words, (1,)))),))
    lines = table_text(table, width=60).splitlines()
    assert max(map(len, lines)) <= 60
    assert all(f"word{number}" in " ".join(lines) for number in range(60))


def test_a_table_of_many_columns_stands_row_by_row_with_its_headings() -> None:
    columns = tuple(Column(name) for name in ("Claim", "A", "B", "C", "D", "E"))
    cells = (Cell("Port closed"), Cell("shut", (1,), "says"), Cell("open", (2,), "contradicts"))
    silent = (Cell("", (), "silent"),) * 3
    assert table_text(Table("comparison", columns, (Row(cells + silent),)), width=50).splitlines() == [
        "Port closed",
        "  A: says: shut [1]",
        "  B: contradicts: open [2]",
        "  silent: the other 3",
    ]


def test_a_compared_claim_is_not_told_twice_to_who_makes_it() -> None:
    claim = "The port of Velm will close for two weeks."
    cells = (
        Cell(claim),
        Cell(f"“{claim}” (quoting Osei)", (1,), "says"),
        Cell("“It stays open.”", (2,), "contradicts"),
    )
    columns = (Column("claim"), Column("A"), Column("B"))
    assert table_text(Table("comparison", columns, (Row(cells),)), width=60).splitlines() == [
        claim,
        "  A: says: (quoting Osei) [1]",
        "  B: contradicts: “It stays open.” [2]",
    ]


def test_a_list_says_where_each_row_was_found() -> None:
    found = cite(BRIDGE, "It opens on Friday.", None)
    table = Table("list", (Column("Article"),), (Row((Cell("bridge"),), found=found),) * 30)
    assert table_text(table).count("archive/bridge.txt:22–41") == 30


def test_a_list_of_thousands_is_printed_whole_and_without_aligning() -> None:
    table = Table("list", (Column("Article"), Column("Day")), (Row((Cell("bridge", (1,)), Cell("4 May"))),) * 2000)
    assert table_text(table).count("bridge [1]\n  Day: 4 May") == 2000


def test_the_table_is_printed_between_the_answer_and_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(replace(ANSWERED, table=replace(SAID, kind="list")))
    shown = capsys.readouterr().out
    assert shown.index(ROSE.quote) < shown.index("Speaker") < shown.index("[1] River rises")


def test_control_characters_in_a_cell_never_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(
        replace(ANSWERED, table=replace(SAID, kind="list", rows=(Row((Cell("\x1b[2J\u202e"), Cell("a\nb", (1,)))),)))
    )
    shown = capsys.readouterr().out
    assert not any(character in shown for character in "\x1b\u202e") and "a b [1]" in shown


def test_words_in_square_brackets_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(
        replace(ANSWERED, table=replace(SAID, kind="list", columns=(Column("[bold]Who[/bold]"), Column("[link=x]"))))
    )
    assert "[bold]Who[/bold]" in capsys.readouterr().out
