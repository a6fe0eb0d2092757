# ruff: noqa: E501 (sentences of several languages)
"""Text in other encodings than UTF-8 is read where they can be told safely, and never wrongly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ReadingError
from rag.indexing.formats.text import decode
from rag.settings import Settings

# A few sentences each, and the encodings in which they are told.
SAMPLES = {
    "de": (
        "Die Fähre stellt am Montag um zwölf Uhr den Betrieb ein, sagte der Hafenmeister. „Wir sind traurig“, erklärte Jörg Müller, dem ein Café am Kai gehört. Der Stadtrat prüft die Lösung für die größeren Straßen.",
        ["cp1252", "mac_roman"],
    ),
    "fr": (
        "Le ferry s’est arrêté à midi lundi, a déclaré le capitaine du port. Il naviguait depuis quarante ans. « Nous sommes très déçus », a ajouté Hélène Lefèvre, qui possède un café près du quai où l'été était animé.",
        ["cp1252", "mac_roman"],
    ),
    "es": (
        "El transbordador se detuvo al mediodía del lunes, según dijo el capitán. ¿Qué pasará mañana? Los niños de la región no podrán cruzar el río, añadió la señora Núñez.",
        ["cp1252", "iso8859-15", "mac_roman"],
    ),
    "pl": (
        "Prom zatrzymał się w poniedziałek w południe, powiedział kapitan portu. Jesteśmy smutni, powiedziała właścicielka kawiarni. Żółta łódź pływała tędy przez czterdzieści lat, a mieszkańcy są źli.",
        ["cp1250", "iso8859-2"],
    ),
    "cs": (
        "Přívoz zastavil v pondělí v poledne, řekl kapitán přístavu. Jezdil čtyřicet let. „Jsme smutní,“ řekla majitelka kavárny na nábřeží, která žije ve městě už dlouho.",
        ["cp1250"],
    ),
    "ru": (
        "Паром остановился в полдень в понедельник, сообщил начальник порта. Он ходил сорок лет. Мы очень огорчены, сказала владелица кафе на набережной. Городской совет соберётся седьмого апреля.",
        ["cp1251", "koi8-r", "iso8859-5", "cp866", "mac_cyrillic"],
    ),
    "el": (
        "Το πλοίο σταμάτησε το μεσημέρι της Δευτέρας, δήλωσε ο λιμενάρχης. Ταξίδευε για σαράντα χρόνια. Είμαστε λυπημένοι, είπε η ιδιοκτήτρια του καφενείου στην προκυμαία.",
        ["cp1253", "iso8859-7"],
    ),
    "tr": (
        "Feribot pazartesi günü öğlen durdu, dedi liman başkanı. Kırk yıldır çalışıyordu. Üzgünüz, dedi rıhtımdaki kafenin sahibi. Şehir meclisi yedi Nisan'da toplanacak, ağaçlar ve çocuklar için.",
        ["cp1254", "iso8859-9"],
    ),
    "ar": (
        "توقفت العبارة ظهر يوم الاثنين، بحسب ما قال مدير الميناء. كانت تعمل منذ أربعين عاما. نحن حزينون، قالت صاحبة المقهى على الرصيف.",
        ["cp1256", "iso8859-6"],
    ),
    "he": (
        "המעבורת נעצרה בצהרי יום שני, אמר מנהל הנמל. היא הפליגה ארבעים שנה. אנחנו עצובים, אמרה בעלת בית הקפה על הרציף.",
        ["cp1255", "iso8859-8"],
    ),
    "ja": (
        "フェリーは月曜日の正午に停止したと港長は述べた。四十年間運航していた。「残念です」と岸壁のカフェの経営者は語った。市議会は四月七日に開かれる。",
        ["shift_jis", "euc_jp", "iso2022_jp", "utf-16", "cp932"],
    ),
    "zh": (
        "渡轮于星期一中午停运，港务局长说。它已经运行了四十年。码头咖啡馆的老板说：“我们很难过。”市议会将于四月七日开会。",
        ["gb18030", "gbk", "utf-16", "utf-32"],
    ),
    "tw": (
        "渡輪於星期一中午停駛，港務局長說。它已經營運了四十年。碼頭咖啡館的老闆說：「我們很難過。」市議會將於四月七日開會。",
        ["big5"],
    ),
    "ko": (
        "페리는 월요일 정오에 멈췄다고 항만장이 말했다. 사십 년 동안 운항했다. 부두 카페 주인은 우리는 슬프다고 말했다. 시의회는 사월 칠일에 열린다.",
        ["euc_kr", "cp949"],
    ),
    "en": (
        "The ferry stopped at noon on Monday, the harbour master said. “We are sad,” said Zoë Müller — she owns a café on the quay. It’s the town’s last boat, and costs £20.",
        ["cp1252", "mac_roman"],
    ),
    "vi": (
        "Phà đã dừng lại vào trưa thứ Hai, giám đốc cảng cho biết. Nó đã chạy được bốn mươi năm.",
        [],
    ),
    "th": (
        "เรือข้ามฟากหยุดให้บริการในเวลาเที่ยงวันจันทร์ นายท่าเรือกล่าว",
        ["cp874", "tis-620"],
    ),
}


@pytest.mark.parametrize(("language", "encoding"), [(name, one) for name, (_, all) in SAMPLES.items() for one in all])
def test_an_encoding_is_told_by_the_letters_of_the_language(language: str, encoding: str) -> None:
    text = SAMPLES[language][0]
    for content in (text, "\n\n".join([text] * 5), "\n".join([text] * 2000)):
        assert decode(content.encode(encoding), settings=Settings()) == content


@pytest.mark.parametrize(("language", "encoding"), [("es", "cp850"), ("pl", "mac_latin2"), ("cs", "cp852")])
def test_what_cannot_be_told_is_refused_not_guessed(language: str, encoding: str) -> None:
    content = SAMPLES[language][0].encode(encoding, "ignore")
    with pytest.raises(ReadingError, match="can't be told safely"):
        decode(content, settings=Settings())


def test_a_few_words_are_too_few_to_tell() -> None:
    with pytest.raises(ReadingError, match="can't be told safely; convert it to UTF-8"):
        decode("Café stops\n\nText.".encode("latin-1"), settings=Settings())


def test_utf_8_is_never_taken_for_anything_else() -> None:
    assert decode("\ufeffCafé".encode(), settings=Settings()) == "\ufeffCafé"


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_one_line(content: bytes) -> None:
    try:
        text = decode(content, settings=Settings())
    except ReadingError as error:
        assert "\n" not in str(error)
    else:
        assert "\0" not in text and text.strip()
        text.encode("utf-8")


def test_half_a_character_is_named_and_not_read_in_another_encoding() -> None:
    with pytest.raises(ReadingError, match="lone surrogate"):
        decode(b"The ferry \xed\xa0\x80 stopped at noon.", settings=Settings())
