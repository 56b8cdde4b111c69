"""The synonyms of the entity: what the list says counts from the next question on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

import pytest

from records.exceptions import NotAllowed
from records.models import RecordEvent
from records.organization import register
from records.permissions import Role
from search import said
from search.excerpts import excerpt
from search.language import MOST_TERMS, parse
from search.models import SynonymSet
from search.queries import suggest, total
from search.synonyms import MOST_EXPRESSIONS, MOST_SETS, faults_of, thesaurus
from search.terms import Phrase, Same, Together, Word
from tests.editorial.conftest import Enter, enter
from tests.factories import World, person
from tests.search.corpus import ANYBODY, MOMENT, TODAY, Corpus, ask

__all__ = ["enter"]
FUID = "FUID\nformato único de inventario documental\ninventario documental"
LIST = thesaurus((FUID, "backup\ncopia de seguridad"))
INVENTORY = Phrase(("inventari", "documental"))
HOME = "/gestion/sinonimos/"


# --- What a question means ------------------------------------------------------------------------


def test_a_word_means_what_the_list_says_instead() -> None:
    ((term,),) = parse("fuid", LIST).groups
    assert isinstance(term, Same)
    assert term.typed == Word("fuid")
    assert Together(("inventari", "documental"), INVENTORY) in term.others
    assert len(term.others) == 2


@pytest.mark.parametrize(
    "text",
    ["copia de seguridad", "Copias de Seguridad", "copia seguridad", "las copias de seguridad"],
)
def test_words_that_are_an_expression_together_mean_it_together(text: str) -> None:
    instead = (Word("backup"),)
    both = ((Same(Word("copi"), instead),), (Same(Word("segur"), instead),))
    assert parse(text, LIST).groups == both


@pytest.mark.parametrize("text", ["copia", "seguridad copia", '"copia de seguridad"', "-backup"])
def test_other_words_and_what_is_quoted_or_excluded_mean_themselves(text: str) -> None:
    assert parse(text, LIST) == parse(text)


def test_the_longest_expression_counts_and_each_side_of_or_is_one() -> None:
    (first, *_), *others = parse("formato único de inventario documental", LIST).groups
    assert isinstance(first, Same)
    assert first.others == (Word("fuid"), INVENTORY)
    assert len(others) == 3
    ((one, other),) = parse("fuid OR backup", LIST).groups
    assert isinstance(one, Same)
    assert isinstance(other, Same)


def test_a_question_of_many_synonyms_stays_within_its_limit() -> None:
    many = thesaurus(
        tuple(f"x{n}x\n" + "\n".join(f"y{n} z{m}" for m in range(9)) for n in range(30))
    )
    query = parse(" ".join(f"x{n}x" for n in range(30)), many)
    assert query.shortened
    assert len(query.groups) == MOST_TERMS
    assert [unit[0] for unit in query.units()][:MOST_TERMS] == [
        Word(f"x{n}x") for n in range(MOST_TERMS)
    ]


def test_what_is_said_instead_of_several_words_is_marked_where_all_of_it_stands() -> None:
    query = parse("formato único de inventario documental", LIST)
    assert excerpt("El formato y el FUID.", query) == (
        "El <mark>formato</mark> y el <mark>FUID</mark>."
    )
    query = parse("copia de seguridad", thesaurus(("copia de seguridad\nrespaldo de datos",)))
    assert excerpt("Respaldo de datos, con datos.", query) == (
        "<mark>Respaldo</mark> <mark>de</mark> <mark>datos</mark>, con datos."
    )


def test_what_is_said_instead_of_an_acronym_is_marked_as_if_it_had_been_typed() -> None:
    query = parse("fuid", LIST)
    assert excerpt("El inventario documental, no el inventario.", query) == (
        "El <mark>inventario</mark> <mark>documental</mark>, no el <mark>inventario</mark>."
    )
    assert excerpt("FUID", query) == "<mark>FUID</mark>"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ([], "few"),
        (["FUID"], "few"),
        (["PQRS = peticiones", "vpn = túnel"], "several"),
        (["FUID", "vpn = túnel"], "several"),
        ([f"x{n}x" for n in range(MOST_EXPRESSIONS + 1)], "many"),
        (["FUID", "de la"], "empty"),
        (["FUID", "¿?"], "empty"),
        (["FUID", "palabra " * 20], "long"),
        (["trámite", "los trámites"], "twice"),
        (["copias", "respaldo"], "elsewhere"),
    ],
)
def test_what_is_no_set_is_told(written: list[str], code: str) -> None:
    assert [one.code for one in faults_of(written, ["backup\ncopia"])] == [code]


# --- What is found --------------------------------------------------------------------------------


@pytest.fixture
def corpus(db: None) -> Corpus:
    corpus = Corpus()
    corpus.add("FO-1", "Formato único de inventario documental", "Para las transferencias.")
    corpus.add("PR-2", "Préstamos", "Se diligencia el FUID y el inventario documental.")
    corpus.add("PR-3", "Tala", "El inventario de árboles, documental.")
    corpus.add("PR-4", "Oculto", "FUID canario", access="classified", office=corpus.other)
    return corpus


def codes(text: str) -> list[str]:
    return [hit.subject.version.code for hit in ask(text).hits]


def test_a_change_of_the_list_counts_from_the_next_question_on(corpus: Corpus) -> None:
    assert codes("fuid") == ["PR-2"]
    kept = SynonymSet.objects.create(expressions=FUID)
    assert codes("fuid") == ["FO-1", "PR-2", "PR-3"]
    assert codes("inventario documental") == ["FO-1", "PR-2", "PR-3"]
    assert codes('"fuid"') == ["PR-2"]
    assert total("fuid", user=ANYBODY, today=TODAY) == 3
    assert [one.code for one in suggest("fuid", user=ANYBODY, today=TODAY)] == ["FO-1"]
    kept.in_use = False
    kept.save()
    assert codes("fuid") == ["PR-2"]


def test_a_mistyped_synonym_is_meant(corpus: Corpus) -> None:
    SynonymSet.objects.create(expressions="microfilme\ninventario documental")
    results = ask("microfime")
    assert results.meant == "microfilme"
    assert [hit.subject.version.code for hit in results.hits] == ["FO-1", "PR-2", "PR-3"]


# --- Who keeps it ---------------------------------------------------------------------------------


def test_each_change_of_the_list_is_in_the_register(world: World) -> None:
    kept = register(SynonymSet(expressions=FUID), by=world.archivist, at=MOMENT)
    kept.expressions = "FUID\ninventario documental"
    register(kept, by=world.archivist, at=MOMENT)
    events = RecordEvent.objects.filter(subject_type="search.synonymset", subject_id=kept.pk)
    assert [one.action for one in events.order_by("seq")] == [
        "reference.created",
        "reference.changed",
    ]
    with pytest.raises(NotAllowed):
        register(SynonymSet(expressions="a1\nb2"), by=world.author, at=MOMENT)


def test_the_list_has_an_end(db: None) -> None:
    SynonymSet.objects.bulk_create(
        SynonymSet(expressions=f"x{n}x\ny{n}y") for n in range(MOST_SETS)
    )
    with pytest.raises(NotAllowed, match=str(MOST_SETS)):
        register(SynonymSet(expressions="uno1\ndos2"), by=None, at=MOMENT)


def test_whoever_configures_keeps_it_on_the_screen(world: World, enter: Enter) -> None:
    client = enter(person("ada.archivo", Role.ARCHIVIST, world.office))
    told = {"expressions": " FUID \n\ninventario   documental\n", "in_use": "on"}
    assert client.post(f"{HOME}new/", told).status_code == 302
    kept = SynonymSet.objects.get()
    assert kept.expressions == "FUID\ninventario documental"
    assert "FUID = inventario documental" in client.get(HOME).content.decode()
    answer = client.post(f"{HOME}new/", {"expressions": "fuid\notra cosa", "in_use": "on"})
    assert "«fuid» está en otro conjunto" in answer.content.decode()
    answer = client.post(f"{HOME}edit/{kept.pk}/", {"expressions": kept.expressions})
    assert answer.status_code == 302
    kept.refresh_from_db()
    assert not kept.in_use
    answer = client.post(f"{HOME}new/", {"expressions": "uno1 = dos2\nvpn = túnel", "in_use": "on"})
    assert "«uno1 = dos2» es un conjunto" in answer.content.decode()
    for line in ("portátil = computador = equipo", "lapicero, esfero, bolígrafo"):
        assert client.post(f"{HOME}new/", {"expressions": line, "in_use": "on"}).status_code == 302
    assert set(SynonymSet.objects.values_list("expressions", flat=True)) == {
        "FUID\ninventario documental",
        "portátil\ncomputador\nequipo",
        "lapicero\nesfero\nbolígrafo",
    }


@pytest.mark.parametrize("role", [Role.EDITOR, Role.READER])
def test_nobody_else_does(world: World, enter: Enter, role: Role) -> None:
    client = enter(person("eva.otra", role, world.office))
    before = client.post(f"{HOME}new/", {"expressions": FUID, "in_use": "on"})
    assert before.status_code in (302, 403)
    assert not SynonymSet.objects.exists()


# --- Lists ----------------------------------------------------------------------------------------


def test_what_legajo_proposes_is_sound_and_taken_once(db: None, tmp_path: Path) -> None:
    call_command("import_synonyms")
    count = SynonymSet.objects.count()
    assert count == len(said.starting()) > 20
    call_command("import_synonyms")
    assert SynonymSet.objects.count() == count
    for kept in SynonymSet.objects.all():
        kept.full_clean()


@pytest.mark.parametrize("content", [b"FUID", b"\xff\xfe", b"FUID = de la"])
def test_a_file_that_is_none_changes_nothing(db: None, tmp_path: Path, content: Any) -> None:
    file = tmp_path / "sinonimos.txt"
    file.write_bytes(b"\n".join([b"uno1 = dos2", content]))
    with pytest.raises(CommandError):
        call_command("import_synonyms", str(file))
    assert not SynonymSet.objects.exists()
