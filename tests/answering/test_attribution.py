"""Who says what in an article: beside the verb, sentences away, in quotations that go on, and at second hand."""

from __future__ import annotations

import doctest
import hashlib
import time

import pytest

from rag.answering.speaking import figures, quotations, speaker_phrases
from rag.answering.speaking.attribution import Said, attributions_of, said_at, same_speaker, speaker_of
from rag.schema import Document, Span

CAST = (
    "The harbour of Torvik\n\nSam Oduya, a senior adviser to the Lundish president, arrived in Torvik. "
    "Harbour Minister Ines Carvalho met him and said on Monday that the quay was safe. "
)


def article(text: str) -> Document:
    content = text.encode()
    return Document("d", "news", "a.txt", hashlib.sha256(content).hexdigest(), len(content), text)


def said_in(text: str, words: str) -> list[Said]:
    """What is said in the sentence of an article that has these words."""
    start = text.index(words)
    return list(said_at(article(text), Span(start, start + len(words))))


def speakers(sentence: str, before: str = CAST) -> list[str | None]:
    return [said.speaker for said in said_in(before + sentence, sentence[:20])]


def test_the_examples_in_the_documentation_hold() -> None:
    found = [doctest.testmod(module) for module in (figures, quotations, speaker_phrases)]
    assert all(one.attempted for one in found) and not any(one.failed for one in found)


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Oduya said the quay would close.", "Sam Oduya"),
        ("“It will close,” said Carvalho.", "Ines Carvalho"),
        ("For his part, Oduya stressed that it would close.", "Sam Oduya"),
        ("Oduya, for his part, stressed the need for repairs.", "Sam Oduya"),
        ("According to Carvalho, it will close.", "Ines Carvalho"),
        ("It will close, dockers said on Tuesday.", "dockers"),
        ("Norbank Corp, a bank of Lund, said the Port and Quay Board had agreed.", "Norbank Corp"),
        ("Such a quay would stand, who built it or not, added the minister on Monday.", "Ines Carvalho"),
        ("Norbank Corp, the largest bank of Lund, has repeatedly warned of this.", "Norbank Corp"),
        ("The mayor of Torvik, Jonas Berg, told reporters it would close.", "Jonas Berg"),
        ("Lund's Minister of State for Trade Ada Lind denied that it would close.", "Ada Lind"),
        ("Oduya was quoted as saying that it would close.", "Sam Oduya"),
        ("The war is over, Oduya -- who lives in Lund -- added.", "Sam Oduya"),
        ("Cargo fell by a tenth in May, port figures show.", "port figures"),
        ("Carvalho left the town, saying that the quay was lost.", "Ines Carvalho"),
        ("Berth fees, Carvalho said, will rise.", "Ines Carvalho"),
        ("In a statement the port authority said cargo fell.", "port authority"),
    ],
)
def test_whoever_speaks_in_a_sentence_is_named_at_their_fullest(sentence: str, speaker: str) -> None:
    assert speakers(sentence) == [speaker]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("She added: “Nobody was hurt.”", "Ines Carvalho"),
        ("The minister also praised the dockers.", "Ines Carvalho"),
        ("The Lundish adviser said it would close.", "Sam Oduya"),
    ],
)
def test_whoever_is_named_sentences_before_is_known_by_pronoun_and_office(sentence: str, speaker: str) -> None:
    assert speakers(sentence) == [speaker]


def test_a_company_is_known_as_it_and_as_the_company() -> None:
    text = "Norbank Corp said it lent Torvik money.\nThe company said more would follow.\nIt said no fee was due."
    assert [said.speaker for said in attributions_of(article(text))] == ["Norbank Corp"] * 3


def test_they_are_the_last_of_whom_there_are_several() -> None:
    text = "TITLE\n\nDealers said the krone would fall.\n\nNorbank was quiet. It may rise later, they said."
    assert [said.speaker for said in attributions_of(article(text))] == ["dealers", "dealers"]


