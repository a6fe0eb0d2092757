"""Alterations of numbers, units and comparisons."""

from __future__ import annotations

import re

from evals.mutations.cases import Chance
from evals.mutations.stated import Change, Stated, first_that, in_quotes

_NUMBER = re.compile(
    r"(?<![\w.,/<$£-])[$£]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\w/]|[.,]\d|-\d|:\d|th\b|st\b|nd\b|rd\b|\s*/)"
)
_WORDS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty".split()
_WORD_NUMBER = re.compile(
    rf"(?<![\w-])({'|'.join(_WORDS)}|dozens|hundreds|thousands)(?= (?:of )?(?!or |to |and )[a-z])"
)
_VAGUE = {"dozens": "thousands", "hundreds": "dozens", "thousands": "hundreds"}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_BEFORE_NOT = re.compile(
    rf"(?:\b(?:{_MONTHS}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec|No|Boeing|Airbus|Law|Section|Resolution|Article|"
    r"Series|Chapter|Flight|Route|Title|Phase|Model|late|early|mid|since)\.?"
    r"|more than|less than|fewer than|at least|at most|up to|over|under|above|below|exceed\w*|or|as many as|as much as"
    r"|as little as|no more than|minimum of|maximum of|between|[A-Z][a-z]+)\s+$",
)
_AFTER_NOT = re.compile(
    r"^\s*(?:or\s+\d|or more|or less|to \d|a\.?m|p\.?m|GMT|local time|(?:" + _MONTHS + r")\b|[A-Z][a-z])"
)
_YEAR = re.compile(r"^(?:1[5-9]|20)\d\d$")
_UNITS = {
    "pct": ("points", "basis points"),
    "percent": ("percentage points",),
    "per cent": ("percentage points",),
    "%": (" percentage points",),
    "dlrs": ("stg", "marks", "yen", "francs"),
    "dollars": ("pounds", "yen", "marks"),
    "stg": ("dlrs", "marks"),
    "yen": ("dlrs", "marks"),
    "marks": ("dlrs", "francs"),
    "francs": ("marks", "dlrs"),
    "cts": ("dlrs",),
    "cents": ("dollars",),
    "mln": ("bln", "thousand"),
    "bln": ("mln", "trillion"),
    "million": ("billion", "thousand"),
    "billion": ("million", "trillion"),
    "tonnes": ("barrels", "bushels", "kilos"),
    "tons": ("barrels", "pounds"),
    "barrels": ("tonnes", "gallons"),
    "bpd": ("tonnes",),
    "bushels": ("tonnes", "bales"),
    "bags": ("tonnes", "bales"),
    "ounces": ("tonnes", "pounds"),
    "miles": ("kilometres", "metres"),
    "feet": ("miles", "inches"),
    "acres": ("square miles", "hectares"),
    "years": ("months", "weeks", "days"),
    "months": ("years", "weeks", "days"),
    "weeks": ("months", "years", "days"),
    "days": ("weeks", "months", "years"),
    "hours": ("minutes", "days"),
    "minutes": ("hours", "days"),
    "year": ("month", "week", "day"),
    "month": ("year", "week"),
    "week": ("month", "year"),
    "day": ("week", "month"),
}
_UNIT = re.compile(
    rf"(?<=[\d])(?<![ (]0)(?: |-)?(%|(?:{'|'.join(sorted((u for u in _UNITS if u != '%'), key=len, reverse=True))})\b)"
    rf"|(?:\b(?:mln|bln|million|billion|{'|'.join(_WORDS)}|half|several|one|a) )"
    rf"(dlrs|dollars|stg|yen|marks|francs|tonnes|tons|barrels|bags|bushels|ounces|miles|feet|acres|years|months|weeks|hours|minutes)\b"
)
_TURNS = {
    "rose": "fell", "fell": "rose", "increased": "decreased", "decreased": "increased", "risen": "fallen",
    "fallen": "risen",
    "increase": "decrease", "decrease": "increase", "rise": "fall", "higher": "lower", "lower": "higher", "up": "down",
    "down": "up", "more than": "less than", "less than": "more than", "above": "below", "below": "above",
    "at least": "at most", "larger": "smaller", "smaller": "larger", "faster": "slower", "stronger": "weaker",
    "weaker": "stronger", "improved": "worsened", "widened": "narrowed", "narrowed": "widened", "gained": "lost",
    "profit": "loss", "profits": "losses", "loss": "profit", "losses": "profits", "surplus": "deficit",
    "deficit": "surplus", "reduced": "raised", "raised": "lowered",
    "declined": "rose", "decline": "rise", "gain": "loss", "highest": "lowest", "lowest": "highest",
    "bigger": "smaller",
    "earlier": "later", "minimum": "maximum", "before": "after", "after": "before",
}  # fmt: skip
_NEEDS_MEASURE = {"up", "down", "above", "below", "rise", "earlier", "decline", "gain", "declined", "raised", "reduced"}
_BEFORE_AFTER = {"before", "after"}


