"""Alterations of who or what is named, and of who said it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.mutations.cases import Chance
from evals.mutations.names import Name, may_be_same, names
from evals.mutations.stated import Change, Stated, first_that, in_quotes

_SAYS = r"(?:said|told|added|stated|announced|noted|warned|claimed|declared|says|predicted|reported|insisted)"
_SPEAKS_AFTER = re.compile(rf"^,?(?: (?:also|later|has|had))? {_SAYS}\b")
_SPEAKS_BEFORE = re.compile(
    r"(?:[,”\"’'] said|\b[Aa]ccording to)(?: (?:the|a))?"
    r"(?: [a-z]+ (?:minister|president|secretary|spokesman|chairman))?(?: [A-Z][a-z]+)? $"
)
_GENERIC = {
    "analysts": ("union leaders", "government officials"), "traders": ("government officials", "farmers"),
    "dealers": ("government officials", "ministers"), "economists": ("farmers", "union officials"),
    "officials": ("protesters", "shareholders"), "bankers": ("ministers", "union leaders"),
    "brokers": ("ministers", "regulators"), "the bank": ("the ministry", "the union"),
    "the company": ("the union", "the government"), "the ministry": ("the central bank", "the union"),
    "the department": ("the company", "the union"), "the government": ("the opposition", "the company"),
    "the newspaper": ("the ministry", "the union"), "the commission": ("the union", "the company"),
    "the agency": ("the company", "the union"), "the union": ("the company", "the government"),
    "the association": ("the ministry", "the union"),
}  # fmt: skip
_GENERIC_SPEAKER = re.compile(
    rf"(?:^|(?<=, ))(?P<who>{'|'.join(_GENERIC)})(?=,? (?:also )?(?:said|told|added|stated|reported|announced)\b)",
    re.IGNORECASE,
)


def alter_name(text: str, stated: Stated, chance: Chance) -> Change | None:
    """One person, place, organisation or nationality exchanged for another of its kind, of the article if it can be."""
    found = []
    for name in names(text, stated.surnames):
        if text.count(name.text) == 1 and not _speaks(text, name) and not in_quotes(text, name.start):
            other = _other(name, stated.elsewhere, stated, text, chance) or _other(
                name, stated.strangers, stated, text, chance
            )
            if other:
                found.append((name.start, name.end, _fitting(other, name)))
    return first_that(chance, text, found, "name")


def alter_speaker(text: str, stated: Stated, chance: Chance) -> Change | None:
    """Another speaker: one named in the evidence beside, else of the article, else of another, or another group."""
    found = []
    for name in names(text, stated.surnames):
        if not _speaks(text, name) or name.kind not in ("person", "company", "institution"):
            continue
        beside = [n for sentence in stated.evidence[1:] for n in names(sentence, stated.surnames)]
        other = (
            _other(name, beside, stated, text, chance, beside=True)
            or _other(name, stated.elsewhere, stated, text, chance)
            or _other(name, stated.strangers, stated, text, chance)
        )
        if other:
            found.append((name.start, name.end, _fitting(other, name)))
    if not found:
        for who in _GENERIC_SPEAKER.finditer(text):
            options = [
                new for new in _GENERIC[who["who"].lower()] if new.split(" ")[-1] not in " ".join(stated.evidence)
            ]
            if options:
                new = chance.pick(options)
                found.append((*who.span("who"), new if who["who"][0].islower() else new[0].upper() + new[1:]))
    return first_that(chance, text, found, "speaker")


def _speaks(text: str, name: Name) -> bool:
    return bool(_SPEAKS_AFTER.match(text[name.end :]) or _SPEAKS_BEFORE.search(text[: name.start]))


def _other(
    name: Name, offered: Sequence[Name], stated: Stated, text: str, chance: Chance, *, beside: bool = False
) -> str | None:
    """A name of the same kind that stands for someone else and, unless `beside`, not in the evidence."""
    there = names(stated.evidence[0] if beside else " ".join(stated.evidence), stated.surnames)
    taken = [found.text for found in there] + [found.text for found in names(text, stated.surnames)] + [name.text]
    held = text if beside else " ".join([text, *stated.evidence])
    options = sorted(
        {
            other.text
            for other in offered
            if other.kind == name.kind
            and not any(may_be_same(other.text, one) for one in taken)
            and other.text not in held
            and (" " in other.text or other.kind != "person")
            and (" " in name.text or name.kind != "person" or other.text.split(" ")[-1] not in held)
        }
    )
    return chance.pick(options) if options else None


def _fitting(other: str, name: Name) -> str:
    """A person who stands by surname alone is replaced by a surname alone."""
    return other.split(" ")[-1] if name.kind == "person" and " " not in name.text else other
