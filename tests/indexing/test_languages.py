"""The language of a text, or none where it can't be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.indexing.languages import language_of

TEXTS = {
    "en": "The prime minister said on Tuesday that the government would not raise taxes before the election.",
    "de": "Der Ministerpräsident erklärte am Dienstag, dass die Regierung vor der Wahl keine Steuern erhöhen werde.",
    "fr": "Le premier ministre a déclaré mardi que le gouvernement n'augmenterait pas les impôts avant les élections.",
    "es": "El primer ministro dijo el martes que el gobierno no subirá los impuestos antes de las elecciones.",
    "pt": "O primeiro-ministro disse na terça-feira que o governo não vai aumentar os impostos antes das eleições.",
    "no": "Statsministeren sa tirsdag at regjeringen ikke vil øke skattene før neste valg, til tross for press.",
    "da": "Statsministeren sagde tirsdag, at regeringen ikke vil hæve skatterne før det næste valg, trods pres.",
    "ru": "Премьер-министр заявил во вторник, что правительство не будет повышать налоги до следующих выборов.",
    "uk": "Прем'єр-міністр заявив у вівторок, що уряд не підвищуватиме податки до наступних виборів.",
    "he": "ראש הממשלה אמר ביום שלישי כי הממשלה לא תעלה מסים לפני הבחירות הבאות למרות הלחץ.",
    "ar": "قال رئيس الوزراء يوم الثلاثاء إن الحكومة لن ترفع الضرائب قبل الانتخابات المقبلة.",
    "zh": "总理周二表示，尽管经济学家施加压力，政府在下次选举之前不会增税。",
    "ja": "首相は火曜日、経済学者からの圧力にもかかわらず、政府は次の選挙前に増税しないと述べた。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_one_sentence_tells_its_language(language: str) -> None:
    assert language_of(TEXTS[language]) == language


@pytest.mark.parametrize("text", ["", "12.5 13.7 %", "Shr 17 cts vs 18 cts", "Reuters", "\x00\x01"])
def test_what_has_no_sentence_has_no_language(text: str) -> None:
    assert language_of(text) is None


def test_characters_that_no_text_has_do_not_hide_its_language() -> None:
    assert language_of("\x00\ud800\ufffe" + TEXTS["de"]) == "de"


@given(st.text(max_size=200))
def test_any_text_has_a_language_of_two_letters_or_none(text: str) -> None:
    language = language_of(text)
    assert language is None or (len(language) == 2 and language.islower())
