"""An answer says who says it: a quotation brings its speaker, and nobody's claim is told as a fact."""

from __future__ import annotations

import hashlib

import pytest

from rag.answering.citations import nearest
from rag.answering.evidence import Draft, EvidenceSentence
from rag.answering.speaking.speakers import behind_he, with_source, with_speaker
from rag.answering.writing import Page
from rag.embedding.meaning import Meaning
from rag.indexing.sentences import split_sentences
from rag.schema import Document, Sentence

MEANING = Meaning()
TEXT = (
    "Torvik waits\n\nHarbour Minister Ines Carvalho said on Monday that the quay of Torvik was safe. "
    "She added that the mole would be mended in May.\n\n“Nobody was hurt.”\n\n"
    "The mole was built in 1902. Norbank will lend the town five million crowns, dockers said. "
    "Sam Oduya, who leads the port, denied that it had been closed.\n"
)
ARTICLE = Document("d", "news", "a.txt", hashlib.sha256(TEXT.encode()).hexdigest(), len(TEXT.encode()), TEXT)
EVIDENCE = tuple(
    EvidenceSentence(number, ARTICLE, span.start, span.end, TEXT[span.start : span.end], 1, "d#0")
    for number, span in enumerate(split_sentences(TEXT), start=1)
)


def of(words: str) -> EvidenceSentence:
    return next(sentence for sentence in EVIDENCE if words in sentence.text)


def shown(*drafts: Draft) -> list[Sentence]:
    return [sentence for sentence in Page(EVIDENCE, MEANING).write(drafts) if sentence.shown]


def verbatim(words: str) -> Draft:
    return Draft(of(words).text, (of(words).number,))


def test_a_quotation_that_goes_on_is_shown_with_its_speaker() -> None:
    (sentence,) = shown(verbatim("Nobody was hurt"))
    assert sentence.text == "Ines Carvalho: “Nobody was hurt.”"


def test_every_sentence_of_a_quotation_over_paragraphs_is_shown_with_its_speaker_where_it_stands_alone() -> None:
    text = (
        'Torvik waits\n\n"The quay is lost," Harbour Minister Ines Carvalho told us. "It was old. We did not know.\n\n'
        '"Nobody told us.\n\n"The mole is lost, too."\n'
    )
    article = Document("f", "news", "c.txt", "0", len(text.encode()), text)
    evidence = [
        EvidenceSentence(number, article, span.start, span.end, text[span.start : span.end], 1, "f#0")
        for number, span in enumerate(split_sentences(text), start=1)
    ]
    alone = [next(Page(evidence, MEANING).write([Draft(one.text, (one.number,))])) for one in evidence[2:]]
    assert [(sentence.shown, sentence.text) for sentence in alone] == [
        (True, "Ines Carvalho: “It was old.”"),
        (True, "Ines Carvalho: “We did not know.”"),
        (True, "Ines Carvalho: “Nobody told us.”"),
        (True, "Ines Carvalho: “The mole is lost, too.”"),
    ]


def test_whoever_is_only_a_pronoun_in_the_sentence_is_named_in_brackets() -> None:
    (sentence,) = shown(verbatim("She added"))
    assert sentence.text == "She (Ines Carvalho) added that the mole would be mended in May."


def test_a_speaker_whom_the_sentence_before_names_is_not_named_again() -> None:
    _, second = shown(verbatim("Ines Carvalho said"), verbatim("She added"))
    assert second.text == of("She added").text


@pytest.mark.parametrize("words", ["built in 1902", "Ines Carvalho said", "dockers said", "denied"])
def test_every_other_sentence_stays_word_for_word(words: str) -> None:
    assert with_speaker(of(words), of(words).text) == of(words).text
    assert [sentence.text for sentence in shown(verbatim(words))] == [of(words).text]


def test_what_a_model_tells_as_a_fact_is_told_with_who_says_it() -> None:
    (sentence,) = shown(Draft("Norbank will lend five million crowns to the town.", (of("dockers").number,)))
    assert sentence.text == "Norbank will lend five million crowns to the town, according to dockers."


def test_what_she_said_is_told_with_her_name() -> None:
    (sentence,) = shown(Draft("The mole would be mended in May.", (of("She added").number,)))
    assert sentence.text == "The mole would be mended in May, according to Ines Carvalho."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The mole was built in 1902.", "built in 1902"),  # the article's own voice
        ("Dockers expect Norbank to lend the town five million crowns.", "dockers"),
        ("According to dockers, Norbank will lend the town money.", "dockers"),
        ("The quay of Torvik is safe, Carvalho says.", "Ines Carvalho said"),
        ("Sam Oduya leads the port.", "denied"),  # of the speaker, and no claim of his
    ],
)
def test_a_sentence_with_a_source_or_without_a_claim_is_left_as_it_is(text: str, words: str) -> None:
    assert with_source(text, [of(words)]) == text


def test_who_carries_a_claim_stays_with_it() -> None:
    text = "Sam Oduya said the quay was lost in the storm, state media said."
    article = Document("e", "news", "b.txt", "0", len(text.encode()), f"A title\n\n{text}\n")
    sentence = EvidenceSentence(1, article, 9, 9 + len(text), text, 1, "e#0")
    told = with_source("The quay was lost in the storm.", [sentence])
    assert told == "The quay was lost in the storm, according to Sam Oduya, quoted by state media."


def test_a_citation_states_its_speaker_and_none_for_the_articles_own_voice() -> None:
    quoted = nearest([of("Nobody was hurt"), of("dockers said"), of("built in 1902")])
    assert [citation.speaker for citation in quoted] == ["Ines Carvalho", "dockers", None]


def told_of_port(text: str) -> list[EvidenceSentence]:
    article = Document("e", "news", "b.txt", hashlib.sha256(text.encode()).hexdigest(), len(text.encode()), text)
    return [
        EvidenceSentence(number, article, span.start, span.end, text[span.start : span.end], 1, "e#0")
        for number, span in enumerate(split_sentences(text), start=1)
    ]


def test_nobody_else_of_the_article_is_put_in_the_place_of_its_he() -> None:
    evidence = told_of_port(
        "Mayor Sam Oduya met Harbour Minister Ines Carvalho and Director Nils Hagen in Torvik on Monday. "
        "Mayor Sam Oduya thanked them. He opened the new mole of Torvik.\n"
    )
    assert behind_he(evidence[2]) == "Sam Oduya"
    assert behind_he(evidence[1]) == ""
    page = Page(evidence, MEANING)
    drafts = [Draft(f"{name} opened the new mole of Torvik.", (3,)) for name in ("Sam Oduya", "Nils Hagen")]
    assert [sentence.shown for sentence in page.write(drafts)] == [True, False]
