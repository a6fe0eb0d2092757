"""Units written beside numbers, under one name each; what is not listed here is no unit."""

from __future__ import annotations

import re

from rag.words import stem

_SIGNS = {"%": "percent", "$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee", "₽": "rouble"}
_SPELT = {
    "percent": "percent pct percentage",
    "point": "point points",
    "dollar": "dollars dlrs dlr usd",
    "cent": "cents cts ct",
    "euro": "euros eur",
    "pound": "pounds sterling stg",
    "pence": "pence",
    "yen": "yen",
    "mark": "marks",
    "franc": "francs",
    "guilder": "guilders",
    "crown": "crowns",
    "lira": "lira lire",
    "peseta": "pesetas",
    "ringgit": "ringgit",
    "yuan": "yuan",
    "rupee": "rupees",
    "rouble": "roubles rubles",
    "peso": "pesos",
    "second": "seconds",
    "minute": "minutes",
    "hour": "hours",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "quarter": "quarters",
    "year": "years",
    "decade": "decades",
    "century": "centuries",
    "millimetre": "millimetres millimeters mm",
    "centimetre": "centimetres centimeters cm",
    "metre": "metres meters",
    "kilometre": "kilometres kilometers km",
    "inch": "inches inch",
    "foot": "feet foot ft",
    "yard": "yards",
    "mile": "miles mi",
    "acre": "acres",
    "hectare": "hectares",
    "litre": "litres liters",
    "gallon": "gallons",
    "tonne": "tonnes tons",
    "kilogram": "kilograms kilos kg",
    "gram": "grams",
    "ounce": "ounces",
    "barrel": "barrels bpd",
    "bushel": "bushels",
    "bale": "bales",
    "degree": "degrees",
    "watt": "watts",
    "kilowatt": "kilowatts",
    "megawatt": "megawatts",
}
_UNITS = {stem(word): unit for unit, spelt in _SPELT.items() for word in spelt.split()}
_UNITS["per cent"] = _UNITS["percent"] = "percent"
# "3 percentage points" and "25 basis points" are no "3 percent".
_POINTS = re.compile(r"[\s-]*(?:percentage|basis|pct|per ?cent)[\s-]+points?\b|[\s-]*points?\b")
CURRENCIES = frozenset(
    "dollar cent euro pound pence yen mark franc guilder crown lira peseta ringgit yuan rupee rouble peso".split()
)
STRICT_UNITS = frozenset({"percent", "point", "basis point"})
"""Units that a number either has or has not: "3 percent" is not "3"."""


UNIT_NAMES = frozenset(_UNITS.values())


def unit_named(stemmed: str) -> str | None:
    """The unit that a word names, by its stem."""
    return _UNITS.get(stemmed)


def unit_beside(text: str, start: int, end: int) -> str | None:
    """The unit written beside a number: a sign before or after it, or one of the two words that follow."""
    sign = _SIGNS.get(text[max(0, start - 1) : start]) or _SIGNS.get(text[end:].lstrip()[:1])
    if sign is not None:
        return sign
    after = text[end : end + 60].lower()
    points = _POINTS.match(after)
    if points:
        return "basis point" if "basis" in points.group() else "point"
    following = re.match(r"[\s-]*(per ?cent|[^\W\d]+)(?:[\s-]+([^\W\d]+))?", after)
    named = [word for word in following.groups() if word] if following else []
    return next((_UNITS[stem(word)] for word in named if stem(word) in _UNITS), None)
