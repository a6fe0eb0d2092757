"""Units written beside numbers, under one name each; what is not listed here is no unit."""

from __future__ import annotations

import re

from rag.words import stem

_SIGNS = {"%": "percent", "$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee", "₽": "rouble"}
_UNIT_NAMES = {
    stem(word): unit
    for unit, names_of in {
        "percent": "percent pct percentage",
        "dollar": "dollars dlrs usd",
        "euro": "euros eur",
        "pound": "pounds sterling stg",
        "yen": "yen",
        "mark": "marks",
        "franc": "francs",
        "rupee": "rupees",
        "rouble": "roubles rubles",
        "peso": "pesos",
        "second": "seconds",
        "minute": "minutes",
        "hour": "hours",
        "day": "days",
        "week": "weeks",
        "month": "months",
        "year": "years",
        "metre": "metres meters",
        "kilometre": "kilometres kilometers km",
        "mile": "miles",
        "foot": "feet",
        "litre": "litres liters",
        "tonne": "tonnes tons",
        "kilogram": "kilograms kilos kg",
        "barrel": "barrels bpd",
    }.items()
    for word in names_of.split()
}
_UNIT_NAMES["per cent"] = _UNIT_NAMES["percent"] = "percent"


def unit_beside(text: str, start: int, end: int) -> str | None:
    """The unit written beside a number: a sign before or after it, or one of the two words that follow."""
    sign = _SIGNS.get(text[max(0, start - 1) : start]) or _SIGNS.get(text[end:].lstrip()[:1])
    if sign is not None:
        return sign
    following = re.match(r"[\s-]*(per ?cent|[^\W\d]+)(?:[\s-]+([^\W\d]+))?", text[end : end + 60].lower())
    named = [word for word in following.groups() if word] if following else []
    return next((_UNIT_NAMES[stem(word)] for word in named if stem(word) in _UNIT_NAMES), None)
