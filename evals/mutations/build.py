"""The cases, made from the three sources; the same each time."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from evals.mutations.articles import Article, Paraphrase, clapnq, reuters, seeds, usable
from evals.mutations.blends import Halves, blended, halves
from evals.mutations.cases import Case, Chance, Kind, Source, Split, split_of
from evals.mutations.dates import alter_date
from evals.mutations.names import Name, names, surnames_of
from evals.mutations.negation import alter_modality, alter_negation
from evals.mutations.persons import alter_name, alter_speaker
from evals.mutations.quantities import alter_comparison, alter_number, alter_unit
from evals.mutations.quotes import alter_quote
from evals.mutations.rewording import REWORDINGS
from evals.mutations.stated import Alter, Change, Stated

SEEDS = Path("seeds")
EXCLUDED = Path(__file__).with_name("excluded.json")
MOST = 400  # altered cases of a kind from the news stories
MOST_REWORDED = 120  # faithful ones of a rule from the news stories
MOST_OF_SEEDS, MOST_OF_PARAPHRASES = 40, 60  # of a kind
STORIES = 3200  # news stories that cases are made of
STRANGERS = 60  # names of the stories before that may be swapped in
ALTERATIONS: dict[Kind, Alter] = {
    "number": alter_number,
    "unit": alter_unit,
    "date": alter_date,
    "name": alter_name,
    "speaker": alter_speaker,
    "quoted_words": alter_quote,
    "negation": alter_negation,
    "modality": alter_modality,
    "comparison": alter_comparison,
}


@dataclass(slots=True)
class _Room:
    """How many cases of each rule a source may still give."""

    most: dict[str, int]
    taken: Counter[str] = field(default_factory=Counter)

    def has(self, rule: str) -> bool:
        return self.taken[rule] < self.most[rule]

    @property
    def is_full(self) -> bool:
        return all(self.taken[rule] >= most for rule, most in self.most.items())


def build(sets: Path, seeds_folder: Path = SEEDS) -> list[Case]:
    """Every case, without those that a reader found to be no fair ones; SetMissingError where a set is absent."""
    made = [
        *_from_articles(seeds(seeds_folder), altered=MOST_OF_SEEDS, reworded=MOST_OF_SEEDS),
        *_from_articles(islice(reuters(sets), STORIES), altered=MOST, reworded=MOST_REWORDED),
        *_from_paraphrases(clapnq(sets)),
    ]
    excluded = json.loads(EXCLUDED.read_text(encoding="utf-8"))
    return [case for case in made if case.id not in excluded]


def _from_articles(articles: Iterable[Article], *, altered: int, reworded: int) -> Iterator[Case]:
    """At most one case of a kind from a news story, from a seed one of each sentence."""
    room = _Room(
        {
            **{str(kind): altered for kind in ALTERATIONS},
            **{rule.__name__: reworded for rule in REWORDINGS},
            "one article": altered // 2,
            "two articles": altered * 3 // 4,
        }
    )
    strangers: deque[Name] = deque(maxlen=STRANGERS)
    waiting: dict[Split, deque[Halves]] = {"dev": deque(maxlen=20), "test": deque(maxlen=20)}
    for article in articles:
        surnames = frozenset(surnames_of(names(" ".join(article.sentences))))
        found = [names(text, surnames) for text in article.sentences]
        used: set[str] = set()
        for place, sentence in enumerate(article.sentences):
            if usable(sentence):
                stated = _stated(article, place, found, surnames, tuple(strangers))
                yield from _faithful(article, place, stated, room, used)
                heard = replace(stated, evidence=_with_others_named(article, place, found, stated))
                yield from _altered(article, place, stated, heard, room, used)
        if room.has("one article") or room.has("two articles"):
            yield from _blends(article, surnames, waiting[split_of(article.id)], room)
        strangers.extend(name for in_sentence in found for name in in_sentence)
        if room.is_full:
            return


def _stated(
    article: Article, place: int, found: Sequence[list[Name]], surnames: frozenset[str], strangers: tuple[Name, ...]
) -> Stated:
    """The sentence, for two in five with one beside it as evidence."""
    sentence = article.sentences[place]
    evidence = [sentence]
    chance = Chance("evidence", article.id, str(place))
    beside = place - 1 if sentence.startswith("He ") else place + chance.pick((1, -1))
    if (sentence.startswith("He ") or chance.below(5) < 2) and 0 <= beside < len(article.sentences):
        evidence += [other for other in [article.sentences[beside]] if usable(other)]
    elsewhere = (
        name for text, here in zip(article.sentences, found, strict=True) if text not in evidence for name in here
    )
    return Stated(article.id, tuple(evidence), tuple(elsewhere), surnames, strangers)


def _with_others_named(article: Article, place: int, found: Sequence[list[Name]], stated: Stated) -> tuple[str, ...]:
    """The sentence with one near it that names others, so that another speaker stands in the evidence too."""
    kinds = {name.kind for name in found[place]} & {"person", "company", "institution"}
    near = [other for other in (place + 1, place - 1, place + 2, place - 2) if 0 <= other < len(found)]
    for other in near:
        others = {name.text for name in found[other] if name.kind in kinds}
        if others and usable(article.sentences[other]) and not any(name in article.sentences[place] for name in others):
            return article.sentences[place], article.sentences[other]
    return stated.evidence


def _faithful(article: Article, place: int, stated: Stated, room: _Room, used: set[str]) -> Iterator[Case]:
    for rule in REWORDINGS:
        name = rule.__name__
        if not room.has(name) or (name in used and article.source != "seeds"):
            continue
        chance = Chance(name, article.id, str(place))
        change = rule(article.sentences[place], stated, chance)
        if change is not None and change.text != stated.evidence[0]:
            change = _again(change, name, stated, chance)
            room.taken[name] += 1
            used.add(name)
            yield _case("faithful", article, place, stated, change, name)


def _again(change: Change, done: str, stated: Stated, chance: Chance) -> Change:
    """For every third case a second rewording on top of the first."""
    if chance.below(3):
        return change
    for rule in chance.mixed(REWORDINGS):
        if rule.__name__ not in (done, "reported", "tail_dropped"):
            more = rule(change.text, stated, chance)
            if more is not None and more.text != change.text:
                return Change(more.text, f"{change.how}; {more.how}")
    return change


def _altered(
    article: Article, place: int, stated: Stated, heard: Stated, room: _Room, used: set[str]
) -> Iterator[Case]:
    """Each kind of alteration; `heard` is for the speaker."""
    for kind, alter in ALTERATIONS.items():
        if not room.has(kind) or (kind in used and article.source != "seeds"):
            continue
        chance = Chance(kind, article.id, str(place))
        own = heard if kind == "speaker" else stated
        change = alter(_reworded(article.sentences[place], own, chance), own, chance)
        if change is not None:
            room.taken[kind] += 1
            used.add(kind)
            yield _case(kind, article, place, own, change, kind)


def _reworded(text: str, stated: Stated, chance: Chance) -> str:
    """The sentence, for every third case in one of its faithful rewordings."""
    if chance.below(3):
        return text
    for rule in chance.mixed(REWORDINGS):
        change = rule(text, stated, chance)
        if change is not None:
            return change.text
    return text


def _case(kind: Kind, article: Article, place: int, stated: Stated, change: Change, rule: str) -> Case:
    return Case(
        id=f"{article.source}-{article.id}-{place}-{rule}",
        kind=kind,
        source=article.source,
        split=split_of(article.id),
        is_faithful=kind == "faithful",
        how=change.how,
        sentence=change.text,
        evidence=tuple(sorted(stated.evidence, key=_place_in(article))),
        background=article.background(place),
    )


def _place_in(article: Article) -> Callable[[str], int]:
    places = {sentence: place for place, sentence in enumerate(article.sentences)}
    return lambda sentence: places.get(sentence, len(places))


def _blends(article: Article, surnames: frozenset[str], waiting: deque[Halves], room: _Room) -> Iterator[Case]:
    """One of two places of the article and one with an article before it, where they can be had."""
    own = [
        (place, parted)
        for place, text in enumerate(article.sentences)
        if usable(text) and (parted := halves(article.id, text, surnames))
    ]
    for where, group in (("one article", [other for _, other in own]), ("two articles", list(waiting))):
        made = next(
            ((place, one, other, text) for place, one in own for other in group if (text := blended(one, other))), None
        )
        if made is not None and room.has(where):
            place, one, other, text = made
            room.taken[where] += 1
            if other in waiting:
                waiting.remove(other)
            stated = Stated(article.id, (one.sentence, other.sentence), (), surnames, ())
            yield _case("blend", article, place, stated, Change(text, f"blend of {where}"), f"blend-{where.split()[0]}")
    waiting.extend(parted for _, parted in own[:2])


def _from_paraphrases(paraphrases: list[Paraphrase]) -> Iterator[Case]:
    """Each human sentence as it is, and altered."""
    room = _Room({str(kind): MOST_OF_PARAPHRASES for kind in ALTERATIONS})
    strangers: deque[Name] = deque(maxlen=STRANGERS)
    source: Source = "clapnq"
    for one in paraphrases:
        whole = Case(
            id=f"{source}-{one.id}",
            kind="faithful",
            source=source,
            split=split_of(one.article_id),
            is_faithful=True,
            how="written by a person",
            sentence=one.sentence,
            evidence=one.evidence,
            background=one.title,
        )
        yield whole
        found = names(" ".join(one.evidence))
        stated = Stated(one.article_id, one.evidence, (), frozenset(surnames_of(found)), tuple(strangers))
        for kind, alter in ALTERATIONS.items():
            change = (
                alter(one.sentence, stated, Chance(kind, one.id)) if room.has(kind) and usable(one.sentence) else None
            )
            if change is not None:
                room.taken[kind] += 1
                yield replace(
                    whole, id=f"{whole.id}-{kind}", kind=kind, is_faithful=False, how=change.how, sentence=change.text
                )
        strangers.extend(found)
