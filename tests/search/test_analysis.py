"""Words as they are compared."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold, stem, tokens, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("trámites", "tramite"),
        ("Políticas", "POLITICA"),
        ("contratación", "contrataciones"),
        ("gestión", "gestiones"),
        ("años", "año"),
        ("actas", "acta"),
        ("entidad", "entidades"),
        ("actividad", "actividades"),
        ("autoridad", "autoridades"),
        ("resolución", "resoluciones"),
        ("expediente", "expedientes"),
        ("ley", "leyes"),
        ("red", "redes"),
        ("plan", "planes"),
        ("eje", "ejes"),
        ("área", "áreas"),
        ("comité", "comités"),
        ("auditoría", "auditorías"),
        ("información", "informaciones"),
        ("servidor", "servidores"),
        ("mes", "meses"),
        ("uso", "usos"),
        ("pingüino", "pinguinos"),
        ("préstamo", "préstamos"),
        ("reclamo", "RECLAMOS"),
        ("máximo", "máximos"),
        ("juez", "jueces"),
        ("raíz", "raíces"),
        ("cauce", "cauces"),
    ],
)
def test_inflexion_accents_and_case_make_no_difference(one: str, other: str) -> None:
    assert stem(fold(one)) == stem(fold(other))


@pytest.mark.parametrize(("one", "other"), [("año", "ano"), ("peña", "pena"), ("AÑOS", "anos")])
def test_ñ_is_a_letter_of_its_own(one: str, other: str) -> None:
    assert stem(fold(one)) != stem(fold(other))


def test_a_decomposed_text_reads_like_a_composed_one() -> None:
    assert words("an\u0303o cri\u0301tico") == ["año", "critico"]


def test_soft_hyphens_and_foreign_marks_break_no_word() -> None:
    assert words("docu\u00admento wɨ\u0301ma") == ["documento", "wɨma"]


def test_codes_fall_into_their_parts_and_stay_whole() -> None:
    assert [token.stem for token in tokens("PR-M2-P6-01")] == ["pr", "m2", "p6", "01"]


@given(st.text())
def test_a_word_holds_nothing_that_an_engine_could_take_for_syntax(text: str) -> None:
    for token in tokens(text):
        assert token.word.isalnum()
        assert token.stem.isalnum()
        assert token.word == fold(token.word)
        assert 0 <= token.start < token.end <= len(text)


BEGINNINGS = ("contrat", "archiv", "inform", "public", "administr", "regist", "comunic", "orden")
ENDINGS = ("ación", "aciones", "amiento", "amientos", "ador", "adoras", "ando", "aremos", "able")


def test_threads_that_stem_at_once_do_not_mix_their_words() -> None:
    """A site answers in several threads; a stem that was mixed up would stay in the cache."""
    told = [f"{begin}{end}" for begin in BEGINNINGS for end in ENDINGS]
    stem.cache_clear()
    alone = list(map(stem, told))
    stem.cache_clear()
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            parts = [pool.submit(list, map(stem, told[at::4])) for at in range(4)]
            together = [part.result() for part in parts]
    finally:
        sys.setswitchinterval(often)
    assert together == [alone[at::4] for at in range(4)]
