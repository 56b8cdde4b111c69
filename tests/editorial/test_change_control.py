"""Change control on screen: asking, deciding, submitting what was asked, the short way, errata."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

import pytest
import time_machine

from editorial.models import Route
from editorial.publishing import sign_version
from records import changes
from records.models import ChangeRequest, Entity, Issuance
from records.permissions import Role
from tests.editorial.conftest import Enter
from tests.editorial.test_routes import workflow
from tests.factories import PASSWORD, World, at, person

pytestmark = pytest.mark.django_db
TODAY = "2020-03-02"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(at(TODAY)):
        yield


@pytest.fixture
def issued(world: World) -> Issuance:
    return world.issue_page(world.page())


@pytest.fixture
def quality(world: World) -> Any:
    return person("nora.calidad", Role.QUALITY, world.other_office)


def test_a_request_from_the_official_to_the_new_version(
    world: World, issued: Issuance, quality: Any, enter: Enter, client: Client
) -> None:
    reader = enter(person("lia.lectora", Role.READER, world.other_office))
    assert issued.version.title in reader.get(reverse("change_requests:add")).content.decode()
    told = {
        "kind": "change",
        "document": issued.document_id,
        "office": world.other_office.pk,
        "reason": "Falta la licencia.",
    }
    assert reader.post(reverse("change_requests:add"), told).status_code == 302
    request = ChangeRequest.objects.get()
    assert "SC-2020-001" in reader.get(reverse("change_requests:index")).content.decode()

    office = enter(quality)
    assert "Decidir 1 solicitud" in office.get(reverse("wagtailadmin_home")).content.decode()
    shown = office.get(reverse("change_requests:inspect", args=[request.pk])).content.decode()
    assert "Falta la licencia." in shown
    decide = reverse("change_requests:decide", args=[request.pk])
    assert office.post(decide, {"decision": "accept"}).status_code == 302

    Entity.objects.update(requests_required=True)
    author = enter(world.author)
    assert "SC-2020-001" in author.get(reverse("wagtailadmin_home")).content.decode()
    page = issued.document.page
    screen = reverse("submit_document", args=[page.pk])
    form = author.get(screen).context["form"]
    assert form.get_initial_for_field(form.fields["request"], "request") == request.pk
    sent = {
        "revision": form["revision"].value(),
        "content_sha256": form["content_sha256"].value(),
        "change_note": "Se agrega la licencia.",
        "change_scope": "major",
        "password": PASSWORD,
    }
    refused = author.post(screen, sent)
    assert "la entidad la exige" in str(refused.context["form"].errors["request"])
    assert author.post(screen, {**sent, "request": request.pk}).status_code == 302
    version = issued.document.versions.in_review().get()
    for step, signer in ((1, world.reviewer), (2, world.approver)):
        sign_version(
            version,
            step=step,
            content_sha256=version.content_sha256,
            authentication="password",
            by=signer,
            at=at(TODAY, 12 + step),
        )
    with time_machine.travel(at(TODAY, 16)):
        read = client.get("/documentos/PR-M2-P6-01/").content.decode()
    assert "Atiende la solicitud de cambio SC-2020-001" in read


def test_what_is_wrong_is_said_at_its_field(world: World, enter: Enter) -> None:
    browser = enter(world.author)
    answer = browser.post(reverse("change_requests:add"), {"kind": "create", "office": ""})
    errors = answer.context["form"].errors
    assert set(errors) == {"office", "reason"}
    told = {"kind": "create", "office": world.office.pk, "reason": "Falta."}
    errors = browser.post(reverse("change_requests:add"), told).context["form"].errors
    assert set(errors) == {"title", "document_kind"}


def test_who_may_not_know_of_a_request_finds_none(
    world: World, issued: Issuance, enter: Enter
) -> None:
    request = changes.request_change(
        "change",
        document=issued.document,
        office=world.office,
        reason="Secreto de la oficina.",
        by=world.author,
        at=at(TODAY),
    )
    stranger = enter(world.stranger)
    for name in ("inspect", "decide"):
        address = reverse(f"change_requests:{name}", args=[request.pk])
        send = stranger.post if name == "decide" else stranger.get
        assert send(address).status_code in (302, 404)
    listed = stranger.get(reverse("change_requests:index") + "?export=csv")
    assert b"Secreto" not in b"".join(listed.streaming_content)
    assert not hasattr(ChangeRequest.objects.get(), "decision")


def test_a_rejection_needs_its_reason(
    world: World, issued: Issuance, quality: Any, enter: Enter
) -> None:
    request = changes.request_change(
        "change",
        document=issued.document,
        office=world.office,
        reason="Quiero otro título.",
        by=world.author,
        at=at(TODAY),
    )
    office = enter(quality)
    address = reverse("change_requests:decide", args=[request.pk])
    told = office.post(address, {"decision": "reject"}, follow=True).content.decode()
    assert "Indique el motivo" in told
    told = office.post(address, {"decision": "reject", "reason": "Ya es claro."}, follow=True)
    assert "rechazada" in told.content.decode()


def test_a_correction_of_form_takes_the_short_way(
    world: World, issued: Issuance, enter: Enter
) -> None:
    Route.objects.update(
        workflow=workflow("Larga", "reviewed", "reviewed", "approved"),
        minor_workflow=workflow("Corta", "reviewed", "approved"),
    )
    page = issued.document.page
    shown = enter(world.author).get(reverse("submit_document", args=[page.pk])).content.decode()
    assert "toma el camino corto: Firma 0 de Corta" in shown
    assert shown.count("Solo en una corrección de forma.") == 2  # the two steps of the short way
    version = world.submit_page(page.specific, day=TODAY, change_scope="minor")
    assert [step["name"] for step in version.route[1:]] == ["Firma 0 de Corta", "Firma 1 de Corta"]
    world.sign_page(version, 1, world.reviewer, TODAY)
    world.sign_page(version, 2, world.approver, TODAY)
    assert Issuance.objects.get(version=version).envelope["change"]["scope"] == "minor"


def test_a_short_way_without_approval_is_refused(admin: Client) -> None:
    route = Route.objects.first()
    assert route is not None
    short = workflow("Corta", "reviewed")
    told = {"kind": route.kind, "workflow": route.workflow_id, "minor_workflow": short.pk}
    answer = admin.post(reverse("routes:edit", args=[route.pk]), told)
    assert answer.status_code == 200
    assert "quién apruebe" in answer.content.decode()


def test_a_note_of_errata_is_signed_and_read_with_the_version(
    world: World, issued: Issuance, enter: Enter, client: Client
) -> None:
    address = reverse("note_erratum", args=[issued.pk])
    told = {"says": "procedimento", "should_say": "procedimiento", "password": PASSWORD}
    assert enter(world.author).post(address, told).status_code in (302, 403)
    browser = enter(world.approver)
    wrong = browser.post(address, {**told, "password": "otra"})
    assert "password" in wrong.context["form"].errors
    assert browser.post(address, told).status_code == 302
    assert "debe decir «procedimiento»" in client.get("/documentos/PR-M2-P6-01/").content.decode()
    assert "debe decir «procedimiento»" in (
        browser.get(reverse("signing", args=[issued.version_id])).content.decode()
    )
