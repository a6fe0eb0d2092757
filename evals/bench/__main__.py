"""`python -m evals.bench [startup | retrieval SET | answers SET | mutations]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.bench import answers, retrieval, startup
from evals.bench.index import DEFAULT_WORK
from evals.bench.output import Measured, publish, tell
from evals.bench.sets import DEFAULT_SETS, SetMissingError
from evals.mutations import measure as mutations
from rag.errors import DatelineError

OUT = Path("reports") / "bench"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when measured or skipped for want of its set, 1 when what is measured failed."""
    options = _parser().parse_args(arguments)
    try:
        measured = _measure(options)
    except SetMissingError as exc:
        tell(str(exc))
        return 0
    except DatelineError as exc:
        tell(f"failed: {exc}")
        return 1
    publish(measured, options.out or OUT / f"{measured.name.replace(' ', '-')}.json")
    return 0


def _measure(options: argparse.Namespace) -> Measured:
    if options.name == "retrieval":
        return retrieval.measure(options.set, sets=options.sets, work=options.work, questions=options.questions)
    if options.name == "answers":
        return answers.measure(options.set, sets=options.sets, work=options.work, questions=options.questions)
    if options.name == "mutations":
        failures = (options.out or OUT / "mutations.json").with_name("mutations-failures.jsonl")
        return mutations.measure(sets=options.sets, limit=options.limit, failures=failures, show_test=options.show_test)
    return startup.measure(runs=options.runs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.set_defaults(name="startup", runs=5, out=None)
    names = parser.add_subparsers(title="benchmarks", metavar="NAME")
    start = names.add_parser("startup", help="a cold --help and a cold question, beside the imports alone (default)")
    start.add_argument("--runs", type=_count, default=5, metavar="N", help="counted starts of each process")
    start.set_defaults(name="startup")
    for name, about in (
        ("retrieval", "how well search ranks the articles of a public set, beside plain BM25"),
        ("answers", "how often the extractive answer holds the gold answer, and what it refuses"),
    ):
        over_set = names.add_parser(name, help=about)
        over_set.add_argument("set", metavar="SET", help="folder of the set below --sets, e.g. scifact")
        over_set.add_argument(
            "--sets", type=Path, default=DEFAULT_SETS, metavar="DIR", help="where the public sets are"
        )
        over_set.add_argument("--work", type=Path, default=DEFAULT_WORK, metavar="DIR", help="where files and index go")
        over_set.add_argument("--questions", type=_count, metavar="N", help="ask at most N, evenly spaced")
        over_set.set_defaults(name=name)
    altered = names.add_parser(
        "mutations", help="what verification catches of altered sentences and keeps of faithful ones"
    )
    altered.add_argument("--sets", type=Path, default=DEFAULT_SETS, metavar="DIR", help="where the public sets are")
    altered.add_argument(
        "--limit", type=_count, default=mutations.LIMIT, metavar="N", help="at most N of a kind, evenly spaced"
    )
    altered.add_argument("--show-test", action="store_true", help="write the failures of the test split too")
    altered.set_defaults(name="mutations")
    for chosen in names.choices.values():
        chosen.add_argument("--out", type=Path, metavar="FILE", help="where the JSON goes")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a count from 1")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
