"""A column of records moved by one row: found where it is, and never where it is not."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from records.findings import Finding
from tests.records.contents import (
    activity,
    procedure,
)
from tests.records.finding import found_in, of_code

_NAMES = """
bicicleta casco ciclovía taller repuesto préstamo factura mantenimiento inventario cronograma
presupuesto capacitación encuesta señalización vigilancia seguro multa tarifa horario mapa
"""
_THINGS = _NAMES.split()
_VERBS = ["Elaborar", "Revisar", "Consolidar", "Publicar", "Verificar", "Socializar"]
_FORMS = ["Informe de {}", "{}", "Acta de {}", "Registro de {}", "Listado de {}"]

_pairs = st.lists(
    st.tuples(
        st.sampled_from(_THINGS), st.sampled_from(_VERBS), st.sampled_from(_FORMS), st.booleans()
    ),
    min_size=5,
    max_size=len(_THINGS),
    unique_by=lambda pair: pair[0],
)


def _column(activities: list[str], printed: list[str | None]) -> list[Finding]:
    items = [
        activity(text, record=name, number=str(number))
        for number, (text, name) in enumerate(zip(activities, printed, strict=True), 1)
    ]
    return of_code("record_column_shifted", found_in(procedure(items)))


def _texts(pairs: list[tuple[str, str, str, bool]]) -> tuple[list[str], list[str | None]]:
    # An activity often speaks of what came before it as well.
    activities = []
    before = "solicitud"
    for thing, verb, _, looks_back in pairs:
        activities.append(f"{verb} {thing}" + (f" según {before} recibida" if looks_back else ""))
        before = thing
    return activities, [form.format(thing) for thing, _, form, _ in pairs]


@settings(max_examples=40)
@given(_pairs)
def test_aligned_columns_are_left_alone(pairs: list[tuple[str, str, str, bool]]) -> None:
    assert _column(*_texts(pairs)) == []


@settings(max_examples=40)
@given(_pairs)
def test_a_column_moved_up_is_found(pairs: list[tuple[str, str, str, bool]]) -> None:
    activities, printed = _texts([(*pair[:3], False) for pair in pairs])
    (finding,) = _column(activities, [*printed[1:], None])
    assert "hacia arriba" in finding.message


@settings(max_examples=40)
@given(_pairs)
def test_a_column_moved_down_is_found(pairs: list[tuple[str, str, str, bool]]) -> None:
    activities, printed = _texts([(*pair[:3], False) for pair in pairs])
    (finding,) = _column(activities, [None, *printed[:-1]])
    assert "hacia abajo" in finding.message
    assert finding.target


def test_a_start_row_that_carries_a_record_tells_that_the_column_went_up() -> None:
    texts = ["Inicio", "Elaborar el plan de rutas", "Medir los indicadores", "Cerrar el ciclo"]
    names = ["Plan de rutas", "Reporte de indicadores", "Acta", None]
    (finding,) = _column(texts, names)
    assert finding.where == "Actividad 1"
    assert _column(texts, [None, *names[:3]]) == []


def test_a_table_whose_words_never_meet_is_left_alone() -> None:
    texts = ["Recibir", "Estudiar", "Decidir", "Responder", "Archivar"]
    assert _column(texts, ["Acta", "Informe", "Oficio", "Correo", "Planilla"]) == []
