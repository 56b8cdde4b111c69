"""Whatever a file says, parsing gives a valid content, drops no running text and never fails."""

# ruff: noqa: E501 - pieces of documents read best on one line
from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from editorial.importing import Source, parse
from editorial.importing.dates import find_dates
from editorial.importing.source import Line, PageBreak, Table, from_plain, to_plain
from editorial.importing.words import clean, fold, mark_text, read_mark
from records.content import ids, schema_errors
from tests.editorial.importing.summary import words_kept

PIECES = st.sampled_from(
    [
        "OBJETIVO", "2. ALCANCE:", "Definiciones", "5. CONTENIDO:", "REGISTROS", "Control de cambios",
        "ANEXOS", "ANEXO", "Aprobación", "MARCO LEGAL", "Descripción de actividades", "No.",
        "ACTIVIDAD", "RESPONSABLE", "REGISTRO", "Versión", "Fecha", "Motivo", "Código: PR-M1-P1-01",
        "Página 1 de 2", "Versión: 01", "Término", "Definición", "Elaboró", "Revisó", "Aprobó",
        "Nombre: Ana Ríos Cargo: Jefa", "Comité de Calidad Acta No. 3", "Fin", "Inicio", "Sí", "No",
        "1.", "a)", "ii.", "• punto", "- a. letra", "Nota: algo", "Ley 80 de 1993", "15/08/2018",
        "¿Cumple? Sí: pasa a 2. No: fin.", "", "Nombre", "Código", "Disposición final", "4.1 Recibo",
    ]
)  # fmt: skip
TEXTS = st.one_of(PIECES, st.text(max_size=60).map(clean).map(lambda text: text.replace("\n", " ")))
LINES = st.builds(
    Line,
    text=TEXTS.filter(bool),
    mark=st.sampled_from(["", "", "1.", "2.", "a)", "•", "4.1."]),
    level=st.integers(0, 4),
    heading=st.integers(0, 3),
    bold=st.booleans(),
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=6))
    spots = [(r, c) for r in range(1, len(rows)) for c in range(width)]
    joined = draw(st.sets(st.sampled_from(spots), max_size=3)) if spots else set()
    for r, c in sorted(joined):
        rows[r][c] = rows[r - 1][c]
    return Table(tuple(map(tuple, rows)), frozenset(joined))


SOURCES = st.builds(
    Source,
    format=st.just("txt"),
    blocks=st.lists(st.one_of(LINES, LINES, tables(), st.just(PageBreak())), max_size=14).map(
        tuple
    ),
    furniture=st.lists(st.one_of(LINES, tables()), max_size=2).map(tuple),
)


@settings(max_examples=120, deadline=None)
@given(SOURCES)
def test_every_source_gives_a_valid_content(source: Source) -> None:
    parsed = parse(source)
    assert schema_errors(parsed.content) == []
    given_ids = list(ids(parsed.content))
    assert len(set(given_ids)) == len(given_ids)


@settings(max_examples=60, deadline=None)
@given(SOURCES)
def test_a_source_survives_the_way_out_of_the_reading_process(source: Source) -> None:
    assert from_plain(to_plain(source)) == source


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.from_regex(r"[a-záéíóúñ]{4,12}( [a-záéíóúñ]{4,12}){2,9}\.", fullmatch=True),
        min_size=1,
        max_size=8,
    )
)
def test_running_text_is_never_dropped(texts: list[str]) -> None:
    titles = ("1. OBJETIVO", "2. ALCANCE", "3. DESARROLLO", "4. RESPONSABLE")
    blocks: list[Line] = []
    for at, text in enumerate(texts):
        blocks += [Line(titles[at % 4]), Line(text)]
    kept = words_kept(parse(Source("txt", tuple(blocks))))
    assert all(kept[word] for text in texts for word in fold(text).split())


@given(
    st.dates(date(1950, 1, 1), date(2199, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y"]),
)
def test_dates_in_figures(day: date, form: str) -> None:
    assert [found.value for found in find_dates(f"Fecha: {day.strftime(form)}")] == [day]


@given(st.dates(date(1950, 1, 1), date(2199, 12, 31)), st.booleans())
def test_dates_in_words(day: date, day_first: bool) -> None:
    months = (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    )
    month = months.split()[day.month - 1]
    text = (
        f"{day.day} de {month} de {day.year}" if day_first else f"{month} {day.day} de {day.year}"
    )
    assert [found.value for found in find_dates(text)] == [day]


def test_what_is_no_whole_date_is_none() -> None:
    for text in ("agosto de 2018", "31/02/2018", "99/99/2018", "2018", "Ley 80 de 1993", "1-2"):
        assert find_dates(text) == []


@given(st.sampled_from(["decimal", "alpha", "roman"]), st.integers(1, 20))
def test_a_mark_reads_as_it_is_printed(style: str, value: int) -> None:
    mark = read_mark(mark_text(style, value) + ".")
    # one letter alone is a letter first: the list decides whether it is a Roman figure
    assert (mark.style, mark.value) == (style, value) or (
        style == "roman" and mark.style == "alpha"
    )
