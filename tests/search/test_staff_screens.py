"""The staff search in the admin: what each may know, narrowed, turned, taken out, and written."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

import pytest
from openpyxl import load_workbook

from records.case_files import correcting
from records.events import opened
from records.models import AccessLevel, CaseFile, Derivation, Record, RecordEvent
from records.permissions import Role
from search.backends.database import DatabaseEngine
from search.fields import Field
from search.indexing import rebuild
from search.viewsets import asked, searching
from tests.editorial.conftest import Enter, enter
from tests.factories import World, person
from tests.retention.inventories.archive import Archive

__all__ = ["enter"]
pytestmark = pytest.mark.django_db
HOME = "/gestion/buscar/"


def read(record: Record, text: str) -> None:
    """What was read out of the file of a record."""
    file = record.components.get()
    Derivation.objects.create(
        sha256=file.sha256,
        work=Derivation.Work.TEXT,
        outcome=Derivation.Outcome.DONE,
        text=text,
        at=file.created_at,
    )


class Kept:
    """Case files of two offices with what their files say: one of each access."""

    def __init__(self, world: World) -> None:
        self.archive = archive = Archive(world)
        self.public = archive.case_file("Convenio del puente")
        self.reserved = archive.case_file(
            "Investigación del puente", series=archive.other_series, access=AccessLevel.RESERVED
        )
        self.letter = archive.record(self.public, "2026-02-01", title="Carta", text=b"uno")
        self.report = archive.record(self.reserved, "2026-02-02", title="Informe", text=b"dos")
        read(self.letter, "El zarzal cruza el puente colgante.")
        read(self.report, "Secretísimo: el zarzal ardió.")


@pytest.fixture
def kept(world: World) -> Kept:
    made = Kept(world)
    rebuild(DatabaseEngine())
    return made


def titles(page: Any) -> list[str]:
    return [line.title for line in page.context["table"].data]


def events() -> list[dict[str, Any]]:
    return [
        {**one.facts, **one.detail.payload, "by": one.actor_id}
        for one in RecordEvent.objects.filter(action="search.read").select_related("detail")
    ]


# --- What each finds ------------------------------------------------------------------------------


def test_a_record_is_found_by_the_text_of_its_file(enter: Enter, world: World, kept: Kept) -> None:
    page = enter(world.author).get(HOME, {"q": "zarzal colgante"})
    assert titles(page) == ["Carta"]
    html = page.content.decode()
    assert "<mark>zarzal</mark>" in html
    assert reverse("records:inspect", args=[kept.letter.pk]) in html
    assert f"En el expediente {kept.public.code}" in html


def test_nobody_is_shown_what_they_may_not_know(enter: Enter, world: World, kept: Kept) -> None:
    """Of the office, of another, and who reads everything: list, facets, suggestions and files."""
    for user, found in (
        (world.author, {"Carta"}),
        (world.stranger, {"Carta", "Informe"}),
        (world.archivist, {"Carta", "Informe"}),
        (person("aldo.auditor", Role.AUDITOR), {"Carta", "Informe"}),
    ):
        client = enter(user)
        page = client.get(HOME, {"q": "zarzal"})
        assert set(titles(page)) == found
        html = page.content.decode()
        assert ("Secretísimo" in html) == ("Informe" in found)
        assert ("acceso=reserved" in html) == ("Informe" in found)
        named = client.get(f"{HOME}sugerencias/", {"q": "investig"}).json()["suggestions"]
        assert bool(named) == ("Informe" in found)
        rows = csv_rows(client, q="zarzal")
        assert {row[2] for row in rows[1:]} == found


def test_who_has_no_role_finds_nothing(enter: Enter, world: World, kept: Kept) -> None:
    nobody = person("nora.nadie", Role.READER)
    nobody.groups.clear()
    nobody.user_permissions.add(admin_access())
    client = enter(nobody)
    for address in (HOME, f"{HOME}?q=zarzal", f"{HOME}?q=zarzal&export=csv"):
        answer = client.get(address)
        assert b"Carta" not in answer.content
        assert answer.status_code in (302, 403)
    assert client.get(f"{HOME}sugerencias/?q=carta").status_code in (302, 403)
    assert Client().get(HOME).status_code == 302


def admin_access() -> Any:
    return Permission.objects.get(codename="access_admin")


def test_every_sort_is_a_line_that_leads_somewhere(enter: Enter, world: World, kept: Kept) -> None:
    world.issue(content=world.content("PR-M2-P6-01", "Cruzar el puente"))
    rebuild(DatabaseEngine())
    client = enter(world.archivist)
    page = client.get(HOME, {"q": "puente OR procedimientos"})
    lines = {line.title: line for line in page.context["table"].data}
    version = lines["Cruzar el puente"]
    assert (version.code, version.kind, version.state) == (
        "PR-M2-P6-01",
        "Procedimiento",
        "Vigente",
    )
    assert lines["Convenio del puente"].state == "Abierto"
    assert lines["Investigación del puente"].access_in_words == "Reservada"
    assert lines["Procedimientos"].kind == "Serie"
    for line in lines.values():
        assert client.get(line.url).status_code == 200
    theirs = enter(world.author)
    for line in theirs.get(HOME, {"q": "puente OR procedimientos"}).context["table"].data:
        assert theirs.get(line.url.partition("#")[0]).status_code == 200


def test_nothing_is_shown_before_something_is_asked(enter: Enter, world: World, kept: Kept) -> None:
    page = enter(world.archivist).get(HOME, {"orden": "recientes"})
    assert page.context["results"] is None
    assert "Cómo preguntar" in page.content.decode()
    assert events() == []


# --- Narrowing, turning, correcting ---------------------------------------------------------------


def test_facets_lead_to_what_they_count(enter: Enter, world: World, kept: Kept) -> None:
    client = enter(world.archivist)
    page = client.get(HOME, {"q": "puente"})
    facet = next(one for one in page.context["facets"] if one.name == "tipo")
    for way in facet.ways:
        narrowed = client.get(HOME + way.address)
        assert narrowed.context["results"].total == way.count
        (chosen,) = [one for one in narrowed.context["facets"] if one.name == "tipo"]
        assert (chosen.chosen, chosen.ways) == (way.label, [])
        assert client.get(HOME + chosen.without).context["results"].total == sum(
            one.count for one in facet.ways
        )


def test_every_hit_is_on_one_page(
    enter: Enter, world: World, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forwards by the cursor and backwards by the number."""
    monkeypatch.setattr(asked, "PER_PAGE", 2)
    client, address, seen = enter(world.archivist), f"{HOME}?q=puente OR zarzal", []
    while address:
        page = client.get(address)
        seen += titles(page)
        address = HOME + page.context["next"] if page.context["next"] else ""
    assert sorted(seen) == sorted(
        ["Carta", "Informe", "Convenio del puente", "Investigación del puente"]
    )
    assert page.context["page"] == 2
    assert titles(client.get(HOME + page.context["previous"])) == seen[:2]
    assert titles(client.get(f"{HOME}?q=puente OR zarzal&p=99")) == seen[2:]


