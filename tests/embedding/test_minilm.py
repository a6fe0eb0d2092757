"""The bundled embedder: unit vectors of meaning, the same every time, for any text."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rag.embedding.minilm
from rag.embedding import Embedder, open_embedder
from rag.embedding.minilm import DIMENSIONS, MAX_TOKENS, MiniLM
from rag.errors import EmbeddingError, SettingsError
from rag.settings import Settings

unhurried = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MODEL = MiniLM()
TEXTS = ["The ferry sank.", "Norbank lent the port 4.2 million euros.", "נמל", "👩‍👩‍👧", "a " * 200, "", "?"]


def test_no_name_and_minilm_are_the_bundled_embedder() -> None:
    for name in (None, "minilm"):
        embedder: Embedder = open_embedder(name, Settings())
        assert (embedder.name, embedder.dimensions) == ("minilm", DIMENSIONS)


@pytest.mark.parametrize("name", ["", "MiniLM", "bert", "openai"])
def test_an_unknown_embedder_is_one_line_that_names_those_there_are(name: str) -> None:
    with pytest.raises(SettingsError, match="use minilm, openai:MODEL or none"):
        open_embedder(name, Settings())


@unhurried
@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_any_texts_become_as_many_unit_vectors(texts: list[str]) -> None:
    vectors = MODEL.embed(texts)
    assert vectors.shape == (len(texts), DIMENSIONS) and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_text_is_no_vector() -> None:
    assert MODEL.embed([]).shape == (0, DIMENSIONS)
    assert MODEL.embed_pieces([]) == []


def test_a_text_has_the_same_vector_whatever_is_embedded_beside_it() -> None:
    together = MODEL.embed(TEXTS * 3)
    for position, text in enumerate(TEXTS * 3):
        assert np.array_equal(together[position], MODEL.embed([text])[0]), text


def test_vectors_come_in_the_order_of_the_texts() -> None:
    vectors = MODEL.embed(["a " * 100, "The ferry sank.", "b " * 50])
    assert int(np.argmax(vectors @ MODEL.embed(["The ferry sank."])[0])) == 1


def test_like_meaning_is_near_and_other_meaning_is_far() -> None:
    ferry, same, bank = MODEL.embed(["The ferry sank.", "A boat went down.", "The bank raised its rate."])
    assert ferry @ same > 0.5 > ferry @ bank


def test_only_the_start_of_a_text_beyond_the_models_length_counts() -> None:
    start = "harbour " * (MAX_TOKENS + 10)
    one, other = MODEL.embed([start + "ferry", start + "bank"])
    np.testing.assert_allclose(one, other, atol=1e-5)


def test_case_and_accents_make_no_difference() -> None:
    np.testing.assert_allclose(*MODEL.embed(["CAFÉ in Łódź", "cafe in łodz"]), atol=1e-5)


def test_a_lone_surrogate_is_embedded_and_no_error() -> None:
    assert np.linalg.norm(MODEL.embed(["harbour \ud83d"])[0]) == pytest.approx(1.0, abs=1e-5)


def test_the_pieces_of_a_text_stand_where_they_say_and_are_unit_vectors() -> None:
    text = "The Halcyon sank."
    (found,) = MODEL.embed_pieces([text])
    assert [text[start:end] for start, end in found.offsets] == ["The", "Hal", "cy", "on", "sank", "."]
    assert found.pieces.shape == (len(found.offsets), DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(found.pieces, axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(found.whole, MODEL.embed([text])[0], atol=1e-5)


@unhurried
@given(st.text(max_size=60))
def test_the_pieces_of_any_text_stand_within_it(text: str) -> None:
    (found,) = MODEL.embed_pieces([text])
    assert len(found.pieces) == len(found.offsets)
    assert all(0 <= start <= end <= len(text) for start, end in found.offsets)


def test_a_word_means_by_its_sentence_and_not_alone() -> None:
    money, river = MODEL.embed_pieces(["She paid it into the bank.", "He sat on the bank of the river."])
    of = {"money": money.pieces[6], "river": river.pieces[4]}
    assert float(of["money"] @ of["river"]) < 0.9


def test_threads_that_embed_first_at_the_same_time_load_one_model() -> None:
    model = MiniLM()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: model.embed(["The ferry sank."])[0], range(8)))
    assert all(np.array_equal(found[0], other) for other in found)


def test_the_fingerprint_names_the_weights_that_are_installed() -> None:
    content = rag.embedding.minilm.weights().read_bytes()
    assert hashlib.sha256(content).hexdigest().startswith(MODEL.fingerprint.split("/")[2])
    assert str(MAX_TOKENS) == MODEL.fingerprint.split("/")[-1]


def test_the_vocabulary_is_the_one_of_the_model() -> None:
    stored = Path(rag.embedding.minilm.__file__).parent / "weights" / "tokenizer.json"
    vocabulary = json.loads(stored.read_text(encoding="utf-8"))["model"]["vocab"]
    assert len(vocabulary) == 30_522
    assert (vocabulary["[PAD]"], vocabulary["[CLS]"], vocabulary["[SEP]"]) == (0, 101, 102)


def test_weights_that_can_not_be_loaded_are_one_line_that_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no model")
    monkeypatch.setattr(rag.embedding.minilm, "weights", lambda: tmp_path / "model.onnx")
    with pytest.raises(EmbeddingError, match="make setup") as error:
        MiniLM().embed(["harbour"])
    assert "\n" not in str(error.value)
