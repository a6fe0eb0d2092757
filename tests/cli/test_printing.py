"""What people see: answers with their sources, and nothing that a terminal would obey."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest

import rag.cli.printing
from rag.cli.printing import escaped, plain, print_answer, print_passages, print_table, progress_on_stderr, write_json
from rag.schema import Answer, Citation, Degradation, Filter, IndexState, Passage, Reason, Sentence

CITATION = Citation(
    number=1,
    root="seeds",
    path="a.txt",
    document_id="d1",
    sha256="0" * 64,
    start=10,
    end=31,
    quote="The port\nreopened on 3 May.",
    title="Port reopens",
    publisher="The Herald",
    published="2017-05-04",
)
ANSWERED = Answer(
    question="When did the port reopen?",
    status="answered",
    text="The port reopened on 3 May. [1]",
    sentences=(Sentence(text="The port reopened on 3 May.", citations=(1,), verdict="supported", shown=True),),
    citations=(CITATION,),
    reason=None,
    nearest=(),
    mode="extractive",
    filters=(),
    degraded=(),
    index=IndexState(fingerprint="f", as_of="2026-01-01T00:00:00Z", documents=1, chunks=1, dense_coverage=1.0),
)


def test_doctests_of_printing_hold() -> None:
    assert doctest.testmod(rag.cli.printing).failed == 0


def test_an_answer_shows_its_text_then_each_source_with_place_and_quote(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(ANSWERED)
    assert capsys.readouterr().out.splitlines() == [
        "The port reopened on 3 May. [1]",
        "",
        "[1] Port reopens — seeds/a.txt:10–31",
        "    “The port reopened on 3 May.”",
        "    The Herald, 2017-05-04",
        "",
        "Archive as of 2026-01-01 00:00 UTC.",
    ]


def test_an_abstention_shows_its_reason_and_the_nearest_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    abstained = replace(
        ANSWERED,
        status="abstained",
        text="The articles do not say who paid for it.",
        sentences=(),
        citations=(),
        reason=Reason(code="not_answered", message="no sentence answers this"),
        nearest=(replace(CITATION, number=None, title=None, publisher=None, published=None),),
    )
    print_answer(abstained)
    assert capsys.readouterr().out.splitlines() == [
        "The articles do not say who paid for it.",
        "Why: no sentence answers this",
        "",
        "Nearest in the archive:",
        "",
        "- seeds/a.txt:10–31",
        "    “The port reopened on 3 May.”",
        "",
        "Archive as of 2026-01-01 00:00 UTC.",
    ]


def test_filters_that_the_question_states_are_said_with_the_way_to_ask_without(
    capsys: pytest.CaptureFixture[str],
) -> None:
    read = (Filter("publisher", "is", "SANA", "question"), Filter("published", "since", "2017-11-01", "question"))
    print_answer(replace(ANSWERED, filters=(Filter("path", "is", "seeds/"), *read)))
    assert (
        "Only articles of SANA, published since 1 November 2017 or undated, as the question says; "
        "--no-question-filters asks without.\n" in capsys.readouterr().out
    )


def test_what_was_degraded_is_said_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(replace(ANSWERED, degraded=(Degradation(part="dense", message="being rebuilt"),)))
    assert capsys.readouterr().err == "dateline: degraded: dense: being rebuilt\n"


def test_control_characters_of_an_article_never_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = replace(CITATION, title="\x1b]0;owned\x07", quote="a\x1b[2Jb\u202ec\x9b31m")
    print_answer(replace(ANSWERED, citations=(hostile,)))
    shown = capsys.readouterr().out
    assert not any(character in shown for character in "\x1b\x07\x9b\u202e")


def test_letters_of_every_script_stay_as_they_are() -> None:
    text = "naïve — “שלום” 你好 e\u0301 👩‍👩‍👧\tx\n"
    assert plain(text) == text


def test_progress_that_is_over_at_once_prints_nothing_where_stderr_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress_on_stderr() as progress:
        for done in range(5):
            progress("embedding", done, 5)
    assert capsys.readouterr().err == ""


def test_long_progress_says_now_and_then_how_fast_and_how_long_still(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 2.0, 10.0, 12.0])
    monkeypatch.setattr("rag.cli.printing.time.monotonic", lambda: next(clock))
    with progress_on_stderr() as progress:
        for done in (20, 100, 120):
            progress("embedding", done, 400)
    assert capsys.readouterr().err == "dateline: embedding 100 of 400, 10.0/s, 30 s left\n"


FORGED = "a.txt\n[2] forged\r\u2028\u2029\x85end"
ON_ONE_LINE = "a.txt\\n[2] forged\\r\\u2028\\u2029\\x85end"


def test_a_file_name_that_holds_line_ends_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert escaped(FORGED) == ON_ONE_LINE
    print_answer(replace(ANSWERED, citations=(replace(CITATION, path=FORGED),)))
    print_passages(
        [
            Passage(
                rank=1,
                score=1.0,
                root="seeds",
                path=FORGED,
                document_id="d",
                chunk_id="d#0",
                start=0,
                end=4,
                text="Port",
                title=None,
            )
        ],
        (),
    )
    print_table([("path", FORGED)])
    shown = capsys.readouterr().out
    assert shown.count(ON_ONE_LINE) == 3
    assert not any(line.startswith(("[2]", "end")) for line in shown.splitlines())


def test_what_looks_like_a_marker_in_a_title_or_quote_has_other_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    cited = replace(CITATION, title="Port [2] reopens", quote="It reopened [3].", publisher="The [4] Herald")
    print_answer(replace(ANSWERED, citations=(cited,)))
    shown = capsys.readouterr().out
    assert "[1] Port (2) reopens" in shown and "“It reopened (3).”" in shown and "The (4) Herald" in shown


def test_no_number_that_json_lacks_is_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json({"id": float("nan")})


def test_the_rate_of_a_stage_within_another_is_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 100.0, 110.0])
    monkeypatch.setattr("rag.cli.printing.time.monotonic", lambda: next(clock))
    with progress_on_stderr() as progress:
        progress("articles", 10, 20)
        progress("chunks", 50, 100)
    assert capsys.readouterr().err.splitlines()[1] == "dateline: chunks 50 of 100, 5.0/s, 10 s left"
