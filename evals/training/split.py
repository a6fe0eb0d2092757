"""Which questions of the public sets may teach, which may set thresholds, and which are only reported.

Committed before anything is trained on it. Whoever trains or chooses a threshold takes its
own part; what is measured on "report" was never seen by either.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from evals.bench.sets import PublicSet

Part = Literal["train", "calibrate", "report"]


def parts(public: PublicSet) -> dict[str, Part]:
    """The part of every question of the set, by its id; "report" for all of a set that nothing is learned from.

    `squad2` is parted by whole articles, so that no paragraph of a reported one was ever learned from; `nq_open`
    by question, as each has an article of its own.
    """
    if public.name == "squad2":
        by_title = _parts_of_titles(public)
        return {question.id: by_title[question.written_for] for question in public.questions}
    if public.name == "nq_open":
        return {question.id: _part_of_number(_number(question.id)) for question in public.questions}
    return {question.id: "report" for question in public.questions}


def _parts_of_titles(public: PublicSet) -> dict[str | None, Part]:
    """By an article's id (a paragraph here): its title's place among all titles, ordered by their sha256."""
    titles = sorted({article.title for article in public.articles}, key=_digest)
    places = {title: place for place, title in enumerate(titles)}
    return {article.id: _part_of_number(places[article.title]) for article in public.articles}


def _part_of_number(number: int) -> Part:
    if number % 2 == 0:
        return "train"
    return "calibrate" if number % 4 == 1 else "report"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _number(text: str) -> int:
    return int(_digest(text), 16)
