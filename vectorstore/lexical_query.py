"""A question as a query of the lexical index: words, names and quotations that stand together, slips forgiven.

It is built of terms and never passes a query parser, so no input has operators or syntax errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rag.words import alike, fold
from vectorstore.lexical_words import sendable, terms, tokens

# The title stands with each chunk of its article. nDCG@10 at 0, 0.5, 1 and 2: SciFact 0.675, 0.676,
# 0.651, 0.608; ClapNQ 0.941, 0.952, 0.945 (no 2); 300 questions each, chunks of 200 tokens.
TITLE_BOOST = 0.5
# For each two neighbours in a row of capitalised words, beside the words themselves. SQuAD 2 and ClapNQ are
# the same within 0.003 nDCG@10 at 0, 0.5 and 1: it is for names whose parts are common words.
NAME_BOOST = 0.5
# Chunks that hold the rarer of two neighbours: beyond, they are not looked for together, which takes 20 ms for
# "MLN DLRS" in a million chunks of Reuters. 3 of 117 titles find others then among the 100 best, none among the ten.
_TOGETHER = 200_000
QUOTED_BOOST = 2.0
SLIP_BOOST = 0.5  # of a word that is one slip away from what the question says
FAR_RARER = 50  # times: a word this much rarer than its neighbour may be a slip of it
_RARE = 2000  # a word in more than one of so many chunks is no slip: looking for neighbours takes 1 ms a word
_NEIGHBOURS = 4  # that one word may stand for
_PREFIX = 3  # letters that a word two slips away shares
_WORDS = 64  # of one question; more are left out

_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]{2,200})[\"“”„«»]")
_NAME = re.compile(r"[^\W\d_a-z][\w'’-]*(?:\s+[^\W\d_a-z][\w'’-]*)+")
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюяіїє", "αβγδεζηθικλμνξοπρστυφχψως")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads questions against one open index."""

    schema: Any
    searcher: Any
    languages: tuple[str, ...]  # that its texts are in

    def query(self, question: str) -> Any | None:
        """Any of the question's words, better with the names and quotations whole; None without a word."""
        from tantivy import Occur, Query

        words = list(dict.fromkeys(tokens(question)))[:_WORDS]
        # A question of nothing but form words is asked with them.
        read = [found for word in words if (found := self._readings(word, stops=False))]
        read = read or [found for word in words if (found := self._readings(word, stops=True))]
        clauses = [clause for readings in dict.fromkeys(read) for clause in self._word(readings)]
        for word in words:
            clauses += [
                Query.boost_query(clause, SLIP_BOOST) for term in self._meant(word) for clause in self._term((term,))
            ]
        for name in _NAME.findall(sendable(question)):
            clauses += [Query.boost_query(pair, NAME_BOOST) for pair in self._together(name, pairs=True)]
        for quoted in _QUOTED.findall(sendable(question)):
            clauses += [Query.boost_query(whole, QUOTED_BOOST) for whole in self._together(quoted, pairs=False)]
        return Query.boolean_query([(Occur.Should, clause) for clause in clauses]) if clauses else None

    def occurrences(self, word: str) -> int:
        """In how many chunks a word stands in title or body, read as the language that has it most."""
        return max(map(self._count, self._readings(word, stops=True)), default=0)

    def _readings(self, word: str, *, stops: bool) -> tuple[tuple[str, ...], ...]:
        """The different terms that a word is in the languages of the index."""
        found = dict.fromkeys(terms(word, language, stops=stops) for language in self.languages)
        return tuple(reading for reading in found if reading)

    def _word(self, readings: Sequence[tuple[str, ...]]) -> list[Any]:
        """The clauses of one word; where languages read it differently, the best of them counts."""
        from tantivy import Occur, Query

        if len(readings) == 1:
            return self._term(readings[0])
        each = [Query.boolean_query([(Occur.Should, clause) for clause in self._term(one)]) for one in readings]
        return [Query.disjunction_max_query(each)]

    def _term(self, reading: tuple[str, ...]) -> list[Any]:
        from tantivy import Query

        if len(reading) > 1:  # characters of a text without spaces
            return [clause for pair in pairwise(reading) for clause in self._phrase(pair)]
        title = Query.boost_query(Query.term_query(self.schema, "title", reading[0], "freq"), TITLE_BOOST)
        return [title, Query.term_query(self.schema, "body", reading[0], "freq")]

    def _phrase(self, phrase: Sequence[str]) -> list[Any]:
        from tantivy import Query

        title = Query.boost_query(Query.phrase_query(self.schema, "title", list(phrase)), TITLE_BOOST)
        return [title, Query.phrase_query(self.schema, "body", list(phrase))]

    def _together(self, text: str, *, pairs: bool) -> Iterator[Any]:
        """Phrases of these words, as every language reads them: whole, or each two neighbours of content."""
        for reading in dict.fromkeys(terms(text, language) for language in self.languages):
            content = {term for language in self.languages for term in terms(text, language, stops=False)}
            if not pairs and len(reading) > 1:
                yield from self._phrase(reading)
            for pair in pairwise(reading) if pairs else ():
                if content.issuperset(pair) and self._count(pair) <= _TOGETHER:
                    yield from self._phrase(pair)

    def _meant(self, word: str) -> list[str]:
        """Terms that this word may be a slip of: where the index does not hold it, or holds a neighbour far oftener."""
        if len(word) < 4 or not word.isalpha() or not self._readings(word, stops=False):
            return []
        held = self.occurrences(word)
        if held and (len(word) < 5 or held > max(1, self.searcher.num_docs // _RARE)):
            return []
        known = {term for reading in self._readings(word, stops=True) for term in reading}
        near = {term: self._count((term,)) for term in self._terms_of(_one_slip(fold(word))) if term not in known}
        if held:
            near = {term: count for term, count in near.items() if count >= FAR_RARER * held and term[0] == word[0]}
        elif not any(near.values()) and len(word) >= 8:
            prefix = next(iter(known))[:_PREFIX]
            offered = self.searcher.terms_with_prefix("body", prefix)
            near = {term: count for term, count in offered if any(alike(one, term) for one in known)}
        return sorted((term for term, count in near.items() if count), key=lambda term: (-near[term], term))[
            :_NEIGHBOURS
        ]

    def _terms_of(self, words: Iterable[str]) -> set[str]:
        together = " ".join(words)
        return {term for language in self.languages for term in terms(together, language, stops=False)}

    def _count(self, reading: Sequence[str]) -> int:
        """How many chunks hold it, in title or body; of several terms, the rarest counts."""
        counts = (max(self.searcher.doc_freq(field, term) for field in ("title", "body")) for term in reading)
        return int(min(counts))


def _one_slip(word: str) -> set[str]:
    """What one letter more, less or other, or two neighbours exchanged, make of a word.

    >>> sorted(_one_slip("ox"))[:3], "xo" in _one_slip("ox")
    (['aox', 'ax', 'box'], True)
    """
    letters = next((alphabet for alphabet in _ALPHABETS if word[0] in alphabet), "")
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    less = {head + tail[1:] for head, tail in parts if tail}
    turned = {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
    other = {head + letter + tail[1:] for head, tail in parts if tail for letter in letters}
    more = {head + letter + tail for head, tail in parts for letter in letters}
    return (less | turned | other | more) - {word, ""}
