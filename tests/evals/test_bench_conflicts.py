"""What counts as both sides shown, and what as a mixture."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from evals.bench.__main__ import main
from evals.bench.conflicts import ratios
from evals.bench.disputes import Dispute, Quoted, Said, Settled
from evals.bench.sets import Question
from evals.metrics.abstention import Ratio
from evals.metrics.correctness import normalised

DISPUTE = Dispute(
    Question("q", "What sport is Paddy Ryan associated with?", ("boxing", "football"), answerable=True),
    frozenset({normalised("chess")}),
    {
        "0": normalised("boxing"),
        "1": normalised("football"),
        "2": normalised("chess"),
        "3": normalised("American football"),
    },
)
BOXING = "Paddy Ryan was a boxing champion."
FOOTBALL = "Paddy Ryan played football for Cork."
CHESS = "Paddy Ryan is a master of chess."


def said(text: str, *articles: str, quote: str | None = None) -> Said:
    return Said(text, tuple(Quoted(article, quote or text) for article in articles))


def settled(*shown: Said, passages: tuple[tuple[str, str], ...] = (("0", BOXING), ("1", FOOTBALL))) -> Settled:
    return Settled(DISPUTE, tuple(Quoted(*passage) for passage in passages), shown, 5.0)


def test_a_side_is_shown_where_a_sentence_holds_it_and_quotes_an_article_that_gives_it() -> None:
    assert settled(said(BOXING, "0"), said(FOOTBALL, "1")).sides == {" boxing ", " football "}
    assert settled(said(BOXING, "1", quote=BOXING)).sides == set()  # quoted from one that gives another answer
    assert settled(said("Paddy Ryan was a champion.", "0")).sides == set()


def test_a_side_counts_as_retrieved_where_a_passage_holds_it() -> None:
    one = settled(passages=(("0", BOXING), ("1", "Paddy Ryan lived in Cork."), ("9", CHESS)))
    assert one.retrieved == {" boxing "}


def test_a_longer_answer_is_not_taken_for_the_shorter_one_in_it() -> None:
    assert DISPUTE.held("He played American football.") == {" american football "}
    assert DISPUTE.held("He played American football, then football.") == {" american football ", " football "}
    assert DISPUTE.held("He was a footballer.") == set()


def test_one_sentence_of_what_two_articles_say_is_merged() -> None:
    both = Said("Paddy Ryan did boxing and football.", (Quoted("0", BOXING), Quoted("1", FOOTBALL)))
    assert settled().merges(both)
    assert settled().merges(Said("Paddy Ryan did boxing and chess.", (Quoted("0", BOXING),)))


def test_an_answer_with_the_article_of_another_is_merged() -> None:
    assert settled().merges(Said(BOXING, (Quoted("0", BOXING), Quoted("2", CHESS))))
    assert not settled().merges(Said(BOXING, (Quoted("0", BOXING), Quoted("9", "Paddy Ryan boxed."))))


def test_an_articles_own_sentence_of_several_answers_is_not_merged() -> None:
    own = "He left boxing for football."
    assert not settled().merges(said(own, "0"))
    assert not settled().merges(Said(own, (Quoted("0", "He left boxing"), Quoted("0", "for football."))))
    assert ratios([settled(said(own, "0"))])["sentences that hold several answers, as their article does"] == Ratio(
        1, 1
    )


def test_the_counts_by_hand() -> None:
    both = settled(said(BOXING, "0"), said(FOOTBALL, "1"))
    false = settled(said(CHESS, "2"), passages=(("0", BOXING), ("2", CHESS)))
    silent = settled()
    single = settled(said(BOXING, "0"), passages=(("0", BOXING),))
    found = ratios([both, false, silent, single])
    assert found["several sides retrieved"] == Ratio(3, 4)
    assert found["of those, at least two sides shown"] == Ratio(1, 3)
    assert found["of those, all sides retrieved shown"] == Ratio(1, 3)
    assert found["of those, one side shown"] == Ratio(1, 3)
    assert found["of those, nothing shown"] == Ratio(1, 3)
    assert found["one of the sides false: only false ones shown"] == Ratio(1, 1)
    assert found["sentences that merge what different articles say"] == Ratio(0, 4)
    assert found["all questions: gold answers shown"] == Ratio(3, 8)
    assert found["all questions: all gold shown, no wrong one (exact match)"] == Ratio(1, 4)
    assert found["all questions: nothing shown"] == Ratio(1, 4)


def test_disputes_are_asked_over_one_archive_of_all_documents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def document(text: str, kind: str, answer: str) -> dict[str, str]:
        return {"text": text, "type": kind, "answer": answer}

    rows = [
        {
            "question": "What sport is Paddy Ryan associated with?",
            "documents": [document(BOXING, "correct", "boxing"), document(CHESS, "misinfo", "chess")],
            "gold_answers": ["boxing"],
            "wrong_answers": ["chess"],
        },
        {
            "question": "When was the harbour of Rotterdam opened?",
            "documents": [
                document("The harbour of Rotterdam was opened in 1872.", "correct", "1872"),
                document("Rotterdam has\0 trams.", "noise", "unknown"),
            ],
            "gold_answers": ["1872"],
            "wrong_answers": [],
        },
    ]
    place = tmp_path / "sets" / "ramdocs"
    place.mkdir(parents=True)
    (place / "RAMDocs_test.jsonl.gz").write_bytes(gzip.compress("".join(f"{json.dumps(r)}\n" for r in rows).encode()))
    out = tmp_path / "out.json"
    arguments = ["conflicts", "--sets", str(tmp_path / "sets"), "--work", str(tmp_path / "work"), "--out", str(out)]
    assert main(arguments) == 0
    numbers = json.loads(out.read_text(encoding="utf-8"))["numbers"]
    assert numbers["several sides retrieved"] == {"hits": 1, "total": 2}
    assert numbers["sentences that merge what different articles say"]["hits"] == 0
    printed = capsys.readouterr()
    assert "4 documents in one archive" in printed.out
    assert "not read" not in printed.err
