"""The screens of the life of a version: its steps by the archive, seen by nobody else."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

import pytest

from records.event_words import facts_of
from records.models import LegalReference, RecordEvent, Series
from retention.models import RetentionRule, RetentionSchedule
from tests.factories import World
from tests.retention.lives import DAY, lead, step
from tests.retention.test_settled import draft as draft  # a fixture
from tests.retention.test_settled import line

pytestmark = pytest.mark.django_db


def post(client: Client, schedule: RetentionSchedule, kind: str, **told: Any) -> str:
    address = reverse("schedules:step", args=[schedule.pk, kind])
    answer = client.post(
        address, {"on": "2026-03-02", "seen": schedule.status, **told}, follow=True
    )
    schedule.refresh_from_db()
    return answer.content.decode()


@pytest.mark.conformance("C02")
def test_a_version_is_led_on_the_screen_with_one_round_of_adjustments(
    world: World, draft: RetentionSchedule, client: Client
) -> None:
    client.force_login(world.archivist)
    page = client.get(reverse("schedules:inspect", args=[draft.pk])).content.decode()
    assert "Registrar la aprobación del comité" in page
    assert "Escriba su número" in post(client, draft, "approved")
    assert draft.status == "draft"
    post(client, draft, "approved", number="Acta 4 de 2026")
    post(client, draft, "submitted", body="Consejo Departamental de Archivos")
    post(client, draft, "received")
    post(client, draft, "adjustments", text="Suban el AC.", deadline="2026-04-02")
    assert draft.editable
    rule = draft.rules.get()
    rule.archive_years = 20
    rule.save()
    page = post(client, draft, "submitted", body="Consejo", text="Se subió a 20.")
    assert "Se subió a 20." in page
    assert "1 renglón cambió" in page
    compared = client.get(reverse("schedules:round", args=[draft.pk, 1])).content.decode()
    assert "<del>3</del>" in compared
    assert "<ins>20</ins>" in compared
    lead_on = [
        ("received", {}),
        ("convalidated", {"number": "Acuerdo 12", "body": "Consejo"}),
        ("adopted", {"number": "Resolución 8"}),
        ("published", {"address": "https://entidad.example/trd"}),
        ("registered", {"number": "RUSD-1"}),
        ("in_force", {}),
    ]
    for kind, told in lead_on:
        page = post(client, draft, kind, **told)
    assert draft.status == "in_force"
    assert "Resolución 8" in page


def test_two_versions_side_by_side_and_what_one_would_change(
    world: World, draft: RetentionSchedule, client: Client
) -> None:
    client.force_login(world.archivist)
    former = RetentionSchedule.objects.exclude(pk=draft.pk).get()
    heir = Series.objects.create(
        scheme=draft.scheme, office=world.office, code=world.series.code, name="Procedimientos"
    )
    line(draft, heir).save()
    page = client.get(reverse("schedules:compare", args=[draft.pk, former.pk])).content.decode()
    assert "<ins>eliminación</ins>" in page
    assert "Cambian: 1" in page
    page = client.get(reverse("schedules:dry_run", args=[draft.pk])).content.decode()
    assert "AG 2 · AC 8" in page
    assert "lo abierto se conserva más" in page


@pytest.mark.conformance("R01")
def test_nobody_else_takes_a_step(world: World, draft: RetentionSchedule, client: Client) -> None:
    for person in (world.author, world.approver, world.stranger):
        client.force_login(person)
        for name, *rest in (("step", "approved"), ("dry_run",), ("compare", draft.pk)):
            address = reverse(f"schedules:{name}", args=[draft.pk, *rest])
            assert client.get(address).status_code in {302, 403}
            if name == "step":
                client.post(address, {"on": "2026-03-02", "number": "Acta"})
    assert not draft.steps.exists()


def test_a_step_that_is_not_the_next_one_and_one_that_somebody_else_took(
    world: World, draft: RetentionSchedule, client: Client
) -> None:
    client.force_login(world.archivist)
    address = reverse("schedules:step", args=[draft.pk, "in_force"])
    assert client.get(address).status_code == 302
    assert client.get(reverse("schedules:step", args=[draft.pk, "nada"])).status_code == 404
    lead(draft, "approved")
    draft.status = "draft"  # what the person saw
    page = post(client, draft, "approved", number="Acta 5")
    assert "alguien dio otro paso" in page


def test_the_file_of_a_step_is_kept_and_given_back(
    world: World, draft: RetentionSchedule, client: Client
) -> None:
    kept = step(draft, "approved", file=("acta.pdf", b"%PDF-1.7 acta"))
    client.force_login(world.archivist)
    address = reverse("schedules:step_file", args=[draft.pk, kept.pk])
    assert client.get(address).content == b"%PDF-1.7 acta"
    client.force_login(world.author)
    assert client.get(address).status_code in {302, 403}


def test_what_the_law_asks_is_warned_of_where_a_line_is_kept(
    world: World, draft: RetentionSchedule, client: Client
) -> None:
    client.force_login(world.archivist)
    series = Series.objects.create(
        scheme=draft.scheme, office=world.office, code="130.60", name="Contratos de obra"
    )
    norm = LegalReference.objects.first()
    assert norm is not None
    told = {
        "schedule": draft.pk,
        "series": series.pk,
        "office_years": 1,
        "archive_years": 4,
        "disposition": "destroy",
        "trigger": "closing",
        "legal_basis": [norm.pk],
    }
    page = client.post(reverse("rules:add"), told, follow=True).content.decode()
    assert "Ley 80 de 1993" in page
    rule = RetentionRule.objects.get(series=series)
    assert [*rule.legal_basis.all()] == [norm]
    assert RecordEvent.objects.filter(subject_id=rule.pk, action="reference.created").exists()
    life = client.get(reverse("schedules:inspect", args=[draft.pk])).content.decode()
    assert "Ley 80 de 1993" in life
    assert timezone.localdate() > DAY


@pytest.mark.conformance("R02")
def test_a_rule_changed_in_its_form_says_what_it_held_before(
    world: World, draft: RetentionSchedule, client: Client
) -> None:
    client.force_login(world.archivist)
    rule = draft.rules.get()
    norm = LegalReference.objects.first()
    assert norm is not None
    told = {
        "schedule": draft.pk,
        "series": rule.series_id,
        "office_years": rule.office_years,
        "archive_years": rule.archive_years + 6,
        "disposition": "permanent",
        "trigger": "closing",
        "electronic": "on",
        "legal_basis": [norm.pk],
    }
    client.post(reverse("rules:edit", args=[rule.pk]), told)
    changes = RecordEvent.objects.filter(subject_id=rule.pk, action="reference.changed")
    columns, norms = changes.order_by("seq")
    assert columns.actor_id == world.archivist.pk
    assert columns.facts["changed"] == ["archive_years", "disposition"]
    assert columns.detail.payload == {
        "before": {"archive_years": rule.archive_years, "disposition": "destroy"},
        "after": {"archive_years": rule.archive_years + 6, "disposition": "permanent"},
    }
    assert norms.detail.payload["before"] == {"legal_basis": ""}
    assert str(norm) in norms.detail.payload["after"]["legal_basis"]
    with translation.override("es"):
        shown = dict(facts_of(columns))
    assert shown["Antes"] == "años en archivo central: 3; disposición final: eliminación"
    assert "Conservación" in shown["Después"] or "conservación" in shown["Después"]
