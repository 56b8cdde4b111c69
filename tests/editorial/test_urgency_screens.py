"""Issuing urgently and confirming it on the screens: who is offered it, what it asks and says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import WorkflowState

import pytest

from editorial.models import ProcedurePage
from editorial.views.signing import may_read
from editorial.waiting import urgent_for, waiting_for
from records.models import (
    Appointment,
    DocumentVersion,
    Entity,
    Issuance,
    UrgentConfirmation,
    UrgentIssuance,
    Withdrawal,
)
from records.permissions import Role
from records.urgency import withdraw_lapsed
from tests.editorial.conftest import Enter
from tests.factories import PASSWORD, World, at, person
from tests.urgent import issue_urgently

REASON = "Se desbordó el río."
TODAY = timezone.localdate().isoformat()


@pytest.fixture
def version(world: World) -> DocumentVersion:
    Entity.objects.update(urgent_allowed=True)
    return world.submit_page(world.page(), day=TODAY)


def urgently(client: Any, version: DocumentVersion, **changed: Any) -> Any:
    told = {"content_sha256": version.content_sha256, "reason": REASON, "password": PASSWORD}
    return client.post(reverse("issue_urgently", args=[version.pk]), {**told, **changed})


def confirmed(client: Any, version: DocumentVersion, **changed: Any) -> Any:
    told = {"content_sha256": version.content_sha256, "password": PASSWORD}
    return client.post(reverse("confirm_urgent", args=[version.pk]), {**told, **changed})


def test_an_approver_whose_turn_is_later_is_led_to_a_screen_of_its_own(
    world: World, version: DocumentVersion, enter: Enter
):
    client = enter(world.approver)
    address = reverse("issue_urgently", args=[version.pk])
    assert address in client.get(reverse("signing", args=[version.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "Estos pasos quedan sin firma" in page
    assert "No vuelve a regir ninguna versión anterior" in page
    answer = urgently(client, version)
    assert answer["Location"] == reverse("signing", args=[version.pk])
    assert Issuance.objects.get().version == version
    assert UrgentIssuance.objects.get().reason == REASON
    assert WorkflowState.objects.get().status == "cancelled"
    assert not ProcedurePage.objects.get().in_review
    shown = client.get(answer["Location"]).content.decode()
    assert "Expedido de urgencia, por confirmar" in shown
    assert REASON in shown
    assert reverse("confirm_urgent", args=[version.pk]) not in shown
    inbox = client.get(reverse("signing_inbox")).content.decode()
    assert "aún sin confirmar" in inbox


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"password": "otra"}, "password"), ({"reason": " "}, "reason")],
)
def test_what_is_missing_is_said_at_its_field(
    world: World, version: DocumentVersion, enter: Enter, changes: dict[str, str], field: str
):
    answer = urgently(enter(world.approver), version, **changes)
    assert list(answer.context["form"].errors) == [field]
    assert not Issuance.objects.exists()


def test_what_was_not_seen_is_not_issued(world: World, version: DocumentVersion, enter: Enter):
    answer = urgently(enter(world.approver), version, content_sha256="0" * 64)
    assert "no es lo que se" in str(answer.context["form"].non_field_errors())
    assert not Issuance.objects.exists()


def test_nobody_else_is_offered_it(world: World, version: DocumentVersion, enter: Enter):
    address = reverse("issue_urgently", args=[version.pk])
    elsewhere = person("elsa.otra", Role.APPROVER, world.other_office, position="Secretaria")
    for who, status in (
        (world.reviewer, 302),
        (world.author, 302),
        (world.stranger, 404),
        (elsewhere, 404),
    ):
        client = enter(who)
        shown = client.get(reverse("signing", args=[version.pk]))
        assert address not in shown.content.decode()
        assert client.get(address).status_code == status
        assert urgently(client, version).status_code == status
    Entity.objects.update(urgent_allowed=False)
    client = enter(world.approver)
    assert address not in client.get(reverse("signing", args=[version.pk])).content.decode()
    assert urgently(client, version).status_code == 302
    assert not Issuance.objects.exists()


def test_the_second_person_reads_it_and_confirms(
    world: World, version: DocumentVersion, enter: Enter
):
    urgently(enter(world.approver), version)
    client = enter(world.reviewer)
    address = reverse("confirm_urgent", args=[version.pk])
    for place in (reverse("signing_inbox"), reverse("wagtailadmin_home")):
        listed = client.get(place).content.decode()
        assert address in listed
        assert REASON in listed
    page = client.get(address).content.decode()
    assert "Publicar los datos de la entidad" in page
    assert "sin firma: se expidió de urgencia" in page
    assert confirmed(client, version, password="otra").context["form"].errors
    assert not UrgentConfirmation.objects.exists()
    assert confirmed(client, version)["Location"] == reverse("signing_inbox")
    assert UrgentConfirmation.objects.get().user == world.reviewer
    assert address not in client.get(reverse("signing_inbox")).content.decode()
    again = confirmed(client, version)
    assert again.status_code == 409
    assert "ya la confirmó" in again.content.decode()


def test_whoever_issued_it_from_another_office_is_told_who_withdraws_it(
    world: World, version: DocumentVersion, enter: Enter
):
    urgently(enter(world.approver), version)
    own = enter(world.approver)
    address = reverse("signing", args=[version.pk])
    assert "la expidió sin nadie más" not in own.get(address).content.decode()
    elsewhere = Appointment.objects.filter(user=world.approver)
    elsewhere.update(office=world.other_office)  # whom the route names may be of another office
    assert "la expidió sin nadie más" in own.get(address).content.decode()
    answer = own.get(reverse("withdraw_version", args=[version.issuance.pk]), follow=True)
    (told,) = [str(one) for one in answer.context["messages"]]
    assert world.office.name in told
    assert "o un administrador" in told


def test_too_late_is_a_conflict_page(world: World, version: DocumentVersion, enter: Enter):
    urgently(enter(world.approver), version)
    urgent = UrgentIssuance.objects.get()
    withdraw_lapsed(urgent, at=urgent.confirm_by + timedelta(seconds=1))
    answer = confirmed(enter(world.reviewer), version)
    assert answer.status_code == 409
    assert "ya fue retirada" in answer.content.decode()
    assert Withdrawal.objects.get().by is None


def test_who_is_not_the_second_person_confirms_nothing(
    world: World, version: DocumentVersion, enter: Enter
):
    urgently(enter(world.approver), version)
    for who, status in ((world.approver, 302), (world.author, 302), (world.stranger, 404)):
        assert confirmed(enter(who), version).status_code == status
    assert not UrgentConfirmation.objects.exists()


def test_another_reviewer_is_shown_it_and_a_restricted_one_is_not(world: World, enter: Enter):
    other = person("otto.otro", Role.REVIEWER, world.other_office, position="Otro líder")
    Entity.objects.update(urgent_allowed=True)
    shown = world.submit_page(world.page(), day=TODAY)
    hidden = world.submit_page(
        world.page(world.content("PR-M2-P6-02", access="reserved")), day=TODAY
    )
    for one in (shown, hidden):
        urgently(enter(world.approver), one)
    client = enter(other)
    for place in (reverse("signing_inbox"), reverse("wagtailadmin_home")):
        text = client.get(place).content.decode()
        assert "PR-M2-P6-01" in text
        assert "PR-M2-P6-02" not in text
    assert may_read(other, shown)
    assert not may_read(other, hidden)
    assert client.get(reverse("confirm_urgent", args=[hidden.pk])).status_code == 404
    assert confirmed(client, hidden).status_code == 404


def test_only_while_it_waits_do_others_read_it(
    world: World, version: DocumentVersion, enter: Enter
):
    other, second = (
        person(name, Role.REVIEWER, world.other_office, position="Otro líder")
        for name in ("otto.otro", "sara.segunda")
    )
    urgently(enter(world.approver), version)
    assert may_read(other, version)
    assert confirmed(enter(second), version).status_code == 302
    assert not may_read(other, version)
    assert may_read(second, version)
    assert enter(other).get(reverse("signing", args=[version.pk])).status_code == 404


def test_what_lapsed_is_read_by_no_other_office(world: World):
    other = person("otto.otro", Role.REVIEWER, world.other_office, position="Otro líder")
    assert not may_read(other, issue_urgently(world).version)


def test_more_rows_cost_no_more_queries(world: World):
    Entity.objects.update(urgent_allowed=True)

    def add(*places: int) -> None:
        for place in places:
            issue_urgently(world, content=world.content(f"PR-M2-P6-{place:02}"))
            world.submit(world.document(), world.content(f"PR-M2-P6-{place + 20:02}"))

    def queries(to_confirm: int, to_sign: int) -> tuple[int, int]:
        user = type(world.reviewer).objects.get(pk=world.reviewer.pk)
        with CaptureQueriesContext(connection) as first:
            assert len(urgent_for(user, at=at("2020-02-04"))[0]) == to_confirm
        with CaptureQueriesContext(connection) as second:
            assert len(waiting_for(user, at=at("2020-02-04"))[0]) == to_sign
        return len(first), len(second)

    add(1, 2)
    few = queries(2, 2)
    add(3, 4, 5)
    assert queries(5, 5) == few


def test_a_version_issued_as_usual_has_nothing_to_confirm(world: World, enter: Enter):
    issuance = world.issue_page(world.page())
    address = reverse("confirm_urgent", args=[issuance.version_id])
    assert enter(world.reviewer).get(address).status_code == 404


def test_the_report_and_the_entitys_form_know_it(
    world: World, version: DocumentVersion, enter: Enter, root: Any
):
    urgently(enter(world.approver), version)
    client = enter(root)
    assert "otra debe confirmarla" in client.get(reverse("separation")).content.decode()
    edit = client.get(reverse("entity:edit", args=[Entity.current().pk])).content.decode()
    assert "urgent_hours" in edit
    register = client.get(reverse("register:index")).content.decode()
    assert "Versión expedida de urgencia" in register


def test_the_archive_marks_the_record_that_keeps_it(
    world: World, version: DocumentVersion, enter: Enter
):
    urgently(enter(world.approver), version)
    world.issue(content=world.content("PR-M2-P6-02"))
    client = enter(world.archivist)
    assert client.get(reverse("records:index")).content.decode().count("por confirmar") == 1
    record = version.record
    shown = client.get(reverse("records:inspect", args=[record.pk])).content.decode()
    assert "expedido de urgencia, por confirmar" in shown
