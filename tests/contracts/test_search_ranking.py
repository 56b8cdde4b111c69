"""What comes first and what else is meant, the same on every engine."""

from __future__ import annotations

from datetime import date

import pytest

from records.models import Office, OfficeSuccession
from search import queries
from search.models import SynonymSet
from tests.contracts.test_search_backends import codes, corpus, engine, varied
from tests.search.corpus import ANYBODY, TODAY, Corpus, ask

__all__ = ["corpus", "engine", "varied"]
pytestmark = pytest.mark.django_db


def test_of_equals_the_most_recent_comes_first(corpus: Corpus) -> None:
    for number, day in enumerate((date(2019, 1, 1), date(2021, 1, 1), date(2020, 1, 1))):
        corpus.add(f"PR-{number}", "Talar", effective_on=day)
    assert codes("tala") == ["PR-1", "PR-2", "PR-0"]
    first = ask("tala", per_page=1)
    assert [hit.subject.version.code for hit in ask("tala", after=first.after).hits] == [
        "PR-2",
        "PR-0",
    ]


def test_what_is_called_just_so_comes_before_what_says_more_of_it(corpus: Corpus) -> None:
    corpus.add("PR-1", "Préstamo de bienes y equipos", "El préstamo de bienes, siempre.")
    corpus.add("PR-2", "Préstamos de bienes")
    assert codes("préstamo de bienes") == ["PR-2", "PR-1"]


def test_the_last_number_of_a_code_needs_no_zero(corpus: Corpus) -> None:
    corpus.add("PR-M2-P6-01")
    corpus.add("PR-M2-P6-02")
    assert codes("pr-m2-p6-1") == ["PR-M2-P6-01"]


def test_what_a_document_is_counts_as_if_its_title_said_it(corpus: Corpus) -> None:
    corpus.add("FO-1", "Solicitud de vacaciones", kind="format")
    corpus.add("PR-2", "Vacaciones", "Se diligencia el formato.")
    corpus.add("PR-3", "Vacaciones")
    assert codes("formato de vacaciones") == ["FO-1", "PR-2"]
    assert codes("formatos") == ["FO-1", "PR-2"]
    assert codes('"formato"') == ["PR-2"]
    assert ask("formato").hits[0].excerpt == ""


def test_synonyms_count_as_what_was_typed(corpus: Corpus) -> None:
    SynonymSet.objects.create(expressions="copia de seguridad\nbackup\nrespaldo de los datos")
    corpus.add("PR-1", "Servidores", "Cada noche se hace backup.")
    corpus.add("PR-2", "Respaldos de los datos")
    corpus.add("PR-3", "Copias", "La seguridad del edificio, una copia.")
    corpus.add("PR-4", "Datos", "Sin respaldo y los de siempre.")
    assert codes("copia de seguridad") == ["PR-2", "PR-3", "PR-1"]
    assert codes("backup") == ["PR-2", "PR-1", "PR-3", "PR-4"]
    assert codes("noche copias seguridad") == ["PR-1"]
    hit = ask("copia de seguridad noche").hits[0]
    assert hit.excerpt == "Cada <mark>noche</mark> se hace <mark>backup</mark>."


def test_an_acronym_finds_what_the_words_find_that_it_stands_for(corpus: Corpus) -> None:
    long = "peticiones, quejas, reclamos y sugerencias"
    SynonymSet.objects.create(expressions=f"PQRS\n{long}")
    corpus.add("PR-1", "Peticiones", "Las quejas y los reclamos.")
    corpus.add("PR-2", "Quejas")
    corpus.add("PR-3", "Tala")
    assert codes("pqrs") == codes(long) == ["PR-1", "PR-2"]
    assert ask("pqrs").remarks == ask(long).remarks != []
    assert "<mark>quejas</mark>" in ask("pqrs").hits[0].excerpt
    corpus.add("PR-4", "Sugerencias", "De quejas se hacen peticiones; y reclamos.")
    assert codes("pqrs") == codes(long) == ["PR-4"]
    corpus.add("PR-5", "Atención", "Las peticiones, quejas, reclamos y sugerencias.")
    corpus.add("PR-6", "Radicación", "Un PQRS llega.")
    assert sorted(codes("pqrs")) == sorted(codes(long)) == ["PR-4", "PR-5", "PR-6"]
    assert codes("pqrs")[0] == "PR-5"


