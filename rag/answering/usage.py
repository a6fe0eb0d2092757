"""What models took for an answer: tokens added up, and what they cost."""

from __future__ import annotations

from dataclasses import replace

from rag.schema import Usage
from rag.settings import Settings


def total_usage(one: Usage | None, other: Usage | None) -> Usage | None:
    """Both together, None where neither was told; the cost is None where one of both is unknown."""
    if one is None or other is None:
        return one or other
    cost = None if one.cost is None or other.cost is None else one.cost + other.cost
    return Usage(one.input_tokens + other.input_tokens, one.output_tokens + other.output_tokens, cost)


def with_cost(usage: Usage | None, settings: Settings) -> Usage | None:
    """The usage with what it costs, where the settings state both prices of a million tokens."""
    if usage is None or settings.price_input is None or settings.price_output is None:
        return usage
    cost = usage.input_tokens * settings.price_input + usage.output_tokens * settings.price_output
    return replace(usage, cost=round(cost / 1e6, 6))
