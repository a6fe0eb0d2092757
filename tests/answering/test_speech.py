"""Who says what: speakers are found wherever news puts them, and another one is seen."""

from __future__ import annotations

import doctest

import pytest

from rag.answering.verifying import acts, bindings, facing, modality, naming, numbers, roles, speech, titles
from rag.answering.verifying.naming import may_be_same
from rag.answering.verifying.speech import attributions, wrong_speakers

SAID = "The harbour will close in June, dockers said."


def test_the_examples_in_the_documentation_hold() -> None:
    found = [
        doctest.testmod(module) for module in (acts, bindings, facing, modality, naming, numbers, roles, speech, titles)
    ]
    assert sum(one.attempted for one in found) >= 5 and not any(one.failed for one in found)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Oduya said the harbour would close.", "Oduya"),
        ("The harbour would close, Oduya said on Friday.", "Oduya"),
        ("“It will close,” said General Oduya, who leads the port.", "General Oduya"),
        ("According to the port authority, it will close.", "port authority"),
        ("The harbour, the port authority later added, would close.", "port authority"),
        (
            "Ines Carvalho, head of the port (PVP), told reporters that it would close.",
            "Ines Carvalho, head of the port",
        ),
    ],
)
def test_a_speaker_is_found_before_and_after_what_is_said(text: str, speaker: str) -> None:
    assert speaker in [found.label for found in attributions(text)]


def test_a_pronoun_speaks_for_nobody_by_name() -> None:
    assert [found.label for found in attributions("He said that it would close.")] == [""]


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("According to shopkeepers, the harbour will close in June.", SAID),
        ("Carvalho said the harbour would close.", "Oduya said the harbour would close."),
        ("The union said it would close in June.", "The company said it would close in June."),
    ],
)
def test_another_speaker_is_seen(sentence: str, evidence: str) -> None:
    assert list(wrong_speakers(sentence, [evidence]))


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("According to dockers, the harbour will close in June.", SAID),
        ("Oduya told reporters it would close.", "General Sam Oduya said it would close."),
        ("The minister said it would close.", "Foreign Minister Ines Carvalho said it would close."),
        ("Carvalho said it would close.", "She said it would close."),
        ("Authorities said it would close.", "Officials said it would close."),
    ],
)
def test_the_same_speaker_under_another_name_is_no_other(sentence: str, evidence: str) -> None:
    assert not list(wrong_speakers(sentence, [evidence]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Al Assad", "Bashar al-Assad"),
        ("Kharazi", "Kamal Kharrazi"),
        ("ILO", "International Labour Organization"),
        ("Norwegian", "Norway"),
        ("the Norwegian Foreign Minister", "Ines Carvalho"),
    ],
)
def test_names_are_known_under_their_variants(one: str, other: str) -> None:
    assert may_be_same(one, other, "")


@pytest.mark.parametrize(
    ("one", "other"), [("Norbank Corp", "Sudbank Corp"), ("Iran", "Iraq"), ("Defence Ministry", "State Department")]
)
def test_what_many_names_share_makes_them_no_one_name(one: str, other: str) -> None:
    assert not may_be_same(one, other, "")


def test_the_article_may_set_two_names_side_by_side() -> None:
    assert may_be_same("Norbank", "Carvalho", "Ines Carvalho, chief economist of Norbank, left.")
    assert not may_be_same("Norbank", "Carvalho", "Carvalho met Norbank and left.")


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("Lobo said the harbour would close.", "Wend told Lobo on Friday that the harbour would close."),
        ("Lobo said the call for a quay was heard.", "A delegate said Lobo's call for a quay was heard."),
    ],
)
def test_whom_it_is_told_or_whose_call_it_is_has_not_said_it(sentence: str, evidence: str) -> None:
    assert list(wrong_speakers(sentence, [evidence]))


def test_a_role_may_still_be_whoever_bears_it() -> None:
    assert list(wrong_speakers("Lobo said the harbour would close.", ["The mayor said the harbour would close."])) == []