def test_a_word_misspelt_is_put_right(enter: Enter, world: World, kept: Kept) -> None:
    page = enter(world.author).get(HOME, {"q": "combenio"})
    assert titles(page) == ["Convenio del puente"]
    html = page.content.decode()
    way = f'<a href="{page.context["meant"]}">convenio</a>'
    assert html.count(f"No hay resultados para «combenio»; se muestran los de «{way}».") == 1
    assert "Quiso decir" not in html  # the same is said once
    assert titles(enter(world.author).get(HOME + page.context["meant"])) == ["Convenio del puente"]


def test_only_in_one_case_file(enter: Enter, world: World, kept: Kept) -> None:
    client = enter(world.archivist)
    within = {"q": "zarzal", "expediente": str(kept.reserved.pk)}
    page = client.get(HOME, within)
    assert titles(page) == ["Informe"]
    assert f"Solo en el expediente {kept.reserved.code}" in page.content.decode()
    assert len(titles(client.get(HOME + page.context["everywhere"]))) == 2
    assert enter(world.author).get(HOME, within).status_code == 404
    for told in ("0", "x", "9" * 40):
        assert client.get(HOME, within | {"expediente": told}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "q=%07",
        "q=" + "a" * 5000,
        "q=zarzal&p=-1",
        "q=zarzal&p=" + "9" * 30,
        "q=zarzal&despues=no",
        "q=zarzal&desde=2026-13-45&hasta=ayer&orden=nada&tipo=%E2%80%AE",
        "q=zarzal&anio=abc&export=pdf",
        "etiqueta=a|b",
        "export=csv",
    ],
)
def test_no_address_breaks_it(enter: Enter, world: World, kept: Kept, query: str) -> None:
    assert enter(world.author).get(f"{HOME}?{query}").status_code == 200


