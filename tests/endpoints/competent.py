"""A scripted model that answers questions about the five articles rightly, in its own words, well pointed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from rag.answering.model.prompt import NOT_FOUND, quote
from tests.endpoints.scripted import Exchange

_EVIDENCE = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_STYLES = ("{text} {single}", "{bare} {single}.", "{text} {joined}", "{text}{single}")


@dataclass(frozen=True)
class Told:
    """One sentence of an answer, and what the sentences it is taken from hold."""

    text: str
    sources: tuple[str, ...]


@dataclass
class Competent:
    """A behaviour for a ScriptedEndpoint; remembers what it wrote and what it was not shown."""

    answers: dict[str, tuple[Told, ...]]
    written: list[str] = field(default_factory=list)
    not_shown: list[str] = field(default_factory=list)

    @classmethod
    def about_the_seeds(cls, *, file: str = "competent_answers.json") -> Competent:
        """The model that knows this file."""
        entries = json.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))
        return cls(
            {
                entry["question"]: tuple(Told(told["text"], tuple(told["sources"])) for told in entry["sentences"])
                for entry in entries
            }
        )

    def __call__(self, exchange: Exchange) -> None:
        asked = exchange.body["messages"][-1]["content"]
        shown = {int(number): text for number, text in _EVIDENCE.findall(asked)}
        question = asked.rsplit("Question: ", 1)[-1].strip()
        known = next((told for name, told in self.answers.items() if quote(name) == question), ())
        lines = [self._line(told, shown, style=place + len(question)) for place, told in enumerate(known)]
        exchange.stream(" ".join(line for line in lines if line) or NOT_FOUND)

    def _line(self, told: Told, shown: dict[int, str], *, style: int) -> str | None:
        """The sentence with its markers, in one of the styles that models use."""
        numbers = []
        for source in told.sources:
            found = [number for number, text in shown.items() if quote(source) in text]
            if not found:
                self.not_shown.append(source)
                return None
            numbers.append(found[0])
        self.written.append(told.text)
        return _STYLES[style % len(_STYLES)].format(
            text=told.text,
            bare=told.text.removesuffix("."),
            single="".join(f"[{number}]" for number in numbers),
            joined=f"[{', '.join(map(str, numbers))}]",
        )
