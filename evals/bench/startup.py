"""How long a person waits for a cold process, beside the imports that any such program needs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from evals.bench.output import Measured, tell
from evals.bench.sets import PROJECT
from evals.metrics.statistics import percentile
from rag.errors import DatelineError

QUESTION = "What did Lavrov deny?"
IMPORTS = "import chromadb, onnxruntime"
LIMIT = 2.0  # times the imports alone that a cold question may take
HEAVY = ("chromadb", "llama_index", "gradio", "onnxruntime")
SECONDS = 120  # one process

_LIST_MODULES = """
import sys
from rag.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
print("MODULES", *sorted({name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names))
"""


class BenchError(DatelineError):
    """What is measured did not run; the message has the end of what it said."""


def measure(*, runs: int) -> Measured:
    """Whole processes, each started `runs` times after one start that is not counted, taking turns.

    Seconds on the wall clock. The first start of each fills the file cache, so this is a cold
    process on a warm disk. Raises BenchError when one of them fails.
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
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(runs + 1):
            tell(f"turn {turn} of {runs}" + (" (not counted)" if turn == 0 else ""))
            for name, command in commands.items():
                took = run_timed(command)
                if turn:
                    seconds[name].append(took)
    return tabulate(seconds, modules=help_modules(), runs=runs)


def dateline() -> list[str]:
    """The console script beside this Python, or where there is none the module."""
    script = Path(sys.executable).with_name("dateline")
    return [str(script)] if script.exists() else [sys.executable, "-m", "rag"]


def help_modules() -> list[str]:
    """Top-level modules, the standard library's aside, that `dateline --help` imports."""
    ran = subprocess.run(
        [sys.executable, "-c", _LIST_MODULES], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=SECONDS
    )
    listed = next(line for line in ran.stdout.splitlines() if line.startswith("MODULES"))
    return listed.split()[1:]


def tabulate(seconds: dict[str, list[float]], *, modules: Sequence[str], runs: int) -> Measured:
    """The report over the seconds of each process: --help first, then the question, then the imports."""
    help_name, ask_name, import_name = seconds
    imports = percentile(seconds[import_name], 50) or 0.0
    rows, numbers = [], {}
    for name, values in seconds.items():
        median = percentile(values, 50) or 0.0
        rows.append(
            [name, *(f"{value:.2f}" for value in (min(values), median, max(values))), f"{median / imports:.2f}"]
        )
        numbers[name] = {"seconds": values, "min": min(values), "median": median, "max": max(values)}
    ratio = (percentile(seconds[ask_name], 50) or 0.0) / imports
    heavy = sorted(set(HEAVY) & set(modules))
    return Measured(
        name="startup",
        about={"runs": f"{runs} of each, taking turns, after one that is not counted", "articles": "seeds/"},
        titles=["process", "min s", "median s", "max s", "times the imports"],
        rows=rows,
        numbers={"processes": numbers, "ask_to_imports": ratio, "limit": LIMIT, "help_modules": list(modules)},
        notes=[
            f"A cold question takes {ratio:.2f} times the imports alone; the limit is {LIMIT:g}: "
            + ("kept." if ratio <= LIMIT else "NOT kept."),
            f"{help_name} imports {len(modules)} modules beyond the standard library: {', '.join(modules)}. "
            + (f"Of the heavy ones: {', '.join(heavy)}." if heavy else f"None of {', '.join(HEAVY)}."),
        ],
    )


def run_timed(command: Sequence[str]) -> float:
    """Seconds that a process takes, from its start to its end. Raises BenchError when it fails."""
    clock = time.perf_counter()
    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=SECONDS)
    took = time.perf_counter() - clock
    # 3 is an abstention: an answer like another.
    if ran.returncode not in (0, 3):
        said = (ran.stderr.strip() or ran.stdout.strip()).splitlines()
        raise BenchError(f"{' '.join(command)} ended with {ran.returncode}: {said[-1] if said else 'no message'}")
    return took