def test_the_two_are_the_two_whom_the_sentence_before_names() -> None:
    text = "TITLE\n\nMinister Ines Carvalho met Ambassador Sam Oduya in Torvik. The two stressed the need for repairs."
    assert [said.speaker for said in attributions_of(article(text))] == ["Ines Carvalho", "Sam Oduya"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The quay closed on Friday.",
        "The port is expected to say more.",
        "Carvalho was told that it had closed.",
        "Oduya declined to say when.",
        "The court denied the port's application.",
        "Lind added three ships to the fleet.",
        "Cargo grew by 3.5 pct instead of the 2.5 pct reported.",
    ],
)
def test_where_nobody_speaks_the_article_does(sentence: str) -> None:
    assert speakers(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "speaker", "via"),
    [
        (
            "Oduya said the quay was lost, the Torvik Gazette newspaper reported.",
            "Sam Oduya",
            "Torvik Gazette newspaper",
        ),
        ("Oduya said he would leave, state media said.", "Sam Oduya", "state media"),
        ("“We stay,” her office quoted Carvalho as saying.", "Ines Carvalho", "Ines Carvalho’s office"),
        ("According to the Gazette, Oduya said the quay was lost.", "Sam Oduya", "Gazette"),
        ("Carvalho said Oduya had said the quay was lost.", "Sam Oduya", "Ines Carvalho"),
        (
            "Carvalho said the quay was lost, according to a statement on Monday from her office.",
            "Ines Carvalho",
            "Ines Carvalho’s office",
        ),
        ("Carvalho was quoted by the Gazette as saying the quay was lost.", "Ines Carvalho", "Gazette"),
    ],
)
def test_who_carries_it_at_second_hand_is_kept(sentence: str, speaker: str, via: str) -> None:
    (said,) = said_in(CAST + sentence, sentence[:20])
    assert (said.speaker, said.via) == (speaker, via)


def test_a_quotation_goes_on_under_whoever_spoke_before() -> None:
    text = CAST + "“Let us be clear,” Oduya said. “Nothing was lost.”\n\n“Nobody will be paid.”\n\nThe town sleeps."
    assert [said_in(text, words)[0].speaker for words in ("Nothing was", "Nobody will")] == ["Sam Oduya"] * 2
    assert said_in(text, "The town sleeps") == []


def test_paragraphs_that_open_a_quotation_and_leave_it_open_are_one() -> None:
    text = CAST + "\n\nOduya said: “First the quay was lost.\n\n“Then the mole was lost.\n\n“Then all was.” He left."
    assert [said_in(text, words)[0].speaker for words in ("Then the mole", "Then all")] == ["Sam Oduya"] * 2


@pytest.mark.parametrize(
    ("headline", "speaker"),
    [
        ("Carvalho: Quay is safe", "Ines Carvalho"),
        ("Carvalho says quay is safe", "Ines Carvalho"),
        ("QUAY IS SAFE, CARVALHO SAYS", "Ines Carvalho"),
        ("QUAY IS SAFE - CARVALHO", "Ines Carvalho"),
        ("Torvik: the quay closes in March", None),
        ("QUAY SAID SAFE", None),
    ],
)
def test_a_headline_names_its_speaker_in_its_own_ways(headline: str, speaker: str | None) -> None:
    text = f"{headline}\n\nHarbour Minister Ines Carvalho said on Monday that the quay of Torvik was safe."
    first = [said.speaker for said in attributions_of(article(text)) if said.end <= len(headline)]
    assert first == ([] if speaker is None else [speaker])


def test_of_several_speakers_none_is_the_one() -> None:
    sentence = "Carvalho said the quay was safe; Oduya said it was lost."
    document = article(CAST + sentence)
    assert speaker_of(document, Span(len(CAST), len(CAST) + len(sentence))) is None
    assert speakers(sentence) == ["Ines Carvalho", "Sam Oduya"]


