"""How long a person waits for a cold process, beside the imports that any such program needs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from evals.bench.output import Measured, tell
from evals.bench.process import SECONDS, Took, dateline, run_timed
from evals.bench.sets import PROJECT
from evals.metrics.statistics import percentile

QUESTION = "What did Lavrov deny?"
IMPORTS = "import chromadb, onnxruntime"
LIMIT = 2.0  # times the imports alone that a cold question may take
HEAVY = ("chromadb", "llama_index", "gradio", "onnxruntime")

_LIST_MODULES = """
import sys
from rag.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
print("MODULES", *sorted({name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names - {'__main__'}))
"""


def measure(*, runs: int) -> Measured:
    """Whole processes, each started `runs` times after one start that is not counted, taking turns.

    The first start of each fills the file cache, so this is a cold process on a warm disk.
    Raises BenchError when one of them fails.
    """
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        index = Path(folder) / "index"
        tell("indexing seeds/ for the question")
        run_timed([*dateline(), "ingest", str(PROJECT / "seeds"), "--index", str(index)])
        commands = {
            "dateline --help": [*dateline(), "--help"],
            f'dateline ask "{QUESTION}"': [*dateline(), "ask", QUESTION, "--llm", "none", "--index", str(index)],
            f'python -c "{IMPORTS}"': [sys.executable, "-c", IMPORTS],
        }
        took: dict[str, list[Took]] = {name: [] for name in commands}
        for turn in range(runs + 1):
            tell(f"turn {turn} of {runs}" + (" (not counted)" if turn == 0 else ""))
            for name, command in commands.items():
                start = run_timed(command)
                if turn:
                    took[name].append(start)
    return tabulate(took, modules=help_modules(), runs=runs)


def help_modules() -> list[str]:
    """Top-level modules, the standard library's aside, that `dateline --help` imports."""
    ran = subprocess.run(
        [sys.executable, "-c", _LIST_MODULES], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=SECONDS
    )
    listed = next(line for line in ran.stdout.splitlines() if line.startswith("MODULES"))
    return listed.split()[1:]


def tabulate(took: dict[str, list[Took]], *, modules: Sequence[str], runs: int) -> Measured:
    """The report over the seconds of each process: --help first, then the question, then the imports."""
    help_name, ask_name, import_name = took
    imports = _medians(took[import_name])
    rows, numbers = [], {}
    for name, starts in took.items():
        walls, medians = [start.wall for start in starts], _medians(starts)
        seconds = (min(walls), medians.wall, max(walls), medians.processor)
        rows.append([name, *(f"{value:.2f}" for value in seconds), f"{medians.wall / imports.wall:.2f}"])
        numbers[name] = {
            "wall": walls,
            "processor": [start.processor for start in starts],
            **dict(zip(("min", "median", "max", "median_processor"), seconds, strict=True)),
        }
    ratio = _medians(took[ask_name]).wall / imports.wall
    heavy = sorted(set(HEAVY) & set(modules))
    return Measured(
        name="startup",
        about={"runs": f"{runs} of each, taking turns, after one that is not counted", "articles": "seeds/"},
        titles=["process", "min s", "median s", "max s", "median s of processor", "times the imports"],
        rows=rows,
        numbers={"processes": numbers, "ask_to_imports": ratio, "limit": LIMIT, "help_modules": list(modules)},
        notes=[
            f"A cold question takes {ratio:.2f} times the imports alone; the limit is {LIMIT:g}: "
            + ("kept." if ratio <= LIMIT else "NOT kept."),
            f"{help_name} imports {len(modules)} modules beyond the standard library: {', '.join(modules)}. "
            + (f"Of the heavy ones: {', '.join(heavy)}." if heavy else f"None of {', '.join(HEAVY)}."),
        ],
    )


def _medians(starts: Sequence[Took]) -> Took:
    return Took(
        percentile([start.wall for start in starts], 50) or 0.0,
        percentile([start.processor for start in starts], 50) or 0.0,
    )
