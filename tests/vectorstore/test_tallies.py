"""What an archive holds in numbers, and a sample of it."""

from __future__ import annotations

from pathlib import Path

from made_up import STAMP, document_of, put

from vectorstore import ChunkStore, Filters, OriginGroup, create_store


def archive(folder: Path) -> ChunkStore:
    store = create_store(folder, STAMP)
    with store.writer() as writer:
        writer.root(Path("/somewhere/desk"))
        for day in range(1, 8):
            publisher = None if day == 7 else "The Ferry" if day % 2 else "Harbour Times"
            published = None if day == 7 else f"2017-11-0{day}T10:00" if day == 1 else f"2017-11-0{day}"
            put(writer, document_of(f"{day}.txt", f"Day {day}\nA ferry.", publisher=publisher, published=published))
    return store


def test_articles_are_counted_by_day_and_outlet_and_the_silent_ones_apart(tmp_path: Path) -> None:
    told = archive(tmp_path / "index").tallies(Filters())
    assert told.documents == 7
    assert told.days == {f"2017-11-0{day}": 1 for day in range(1, 7)} | {None: 1}
    assert told.publishers == {"Harbour Times": 3, "The Ferry": 3, None: 1}
    assert (told.formats, told.languages) == ({"text": 7}, {None: 7})


def test_filters_leave_out_what_they_leave_out_of_answers(tmp_path: Path) -> None:
    store = archive(tmp_path / "index")
    assert store.tallies(Filters(since="2017-11-03")).days == {f"2017-11-0{day}": 1 for day in range(3, 7)}
    assert store.tallies(Filters(publisher="the ferry")).publishers == {"The Ferry": 3}
    assert [document.path for document in store.sample(10, Filters(publisher="the ferry"))] == [
        "1.txt",
        "3.txt",
        "5.txt",
    ]


def test_groups_of_copies_are_counted_and_the_largest_named(tmp_path: Path) -> None:
    store = archive(tmp_path / "index")
    ids = [head.id for head in store.heads()]
    with store.writer() as writer:
        writer.origins.settle({1: ids[0], 2: ids[0], 3: ids[0], 5: ids[4], 6: ids[4]})  # rows count from 1
    told = store.tallies(Filters())
    assert (told.groups, told.copies) == (2, 3)
    assert [head.origin for head in store.heads()] == [ids[0]] * 3 + [None] + [ids[4]] * 2 + [None]
    assert told.largest == (OriginGroup(ids[0], 3), OriginGroup(ids[4], 2))
    assert store.tallies(Filters(publisher="Harbour Times")).groups == 0


def test_a_sample_is_spread_over_the_whole_archive(tmp_path: Path) -> None:
    store = archive(tmp_path / "index")
    assert [document.path for document in store.sample(3, Filters())] == ["1.txt", "3.txt", "5.txt"]
    assert len(list(store.sample(7, Filters()))) == 7
