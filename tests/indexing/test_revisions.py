"""What changed between two versions of an article."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.indexing.revisions import revisions

BEFORE = "Ferry stops\n\nThe ferry stopped at noon. Five people died. The mayor spoke."


def kinds(before: str, after: str) -> list[tuple[str, str | None, str | None]]:
    return [(found.kind, found.before, found.after) for found in revisions(before, after)]


def test_an_unchanged_text_and_one_wrapped_otherwise_have_no_changes() -> None:
    assert revisions(BEFORE, BEFORE) == []
    assert revisions("Ferry stops\n\nThe ferry  stopped.", "Ferry stops\n\nThe ferry stopped.") == []


def test_a_reworded_sentence_is_shown_with_what_it_was() -> None:
    assert kinds(BEFORE, BEFORE.replace("Five people", "Six people")) == [
        ("reworded", "Five people died.", "Six people died.")
    ]


def test_sentences_that_came_and_went_are_told_apart_from_reworded_ones() -> None:
    assert kinds(BEFORE, BEFORE.replace(" The mayor spoke.", "")) == [("removed", "The mayor spoke.", None)]
    assert kinds(BEFORE, BEFORE + " It rained.") == [("added", None, "It rained.")]
    assert kinds("A\n\nIt rains.", "A\n\nLobo resigned on Friday in Varnholm.") == [
        ("removed", "It rains.", None),
        ("added", None, "Lobo resigned on Friday in Varnholm."),
    ]


sentences = st.lists(st.sampled_from(["It rains.", "Five died.", "Six died.", "The mayor spoke.", "Lobo left."]))


@given(sentences, sentences)
def test_each_change_stands_at_its_characters(before: list[str], after: list[str]) -> None:
    old, new = "Title\n\n" + " ".join(before), "Title\n\n" + " ".join(after)
    for found in revisions(old, new):
        assert found.before is None or old[found.before_start : found.before_end] == found.before
        assert found.after is None or new[found.after_start : found.after_end] == found.after
        assert (found.before is None, found.after is None) == (found.kind == "added", found.kind == "removed")
