"""What the search by words makes of names, quotations, slips, accents and languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from made_up import STAMP, document_of, filled, found_texts, put

import vectorstore.lexical_query
from rag.indexing.languages import language_of
from vectorstore import ChunkStore, Filters, create_store

STORIES = {
    "names.txt": "Ports\nThe sea was calm when the river pilots of the Red Harbour met",
    "far.txt": "Ports\nThe harbour was calm when the red river pilots met the sea",
    "said.txt": "Budget\nThe minister said we will not raise any tax this year",
    "turned.txt": "Budget\nThis year the minister said any tax we raise will not fall",
    "foreign.txt": "Envoy\nAmbassador Kharrazi flew to Müllheim with the Norwegian delegation",
}


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> ChunkStore:
    return filled(tmp_path_factory.mktemp("stories") / "index", STORIES)


def found(store: ChunkStore, question: str, count: int = 10) -> list[str]:
    return found_texts(store, [hit.chunk_id for hit in store.lexical(question, count, Filters())])


def archive(folder: Path, texts: Mapping[str, str]) -> ChunkStore:
    """Articles in the languages that they are told to be in."""
    store = create_store(folder / "index", STAMP)
    with store.writer() as writer:
        root = writer.root(folder / "desk")
        for path, text in texts.items():
            document = document_of(path, text, root=root.name)
            put(writer, replace(document, language=language_of(text)))
    return store


def test_a_name_of_common_words_is_found_where_they_stand_together(stories: ChunkStore) -> None:
    assert "Red Harbour" in found(stories, "Who met at Red Harbour by the sea?")[0]


def test_names_of_words_that_stand_nearly_everywhere_are_not_looked_for_together(
    stories: ChunkStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, apart = stories.lexical("Red Harbour", 2, Filters())
    monkeypatch.setattr(vectorstore.lexical_query, "_TOGETHER", 1)
    scores = {hit.chunk_id: hit.score for hit in stories.lexical("Red Harbour", 2, Filters())}
    assert scores[apart.chunk_id] == apart.score
    assert 0 < scores[whole.chunk_id] < whole.score


def test_words_in_quotation_marks_are_found_where_they_stand_together(stories: ChunkStore) -> None:
    for marks in ('"{}"', "“{}”", "«{}»"):
        question = f"Which minister said {marks.format('we will not raise any tax')} this year?"
        assert found(stories, question)[0].endswith("we will not raise any tax this year")


@pytest.mark.parametrize(
    "slip",
    ["Kharazi", "Kharrazy", "Khrarazi", "Harrazi", "Kharazzi", "delegetion", "deleggation", "MULLHEIM", "norwegain"],
)
def test_a_slip_of_the_keyboard_finds_the_word_that_was_meant(stories: ChunkStore, slip: str) -> None:
    assert "Kharrazi" in found(stories, f"where did {slip} go?")[0]


def test_a_word_far_rarer_than_its_neighbour_may_be_a_slip_of_it(tmp_path: Path) -> None:
    texts = {f"{n}.txt": f"Story {n}\nThe government met" for n in range(60)} | {"slip.txt": "Talk\nA goverment fell"}
    store = filled(tmp_path / "index", texts)
    hits = found(store, "goverment")
    assert hits[0] == "A goverment fell" and "The government met" in hits


def test_a_known_word_stands_for_itself_only(stories: ChunkStore) -> None:
    assert found(stories, "calm") == found(stories, "calm calm")
    assert len(found(stories, "year")) == 2


def test_form_words_count_only_where_there_is_nothing_else(stories: ChunkStore) -> None:
    assert found(stories, "what is it about this of the pilots") == found(stories, "pilots")
    assert found(stories, "we will not")


def test_each_article_is_stemmed_in_its_own_language(tmp_path: Path) -> None:
    store = archive(
        tmp_path,
        {
            "de.txt": "Wahl\nDie Regierungen der Länder haben die Häuser der Bürger in den Städten gezählt.",
            "fr.txt": "Élection\nLes élections nationales se dérouleront dans toutes les communes du pays en mars.",
            "es.txt": "Comercio\nLas exportaciones de naranjas crecieron durante los últimos meses en todo el país.",
            "ru.txt": "Налоги\nПравительство заявило, что налоги в этой стране повышаться больше не будут никогда.",
            "en.txt": "Tax\nThe governments of the regions have counted the houses of the citizens in the cities.",
        },
    )
    assert found(store, "Regierung")[0].startswith("Die Regierungen")
    assert found(store, "Welches Haus in welcher Stadt?")[0].startswith("Die Regierungen")
    assert found(store, "élection nationale")[0].startswith("Les élections")
    assert found(store, "exportación de naranja")[0].startswith("Las exportaciones")
    assert found(store, "правительства")[0].startswith("Правительство")
    assert found(store, "a government's house")[0].startswith("The governments")


def test_accents_may_be_left_out(tmp_path: Path) -> None:
    store = archive(
        tmp_path,
        {"fr.txt": "Paris\nLe président français s'est rendu à Besançon où les ouvriers étaient en grève générale."},
    )
    assert found(store, "Besancon greve")


def test_languages_without_spaces_are_found_by_their_characters(tmp_path: Path) -> None:
    store = archive(
        tmp_path,
        {
            "zh.txt": "经济\n总理周二表示，尽管经济学家施加压力，政府在下次选举之前不会增税。",
            "zh2.txt": "天气\n周末全国大部分地区将有大雨，气象部门提醒市民注意出行安全，理应总结经验。",
            "ja.txt": "首相\n首相は火曜日、経済学者からの圧力にもかかわらず、次の選挙前に増税しないと述べた。",
        },
    )
    assert found(store, "总理说了什么？")[0].startswith("总理周二")
    assert found(store, "次の選挙はいつですか")[0].startswith("首相は火曜日")
    assert found(store, "火星") == []
