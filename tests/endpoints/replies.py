"""Replies one after the other, with what a test needs to write them: the numbers of the evidence that was shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.endpoints.scripted import Behaviour, Exchange

_EVIDENCE = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)

Reply = str | Behaviour


def in_turn(*replies: Reply) -> Behaviour:
    """The first reply to the first chat, and so on; the last is given from then on.

    In a text, "[= words]" stands for the number of the evidence sentence that holds these words.
    """
    left = list(replies)

    def behave(exchange: Exchange) -> None:
        reply = left.pop(0) if len(left) > 1 else left[0]
        if callable(reply):
            reply(exchange)
        else:
            exchange.stream(pointed(reply, exchange))

    return behave


def pointed(text: str, exchange: Exchange) -> str:
    """The text with its "[= words]" as numbers."""
    shown = shown_to(exchange)

    def number(match: re.Match[str]) -> str:
        return f"[{next((number for number, said in shown if match.group(1) in said), 99)}]"

    return re.sub(r"\[= ([^\]]+)\]", number, text)


def shown_to(exchange: Exchange) -> Sequence[tuple[int, str]]:
    """The numbered evidence in the last message that holds some."""
    for message in reversed(exchange.body["messages"]):
        found = [(int(number), said) for number, said in _EVIDENCE.findall(message["content"])]
        if found:
            return found
    return []