def test_the_former_name_of_an_office_leads_to_what_is_of_it_today(corpus: Corpus) -> None:
    old, older = (
        Office.objects.create(code=code, name=name, valid_to=date(2015, 1, 1))
        for code, name in (("32", "División de Aguas y Cauces"), ("31", "Sección de Ríos y Caños"))
    )
    for former, successor in ((older, old), (old, corpus.office)):
        OfficeSuccession.objects.create(
            former=former, successor=successor, kind="renamed", act="-", on=date(2015, 1, 1)
        )
    corpus.add("PR-1", "Vertimientos")
    corpus.add("PR-2", "Tala", office=corpus.other)
    corpus.add("PR-3", "Mercedes", office=old)
    corpus.add("PR-4", "Censo", "Lo hacía la división de aguas y cauces.", office=corpus.other)
    assert codes("División de Aguas y Cauces") == ["PR-3", "PR-4", "PR-1"]
    assert codes("sección de ríos y caños vertimiento") == ["PR-1"]
    assert codes("aguas y cauces") == ["PR-4"]
    assert codes("división de aguas y cauces", today=date(2014, 12, 31)) == []


def test_as_many_are_counted_as_are_found(corpus: Corpus) -> None:
    corpus.add("PR-1", "Vertimientos al río")
    corpus.add("PR-2", "Vertimientos", office=corpus.other)
    for text in ("vertimientos río", "vertimiento laguna", "bertimientos", '"vertimiento laguna"'):
        found = ask(text)
        counted = queries.total(text, user=ANYBODY, today=TODAY)
        assert counted == queries.total(text, like=found, user=ANYBODY, today=TODAY) == found.total
    none = ask("bertimientos", process="M7-P2")
    assert (none.total, none.meant) == (0, "vertimientos")
    assert queries.total("bertimientos", like=none, user=ANYBODY, today=TODAY) == 2


@pytest.mark.parametrize(
    ("typed", "meant", "found"),
    [
        ("diseno", "diseño", ["PR-M1-P2-01"]),
        ("ano diseno", "año diseño", ["PR-M1-P2-01"]),
        ("canon", "", []),
        ("prm1p2", "PR-M1-P2", ["PR-M1-P2-01", "PR-M1-P2-02"]),
        ("PRM1P202", "PR-M1-P2-02", ["PR-M1-P2-02"]),
        ("prm7p2", "", []),
        ("contratasion", "contratación", ["PR-M1-P2-02"]),
    ],
)
def test_without_enye_hyphens_or_accents_one_is_understood(
    corpus: Corpus, typed: str, meant: str, found: list[str]
) -> None:
    corpus.add("PR-M1-P2-01", "Vías", "El diseño del año.")
    corpus.add("PR-M1-P2-02", "Contratación", "La contratación de obras.")
    corpus.add("PR-8", "Oculto", "El cañón.", access="classified", office=corpus.other)
    results = ask(typed)
    assert (results.meant, [hit.subject.version.code for hit in results.hits]) == (meant, found)
    told = f"No hay resultados para «{typed}»; se muestran los de «{meant}»."
    assert results.remarks == ([told] if meant else [])


def test_a_mistyped_tag_is_meant(corpus: Corpus) -> None:
    corpus.add("PR-1", "Vertimientos", tags=("Páramo",))
    results = ask("paranmo")
    assert (results.meant, results.total) == ("paramo", 1)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("oficina:bosques", ["PR-3"]),
        ("oficina:dirección", ["FO-2", "PR-1", "PR-3"]),
        ('oficina:"bosques dirección"', ["PR-3"]),
        ("oficina:bosque-dirección", ["PR-3"]),
        ("etiqueta:alto", ["PR-1"]),
        ("etiqueta:bosques", ["PR-1"]),
        ("oficina:de", []),
    ],
)
def test_who_types_a_part_of_a_name_means_it(varied: Corpus, typed: str, found: list[str]) -> None:
    assert sorted(codes(typed)) == found


def test_a_restricted_tag_takes_nothing_from_others(varied: Corpus) -> None:
    varied.add("PR-9", "Talar", tags=("Bosque",), access="classified", office=varied.other)
    assert codes("etiqueta:bosque") == ["PR-1"]
