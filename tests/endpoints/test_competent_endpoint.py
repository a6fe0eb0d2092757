"""A model that answers well is heard: its sentences survive verification. About 10 s."""

from __future__ import annotations

from pathlib import Path

from evals.cases import Case, load_cases
from evals.metrics.correctness import fact_recall
from rag.answering.model.llm_reader import read_with_model
from rag.answering.model.models import open_model
from rag.assistant import Assistant
from rag.settings import Settings
from tests.contract.contract_checks import check_answer
from tests.endpoints.competent import Competent
from tests.endpoints.evidence import document, evidence_of
from tests.endpoints.scripted import ScriptedEndpoint


def test_every_sentence_of_its_answers_points_at_a_sentence_of_the_articles(seeds: Path) -> None:
    competent = Competent.about_the_seeds()
    assert len(competent.answers) >= 20
    files = sorted(seeds.iterdir())
    evidence = evidence_of(*(document(file.read_text(encoding="utf-8"), path=file.name) for file in files))
    with ScriptedEndpoint(competent) as endpoint:
        settings = Settings(openai_base_url=endpoint.url, model="m", evidence_tokens=100_000)
        model = open_model(settings)
        assert model is not None
        for question, told in competent.answers.items():
            drafts = list(read_with_model(question, evidence, model, settings=settings, seconds=10))
            assert [draft.text for draft in drafts] == [sentence.text for sentence in told]
            for draft, sentence in zip(drafts, told, strict=True):
                pointed = [evidence[number - 1].text for number in draft.points_at]
                assert all(source in text for source, text in zip(sentence.sources, pointed, strict=True))
    assert competent.not_shown == []


def test_at_least_19_in_20_of_its_sentences_survive_verification(seeds: Path, seeds_index: Path) -> None:
    competent = Competent.about_the_seeds()
    withheld: list[str] = []
    silent: list[str] = []
    with ScriptedEndpoint(competent) as endpoint:
        settings = Settings(openai_base_url=endpoint.url, model="m")
        assistant = Assistant.open(seeds_index, settings=settings, notify=lambda line: None)
        for question in competent.answers:
            before = len(competent.written)
            answer = assistant.answer(question)
            check_answer(answer.to_dict(), {"seeds": seeds})
            assert answer.degraded == ()
            told = competent.written[before:]
            if not told:
                silent.append(question)
            shown = {sentence.text for sentence in answer.sentences if sentence.shown}
            problems = {sentence.text: sentence.problems for sentence in answer.sentences}
            withheld += [f"{text} {problems.get(text)}" for text in told if text not in shown]
        assistant.close()
    written = len(competent.written)
    print(f"competent endpoint: {written - len(withheld)} of {written} sentences shown; withheld: {withheld}")
    assert len(withheld) <= 0.05 * written, "\n".join(withheld)
    assert len(silent) <= 0.1 * len(competent.answers), f"not shown their source: {silent}"


def test_questions_about_several_articles_are_answered_better_than_extractively(seeds: Path, seeds_index: Path) -> None:
    competent = Competent.about_the_seeds(file="competent_several.json")
    cases = [case for case in _cases() if case.question in competent.answers]
    assert len(cases) == len(competent.answers)
    with ScriptedEndpoint(competent) as endpoint:
        settings = Settings(openai_base_url=endpoint.url, model="m")
        assistant = Assistant.open(seeds_index, settings=settings, notify=lambda line: None)
        found: dict[str, list[float]] = {"auto": [], "none": []}
        for case in cases:
            for llm, recalls in found.items():
                answer = assistant.answer(case.question, llm=llm)
                check_answer(answer.to_dict(), {"seeds": seeds})
                shown = " ".join(sentence.text for sentence in answer.sentences if sentence.shown)
                recalls.append(fact_recall(shown, case.facts) or 0.0)
                print(f"{llm} {recalls[-1]:.2f} {case.question} {[s.problems for s in answer.sentences if s.problems]}")
        assistant.close()
    whole = {llm: sum(recall == 1 for recall in recalls) for llm, recalls in found.items()}
    print(f"several articles: all facts in {whole['auto']} of {len(cases)} with the model, {whole['none']} without")
    assert whole["auto"] > whole["none"] and sum(found["auto"]) > sum(found["none"])


def _cases() -> list[Case]:
    folder = Path(__file__).resolve().parents[2] / "evals"
    return [*load_cases(folder / "seeds.jsonl"), *load_cases(folder / "tuning_a.jsonl")]
