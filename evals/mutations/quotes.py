"""Alterations of words that stand within quotation marks."""

from __future__ import annotations

import re

from evals.mutations.cases import Chance
from evals.mutations.stated import Change, Stated, put, quoted_spans

_OTHERS = {
    "very": "rather", "good": "bad", "bad": "good", "strong": "weak", "weak": "strong", "major": "minor",
    "minor": "major",
    "important": "useful", "serious": "friendly", "significant": "modest", "positive": "negative",
    "negative": "positive",
    "new": "old", "old": "new", "high": "low", "low": "high", "large": "small", "small": "large", "long": "short",
    "short": "long", "fair": "unfair", "difficult": "easy", "easy": "difficult", "right": "wrong", "wrong": "right",
    "better": "worse", "worse": "better", "best": "worst", "first": "last", "last": "first", "early": "late",
    "market": "industry", "government": "parliament", "country": "region", "world": "continent", "people": "leaders",
    "company": "family", "price": "quality", "prices": "wages", "trade": "tourism", "policy": "budget", "money": "land",
    "interest": "pressure", "problem": "promise", "problems": "promises", "war": "trade", "peace": "order",
    "oil": "gold", "economic": "military", "political": "religious", "financial": "personal", "foreign": "domestic",
    "domestic": "foreign", "international": "local", "believe": "doubt", "think": "hope", "want": "refuse",
    "know": "suspect",
    "increase": "decrease", "growth": "decline", "support": "oppose", "all": "some", "many": "few",
    "always": "sometimes",
    "never": "often", "terrorists": "rebels", "terrorism": "corruption", "victory": "defeat",
    "government's": "opposition's",
    "future": "past", "today": "tomorrow", "year": "month", "years": "months", "dollar": "yen", "agreement": "dispute",
    "action": "debate", "stock": "bond", "shares": "loans", "free": "closed", "open": "closed", "clear": "unclear",
    "possible": "certain", "help": "hinder", "continue": "cease", "work": "talk", "great": "slight",
    "high-level": "low-level",
    "rates": "taxes", "demand": "supply", "offer": "threat", "deal": "row", "business": "politics",
    "production": "consumption",
    "deficit": "surplus", "real": "supposed", "recent": "ancient", "public": "private", "private": "public",
    "full": "partial",
    "security": "science", "friends": "rivals", "army": "navy", "attacks": "talks", "talks": "attacks",
}  # fmt: skip
_DROPPED = re.compile(
    r"\b(?:very|only|also|all|just|really|quite|much|most|too|still|always|more|clearly|simply|certainly|probably|"
    r"fully|extremely|fairly|substantial|significant|major|serious|strong|new|great|large|small|long|economic|"
    r"financial|political|foreign|international|further|full|"
    r"(?!family|reply|supply|apply|assembly|monopoly|likely|unlikely)[a-z]{4,}ly) (?=[a-z])"
)
_ADDED = re.compile(
    r"\b(?:is|are|was|were|be|been)(?= (?!to |not |n't|the |a |an |going |being |in |on |at )[a-z]{4,})"
)


def alter_quote(text: str, stated: Stated, chance: Chance) -> Change | None:
    """One word within quotation marks exchanged, dropped or added; the quotation has three words or more."""
    del stated
    changes: list[Change] = []
    for start, end in quoted_spans(text):
        quote = text[start:end]
        if len(quote.split()) < 3:
            continue
        for word in re.finditer(r"(?<![\w'’-])[a-z][a-z'-]+(?![\w’-])", quote):
            new = _OTHERS.get(word.group())
            if new:
                changed = put(text, start + word.start(), start + word.end(), new)
                changes.append(Change(changed, f"quoted word: {word.group()} → {new}"))
        for word in list(_DROPPED.finditer(quote))[:1]:
            if len(quote.split()) > 4 and not re.search(r"\b(?:a|an|than|not|as|the|how) $", quote[: word.start()]):
                changes.append(
                    Change(
                        put(text, start + word.start(), start + word.end(), ""), f"quoted word dropped: {word.group()}"
                    )
                )
        for word in list(_ADDED.finditer(quote))[:1]:
            new = chance.pick(("certainly", "clearly", "obviously"))
            changes.append(
                Change(put(text, start + word.end(), start + word.end(), f" {new}"), f"quoted word added: {new}")
            )
    return chance.pick(changes) if changes else None