def test_a_long_question_is_repeated_by_nothing(enter: Enter, world: World, kept: Kept) -> None:
    """Whatever writes the address of another search writes what is looked for, and no more."""
    user = person("ada.admin", Role.ADMINISTRATOR)
    user.is_superuser = True
    user.save()
    client = enter(user)
    short = len(client.get(HOME, {"q": "zarzal"}).content)
    long = client.get(HOME, {"q": "ñ" * 100_000}).content
    assert len(long) < short + 60_000
    page = client.get(HOME, {"q": "zarzal"}).content.decode()
    assert "?q=zarzal" in page.partition("Otras búsquedas")[2]


def test_the_level_of_a_case_file_is_that_of_the_strictest_version_it_gathers(
    enter: Enter, world: World
) -> None:
    """The facet and the line say the same, and the file too."""
    first = world.issue(content=world.content(access="reserved"))
    world.issue(first.document, world.content(access="public"), day="2020-03-03")
    assert first.document.access == AccessLevel.PUBLIC
    rebuild(DatabaseEngine())
    client = enter(world.archivist)
    page = client.get(HOME, {"tipo": "case_file"})
    (line,) = page.context["table"].data
    assert (line.access, line.restricted) == (AccessLevel.RESERVED, True)
    facet = page.context["results"].facets[Field.ACCESS]
    assert [(one.value, one.count) for one in facet] == [(AccessLevel.RESERVED, 1)]
    assert csv_rows(client, tipo="case_file")[1][7] == "Reservada"


def test_the_level_of_a_record_is_that_of_the_one_whose_files_it_shows(
    enter: Enter, world: World, kept: Kept
) -> None:
    at = kept.report.incorporated_at
    correcting.file_also(kept.report, kept.public, by=world.archivist, at=at)
    rebuild(DatabaseEngine())
    client = enter(world.archivist)
    page = client.get(HOME, {"q": "informe", "tipo": "record"})
    assert [line.access for line in page.context["table"].data] == [AccessLevel.RESERVED] * 2
    facet = page.context["results"].facets[Field.ACCESS]
    assert [(one.value, one.count) for one in facet] == [(AccessLevel.RESERVED, 2)]


# --- Files ----------------------------------------------------------------------------------------


