"""What whoever uses the archive every day looks for: ways from row to page, words, order, marks."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.case_files import closing, correcting, entrusting, lending, paper, reclassifying
from records.case_files.access import Grounds
from records.case_files.history import lines_of
from records.case_files.late import put_late
from records.event_words import facts_of
from records.exceptions import NotAllowed
from records.models import Appointment, CaseFile, Office, Position, RecordEvent, Series
from records.no_record.suppressing import Ordered, order_suppression
from records.permissions import Role
from records.restrictions.imposing import impose
from records.text import natural
from records.viewsets.series_choice import SeriesChoiceField
from retention.models import PostHandover, RetentionSchedule
from retention.scheduling.differences import differences
from retention.scheduling.freezing import content_of
from tests.factories import World, at, person
from tests.records.case_files.files import codes, filed, kept, opened
from tests.retention.lives import lead
from tests.retention.test_settled import draft as draft  # a fixture

pytestmark = pytest.mark.django_db

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=8), one, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["kind", "from", "to", "way", "changed", "roles"]), JSON))
def test_an_event_is_told_whatever_json_its_facts_are(facts: dict[str, Any]):
    lines = facts_of(RecordEvent(facts=facts, subject_type="records.volume"))
    assert all(isinstance(value, str) for _label, value in lines)
    assert len(lines) == sum(value != [] for value in facts.values())


def test_what_changed_is_told_as_before_and_after():
    facts = {"changed": {"folios": [0, 198], "box": ["", "31"]}, "permanent": True}
    with translation.override("es"):
        told = dict(facts_of(RecordEvent(facts=facts, subject_type="records.volume")))
    assert told == {
        "Cambió": "caja: — → 31; folios: 0 → 198",
        "Conservación total": "Sí",
    }


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv", "xml"])
def test_the_history_of_a_closed_case_file_is_given_away(world: World, client: Client, ending: str):
    case_file = opened(world, support="hybrid")
    filed(world, case_file)
    client.force_login(world.archivist)
    volume = reverse("case_files:deed", args=[case_file.pk, "tomo"])
    assert client.post(volume, {"number": 1, "folios": 20, "box": "31"}).status_code == 302
    assert client.post(volume, {"number": 1, "folios": 40, "box": "31"}).status_code == 302
    closing.close([case_file], by=world.archivist, at=at("2020-03-01"))
    address = reverse("case_files:history_file", args=[case_file.pk, ending])
    assert client.get(address).status_code == 200


def test_a_history_names_people_columns_and_what_was_written(world: World):
    """Nobody who reads it knows the keys and the columns of the database."""
    case_file = opened(world, support="hybrid")
    entrusted = Appointment.objects.filter(user=world.author).latest("pk")
    entrusting.entrust([case_file], entrusted, by=world.archivist, at=at("2020-02-03"))
    paper.set_volume(case_file, 1, folios=20, box="31", by=world.archivist, at=at("2020-02-04"))
    lending.lend(
        case_file,
        borrower=world.author,
        volume=None,
        purpose="Responder",
        due_on=date(2020, 3, 1),
        by=world.archivist,
        at=at("2020-02-05"),
    )
    ruled = Series.objects.filter(scheme=world.series.scheme, rule__isnull=False)
    other = ruled.exclude(pk=world.series.pk).latest("pk")
    reclassifying.reclassify(
        case_file, other, reason="Era de otra.", by=world.archivist, at=at("2020-02-06")
    )
    with translation.override("es"):
        told = {one.action: one.detail for one in lines_of(case_file, world.archivist)}
    moved = told["Expediente reclasificado"]
    # In whatever order the database keeps facts.
    assert f"Serie anterior: {world.series}" in moved
    assert f"Serie nueva: {other}" in moved
    assert str(entrusted) in told["Expediente asignado a un responsable"]
    assert "caja: — → 31" in told["Ubicación de un tomo registrada"]
    lent = told["Expediente prestado"]
    assert f"Prestado a: {world.author.get_full_name()}" in lent
    assert re.search(r"Evidencia: Préstamo [0-9]+ \([0-9a-f]{64}\)", lent)


@pytest.fixture
def ordered(world: World) -> dict[str, Any]:
    """A restricted case file, a record taken out of it, and an order to suppress that."""
    case_file = opened(world)
    wrong, stays = filed(world, case_file, "Equivocado"), filed(world, case_file, "Queda")
    removal = correcting.remove(wrong, reason="No es.", by=world.archivist, at=at("2020-02-05"))
    told = Ordered(ground="mistake", what="Todo", reason="Se subió por error.")
    order = order_suppression(wrong, told, by=world.archivist, at=at("2020-02-06"))
    grounds = Grounds("Ley 1712 de 2014, art. 18", "Proteger la intimidad", "Se conocerían datos")
    row = impose(case_file, "classified", grounds, by=world.archivist, at=at("2020-02-06"))
    return {
        "case_file": case_file,
        "stays": stays,
        "quarantine": removal,
        "suppressions": order,
        "restrictions": row,
    }


@pytest.mark.parametrize("name", ["quarantine", "suppressions", "restrictions"])
def test_each_row_leads_to_its_page(
    world: World, client: Client, ordered: dict[str, Any], name: str
):
    client.force_login(world.archivist)
    page = client.get(reverse(f"{name}:index")).content.decode()
    address = reverse(f"{name}:inspect", args=[ordered[name].pk])
    assert f'href="{address}"' in page
    assert client.get(address).status_code == 200


def test_the_page_of_a_case_file_leads_to_its_restriction_and_to_what_was_taken_out(
    world: World, client: Client, ordered: dict[str, Any]
):
    client.force_login(world.archivist)
    address = reverse("case_files:inspect", args=[ordered["case_file"].pk])
    page = client.get(address).content.decode()
    for name in ("quarantine", "restrictions"):
        assert reverse(f"{name}:inspect", args=[ordered[name].pk]) in page
    client.force_login(world.author)
    assert "/cuarentena/" not in client.get(address).content.decode()


def test_a_record_leads_to_its_case_file_and_to_its_restriction(
    world: World, client: Client, ordered: dict[str, Any]
):
    grounds = Grounds("Ley 1581 de 2012, art. 5", "Proteger la salud", "Se sabría de ella")
    row = impose(ordered["stays"], "classified", grounds, by=world.archivist, at=at("2020-02-07"))
    client.force_login(world.archivist)
    page = client.get(reverse("records:inspect", args=[ordered["stays"].pk])).content.decode()
    case_file = reverse("case_files:inspect", args=[ordered["case_file"].pk])
    assert f'href="{case_file}"' in page
    assert reverse("restrictions:inspect", args=[row.pk]) in page
    assert "<title>\n        Documento de archivo" in page or "Documento de archivo" in page
    assert "clasificada</span>" in client.get(case_file).content.decode()


def test_the_second_person_sees_at_home_what_waits_for_them(
    world: World, client: Client, ordered: dict[str, Any]
):
    words = "espera a una segunda persona"
    client.force_login(world.archivist)
    assert words not in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(person("otra.archivista", Role.ARCHIVIST))
    assert words in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(world.author)
    assert words not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_codes_are_in_the_order_in_which_a_reader_counts():
    codes = ["10", "1.10", "2", "1", "1.4", "1.2", "130.02", "A-10", "A-9"]
    told = ["1", "1.2", "1.4", "1.10", "2", "10", "130.02", "A-9", "A-10"]
    assert sorted(codes, key=natural) == told


def test_series_are_offered_by_code_and_compared_by_code(world: World, draft: RetentionSchedule):
    for code in ("10", "2", "1.10", "1.9"):
        Series.objects.create(scheme=draft.scheme, office=world.office, code=code, name=f"S {code}")
    field = SeriesChoiceField(Series.objects.filter(scheme=draft.scheme), empty_label=None)
    offered = [str(label).split()[0] for _value, label in field.choices]
    assert [one for one in offered if "130" not in one] == ["1.9", "1.10", "2", "10"]
    content = content_of(draft)
    compared = [one.code for one in differences(content, content).lines]
    assert [one for one in compared if "130" not in one] == ["1.9", "1.10", "2", "10"]


def test_what_is_of_the_whole_entity_is_of_no_office_at_trd(world: World, client: Client):
    schedule = RetentionSchedule.objects.get(label="1")
    for code in ("10", "2"):
        Series.objects.create(
            scheme=schedule.scheme, office=world.office, code=code, name=f"De todos {code}"
        )
    page = client.get("/trd/1/").content.decode()
    assert page.index("Toda la entidad") < page.index("De todos 2") < page.index("De todos 10")
    assert page.index("De todos 10") < page.index(world.office.name)
    lines = {one["code"]: one["office"] for one in client.get("/trd/1.json").json()["lines"]}
    assert (lines["2"], lines["130.22.01"]) == ("", world.office.code)


def test_a_reason_to_publish_comes_with_the_address_of_this_site(
    world: World, client: Client, draft: RetentionSchedule
):
    lead(draft, "adopted")
    client.force_login(world.archivist)
    page = client.get(reverse("schedules:step", args=[draft.pk, "published"])).content.decode()
    assert "/trd/2/" in page


def test_a_term_says_yes_and_a_paper_is_thrown_away_in_two_steps(world: World, client: Client):
    client.force_login(world.archivist)
    page = client.get(reverse("schedule_terms:index")).content.decode()
    assert ">True<" not in page.replace(" ", "").replace("\n", "")


def test_who_opens_a_case_file_answers_for_it_and_its_series_tells_the_office(
    world: World, client: Client
):
    client.force_login(world.author)
    held = Appointment.objects.on(date.today()).get(user=world.author)
    url = reverse("case_files:open")
    looked = client.post(url, {"series": world.series.pk, "title": "Contrato 9", "choose": "1"})
    page = looked.content.decode()
    assert "no pide nada más" in page
    fields = looked.context["form"]
    assert (fields["office"].value(), fields["responsible"].value()) == (
        world.office.pk,
        held.pk,
    )
    assert "error-message" not in page
    told = {
        "series": world.series.pk,
        "office": world.office.pk,
        "title": "Contrato 9",
        "support": "electronic",
        "responsible": held.pk,
    }
    assert client.post(url, told).status_code == 302
    case_file = CaseFile.objects.get(title="Contrato 9")
    assert case_file.responsible == held
    assert RecordEvent.objects.filter(action="case_file.entrusted").count() == 1
    page = client.get(reverse("case_files:inspect", args=[case_file.pk])).content.decode()
    into = reverse("capture_into", args=[case_file.pk])
    assert page.index(into) < page.index("Qué se puede hacer")


def test_nobody_of_another_office_answers_for_it(world: World):
    other = Office.objects.create(code="990", name="Otra", valid_from=date(2015, 1, 1))
    post = Position.objects.create(name="Jefe", office=other, valid_from=date(2015, 1, 1))
    stranger = Appointment.objects.create(
        user=world.author, office=other, position=post, act="Decreto 1", valid_from=date(2015, 1, 1)
    )
    with pytest.raises(NotAllowed) as refused:
        opened(world, responsible=stranger)
    assert codes(refused) == {"office"}


def test_opening_many_leads_to_a_list_of_the_new_ones(world: World, client: Client):
    opened(world, title="De antes")
    client.force_login(world.author)
    rows = f"serie\ttitulo\n{world.series.code}\tNuevo 1\n{world.series.code}\tNuevo 2\n"
    answer = client.post(reverse("case_files:open_many"), {"pasted": rows})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Nuevo 1" in page
    assert "Nuevo 2" in page
    assert "De antes" not in page
    assert f"{timezone.localdate():%Y-%m-%d} " in page  # the moment, in legal time
    assert "+00:00" not in re.sub(r'(href|value|action)="[^"]*"', "", page)
    found = CaseFile.objects.filter(title__startswith="Nuevo")
    assert {one.responsible.user for one in found if one.responsible} == {world.author}


def test_the_life_of_a_case_file_tells_what_came_late(world: World, client: Client):
    case_file = opened(world)
    filed(world, case_file)
    closing.close([case_file], by=world.archivist, at=at("2020-03-01"))
    put_late(
        case_file,
        title="Póliza",
        created_on=date(2020, 2, 20),
        reason="Llegó tarde.",
        files=[kept()],
        by=world.archivist,
        at=at("2020-03-05"),
    )
    client.force_login(world.archivist)
    page = client.get(reverse("case_files:inspect", args=[case_file.pk]))
    told = [str(one["what"]) for one in page.context["life"]]
    assert told[-1] in ("late entry", "incorporación tardía")


def test_the_receiver_sees_at_home_that_a_hand_over_waits(world: World, client: Client):
    client.force_login(world.author)
    words = "revise lo que recibe"
    assert words not in client.get(reverse("wagtailadmin_home")).content.decode()
    given = Appointment.objects.filter(user=world.archivist).first()
    taken = Appointment.objects.filter(user=world.author).first()
    PostHandover.objects.create(
        appointment=given,
        receiver=taken,
        cause="transfer",
        place="Aguaclara",
        series=world.series.code,
        opened_by=world.archivist,
        opened_at=at("2020-02-03"),
    )
    assert words in client.get(reverse("wagtailadmin_home")).content.decode()
