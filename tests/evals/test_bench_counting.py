"""The benchmark of counts asks what it says and sees what is wrong."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from evals.bench.counted import Counted, holds, questions
from evals.bench.counting import measure, wrong_in
from rag.assistant import Assistant

STORIES = {
    f"{n:06}.txt": f"Port news {n}\n\nMr O'Hara of S&P said the U.S. state-owned Harbour Board lost 1,250 dlrs at "
    "3-1/2 in 1987, or 7.25 a tonne.\nKarl Osten and Norway's Oslo-Bergen line"
    f"{' agreed that oil' if n % 3 else ' denied that gas'} prices rose.\n"
    for n in range(12)
}


def test_words_are_whole_in_any_case_over_any_white_space() -> None:
    assert holds("oil price", "Oil\n    PRICE and oil prices") == 1
    assert holds("U.S.", "the U.S.-led U.S.S.R.") == 1


def test_the_same_stories_give_the_same_fifty_questions_of_every_kind() -> None:
    drawn = questions(STORIES)
    assert drawn == questions(STORIES)
    assert len(drawn) == 50
    assert {one.kind for one in drawn} == {"word", "name", "phrase", "odd", "several", "absent"}


def test_counts_over_a_small_set_are_exact_and_a_wrong_one_is_seen(tmp_path: Path) -> None:
    place = tmp_path / "sets" / "reuters21578"
    place.mkdir(parents=True)
    rows = [{"_id": path, "text": text[:-1]} for path, text in STORIES.items()]
    (place / "corpus.jsonl.gz").write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    measured = measure(sets=tmp_path / "sets", work=tmp_path / "work")
    assert measured.numbers["exact"] == 50, measured.notes
    assistant = Assistant.open(tmp_path / "work" / "reuters21578-12" / "index-none")
    answer = assistant.answer("How many articles mention gas?")
    right = frozenset(path for path, text in STORIES.items() if "gas" in text)
    assert wrong_in(answer, Counted("word", "", ("gas",), right, len(right)), STORIES) == []
    assert len(wrong_in(answer, Counted("word", "", ("gas",), right - {"000000.txt"}, 3), STORIES)) == 2
    assert wrong_in(answer, Counted("word", "", ("oil",), right, 4), STORIES) == ["4 places are wrong"]
    assert wrong_in(answer, Counted("absent", "", ("gas",), frozenset(), 0), STORIES)
    assistant.close()