def csv_rows(client: Client, **query: str) -> list[list[str]]:
    answer: Any = client.get(HOME, {**query, "export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    return list(csv.reader(io.StringIO(text)))


def test_the_list_goes_out_in_two_files(enter: Enter, world: World, kept: Kept) -> None:
    client = enter(world.archivist)
    head, *rows = csv_rows(client, q="zarzal")
    assert head[:4] == ["Tipo", "Código", "Título", "Expediente"]
    assert {row[2]: row[7] for row in rows} == {"Carta": "Pública", "Informe": "Reservada"}
    answer: Any = client.get(HOME, {"q": "zarzal", "export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert {row[2] for row in sheet.iter_rows(min_row=2, values_only=True)} == {"Carta", "Informe"}


def test_what_people_wrote_acts_in_no_spreadsheet(enter: Enter, world: World, kept: Kept) -> None:
    CaseFile.objects.filter(pk=kept.public.pk).update(title='=HYPERLINK("x")')
    rebuild(DatabaseEngine())
    client = enter(world.archivist)
    assert '\'=HYPERLINK("x")' in [row[2] for row in csv_rows(client, q="hyperlink")]
    answer: Any = client.get(HOME, {"q": "hyperlink", "export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.data_type for cell in sheet["C"]] == ["s", "s"]


def test_a_file_holds_no_more_than_it_says(
    enter: Enter, world: World, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read a piece at a time, up to the bound."""
    monkeypatch.setattr(searching, "LARGEST_PAGE", 1)
    client = enter(world.archivist)
    assert len(csv_rows(client, q="puente OR zarzal")) == 5
    monkeypatch.setattr(searching, "MOST_EXPORTED", 3)
    assert len(csv_rows(client, q="puente OR zarzal")) == 4


# --- The register ---------------------------------------------------------------------------------


def test_who_is_shown_what_is_restricted_leaves_one_event(
    enter: Enter, world: World, kept: Kept
) -> None:
    client = enter(world.archivist)
    client.get(HOME, {"q": "zarzal"})
    client.get(HOME, {"q": "zarzal", "p": "2"})
    client.get(HOME, {"q": "zarzal", "orden": "codigo"})
    told = {"way": "list", "count": 1, "question": "zarzal", "by": world.archivist.pk}
    assert events() == [told]
    csv_rows(client, q="zarzal")
    assert events() == [told, told | {"way": "csv"}]
    client.get(HOME, {"q": "zarzal", "acceso": "reserved"})
    assert events()[2]["question"] == "zarzal · acceso:reserved"


def test_what_is_public_leaves_no_trace(enter: Enter, world: World, kept: Kept) -> None:
    client = enter(world.author)
    client.get(HOME, {"q": "zarzal"})
    csv_rows(client, q="zarzal")
    client.get(f"{HOME}sugerencias/", {"q": "conven"})
    assert events() == []


def test_suggestions_are_one_reading(enter: Enter, world: World, kept: Kept) -> None:
    client = enter(world.archivist)
    for text in ("inv", "investi", "investigacion"):
        assert client.get(f"{HOME}sugerencias/", {"q": text}).json()["suggestions"]
    assert [one["way"] for one in events()] == ["suggestions"]


def test_the_question_stands_in_no_chain(enter: Enter, world: World, kept: Kept) -> None:
    """It may name people: it can be erased, and an event that is opened to anyone lacks it."""
    enter(world.archivist).get(HOME, {"q": "zarzal"})
    event = RecordEvent.objects.get(action="search.read")
    assert "zarzal" not in repr(opened(event))
    assert event.detail.payload == {"question": "zarzal"}


def test_the_register_shows_it_to_those_who_keep_watch_alone(
    enter: Enter, world: World, kept: Kept
) -> None:
    enter(world.archivist).get(HOME, {"q": "zarzal"})
    event = RecordEvent.objects.get(action="search.read")
    address = reverse("register:inspect", args=[event.pk])
    page = enter(person("aldo.auditor", Role.AUDITOR)).get(address).content.decode()
    assert "Búsqueda que mostró información restringida" in page
    assert "zarzal" in page
    for user in (world.author, world.stranger, world.approver):
        assert b"zarzal" not in enter(user).get(address).content


# --- In Wagtail -----------------------------------------------------------------------------------


def test_the_box_of_the_menu_searches_everything(enter: Enter, world: World) -> None:
    """And the searches of Wagtail's own are a step away."""
    client = enter(world.author)
    assert f'"{HOME}"' in client.get("/gestion/").content.decode()
    html = client.get(HOME, {"q": "acta"}).content.decode()
    assert 'href="/gestion/pages/search/?q=acta"' in html
    assert client.get("/gestion/pages/search/", {"q": "acta"}).status_code == 200
