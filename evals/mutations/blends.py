"""False sentences made of two true ones: the subject of one with what is told of another."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evals.mutations.names import Name, may_be_same, names

_PAST = (
    "said|told|agreed|announced|reported|bought|sold|acquired|rose|fell|increased|declined|raised|cut|signed|won|lost|met|"
    "called|praised|rejected|launched|attacked|opened|closed|visited|ordered|offered|proposed|warned|urged|began|completed|"
    "received|filed|approved|made|took|gave|earned|posted|named|elected|appointed|will|would|could|may|should|cannot"
)
_SINGULAR = (
    "is|was|has|plans|expects|says|wants|believes|owns|makes|holds|remains|produces|exports|imports|intends|needs"
)
_VERB = re.compile(rf"(?<=\s)(?:(?P<any>{_PAST})|(?P<one>{_SINGULAR}))\b(?= \w)")


@dataclass(frozen=True, slots=True)
class Halves:
    """A sentence parted before its first verb; its subject is one name, alone or with its title."""

    article_id: str
    sentence: str
    subject: str
    told: str
    name: Name
    verb: str
    is_singular: bool


def halves(article_id: str, sentence: str, surnames: frozenset[str]) -> Halves | None:
    """The sentence parted, where its subject is surely one name; None for all others."""
    verb = _VERB.search(sentence)
    if verb is None:
        return None
    subject = sentence[: verb.start()].strip()
    found = names(subject, surnames)
    if (
        len(found) != 1
        or len(subject.split()) > 7
        or re.search(r"[,;:\"“<(]|\b(?:and|that|who|which|in|at|for|with|if|as)\b", subject)
    ):
        return None
    name = found[0]
    told = sentence[verb.start() :]
    if name.kind == "nationality" or name.end != len(subject) or name.text in told or len(told.split()) < 6:
        return None
    return Halves(article_id, sentence, subject, told, name, verb.group(), verb.group("one") is not None)


def blended(one: Halves, other: Halves) -> str | None:
    """The subject of `one` with what is told of `other`; None where that may be true or is no English."""
    there = [name.text for name in names(other.sentence)]
    if (
        one.name.kind != other.name.kind
        or any(may_be_same(one.name.text, name) for name in there)
        or one.name.text in other.sentence
        or other.name.text in one.sentence
        or (other.is_singular and one.name.text.endswith("s") and one.name.kind == "company")
    ):
        return None
    return f"{one.subject} {other.told}"