def alter_number(text: str, stated: Stated, chance: Chance) -> Change | None:
    """One number with another value: digits changed or turned round, a decimal moved, or another of the evidence."""
    found: list[tuple[int, int, str]] = []
    others = [m.group(1) + (m.group(2) or "") for sentence in stated.evidence for m in _NUMBER.finditer(sentence)]
    for number in _NUMBER.finditer(text):
        start, end = number.span()
        start = number.start(1)
        if _is_bound(text, start, end) or (_YEAR.match(number.group(1)) and not number.group(2)):
            continue
        written = text[start:end]
        options = [w for w in _other_values(number.group(1), number.group(2) or "") if _value(w) != _value(written)]
        near = [w for w in others if _value(w) != _value(written) and not _YEAR.match(w)]
        options += [chance.pick(near)] if near else []
        if options:
            found.append((start, end, chance.pick(options)))
    for word in _WORD_NUMBER.finditer(text):
        old = word.group(1)
        if not _BEFORE_NOT.search(text[: word.start()]):
            new = _VAGUE.get(old) or chance.pick([w for w in _WORDS if w != old])
            found.append((word.start(1), word.end(1), new))
    return first_that(chance, text, found, "number")


def _is_bound(text: str, start: int, end: int) -> bool:
    """Whether the number belongs to a date, a name, a range or a limit that another value might keep true."""
    return bool(_BEFORE_NOT.search(text[:start]) or _AFTER_NOT.match(text[end:]))


def _other_values(whole: str, part: str) -> list[str]:
    plain = whole.replace(",", "")
    values = [str(int(plain) + step) for step in (1, 2, 3, -1) if int(plain) + step > 1]
    if len(plain) > 1 and plain[-1] != plain[-2]:
        values.append(plain[:-2] + plain[-1] + plain[-2])
    if len(plain) > 2:
        values.append(str(int(plain[0]) % 9 + 1) + plain[1:])
    values.append(plain + "0")
    written = [f"{int(v):,}" if "," in whole else v for v in values if v[0] != "0"]
    if not part:
        return written
    turned = [whole + "." + part[1:-1] + str((int(part[-1]) + step) % 10) for step in (2, 4, 7)]
    return [w + part for w in written] + turned


def _value(written: str) -> float:
    return float(written.replace(",", ""))


def alter_unit(text: str, stated: Stated, chance: Chance) -> Change | None:
    """One unit exchanged for another that could stand there."""
    del stated
    found = []
    for unit in _UNIT.finditer(text):
        group = 1 if unit.group(1) else 2
        old = unit.group(group)
        start, end = unit.span(group)
        if old == "%" or not (text[end : end + 5] == " old " or re.match(r" (?:earlier )?(?:high|low)", text[end:])):
            found.append((start, end, chance.pick(_UNITS[old])))
    return first_that(chance, text, found, "unit")


def alter_comparison(text: str, stated: Stated, chance: Chance) -> Change | None:
    """Up for down, more for less, profit for loss."""
    del stated
    found = []
    for old, new in _TURNS.items():
        if old in _BEFORE_AFTER:
            continue
        for word in re.finditer(rf"(?<![\w-]){old}(?![\w-])", text):
            around = text[max(0, word.start() - 25) : word.end() + 30]
            measured = re.search(r"\d", around) is not None
            idle = old in _NEEDS_MEASURE and (
                not measured or not re.match(r" (?:\d|by|to \d|from|about)", text[word.end() :])
            )
            if not idle and not in_quotes(text, word.start()) and not _either(text, word.start(), word.end()):
                found.append((word.start(), word.end(), new))
    return first_that(chance, text, found, "comparison")


def _either(text: str, start: int, end: int) -> bool:
    """Whether both ways are named side by side, so that turning one round changes nothing."""
    return bool(
        re.search(r"\b(?:or|and|not|no|any|than|either)\s$", text[:start])
        or re.match(r"\s(?:or|and|and/or)\s|-|/", text[end:])
    )