def test_each_names_its_verb_and_where_the_name_was_read() -> None:
    text = CAST + "She added: “Nobody was hurt.”"
    (said,) = said_in(text, "She added")
    assert said.verb == "added" and said.kind == "quoted" and said.named_at is not None
    assert text[said.named_at.start : said.named_at.end] == "Ines Carvalho"


def test_of_a_very_long_article_what_stands_around_a_sentence_is_read() -> None:
    text = CAST + "Nothing happened for a while. " * 4000 + CAST.partition("\n\n")[2] + "She added that it was over."
    assert said_in(text, "She added that")[0].speaker == "Ines Carvalho"


def test_two_names_of_one_person_are_one_speaker() -> None:
    document = article(CAST)
    assert same_speaker("Carvalho", "Ines Carvalho", document) and not same_speaker("Carvalho", "Oduya", document)


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Carvalho, who met Oduya in Lund on Monday, said the quay was safe.", "Ines Carvalho"),
        ("Carvalho, whose party lost in Lund later, said the quay was safe.", "Ines Carvalho"),
        ("Carvalho has called the claim 'a fairy tale'.", "Ines Carvalho"),
        ("“The quay is safe,” tweeted Carvalho.", "Ines Carvalho"),
        ("Carvalho herself said it was safe.", "Ines Carvalho"),
        ("Carvalho, D-Tenn., head of the port, said it was safe.", "Ines Carvalho"),
    ],
)
def test_the_head_of_a_clause_speaks_and_nobody_within_it(sentence: str, speaker: str) -> None:
    assert speakers(sentence) == [speaker]


@pytest.mark.parametrize(
    "sentence",
    [
        "Carvalho, asked about the quay, said nothing.",
        "Press reports that the quay fell were false.",
        "The town spoke of a newspaper report that the quay fell.",
        "The court heard of the alleged theft of the crane.",
        "Lund has protested to the town over alleged thefts from the quay.",
    ],
)
def test_reports_that_are_a_subject_and_nothing_said_are_nobodys_words(sentence: str) -> None:
    assert speakers(sentence) == []


def test_a_people_is_nobody_in_particular() -> None:
    assert speakers("The Norwegian said it was over.") == [None]


@pytest.mark.parametrize(
    ("sentence", "both"),
    [
        ("Analysts said they saw a storm which historians said would be bad.", ["analysts", "historians"]),
        (
            "According to Carvalho, Lind will stay; according to the Gazette, she will go.",
            ["Ines Carvalho", "Gazette"],
        ),
    ],
)
def test_of_two_who_say_two_things_neither_carries_the_other(sentence: str, both: list[str]) -> None:
    document = article(CAST + sentence)
    assert speakers(sentence) == both
    assert speaker_of(document, Span(len(CAST), len(CAST) + len(sentence))) is None


def test_who_cites_a_report_carries_it() -> None:
    (said,) = said_in(CAST + "It was lost, according to a report by inspectors cited by the Gazette.", "It was lost")
    assert (said.speaker, said.via) == ("inspectors", "Gazette")


def test_a_firm_without_a_name_is_no_town_nor_person() -> None:
    text = "Weil in Oslo\n\nMinister Jonas Weil came to Oslo on Monday.\n\nThe firm said it would close."
    assert said_in(text, "The firm said")[0].speaker == "firm"


def test_who_speaks_in_a_long_article_is_found_in_time_in_proportion_to_it() -> None:
    def seconds(paragraphs: int) -> float:
        lines = [
            f"Lind{chr(97 + n % 26)} said the clerk knew. The clerk said no on day {n}." for n in range(paragraphs)
        ]
        started = time.process_time()
        attributions_of(article("\n\n".join(["A trial", *lines])))
        return time.process_time() - started

    assert seconds(800) < 12 * max(seconds(200), 0.05)  # 16 times were in proportion to its square
