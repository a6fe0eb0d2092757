"""An answer in a model's words: drafted, checked, repaired once, and kept only where it answers the question."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rag.answering.evidence import Draft, EvidenceSentence
from rag.answering.followups.leaning import leaning_words
from rag.answering.model.bearing import Told, bears
from rag.answering.model.llm import ChatModel
from rag.answering.model.llm_reader import Early, ModelReading, read_with_model, repair_with_model, smaller_budget
from rag.answering.reader.extractive import Reading
from rag.answering.usage import total_usage
from rag.answering.verifying.statement import has_no_verb
from rag.answering.writing import Page
from rag.errors import ModelError
from rag.schema import Degradation, Event, Problem, Sentence, Usage
from rag.settings import Settings

BESIDE = "it holds against its evidence, and does not answer the question"
INSTEAD = "the answer is made of the articles' own sentences instead"
REST = "for the rest a sentence of the articles stands as it is"


@dataclass(slots=True)
class Composition:
    """What a model makes of one question, on the question's page; belongs to one answer."""

    question: str
    page: Page
    model: ChatModel
    settings: Settings
    until: float  # of time.monotonic(); nothing is asked of the model later
    extractive: Reading  # what the articles' own sentences would say
    usage: Usage | None = None
    degraded: list[Degradation] = field(default_factory=list)
    _drafted: list[Draft] = field(default_factory=list)
    _told: list[Told] = field(default_factory=list)
    _failed: list[tuple[str, tuple[Problem, ...]]] = field(default_factory=list)
    _held: list[Sentence] = field(default_factory=list)  # supported, not yet known to bear on the question
    _told_early: set[str] = field(default_factory=set)
    _bears: bool = False

    def write(self) -> Iterator[Event]:
        """Each sentence that holds, as soon as the answer is known to be one; nothing is left shown where it is none.

        What the model could not finish is taken back and said in `degraded`.
        """
        begun = time.monotonic()
        reading = self._ask(self.settings.evidence_tokens)
        try:
            yield from self._sentences(reading)
        except ModelError as error:
            smaller = smaller_budget(error, reading.shown)
            if error.kind != "context_overflow" or self.page.sentences or smaller < 1:
                return self._give_up(error)
            shown = len(reading.shown)
            reading = self._ask(smaller)
            try:
                yield from self._sentences(reading)
            except ModelError as again:
                return self._give_up(again)
            self._say_cut(shown, len(reading.shown))
        if (
            self._failed and self._repairable and 2 * time.monotonic() - begun < self.until
        ):  # as long as the first reply
            yield from self._repair(reading)
        if self.page.shown and not self._bears:
            self.page.take_back(BESIDE)
        yield from self._completed()

    @property
    def _repairable(self) -> bool:
        """Not where the articles lack what is asked for: no other wording helps then."""
        reason = self.extractive.reason
        return reason is None or reason.code != "key_part_missing"

    def _ask(self, budget_tokens: int) -> ModelReading:
        return read_with_model(
            self.question,
            self.page.evidence,
            self.model,
            settings=replace(self.settings, evidence_tokens=budget_tokens),
            seconds=self._seconds,
        )

    @property
    def _seconds(self) -> float:
        return max(self.until - time.monotonic(), 0.01)

    def _repair(self, reading: ModelReading) -> Iterator[Event]:
        """What failed, once more: the model is told which sentences and why."""
        repaired = repair_with_model(reading, self._failed, self.model, settings=self.settings, seconds=self._seconds)
        try:
            yield from self._sentences(repaired)
        except ModelError as error:
            self._degrade(f"{_named(error)}; sentences that failed the checks were not written again")

    def _sentences(self, reading: ModelReading) -> Iterator[Event]:
        by_number = {sentence.number: sentence for sentence in reading.shown}
        shown = {sentence.text.casefold() for sentence in self.page.shown}
        try:
            for step in reading.steps():
                if isinstance(step, Early):
                    yield from self._early(_whole(step.draft, by_number), by_number)
                    continue
                draft = _whole(step, by_number)
                if draft in self._drafted or draft.text.casefold() in shown:
                    continue  # a repair repeats what it was asked to mend, and what it was not
                self._drafted.append(draft)
                for sentence in self.page.write([draft]):
                    if not sentence.shown:
                        self._failed.append((sentence.text, sentence.problems))
                        continue
                    self._told.append(_told(sentence, draft, by_number))
                    yield from self._released(sentence)
        finally:
            reading.close()
            self.usage = total_usage(self.usage, reading.usage)

    def _released(self, sentence: Sentence) -> Iterator[Event]:
        self._held.append(sentence)
        self._bears = self._bears or self._may_stand(self._told)
        if self._bears:
            for held in self._held:
                if held.text in self._told_early:
                    continue
                yield {"sentence": held, "citations": self.page.first_cited_by(held)}
            self._held.clear()

    def _completed(self) -> Iterator[Event]:
        """For each thing that was asked and the model left out, the best sentence of the articles that answers it.

        What leans on the other thing ("and what did they discuss?") is not read alone, and left to the model.
        """
        if not self.page.shown:
            return
        for asked, found in self.extractive.parts:
            if (
                found.reason is not None
                or leaning_words(asked)
                or bears(asked, self._told, found, meaning=self.page.meaning)
            ):
                continue
            for sentence in self.page.write(found.drafts[:1]):
                if sentence.shown:
                    yield {"sentence": sentence, "citations": self.page.first_cited_by(sentence)}
                    self._degrade(f"{self.model.name} at {self.model.host} answered a part of the question; {REST}")

    def _early(self, draft: Draft, by_number: Mapping[int, EvidenceSentence]) -> Iterator[Event]:
        """A sentence that holds as it stands, told before the model goes on; the answer has it as it ends up."""
        if self._held or draft in self._drafted or any(draft.text == sentence.text for sentence in self.page.shown):
            return
        sentence, citations = self.page.preview(draft)
        told = [*self._told, _told(sentence, draft, by_number)]
        new = sentence.shown and sentence.text not in self._told_early
        if new and (self._bears or self._may_stand(told)):
            self._told_early.add(sentence.text)
            yield {"sentence": sentence, "citations": citations}

    def _may_stand(self, told: Sequence[Told]) -> bool:
        return bears(self.question, told, self.extractive, meaning=self.page.meaning)

    def _give_up(self, error: ModelError) -> None:
        self.page.take_back(f"the model broke off: {error}")
        self._degrade(f"{_named(error)}; {INSTEAD}")

    def _say_cut(self, before: int, after: int) -> None:
        if after < before:
            self._degrade(
                f"{self.model.name} at {self.model.host} has room for {after} of {before} evidence sentences; "
                "the others were not read (context overflow)"
            )

    def _degrade(self, message: str) -> None:
        self.degraded.append(Degradation("model", message))


def _whole(draft: Draft, by_number: Mapping[int, EvidenceSentence]) -> Draft:
    """The draft; in place of a bare name or number, the sentence it points at.

    "Sergei Lavrov." would say that he did what the question asks, which no evidence is compared with.
    """
    pointed = by_number.get(draft.points_at[0]) if draft.points_at else None
    return replace(draft, text=pointed.text) if pointed is not None and has_no_verb(draft.text) else draft


def _told(sentence: Sentence, draft: Draft, by_number: Mapping[int, EvidenceSentence]) -> Told:
    return Told(sentence.text, tuple(by_number[number] for number in draft.points_at if number in by_number))


def _named(error: ModelError) -> str:
    return f"{error} ({error.kind.replace('_', ' ')})"
