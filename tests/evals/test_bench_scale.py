"""The large archive that scale is measured on: real stories changed, vectors turned, a tenth deleted and not found."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from evals.bench import grown
from evals.bench.growing import Story, TurnedVectors, articles
from evals.bench.scale_plot import SEARCHES, growth_plot
from vectorstore import SCHEMA, Stamp, create_store

STORIES = [
    Story(f"PORT {n} REOPENS", (f"The port of number {n} reopened on Monday with {n} ships.", "Nobody was hurt there."))
    for n in range(10)
]


def vectors() -> TurnedVectors:
    rows = np.random.default_rng(3).standard_normal((5, 32)).astype(np.float32)
    return TurnedVectors(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def test_a_story_comes_again_with_other_numbers_and_another_order() -> None:
    _, _, _, first, *_, again = itertools.islice(articles(STORIES), 14)
    assert (
        first.text
        == "PORT 3 REOPENS\n\nThe port of number 3 reopened on Monday with 3 ships.\n\nNobody was hurt there.\n"
    )
    assert again.text.startswith("PORT 3 REOPENS (1)\n\nNobody was hurt there.")
    assert "with 4 ships" in again.text and again.id != first.id


def test_a_turned_vector_is_a_unit_vector_near_the_real_one_and_always_the_same() -> None:
    made = vectors()
    names = [f"{n:032x}" for n in range(2**64, 2**64 * 40, 2**64)]
    turned = made.of(names)
    assert all(np.linalg.norm(row) == pytest.approx(1.0, abs=1e-5) for row in turned.values())
    assert all((made.real @ row).max() > 0.8 for row in turned.values())
    assert len({row.tobytes() for row in turned.values()}) == len(names)
    assert np.array_equal(made.of(names)[names[7]], turned[names[7]])


def test_an_archive_grows_to_its_size_and_what_is_deleted_of_it_is_found_by_no_leg(tmp_path: Path) -> None:
    store = create_store(tmp_path / "index", Stamp("made-up", "random", 32, "as-is", SCHEMA))
    growth = grown.Growth(store, articles(STORIES), vectors(), [])
    figures = growth.grow(60)
    assert 60 <= store.state().chunks == figures["added_chunks"] <= 70
    assert store.state().dense_coverage == 1.0
    deleted = growth.shrink()
    assert deleted["articles"] == pytest.approx(0.1 * figures["added_articles"], abs=1)
    assert store.state().chunks == figures["added_chunks"] - deleted["chunks"]
    with pytest.raises(AssertionError):
        growth._check_gone(store.documents(growth.documents), set(growth.documents))


def test_growth_is_drawn_with_a_line_for_each_step_and_search() -> None:
    steps = {"chunking": 1.0, "catalog": 0.5, "lexical": 0.2, "dense": 2.0}
    search = {name: {"p95": 5.0} for name in SEARCHES}
    drawn = growth_plot({size: {"ingest": steps, "search": search} for size in ("1000", "10000")}).svg()
    assert all(name in drawn for name in (*SEARCHES, "dense index", "lexical index"))
