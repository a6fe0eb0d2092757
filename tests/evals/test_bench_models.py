"""What the benchmarks of models count, and the check that looks for inventions. About 8 s."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench.__main__ import main
from evals.bench.lying import lacking
from rag.schema import Citation, Sentence
from tests.endpoints.competent import Competent
from tests.endpoints.scripted import ScriptedEndpoint

TEXT = "Eva Brandt spoke in Port Selby. She said “no ferry will sail” before Monday, and that 14 million were lost."


def lacks(text: str, folder: Path) -> list[str]:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    start = TEXT.index("She said")
    quoted = Citation(1, "r", "a.txt", "d", "s", start, len(TEXT), TEXT[start:])
    return lacking(Sentence(text, (1,), "supported", True), [quoted], {"r": folder})


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("She said that 14 million were lost before Monday.", []),
        ("Brandt said “no ferry will sail” before Monday.", []),  # whom "she" stands for
        ("She said that 14 million were lost in Selby's port.", ["Selby's"]),  # before the quote, too late for "she"
        ("She said that 15 million were lost.", ["15"]),
        ("She said that 14 billion were lost.", ["billion"]),
        ("No ferry will sail before Tuesday.", ["Tuesday"]),
        ("She told Anna Lobo of the loss.", ["Anna", "Lobo"]),
        ("Before Monday no one will sail, said Brandt.", ["Brandt"]),
        ("She said “every ferry will sail” before Monday.", ["every ferry will sail"]),
    ],
)
def test_the_check_for_inventions_finds_what_no_citation_holds(text: str, missing: list[str], tmp_path: Path) -> None:
    assert lacks(text, tmp_path) == missing


def test_a_model_is_counted_beside_the_extractive_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    competent = Competent.about_the_seeds(file="competent_several.json")
    cases = tmp_path / "cases.jsonl"
    project = Path(__file__).resolve().parents[2]
    lines = (project / "evals" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    chosen = [line for line in lines if json.loads(line)["question"] in competent.answers]
    cases.write_text("\n".join(chosen) + "\n", encoding="utf-8")
    with ScriptedEndpoint(competent) as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        arguments = ["models", "m", "--cases", str(cases), "--work", str(tmp_path), "--out", str(out)]
        assert main(arguments) == 0
    numbers = json.loads(out.read_text(encoding="utf-8"))["numbers"]
    assert numbers["with the model"]["written by the model"] > numbers["extractive"]["written by the model"] == 0
    assert f"{len(chosen)} of cases.jsonl" in capsys.readouterr().out
