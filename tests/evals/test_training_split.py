"""Which questions teach, set thresholds, and are reported."""

from __future__ import annotations

from collections import Counter

from evals.bench.sets import Article, PublicSet, Question
from evals.training.split import parts

TITLES = ("Normans", "Force", "Warsaw", "Huguenot")  # by sha256: Warsaw 2d…, Huguenot af…, Force cf…, Normans e2…


def set_named(name: str, questions: tuple[Question, ...]) -> PublicSet:
    articles = tuple(Article(f"p{place}", TITLES[place % 4], "Text.") for place in range(8))
    return PublicSet(name, "0", articles, questions, {})


def test_squad_is_parted_by_whole_articles_in_the_order_of_their_hashes() -> None:
    asked = tuple(Question(str(place), "?", (), False, f"p{place}") for place in range(8))
    found = parts(set_named("squad2", asked))
    by_title = {TITLES[place % 4]: found[str(place)] for place in range(8)}
    assert by_title == {"Warsaw": "train", "Huguenot": "calibrate", "Force": "train", "Normans": "report"}
    assert all(found[str(place)] == found[str(place + 4)] for place in range(4))


def test_nq_is_parted_by_question_half_of_it_for_training() -> None:
    asked = tuple(Question(f"q{place}", "?", (), True, "p0") for place in range(4000))
    counts = Counter(parts(set_named("nq_open", asked)).values())
    assert abs(counts["train"] - 2000) < 150
    assert abs(counts["calibrate"] - 1000) < 150
    assert abs(counts["report"] - 1000) < 150


def test_nothing_is_learned_from_the_other_sets() -> None:
    asked = (Question("q", "?", (), True, "p0"),)
    assert parts(set_named("clapnq", asked)) == {"q": "report"}
