"""The direction of imports: who may know whom, and where the heavy packages live."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("rag", "vectorstore", "chat", "serving", "evals")
FILES = sorted([PROJECT / "app.py", *(file for package in PACKAGES for file in (PROJECT / package).rglob("*.py"))])
OURS = {*PACKAGES, "app"}

# The only places that may import each of these.
HOMES = {
    "chromadb": ("vectorstore/dense",),
    "tantivy": ("vectorstore/lexical", "evals/bench/ingest"),  # there, tantivy alone is what is measured against
    "gradio": ("chat/", "app.py"),
    "openai": (
        "rag/answering/model/llm",
        "rag/answering/model/wire",
        "rag/endpoint",
        "rag/faults",
        "rag/embedding/openai",
    ),
    "llama_index": ("rag/llamaindex.py", "rag/tokens.py"),
    "onnxruntime": ("rag/embedding/minilm", "rag/answering/reader/joint", "evals/bench/embedding"),
    "sqlite3": ("vectorstore/",),
    "click": ("rag/cli/", "serving/", "evals/", "app.py"),
    "uvicorn": ("serving/",),
    "fastapi": ("serving/", "chat/"),
    "trafilatura": ("rag/indexing/formats/html",),
    "pypdfium2": ("rag/indexing/formats/pdf",),
    "docx": ("rag/indexing/formats/docx",),
    "lxml": ("rag/indexing/formats/",),
}
# Lower on the list may import what stands above it, never the other way.
FOUNDATION = ("rag.errors", "rag.plain", "rag.schema", "rag.settings")
FACES = ("rag.cli", "rag.__main__", "rag.llamaindex", "rag", "chat", "serving", "evals", "app")


def module_of(file: Path) -> str:
    parts = file.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(file: Path) -> Iterator[tuple[str, bool]]:
    """(module, whether it is imported when the file is) for every import, also those inside functions."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for_checkers = {
        id(inner)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for statement in branch.body
        for inner in ast.walk(statement)
    }
    inside_functions = {
        id(inner)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(function)
    }
    for found in ast.walk(tree):
        if id(found) in for_checkers:
            continue
        at_once = id(found) not in inside_functions
        if isinstance(found, ast.Import):
            for alias in found.names:
                yield alias.name, at_once
        elif isinstance(found, ast.ImportFrom):
            assert found.level == 0, f"{file}: a relative import"
            yield found.module or "", at_once


def below(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def names(file: Path) -> str:
    return file.relative_to(PROJECT).as_posix()


def test_the_foundation_imports_nothing_of_ours_but_itself() -> None:
    for file in FILES:
        if module_of(file) in FOUNDATION:
            wrong = [name for name, _ in imports_of(file) if name.split(".")[0] in OURS and name not in FOUNDATION]
            assert wrong == [], names(file)


def test_stages_and_stores_know_no_face_and_not_the_assistant() -> None:
    for file in FILES:
        module = module_of(file)
        if (
            module in FOUNDATION
            or module in ("rag.assistant", "rag.once")
            or any(below(module, face) for face in FACES if face != "rag")
        ):
            continue
        if module == "rag":
            continue
        wrong = [
            name
            for name, _ in imports_of(file)
            if name in ("rag", "rag.assistant") or any(below(name, face) for face in FACES if face != "rag")
        ]
        assert wrong == [], names(file)


def test_the_store_knows_of_rag_only_its_words_errors_and_settings() -> None:
    for file in FILES:
        if below(module_of(file), "vectorstore"):
            wrong = [
                name for name, _ in imports_of(file) if below(name, "rag") and name not in (*FOUNDATION, "rag.words")
            ]
            assert wrong == [], names(file)


@pytest.mark.parametrize("package", HOMES)
def test_a_heavy_package_is_imported_only_where_it_lives(package: str) -> None:
    strangers = [
        names(file)
        for file in FILES
        if any(below(name, package) for name, _ in imports_of(file)) and not names(file).startswith(HOMES[package])
    ]
    assert strangers == []


def test_the_server_of_chroma_that_has_a_known_hole_is_never_imported() -> None:
    for file in FILES:
        assert not any(below(name, "chromadb.app") or below(name, "chromadb.server") for name, _ in imports_of(file))


def test_importing_the_door_imports_nothing_heavy() -> None:
    program = f"import sys, rag; print(sorted(name for name in {list(HOMES)!r} if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("package", ["rag", "vectorstore", "evals", "rag.cli", "rag.assistant", "rag.schema"])
def test_any_package_may_be_the_first_that_is_imported(package: str) -> None:
    ran = subprocess.run([sys.executable, "-c", f"import {package}"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_the_door_and_its_list_agree() -> None:
    door = importlib.import_module("rag")
    assert len(door.__all__) == len(set(door.__all__))
    assert all(hasattr(door, name) for name in door.__all__)
    imported = {
        alias.asname or alias.name
        for statement in ast.walk(ast.parse((PROJECT / "rag/__init__.py").read_text(encoding="utf-8")))
        if isinstance(statement, ast.ImportFrom) and statement.module != "typing"
        for alias in statement.names
    }
    assert imported == set(door.__all__)
    assert {"Answer", "Assistant", "Citation", "Passage", "answer", "DatelineError"} <= imported


def test_every_package_we_import_is_one_we_declare() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    declared = {
        requirement.split(">")[0].split("=")[0].split("<")[0].strip().lower().replace("_", "-")
        for requirement in [*project["dependencies"], *extras["local"], *extras["training"]]
    }
    distributions = packages_distributions()
    undeclared = {
        f"{names(file)}: {name}"
        for file in FILES
        for name, _ in imports_of(file)
        if (top := name.split(".")[0]) not in OURS and top not in sys.stdlib_module_names
        # A package that is not installed, such as torch, is named as it is imported.
        if not declared & {owner.lower().replace("_", "-") for owner in distributions.get(top, [top])}
    }
    assert undeclared == set()
