"""`python -m evals.bench [NAME]`: one benchmark, `startup` where none is named; `--help` lists them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.bench import abstention, answers, conflicts, labelled, lying, models, retrieval, startup
from evals.bench.index import DEFAULT_WORK
from evals.bench.output import Measured, publish, tell
from evals.bench.sets import DEFAULT_SETS, SetMissingError
from evals.cases import SPLITS
from evals.mutations import measure as mutations
from rag.errors import DatelineError

OUT = Path("reports") / "bench"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when measured or skipped for want of its set, 1 when what is measured failed."""
    options = _parser().parse_args(arguments)
    try:
        measured: Measured = options.run(options)
    except SetMissingError as exc:
        tell(str(exc))
        return 0
    except DatelineError as exc:
        tell(f"failed: {exc}")
        return 1
    publish(measured, options.out or OUT / f"{measured.name.replace(' ', '-')}.json")
    return 0


def _startup(options: argparse.Namespace) -> Measured:
    return startup.measure(runs=options.runs)


def _retrieval(options: argparse.Namespace) -> Measured:
    return retrieval.measure(options.set, sets=options.sets, work=options.work, questions=options.questions)


def _answers(options: argparse.Namespace) -> Measured:
    return answers.measure(options.set, sets=options.sets, work=options.work, questions=options.questions)


def _abstention(options: argparse.Namespace) -> Measured:
    scored = (options.out or OUT / "abstention.json").with_name("abstention-questions.jsonl")
    return abstention.measure(
        options.set, sets=options.sets, work=options.work, questions=options.questions, scored=scored
    )


def _conflicts(options: argparse.Namespace) -> Measured:
    return conflicts.measure(sets=options.sets, work=options.work, questions=options.questions, llm=options.llm)


def _mutations(options: argparse.Namespace) -> Measured:
    failures = (options.out or OUT / "mutations.json").with_name("mutations-failures.jsonl")
    return mutations.measure(sets=options.sets, limit=options.limit, failures=failures, show_test=options.show_test)


def _labelled(options: argparse.Namespace) -> Measured:
    return labelled.measure(sets=options.sets, show_test=options.show_test)


def _models(options: argparse.Namespace) -> Measured:
    return models.measure(
        options.llm, cases=options.cases, split=options.split, work=options.work, questions=options.questions
    )


def _lying(options: argparse.Namespace) -> Measured:
    shown = (options.out or OUT / "lying.json").with_name("lying-shown.jsonl")
    count = options.questions or lying.QUESTIONS
    return lying.measure(llm=options.llm, sets=options.sets, work=options.work, questions=count, shown=shown)


@dataclass(frozen=True, slots=True)
class _Command:
    """One benchmark: what it is called, what it says of itself, what runs it and what it takes."""

    name: str
    about: str
    run: Callable[[argparse.Namespace], Measured]
    takes: Sequence[Callable[[argparse.ArgumentParser], object]]


def _runs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--runs", type=_count, default=5, metavar="N", help="counted starts of each process")


def _set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("set", metavar="SET", help="folder of the set below --sets, e.g. scifact")


def _several_sets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("set", metavar="SET", nargs="+", help="folders of the sets below --sets, e.g. squad2 clapnq")


def _sets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sets", type=Path, default=DEFAULT_SETS, metavar="DIR", help="where the public sets are")


def _asking(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK, metavar="DIR", help="where files and index go")
    parser.add_argument("--questions", type=_count, metavar="N", help="ask at most N, evenly spaced")


def _reader(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--llm", default="none", metavar="NAME", help="the model that reads, as for `dateline ask`")


def _limit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit", type=_count, default=mutations.LIMIT, metavar="N", help="at most N of a kind, evenly spaced"
    )


def _show_test(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--show-test", action="store_true", help="write the failures of the test split too")


def _llm(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--llm", metavar="L", help="as for dateline ask; SmolLM2-135M where none is named")


def _cases(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("llm", metavar="LLM", help="as --llm of dateline ask: ollama/NAME, a .gguf file, ...")
    parser.add_argument("--cases", type=Path, default=models.CASES, metavar="FILE", help="the cases that are asked")
    parser.add_argument("--split", choices=SPLITS, help="only the cases of this split")


_COMMANDS = (
    _Command("startup", "a cold --help and a cold question, beside the imports alone (default)", _startup, [_runs]),
    _Command(
        "retrieval",
        "how well search ranks the articles of a public set, beside plain BM25",
        _retrieval,
        [_set, _sets, _asking],
    ),
    _Command(
        "answers",
        "how often the extractive answer holds the gold answer, and what it refuses",
        _answers,
        [_set, _sets, _asking],
    ),
    _Command(
        "abstention",
        "what is refused when most is answered, beside single retrieval scores",
        _abstention,
        [_several_sets, _sets, _asking],
    ),
    _Command(
        "conflicts",
        "what is shown where documents give different answers",
        _conflicts,
        [_sets, _asking, _reader],
    ),
    _Command(
        "mutations",
        "what verification catches of altered sentences and keeps of faithful ones",
        _mutations,
        [_sets, _limit, _show_test],
    ),
    _Command(
        "labelled",
        "what verification says of sentences by small models, beside labels made by hand",
        _labelled,
        [_sets, _show_test],
    ),
    _Command("models", "what a model adds on the seed cases, beside the extractive reader", _models, [_cases, _asking]),
    _Command("lying", "whether anything is shown that a small model invents", _lying, [_llm, _sets, _asking]),
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.set_defaults(run=_startup, runs=5, out=None)
    names = parser.add_subparsers(title="benchmarks", metavar="NAME")
    for command in _COMMANDS:
        chosen = names.add_parser(command.name, help=command.about)
        chosen.set_defaults(run=command.run)
        for add_options in command.takes:
            add_options(chosen)
        chosen.add_argument("--out", type=Path, metavar="FILE", help="where the JSON goes")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a count from 1")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
