"""Draft sentences from a model's reply, as it streams; what they claim is checked later, by others."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from rag.answering.evidence import Draft, EvidenceSentence
from rag.answering.llm import LENGTH, ChatModel, Reply
from rag.answering.prompt import build_messages
from rag.answering.streaming import Unfinished, Written
from rag.errors import ModelError
from rag.schema import Usage
from rag.settings import Settings
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
    r"^(?:i (?:can ?not|can't|can’t|do not|don't|don’t|could not) \b"
    r"|(?:unfortunately, )?(?:there is )?(?:the |this |these |no )"
    rf"(?:(?:provided|given|numbered|above) )*{_EVIDENCE}\b.{{0,40}}\b(?:not|no|n't|n’t)\b.{{0,40}}"
    r"\b(?:answer|mention|say|state|contain|provide|specif|inform|indicat|address))",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://\S*|\b(?:javascript|data|mailto|file|vbscript):\S+|\bwww\.\S+"
    r"|\b[\w-]+(?:\.[\w-]+)+/\S*|\S+@[\w-]+\.\S+|!\[|\]\s*[(\[]\S*|^\s*\[[^\]]*\]:|<\s*[/!?a-z][^>]*>?",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\*\*|__|`")


class ModelReading(Iterator[Draft]):
    """The drafts of one reply, each as soon as it is whole; none when the model says NOT FOUND.

    A draft may have numbers but no text: the model pointed without saying anything. Iterating
    raises ModelError; drafts given before that came from a reply that was never finished.
    """

    def __init__(
        self, question: str, evidence: Sequence[EvidenceSentence], model: ChatModel, settings: Settings, seconds: float
    ) -> None:
        prompt = build_messages(question, evidence, budget_tokens=settings.evidence_tokens)
        self.shown = prompt.shown
        self._reply = Reply()
        if prompt.shown:
            self._reply = model.stream(prompt.messages, max_tokens=settings.answer_tokens, seconds=seconds)
        self._drafts = self._read()

    @property
    def usage(self) -> Usage | None:
        """What the endpoint counted, once the reply is over."""
        return self._reply.usage

    def __next__(self) -> Draft:
        return next(self._drafts)

    def close(self) -> None:
        """Stop the model."""
        self._drafts.close()
        self._reply.close()

    def _read(self) -> Generator[Draft, None, None]:
        seen: set[tuple[str, tuple[int, ...]]] = set()
        try:
            for sentence in islice(self._written(), MAX_WRITTEN):
                if _NOT_FOUND.match(sentence.text):
                    return
                draft = _draft(sentence)
                if draft is None:
                    continue
                if not draft.points_at:
                    draft = replace(draft, points_at=_likely(draft.text, self.shown))
                if _carries_more(draft, self.shown):
                    draft = replace(draft, points_at=())
                known = (draft.text.casefold(), () if draft.text else draft.points_at)
                if known in seen:
                    continue
                seen.add(known)
                yield draft
                if len(seen) == MAX_SENTENCES:
                    return
        finally:
            self._reply.close()

    def _written(self) -> Iterator[Written]:
        unfinished = Unfinished()
        some = False
        for piece in self._reply:
            unfinished.feed(piece)
            for sentence in unfinished.take():
                some = True
                yield sentence
            if unfinished.size > MAX_UNBROKEN:
                return
        rest = unfinished.take_rest()
        if self._reply.finish_reason == LENGTH and rest and not rest[-1].ended:
            rest = rest[:-1]
        yield from rest
        if not some and not rest and self.shown:
            raise ModelError(
                "the model wrote no whole sentence within its limit; raise DATELINE_ANSWER_TOKENS", kind="broken_stream"
            )


def read_with_model(
    question: str, evidence: Sequence[EvidenceSentence], model: ChatModel, *, settings: Settings, seconds: float
) -> ModelReading:
    """The drafts of this model for this question, in at most `seconds`; nothing is sent until they are iterated."""
    return ModelReading(question, evidence, model, settings, seconds)


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
