from __future__ import annotations

import gzip
import json
import math
import sys
from pathlib import Path

import pytest

from evals.bench import answers, startup
from evals.bench.__main__ import main
from evals.bench.bm25 import BM25, K1, B
from evals.bench.output import publish
from evals.bench.process import BenchError, Took, run_timed
from evals.bench.retrieval import fold
from evals.bench.sets import Article, PublicSet, Question, SetMissingError, read_set
from evals.metrics.abstention import Ratio
from rag.schema import Passage

TEXTS = {
    "0": ("Harbour", "The harbour of Rotterdam handles more cargo than any other in Europe. It opened in 1872."),
    "1": ("Bridge", "The old bridge was closed in March. Engineers found cracks in two of its pillars."),
    "2": ("Orchestra", "The city orchestra named Clara Weiss its conductor. She starts in September."),
}


def write_set(folder: Path) -> Path:
    """A set of three articles and four questions, one of them unanswerable, shaped as the public ones."""
    place = folder / "tiny"
    place.mkdir(parents=True)
    corpus = [{"_id": key, "title": title, "text": text} for key, (title, text) in TEXTS.items()]
    queries = [
        {"_id": "a", "text": "When did the harbour of Rotterdam open?", "answers": ["1872", "in 1872"]},
        {"_id": "b", "text": "Why was the old bridge closed?", "answerable": True, "answers": ["cracks"]},
        {"_id": "c", "text": "Who is the conductor of the orchestra?", "answers": ["Clara Weiss"]},
        {"_id": "d", "text": "How many ships sank in Lisbon?", "answerable": False, "answers": ["nine"]},
    ]
    (place / "corpus.jsonl.gz").write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in corpus).encode()))
    (place / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in queries), encoding="utf-8")
    (place / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\na\t0\t1\nb\t1\t1\nc\t2\t1\n", encoding="utf-8")
    return folder


def test_a_set_is_read_zipped_or_not(tmp_path: Path) -> None:
    public = read_set("tiny", write_set(tmp_path))
    assert public.articles[1] == Article("1", *TEXTS["1"])
    assert public.questions[0] == Question("a", "When did the harbour of Rotterdam open?", ("1872", "in 1872"), True)
    assert public.questions[3].gold == ()  # plausible answers to the unanswerable are no gold
    assert public.relevant == {"a": {"0": 1.0}, "b": {"1": 1.0}, "c": {"2": 1.0}}


def test_a_sample_is_spread_evenly_over_the_set() -> None:
    questions = tuple(Question(str(number), "?", (), True) for number in range(10))
    public = PublicSet("numbers", "0", (), questions, {})
    assert [question.id for question in public.sample(3)] == ["0", "3", "6"]
    assert public.sample(None) == public.sample(99) == questions


def test_a_set_that_is_absent_is_skipped_with_the_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SetMissingError, match="--sets DIR"):
        read_set("tiny", tmp_path)
    assert main(["retrieval", "tiny", "--sets", str(tmp_path)]) == 0
    assert "skipped: there is no corpus.jsonl in" in capsys.readouterr().err


def test_bm25_by_hand() -> None:
    # 2 documents of 2 and 4 words, mean 3. "red" is in one: idf = ln(1 + (2 - 1 + .5) / (1 + .5)) = ln 2
    index = BM25({"x": "red fox", "y": "blue fox blue sky"})
    weight, norm = math.log(2), K1 * (1 - B + B * 4 / 3)
    assert index.score("blue", "y") == pytest.approx(weight * 2 / (2 + norm))
    assert index.score("blue", "x") == 0
    # "fox" is in both: idf = ln(1 + .5 / 2.5); the shorter document is above
    assert index.search("fox", 2) == ["x", "y"]
    assert index.search("FOXES, red!", 1) == ["x"]
    assert index.search("green", 5) == []


def test_passages_fold_to_articles_at_their_best_rank() -> None:
    def passage(rank: int, path: str) -> Passage:
        return Passage(rank, 1 / rank, "tiny", path, path, f"{path}#{rank}", 0, 1, "x")

    passages = [passage(1, "b.txt"), passage(2, "a.txt"), passage(3, "b.txt"), passage(4, "c.txt")]
    assert fold(passages, {"a.txt": "A", "b.txt": "B", "c.txt": "C"}) == ["B", "A", "C"]


