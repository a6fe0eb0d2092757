"""What did X say, of what, and when: every statement of theirs that the archive has, in the articles' own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.dating.dates import calendar_words
from rag.answering.forms import Formed
from rag.answering.forms.arranging import MOST, arranged
from rag.answering.forms.conveyed import conveyed_in
from rag.answering.forms.named import Named, articles_naming, called, is_office
from rag.answering.forms.saying_days import said_on, tells_only_when
from rag.answering.forms.told import Told, current, numbered, once, told_in
from rag.answering.forms.topics import bearings, may_bear, topic_of
from rag.answering.reader.extractive import NEAREST
from rag.answering.reader.question import SPEECH_STEMS
from rag.schema import Degradation, Document, Reason
from rag.words import fold, shortened, stem, words

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever

MANY = 50  # articles; of more, those that have no word of the topic are not read (5 to 10 ms an article)
_SAY = (
    r"say|says|said|claim|claimed|state|stated|think|thought|believe|believed|comment|commented|remark|remarked|argue|"
    r"argued|mention|mentioned|write|written|tweet|tweeted"
)
_ACTS = tuple(
    group.split()
    for group in (
        "deny denied refute refuted dispute disputed",
        "reject rejected dismiss dismissed oppose opposed",
        "announce announced declare declared",
        "warn warned threaten threatened",
        "predict predicted forecast",
        "promise promised vow vowed pledge pledged",
        "stress stressed emphasise emphasised emphasize emphasized underline underlined highlight highlighted",
        "praise praised laud lauded welcome welcomed hail hailed",
        "condemn condemned criticise criticised criticize criticized denounce denounced",
        "demand demanded urge urged",
        "propose proposed suggest suggested",
    )
)
"""Acts of speech that are asked for as such: who is asked to have denied something has not only said it."""
_ACT = "|".join(verb for group in _ACTS for verb in group)
_ABOUT = r"about|of|on|regarding|concerning|over|as to|with regard to|against"
_WHEN = r"(?:,?\s+and\s+|,\s*|\s+)(?:when|on (?:what|which) (?:day|date))(?:\s+(?:did|was|were|has|have|is)\b[^?]*)?"
_ASKED = rf"(?:\s+(?:{_ABOUT})\s+(?P<topic>[^,;?]+?))?(?P<when>{_WHEN})?\s*\??$"
_SOMEBODY = r"(?P<who>[^,;?]+?)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^what(?P<both>,? and when,?|,? when and)? (?:all |exactly |else )?(?:did|does|do|has|have|had) {_SOMEBODY} "
        rf"(?:{_SAY}|(?P<act>{_ACT})){_ASKED}",
        rf"^when and what did {_SOMEBODY} (?P<both>say|claim|state|announce){_ASKED}",
        rf"^what (?:did|does|do|has|have|had) {_SOMEBODY} (?:tell|told) (?P<hearer>[^,;?]+?){_ASKED}",
        rf"^what (?:is|was|are|were) {_SOMEBODY}(?:['’]s|s['’]) (?:views?|positions?|opinions?|stance|statements?|"
        rf"comments?|remarks?|reactions?|responses?|repl(?:y|ies)|take|claims?)"
        rf"(?: (?:on|of|about|to|regarding|towards?) (?P<topic>[^,;?]+?))?(?P<when>{_WHEN})?\s*\??$",
        rf"^(?:how|what) (?:did|does|do|has|have|had) {_SOMEBODY} "
        rf"(?P<answer>respond|responded|react|reacted|reply|replied) to (?P<topic>[^,;?]+?)(?P<when>{_WHEN})?\s*\??$",
    )
)
_NOBODY = re.compile(
    r"\bnot\b|n[’']t\b|^(?:he|she|they|it|we|you|i|who|that|this|these|those|one|people|everyone|anyone|some(?:one|body)?)\b"
    r"|\b(?:reports?|articles?|stor(?:y|ies)|documents?|texts?|agreements?|laws?|bills?|stud(?:y|ies)|surveys?|polls?|"
    r"data|figures?|headlines?|books?|letters?|treat(?:y|ies)|deals?|budgets?|plans?|outlets?|papers?|newspapers?|media|"
    r"press|sources?|archive|coverage|passage|author)$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\b(?:why|how|what|who|whom|when|where|whether|which|after|before|while|if|because|until)\b", re.I
)
_LIGHT = frozenset("it this that them him her us anything something matter issue topic subject".split())


@dataclass(frozen=True, slots=True)
class Statements:
    """A question for what somebody said."""

    named: Named
    topic: str  # "" where all is asked for
    days: bool  # whether it is asked when
    replied: bool = False  # an act may be a reply as well as a statement
    acts: frozenset[str] = frozenset()  # stems of the verbs that count; all do where none is named

    @property
    def stage(self) -> str:
        """What is being done."""
        return f"Looking for what {shortened(self.named.text)} said…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        """Their statements, by relevance to the topic where there is one, else by date and article.

        None where they speak and it can't be told whether of this.
        """
        named, documents = articles_naming(self.named, retriever, request.filters)
        if self.named.office and named.name == self.named.name:
            return None  # nobody holds it, or several do
        if not documents:
            if request.filters.publisher and not named.place:
                return _unquoted(named, ())
            return None if retriever.store.state().documents == 0 or not request.filters.empty else _absent(named)
        topic = topic_of(self.topic, retriever) if _matter(self.topic) else None
        if topic is not None and len(documents) > MANY:
            documents = tuple(document for document in documents if may_bear(topic, document))
        found = [told for document in request.reading.read(documents) for told in _said_by(named, document)]
        found, degraded = current(once(told for told in found if not tells_only_when(told.text)), retriever)
        if self.acts:
            found = [told for told in found if told.said and stem(told.said.verb.lower()) in self.acts]
        if not found:
            # Under an outlet's name the plain reader would tell what others say in its articles.
            return _unquoted(named, degraded) if request.filters.publisher and not named.place else None
        on_days = calendar_words(self.topic)
        if on_days and topic is None:
            told_then = [told for told in found if (day := said_on(told)) and on_days & calendar_words(day.written)]
            return arranged(told_then, _first(told_then), days=True, degraded=degraded) if told_then else None
        if topic is None:
            return arranged(found, _first(found), days=self.days, degraded=degraded)
        judged = bearings(topic, found, retriever)
        bearing = [one.told for one in judged if one.bears]
        if bearing:
            return arranged(bearing, bearing[:MOST], days=self.days, degraded=degraded)
        if self.replied or any(one.names_met for one in judged):
            return None  # other words may mean it: the plain reader weighs them
        nearest = numbered([one.told for one in judged[:NEAREST]])
        silent = f"The articles found quote {named.text}, but not on what is asked for."
        return Formed((), (), reason=Reason("not_answered", silent), nearest=nearest, degraded=degraded)


def recognise(question: str) -> Statements | None:
    """The question as one for what somebody said; None for any other.

    >>> asked = recognise("What did Sergei Lavrov say about Sochi, and when?")
    >>> asked.named.name, asked.topic, asked.days
    ('lavrov', 'Sochi', True)
    >>> recognise("What did the report say?"), recognise("What did Lavrov say the talks were about?")
    (None, None)
    """
    asked = " ".join(question.split())
    for pattern in _PATTERNS:
        match = pattern.match(asked)
        if match is None:
            continue
        parts = match.groupdict()
        who, topic = parts["who"].strip(), (parts.get("topic") or "").strip()
        if not _somebody(who, asked) or _CLAUSE.search(topic) or _CLAUSE.search(parts.get("hearer") or ""):
            return None
        named = called(who)
        if named is None:
            return None
        topic = " ".join(filter(None, [parts.get("hearer"), topic]))
        days = bool(parts.get("when") or parts.get("both"))
        act = (parts.get("act") or "").lower()
        acts = frozenset(stem(verb) for group in _ACTS if act in group for verb in group)
        return Statements(named, topic, days, replied=bool(parts.get("answer")), acts=acts)
    return None


def _somebody(who: str, question: str) -> bool:
    """Whether these words name somebody: with a capital, unless the whole question has none."""
    spoken = any(word.stem in SPEECH_STEMS and not word.capital for word in words(who))
    if _NOBODY.search(who) or len(who.split()) > 9 or _CLAUSE.search(who) or spoken:
        return False
    if is_office(who):
        return True
    capital = any(word.capital and not word.stop for word in words(who))
    plain = question[1:] == question[1:].lower()
    return capital or (
        plain and len(words(who)) <= 3 and not re.match(r"(?:the|a|an|all|any|some|most|many)\b", fold(who))
    )


def _said_by(named: Named, document: Document) -> list[Told]:
    """What they say in an article, and what others say that they said, by place."""
    said = {told.place: told for told in told_in(document, named.said_in(document))}
    conveyed = {} if named.place else {told.place: told for told in conveyed_in(document, named)}
    return sorted((conveyed | said).values(), key=lambda told: told.span.start)


def _matter(topic: str) -> bool:
    """Whether a topic has words that carry matter, beyond days."""
    return any(
        not word.stop and word.folded not in _LIGHT and word.folded not in calendar_words(topic)
        for word in words(topic)
    )


def _first(found: Sequence[Told]) -> list[Told]:
    """As many as are told as sentences: each article's first before any article's second."""
    nth: dict[str, int] = {}
    ranked = []
    for place, told in enumerate(found):
        nth[told.document.id] = nth.get(told.document.id, 0) + 1
        ranked.append((nth[told.document.id], place, told))
    return [told for _, _, told in sorted(ranked, key=lambda one: one[:2])[:MOST]]


def _unquoted(named: Named, degraded: Sequence[Degradation]) -> Formed:
    silent = f"No article of this outlet was found that quotes “{shortened(named.text)}”."
    return Formed((), (), reason=Reason("not_answered", silent), degraded=tuple(degraded))


def _absent(named: Named) -> Formed:
    return Formed((), (), reason=Reason("key_part_missing", f"No article found mentions “{shortened(named.text)}”."))
