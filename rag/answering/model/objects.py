"""Sentences out of a JSON reply that is still being written, each as soon as its object is whole."""

from __future__ import annotations

import json
import re
from typing import Any

from rag.answering.cited_texts.markers import take_apart
from rag.answering.model.prompt import NOT_FOUND
from rag.answering.model.streaming import Written
from rag.indexing.sentences import split_sentences

_BEGINS = re.compile(r"\s*(?:```(?:json)?\s*)?[{\[]\s*[{\"\]}]", re.IGNORECASE)


def begins_in_json(text: str) -> bool:
    """Whether a reply that begins like this is JSON, whatever was asked for.

    >>> [begins_in_json(text) for text in ('{"sentences": [', "[2] Assad spoke.", "```json\\n[{")]
    [True, False, True]
    """
    return _BEGINS.match(text) is not None


class UnfinishedObjects:
    """What has been written of a JSON reply and not been taken yet; its innermost objects are its sentences."""

    def __init__(self) -> None:
        self._raw = ""
        self._read = 0  # characters looked at
        self._opened: list[int] = []  # where the objects begin that are not closed
        self._in_text = False
        self._escaped = False
        self._objects = 0
        self.thinking = False

    def feed(self, piece: str) -> None:
        """Add what was just written."""
        self._raw += piece

    def take(self) -> list[Written]:
        """The sentences of the objects closed since the last call."""
        found: list[Written] = []
        while self._read < len(self._raw):
            character = self._raw[self._read]
            self._read += 1
            if self._in_text:
                if self._escaped:
                    self._escaped = False
                elif character == "\\":
                    self._escaped = True
                elif character == '"':
                    self._in_text = False
            elif character == '"':
                self._in_text = True
            elif character == "{":
                self._opened.append(self._read - 1)
            elif character == "}" and self._opened:
                found += self._closed(self._raw[self._opened.pop() : self._read])
        return found

    def early(self) -> None:
        """Nothing: an object is taken as soon as it is whole."""
        return None

    def take_rest(self) -> list[Written]:
        """What is left when nothing more will come: a whole reply without sentences finds nothing."""
        found = self.take()
        if not found and not self._objects and not self._opened and "}" in self._raw:
            return [Written(NOT_FOUND, ())]
        return found

    @property
    def size(self) -> int:
        """Characters of the object that is being written."""
        return len(self._raw) - self._opened[-1] if self._opened else 0

    def _closed(self, written: str) -> list[Written]:
        try:
            told: Any = json.loads(written)
        except ValueError:
            return []
        text = told.get("text") if isinstance(told, dict) else None
        if not isinstance(text, str):
            return []
        self._objects += 1
        marked = take_apart(text)
        stated = told.get("evidence")
        numbers = [n for n in stated if type(n) is int] if isinstance(stated, list) else []
        numbers += [number for mark in marked.marks for number in mark.numbers]
        pointed = tuple(dict.fromkeys(numbers))
        spans = split_sentences(marked.plain)
        if not spans:
            return [Written("", pointed)] if pointed else []
        return [Written(marked.plain[span.start : span.end], pointed) for span in spans]