def test_gold_is_counted_over_questions_with_a_short_gold_only() -> None:
    def asked(gold: tuple[str, ...], *sentences: str, answerable: bool = True) -> answers.Asked:
        question = Question("q", "?", gold, answerable)
        return answers.Asked(question, not sentences, sentences, ("In Paris.",), 5.0)

    long = " ".join(["word"] * 11)
    ratios = answers.ratios(
        [
            asked(("Paris",), "In Paris.", "In May."),
            asked(("May", "spring"), "In Paris.", "In May."),
            asked(("Rome",)),
            asked((long,), "In Paris."),
            asked((), answerable=False),
            asked((), "In Paris.", answerable=False),
        ]
    )
    assert ratios["gold in the first sentence"] == Ratio(1, 3)
    assert ratios["gold in at most three sentences"] == Ratio(2, 3)
    assert ratios["beside: first sentence of the best passage"] == Ratio(1, 3)
    assert ratios["of what was answered, gold in at most three"] == Ratio(2, 2)
    assert ratios["answerable, but refused"] == Ratio(1, 4)
    assert ratios["unanswerable refused (abstention recall)"] == Ratio(1, 2)
    assert ratios["refusals that were right (abstention precision)"] == Ratio(1, 2)


def test_startup_says_whether_the_limit_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def starts(*seconds: float) -> list[Took]:
        return [Took(wall, wall / 2) for wall in seconds]

    took = {"help": starts(0.25, 0.5, 0.75), "ask": starts(3, 4, 9), "imports": starts(1, 2, 3)}
    measured = startup.tabulate(took, modules=["click", "rag"], runs=3)
    assert measured.rows[1] == ["ask", "3.00", "4.00", "9.00", "2.00", "2.00"]
    assert measured.notes[0].endswith("takes 2.00 times the imports alone; the limit is 2: kept.")
    assert measured.notes[1].endswith("click, rag. None of chromadb, llama_index, gradio, onnxruntime.")
    publish(measured, tmp_path / "deep" / "startup.json")
    assert "| ask | 3.00 | 4.00 | 9.00 | 2.00 | 2.00 |" in capsys.readouterr().out
    written = json.loads((tmp_path / "deep" / "startup.json").read_text(encoding="utf-8"))
    assert written["numbers"]["processes"]["help"]["median"] == 0.5
    assert set(written["machine"]) >= {"processor", "cores", "memory", "load", "python"}

    slow = startup.tabulate({**took, "ask": starts(5)}, modules=["gradio"], runs=1)
    assert slow.notes[0].endswith("NOT kept.")
    assert slow.notes[1].endswith("Of the heavy ones: gradio.")


def test_help_imports_none_of_the_heavy_packages() -> None:
    modules = startup.help_modules()
    assert "rag" in modules
    assert not set(startup.HEAVY) & set(modules)


def test_a_process_that_fails_ends_the_benchmark_with_its_last_line() -> None:
    with pytest.raises(BenchError, match="ended with 1: RuntimeError: no"):
        run_timed([sys.executable, "-c", "raise RuntimeError('no')"])


@pytest.mark.parametrize("arguments", [["retrieval"], ["startup", "--runs", "0"], ["other"]])
def test_wrong_usage_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_a_set_is_measured_through_the_product(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sets, work, out = write_set(tmp_path / "sets"), tmp_path / "work", tmp_path / "out.json"

    def numbers(name: str) -> dict[str, dict[str, float]]:
        assert main([name, "tiny", "--sets", str(sets), "--work", str(work), "--out", str(out)]) == 0
        found: dict[str, dict[str, float]] = json.loads(out.read_text(encoding="utf-8"))["numbers"]
        return found

    # three articles about nothing alike: every side must put the right one first
    sides = numbers("retrieval")
    assert {side: scores["hit@1"] for side, scores in sides.items()} == dict.fromkeys(sides, 1.0)
    assert len(sides) == 5
    found = numbers("answers")
    assert found["gold in at most three sentences"]["total"] == 3
    assert found["unanswerable refused (abstention recall)"]["total"] == 1
    assert "4 of 4, evenly spaced; 3 answerable" in capsys.readouterr().out
