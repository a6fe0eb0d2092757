"""Statements and events in a terminal: each once, with when, who and where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.cli.printing import print_answer
from rag.schema import Cell, Column, Row, Table
from tests.chat.fake_assistant import ANSWERED, BRIDGE, ROSE, SENTENCES, UNHURT, cite

COLUMNS = tuple(map(Column, ("who", "says", "when", "in")))
ROSE_ROW = Row((Cell("", (1,)), Cell(ROSE.quote, (1,)), Cell("not stated"), Cell("The Valley Post", (1,))))
UNHURT_ROW = Row((Cell("the mayor", (2,)), Cell(UNHURT.quote, (2,)), Cell("Monday", (1,)), Cell("River rises", (2,))))
TOLD = replace(ANSWERED, table=Table("statements", COLUMNS, (ROSE_ROW, UNHURT_ROW)))


def printed(answer: object, capsys: pytest.CaptureFixture[str]) -> str:
    print_answer(answer)  # type: ignore[arg-type]
    return capsys.readouterr().out


def test_each_statement_stands_under_who_and_when_and_its_source_quotes_it(capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(TOLD, capsys).splitlines()
    assert shown[:5] == [
        f"{ROSE.quote} [1]",
        "    The Valley Post",
        "",
        "Monday · the mayor",
        f"{UNHURT.quote} [2][1]",
    ]
    at = shown.index(f"[2] River rises — archive/2021/river.txt:{UNHURT.start}–{UNHURT.end}")
    assert shown[at + 1] == f"    “{UNHURT.quote}”"


def test_a_sentence_in_no_row_stands_where_the_answer_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(replace(TOLD, table=Table("statements", COLUMNS, (UNHURT_ROW,))), capsys)
    assert shown.index(f"{ROSE.quote} [1]") < shown.index("Monday · the mayor")
    assert shown.count(ROSE.quote) == shown.count(UNHURT.quote) == 2  # told, and quoted


def test_a_model_s_words_stand_before_the_statements(capsys: pytest.CaptureFixture[str]) -> None:
    worded = replace(SENTENCES[1], text="No one came to harm, says the mayor.")
    shown = printed(replace(TOLD, mode="llm:small", sentences=(worded,), text=f"{worded.text} [2]"), capsys)
    assert shown.startswith(f"{worded.text} [2]\n\n") and shown.count(UNHURT.quote) == 2


def test_a_statement_that_no_sentence_tells_says_where_it_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    found = cite(BRIDGE, "It opens on Friday.", None)
    row = Row((Cell("the mayor"), Cell("It opens on Friday."), Cell(""), Cell("bridge.txt")), found=found)
    shown = printed(replace(TOLD, table=Table("statements", COLUMNS, (ROSE_ROW, row))), capsys)
    assert "the mayor\nIt opens on Friday.\n    bridge.txt — archive/bridge.txt:22–41" in shown


def test_an_event_says_when_and_when_it_was_told(capsys: pytest.CaptureFixture[str]) -> None:
    columns = tuple(map(Column, ("when", "what", "published", "in")))
    row = Row((Cell("1 March 2021"), Cell(ROSE.quote, (1,)), Cell("2021-03-04"), Cell("The Valley Post")))
    shown = printed(replace(TOLD, table=Table("timeline", columns, (row,))), capsys)
    assert shown.startswith(f"1 March 2021\n{ROSE.quote} [1]\n    published 2021-03-04, The Valley Post\n")
