"""Draft sentences from a model's reply, as it streams; what they claim is checked later, by others."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from rag.answering.evidence import Draft, EvidenceSentence
from rag.answering.model.llm import LENGTH, ChatModel, Reply, Structured
from rag.answering.model.objects import UnfinishedObjects, begins_in_json
from rag.answering.model.prompt import SCHEMA, PromptParts, build_messages, repair_messages
from rag.answering.model.streaming import Unfinished, Written
from rag.errors import ModelError
from rag.schema import Problem, Usage
from rag.settings import Settings
from rag.tokens import count_tokens
from rag.words import content_stems

MAX_SENTENCES = 5
MAX_WRITTEN = 12  # sentences with talk and repetitions; small models go round in circles
MAX_UNBROKEN = 8000  # characters without a sentence's end; a model that goes on like this is stuck

_EVIDENCE = r"(?:evidence|articles?|sentences?|texts?|information|contexts?|passages?|sources?|documents?)"
_NOT_FOUND = re.compile(r"^\W*(?:NOT[ _]FOUND\b|(?i:not[ _]found)\W*$|(?i:not[ _]found)\s*[.:;,(–—-])")
_FILLER = re.compile(r"^(?:sure|certainly|of course|okay|ok|absolutely)\b(?:[!,.]+\s*|\s+(?=here\b)|$)", re.IGNORECASE)
_LABEL = re.compile(r"^(?:final |short )?(?:answer|response)\s*:\s*", re.IGNORECASE)
_LEAD_IN = re.compile(
    rf"^(?:based on|according to|from|in) (?:the |these |this |your )?(?:(?:provided|given|above|numbered) )*"
    rf"{_EVIDENCE}(?: (?:provided|above|given|{_EVIDENCE}))*\s*[,:]\s*",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"^(?:here(?: is|'s|’s| are)\b[^.]*:$|(?:the )?(?:answer|following)\b[^.]*:$|i hope (?:this|that)\b|let me know\b"
    r"|feel free\b|please let me know\b)",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"^(?:(?:(?:i['’]m |i am )?sorry|unfortunately)[,.]? (?:but )?)?"
    r"(?:i (?:can ?not|can['’]t|do not|don['’]t|could not) \b"
    r"|(?:unfortunately, )?(?:there is )?(?:the |this |these |no )"
    rf"(?:(?:provided|given|numbered|above) )*{_EVIDENCE}\b.{{0,40}}\b(?:not|no|n't|n’t)\b.{{0,40}}"
    r"\b(?:answer|mention|say|state|contain|provide|specif|inform|indicat|address))",
    re.IGNORECASE,
)
_DECLINES = re.compile(
    r"^(?:(?:(?:i['’]m |i am )?(?:very )?sorry|apologies|i apologi[sz]e)[,.]? ?(?:but )?)?(?:as an ai[^,]*, )?"
    r"i(?:['’]m| am)? ?(?:can ?not|can['’]t|won['’]t|will not|not able to|unable to|not comfortable) ?(?:to )?"
    r"(?:help|assist|comply|fulfil|engage|discuss|do that|provide (?:that|this|such)|continue with)\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://\S*|\b(?:javascript|data|mailto|file|vbscript):\S+|\bwww\.\S+"
    r"|\b[\w-]+(?:\.[\w-]+)+/\S*|\S+@[\w-]+\.\S+|!\[|\]\s*[(\[]\S*|^\s*\[[^\]]*\]:|<\s*[/!?a-z][^>]*>?",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\*\*|__|`")


@dataclass(frozen=True, slots=True)
class Early:
    """A draft that looks whole while the model writes on; it comes again once nothing can change it."""

    draft: Draft


class ModelReading(Iterator[Draft]):
    """The drafts of one reply, each as soon as it is whole; none when the model says NOT FOUND.

    A draft may have numbers but no text: the model pointed without saying anything. Iterating
    raises ModelError; drafts given before that came from a reply that was never finished.
    """

    def __init__(self, prompt: PromptParts, model: ChatModel, settings: Settings, until: float) -> None:
        self.prompt = prompt
        self.written: list[Draft] = []
        self._model = model
        self._settings = settings
        self._until = until  # of time.monotonic()
        self._reply = Reply()
        self._drafts = self._read()

    @property
    def usage(self) -> Usage | None:
        """What the endpoint counted, once the reply is over."""
        return self._reply.usage

    @property
    def shown(self) -> Sequence[EvidenceSentence]:
        """The evidence sentences that the model was shown."""
        return self.prompt.shown

    def __next__(self) -> Draft:
        return next(step for step in self._drafts if isinstance(step, Draft))

    def steps(self) -> Iterator[Draft | Early]:
        """The drafts, and what can be told of them early."""
        return self._drafts

    def close(self) -> None:
        """Stop the model."""
        self._drafts.close()
        self._reply.close()

    def _ask(self) -> Reply:
        return self._model.stream(
            self.prompt.messages,
            max_tokens=self._settings.answer_tokens,
            seconds=max(self._until - monotonic(), 0.01),
            structured=Structured(self.prompt.in_json, SCHEMA),
        )

    def _read(self) -> Generator[Draft | Early, None, None]:
        if not self.prompt.shown:
            return
        self._reply = self._ask()
        seen: set[tuple[str, tuple[int, ...]]] = set()
        count = 0
        try:
            for sentence, whole in self._written():
                if _NOT_FOUND.match(sentence.text):
                    return
                if _DECLINES.match(sentence.text) and not sentence.numbers and not seen:
                    raise ModelError(f"{self._model.name} at {self._model.host} declined to answer", kind="declined")
                count += whole
                draft = self._pointed(sentence)
                known = (draft.text.casefold(), () if draft.text else draft.points_at) if draft else None
                if draft is not None and known is not None and known not in seen:
                    if not whole:
                        yield Early(draft)
                        continue
                    seen.add(known)
                    self.written.append(draft)
                    yield draft
                if len(seen) == MAX_SENTENCES or count == MAX_WRITTEN:
                    return
        finally:
            self._reply.close()

    def _pointed(self, sentence: Written) -> Draft | None:
        """The claim in a sentence and what it may point at."""
        draft = _draft(sentence)
        if draft is None:
            return None
        if not draft.points_at:
            draft = replace(draft, points_at=_likely(draft.text, self.shown))
        return replace(draft, points_at=()) if _carries_more(draft, self.shown) else draft

    def _written(self) -> Iterator[tuple[Written, bool]]:
        """Each sentence with whether it is whole; one that is not comes at most once before it is."""
        unfinished: Unfinished | UnfinishedObjects = Unfinished()
        some, told = False, None
        for piece in self._reply:
            unfinished.feed(piece)
            if not some and isinstance(unfinished, Unfinished) and begins_in_json(unfinished.waiting):
                begun, unfinished = unfinished.waiting, UnfinishedObjects()
                unfinished.feed(begun)
            for sentence in unfinished.take():
                some = True
                yield sentence, True
            early = unfinished.early()
            if early is not None and early != told:
                yield early, False
                told = early
            if unfinished.size > MAX_UNBROKEN:
                return
        rest = unfinished.take_rest()
        if self._reply.finish_reason == LENGTH and rest and not rest[-1].ended:
            rest = rest[:-1]
        yield from ((sentence, True) for sentence in rest)
        if not some and not rest:
            line = f"{self._model.name} at {self._model.host} wrote no whole sentence; raise DATELINE_ANSWER_TOKENS"
            raise ModelError(line, kind="broken_stream")


def read_with_model(
    question: str, evidence: Sequence[EvidenceSentence], model: ChatModel, *, settings: Settings, seconds: float
) -> ModelReading:
    """The drafts of this model for this question, in at most `seconds`; nothing is sent until they are iterated."""
    prompt = build_messages(question, evidence, budget_tokens=settings.evidence_tokens)
    return ModelReading(prompt, model, settings, monotonic() + seconds)


def repair_with_model(
    reading: ModelReading,
    failed: Sequence[tuple[str, Sequence[Problem]]],
    model: ChatModel,
    *,
    settings: Settings,
    seconds: float,
) -> ModelReading:
    """What the model makes of its sentences that failed, told why; `reading` is the reply they stand in."""
    prompt = repair_messages(reading.prompt, reading.written, failed)
    return ModelReading(prompt, model, settings, monotonic() + seconds)


def smaller_budget(error: ModelError, shown: Sequence[EvidenceSentence]) -> int:
    """Tokens of evidence that fit where these sentences were too many for the model's context.

    The share that fits counts all of the prompt and in the model's own tokens, and the answer
    needs room, too: six tenths of it leave enough.
    """
    return int(sum(count_tokens(sentence.text) for sentence in shown) * 0.6 * (error.fits or 0.5))


def _likely(text: str, shown: Sequence[EvidenceSentence]) -> tuple[int, ...]:
    """The evidence that a sentence without markers was taken from: where most of its words stand, if half of them do.

    Small models forget to point; verification checks what was found for them as any other.
    """
    matter = content_stems(text)
    best, most = None, len(matter) / 2
    for sentence in shown:
        held = len(matter & content_stems(sentence.text))
        if held > most:
            best, most = sentence, held
    return () if best is None else (best.number,)


def _carries_more(draft: Draft, shown: Sequence[EvidenceSentence]) -> bool:
    """Whether a draft has a link or markup that is not in the evidence it points at, word for word.

    Around words that are in the evidence it would pass for them, and carry a reader, or what
    was asked, elsewhere. A draft that points at nothing is never shown.
    """
    pointed = " ".join(sentence.text for sentence in shown if sentence.number in draft.points_at)
    return any(found.group().rstrip(".,;:!?)”’\"'") not in pointed for found in _LINK.finditer(draft.text))


def _draft(sentence: Written) -> Draft | None:
    """The claim in a sentence, without the talk around it; None where there is none."""
    text = _EMPHASIS.sub("", sentence.text).strip()
    stripped = text
    for opening in (_FILLER, _LABEL, _LEAD_IN):
        stripped = opening.sub("", stripped, count=1)
    if stripped != text:
        text = stripped[:1].upper() + stripped[1:]
    if _TALK.match(text) and not sentence.numbers:
        text = ""
    if _NO_ANSWER.match(text) and not sentence.numbers:
        return None
    if not any(character.isalnum() for character in text):
        text = ""
    return Draft(text, sentence.numbers) if text or sentence.numbers else None
