"""House rules that a machine can check: sizes, floors, paths, packages, the seeds."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("rag", "vectorstore", "chat", "serving", "evals")
CODE = sorted([PROJECT / "app.py", *(file for package in PACKAGES for file in (PROJECT / package).rglob("*.py"))])

FLOORS = {
    "gradio": (6, 25),  # security fixes up to here
    "llama-index-core": (0, 13),  # CVE-2025-7647, CVE-2025-7707
    "brotli": (1, 2, 1),
    "chromadb": (1, 5, 9),
}


def tracked() -> list[Path]:
    """The files of the repository; of the folder where it is no repository."""
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [file for name in listed.stdout.splitlines() if (file := PROJECT / name).is_file()]
    return [file for file in PROJECT.rglob("*") if file.is_file() and ".venv" not in file.parts]


@pytest.mark.parametrize("package", FLOORS)
def test_packages_are_at_or_above_their_floor(package: str) -> None:
    installed = tuple(int(part) for part in re.findall(r"\d+", version(package))[:3])
    assert installed >= FLOORS[package]
    pinned = re.search(rf"^{package}==([0-9.]+)", (PROJECT / "constraints.txt").read_text(), re.MULTILINE)
    assert pinned and tuple(int(part) for part in pinned[1].split(".")) >= FLOORS[package]


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-dev.txt"])
def test_every_pinned_package_is_hashed_and_no_index_is_named(name: str) -> None:
    text = (PROJECT / name).read_text()
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert len(entries) > 100
    assert [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert not re.search(r"index-url|find-links|https?://|@ file", text)


def test_development_uses_the_same_versions_as_the_product() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9][^ ;]*==[^ ;]+", (PROJECT / name).read_text(), re.MULTILINE))

    assert pins("constraints.txt") <= pins("constraints-dev.txt")


def test_no_torch_and_no_kubernetes() -> None:
    pinned = (PROJECT / "constraints-dev.txt").read_text()
    assert not re.search(r"^(torch|transformers|sentence-transformers|kubernetes|llama-cpp-python)==", pinned, re.M)


def test_the_vocabulary_is_the_one_its_notice_names() -> None:
    notice = (PROJECT / "NOTICE").read_text(encoding="utf-8")
    found = re.search(r"^ +(rag/\S+tokenizer\.json)$.*?sha256 ([0-9a-f]{64})", notice, re.M | re.S)
    assert found
    assert hashlib.sha256((PROJECT / found[1]).read_bytes()).hexdigest() == found[2]


def test_seeds_holds_the_five_articles_and_nothing_else() -> None:
    sizes = {file.name: file.stat().st_size for file in (PROJECT / "seeds").iterdir()}
    assert sizes == {
        "000_d8b49aebd74923bf.txt": 3002,
        "001_58d3557daf0ad729.txt": 3602,
        "002_71aa0cbbda9650db.txt": 2881,
        "003_500d9f80e342b74a.txt": 3747,
        "004_e1915923dce626b9.txt": 3073,
    }


def test_no_module_is_over_300_lines_and_no_function_over_60() -> None:
    too_long = []
    for file in CODE:
        text = file.read_text(encoding="utf-8")
        if text.count("\n") > 300:
            too_long.append(f"{file.relative_to(PROJECT)}: {text.count(chr(10))} lines")
        for found in ast.walk(ast.parse(text)):
            if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef) and found.end_lineno is not None:
                lines = found.end_lineno - found.lineno + 1
                if lines > 60:
                    too_long.append(f"{file.relative_to(PROJECT)}: {found.name} has {lines} lines")
    assert too_long == []


def test_our_functions_take_no_unnamed_keywords() -> None:
    loose = [
        f"{file.relative_to(PROJECT)}: {found.name}"
        for file in CODE
        for found in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef) and found.args.kwarg is not None
    ]
    assert loose == []


def test_only_settings_reads_the_environment() -> None:
    reader = re.compile(r"os\.getenv|os\.environ(?!\[[^\]]+\] ?=|\.setdefault)")
    # rag/tokens.py puts back what it found after pointing tiktoken, for one import, at the bundled table.
    readers = [
        str(file.relative_to(PROJECT))
        for file in CODE
        if reader.search(file.read_text(encoding="utf-8")) and file.name not in ("settings.py", "tokens.py")
    ]
    assert readers == []


def test_no_file_names_a_place_of_one_machine() -> None:
    here = re.compile(r"(?<![\w./~-])/(?:home|Users|root|work)/\w")
    found = [
        f"{file.relative_to(PROJECT)}: {match[0]}"
        for file in tracked()
        if file.suffix in {".py", ".md", ".toml", ".txt", ".json", ".jsonl", ".css", ".js", ""}
        and "seeds" not in file.parts
        if file.name != "tokenizer.json" and "tests" not in file.relative_to(PROJECT).parts
        if (match := here.search(file.read_text(encoding="utf-8", errors="ignore")))
    ]
    assert found == []
