"""Submitting, signing and returning on the screens: who may, with what, and what it leaves."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from wagtail.models import GroupApprovalTask, TaskState, WorkflowState, WorkflowTask

import pytest

from editorial.models import FrozenRevision, ProcedurePage
from records.checking import findings_of
from records.models import Appointment, DocumentVersion, Entity, Issuance, Refusal, Signature
from records.permissions import Role
from records.submission import Waiver, reasons_against
from tests.editorial.conftest import Enter
from tests.editorial.posting import page_form
from tests.factories import PASSWORD, World, person
from tests.records.account_form import account_form


def submission(client: Any, page: Any, **changed: Any) -> Any:
    address = reverse("submit_document", args=[page.pk])
    initial = client.get(address).context["form"].initial
    told = {"change_note": "Primera.", "password": PASSWORD}
    return client.post(address, {**initial, **told, **changed})


def signing(client: Any, version: DocumentVersion, step: int, **changed: Any) -> Any:
    told = {"content_sha256": version.content_sha256, "step": step, "action": "sign"}
    address = reverse("signing", args=[version.pk])
    return client.post(address, {**told, "password": PASSWORD, **changed})


def gapped(world: World, code: str = "PR-M2-P6-01") -> ProcedurePage:
    content = world.content(code)
    content["sections"] = [one for one in content["sections"] if one["role"] != "scope"]
    return world.page(content)


def test_a_submission_freezes_signs_and_starts_the_route(world: World, enter: Enter):
    page = world.page()
    answer = submission(enter(world.author), page)
    version = DocumentVersion.objects.get()
    assert answer["Location"] == reverse("signing", args=[version.pk])
    assert version.signatures.get().user == world.author
    frozen = FrozenRevision.objects.get()
    assert (frozen.version, frozen.revision_id) == (version, page.latest_revision_id)
    assert WorkflowState.objects.get().status == "in_progress"
    assert mail.outbox == []


def test_a_wrong_password_submits_nothing(world: World, enter: Enter):
    answer = submission(enter(world.author), world.page(), password="otra")
    assert set(answer.context["form"].errors) == {"password"}
    text = answer.content.decode()
    assert text.index("No se envió") < text.index('name="change_note"')
    assert "será la versión 01" in text
    assert not DocumentVersion.objects.exists()


def test_every_gap_is_named_at_once_and_a_waiver_stays(world: World, enter: Enter):
    page = gapped(world)
    client = enter(world.author)
    answer = submission(client, page, effective_on="2001-01-01")
    assert "waiver-0" in answer.context["form"].errors
    assert not DocumentVersion.objects.exists()
    submission(client, page, **{"waiver-0": "No tiene alcance propio."})
    version = DocumentVersion.objects.get()
    assert [one["reason"] for one in version.waivers] == ["No tiene alcance propio."]
    world.sign_page(version, 1, world.reviewer)
    world.sign_page(version, 2, world.approver)
    assert version.issuance.envelope["waivers"] == version.waivers


def test_a_form_that_nobody_could_fill_in_is_submitted_with_no_reason(world: World, enter: Enter):
    """Whatever the entity chose to hold back."""
    Entity.objects.update(blocking_findings=[])
    placed = {part: world.content()[part] for part in ("process", "office", "series")}
    made = account_form(**placed)
    row = next(
        block["items"][0]
        for one in made["sections"]
        for block in one["blocks"]
        if block["type"] == "form_fields"
    )
    row["of"] = None
    page = world.page(made)
    client = enter(world.author)
    answer = submission(client, page, **{"waiver-0": "Se corrige después."})
    assert answer.context["form"].waivers == []
    assert "no dice «Tipo»" in answer.content.decode()
    assert not DocumentVersion.objects.exists()
    day = timezone.localdate()
    waivers = [
        Waiver(one.code, one.where, "Se corrige.", one.target)
        for one in findings_of(made, today=day)
    ]
    reasons = reasons_against(page.document, made, waivers=waivers, today=day)
    assert ("cell_missing", row["id"]) in {(one.code, one.field) for one in reasons}


def test_a_draft_that_moved_is_a_conflict(world: World, enter: Enter):
    page = world.page()
    client = enter(world.author)
    address = reverse("submit_document", args=[page.pk])
    seen = client.get(address).context["form"].initial
    assert submission(client, page, content_sha256="0" * 64).status_code == 409
    ProcedurePage.objects.get().save_revision()
    stale = {**seen, "change_note": "x", "password": PASSWORD}
    assert client.post(address, stale).status_code == 409
    assert not DocumentVersion.objects.exists()


def test_a_conflict_shows_the_draft_as_it_is_now_and_keeps_what_was_written(
    world: World, enter: Enter
):
    page = world.page()
    client = enter(world.author)
    address = reverse("submit_document", args=[page.pk])
    seen = client.get(address).context["form"].initial
    moved = ProcedurePage.objects.get()
    moved.title = "Otro título"
    moved.save_revision()
    told = {"change_note": "Se mide mejor.", "password": PASSWORD}
    answer = client.post(address, {**seen, **told})
    assert answer.status_code == 409
    shown = answer.context["form"].initial
    assert shown["change_note"] == "Se mide mejor."
    again = {name: value for name, value in shown.items() if value is not None}
    assert client.post(address, {**again, **told}).status_code == 302
    version = DocumentVersion.objects.get()
    assert (version.title, version.change_note) == ("Otro título", "Se mide mejor.")


def test_every_reason_leads_to_its_field(world: World, enter: Enter):
    content = world.content()
    activity = content["sections"][4]["blocks"][1]["items"][0]
    activity["responsible"] = ""
    page = world.page(content)
    draft = page.get_latest_revision_as_object()
    draft.series_code, draft.process, draft.title = "", None, " "
    draft.save_revision(clean=False)
    address = reverse("submit_document", args=[page.pk])
    shown = enter(world.author).get(address).content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for place in ("id_title", "id_process", "id_series_code", f"block-{activity['id']}-section"):
        assert f'href="{edit}#{place}"' in shown


def test_a_decision_that_leads_nowhere_is_said_before_signing(world: World, enter: Enter):
    page = world.page()
    form = page_form(page)
    yes = next(name for name in form if name.endswith("-value-yes"))
    client = enter(world.author)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(edit, form | {yes: "77"})
    answer = client.get(reverse("submit_document", args=[page.pk]))
    assert any("«77»" in message for message, _place in answer.context["reasons"])
    assert f'href="{edit}#body"' in answer.content.decode()


def test_without_an_appointment_nobody_submits(world: World, enter: Enter):
    page = world.page()
    client = enter(world.author)
    Appointment.objects.filter(user=world.author).update(office=world.other_office)
    assert client.get(reverse("submit_document", args=[page.pk])).status_code == 404
    Appointment.objects.filter(user=world.author).delete()
    client.post(reverse("submit_document", args=[page.pk]), {"password": PASSWORD})
    assert not DocumentVersion.objects.exists()


def test_what_cannot_be_drawn_is_not_submitted(world: World, enter: Enter, settings: Any):
    settings.RECORDS_RENDERER = "tests.editorial.rendering.BrokenRenderer"
    answer = submission(enter(world.author), world.page())
    assert "falta una letra" in str(answer.context["form"].non_field_errors())
    assert not DocumentVersion.objects.exists()


def test_a_frozen_revision_is_never_rewritten(world: World, enter: Enter):
    page = world.page()
    version = world.submit_page(page)
    revision = FrozenRevision.objects.get().revision
    before = revision.content
    client = enter(world.author)
    client.post(reverse("recall_version", args=[version.pk]), {"reason": "Falta algo."})
    form = page_form(page, title="Cambiado", overwrite_revision_id=revision.pk)
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    revision.refresh_from_db()
    assert revision.content == before
    assert ProcedurePage.objects.get().get_latest_revision().as_object().title == "Cambiado"


# --- Signing --------------------------------------------------------------------------------------


def test_the_whole_route_on_the_screens(
    world: World, enter: Enter, client: Any, django_capture_on_commit_callbacks: Any
):
    version = world.submit_page(world.page())
    with django_capture_on_commit_callbacks(execute=True):
        assert signing(enter(world.reviewer), version, 1).status_code == 302
        assert TaskState.objects.filter(status="approved").count() == 1
        assert signing(enter(world.approver), version, 2).status_code == 302
    assert Issuance.objects.get().version == version
    assert WorkflowState.objects.get().status == "approved"
    page = ProcedurePage.objects.get()
    assert page.live
    assert page.live_revision_id == version.frozen_revision.revision_id
    assert client.get("/documentos/PR-M2-P6-01/").status_code == 200
    assert mail.outbox == []


def test_a_signer_reads_before_the_signature(world: World, enter: Enter):
    world.issue_page(world.page())
    page = gapped(world, "PR-M2-P6-02")
    submission(enter(world.author), page, **{"waiver-0": "No tiene alcance propio."})
    version = DocumentVersion.objects.in_review().get()
    shown = enter(world.reviewer).get(reverse("signing", args=[version.pk])).content.decode()
    parts = ("que-es", "observaciones", "texto", "ruta", "firmar")
    places = [shown.index(f'id="{part}"') for part in parts]
    assert places == sorted(places)
    assert places[1] < shown.index("No tiene alcance propio.") < places[2]


def test_who_may_read_a_version_in_review(world: World, enter: Enter):
    version = world.submit_page(world.page())
    address = reverse("signing", args=[version.pk])
    seen = {
        person.username: enter(person).get(address).status_code
        for person in (world.author, world.reviewer, world.archivist, world.stranger)
    }
    assert list(seen.values()) == [200, 200, 200, 404]
    assert enter(world.stranger).get(reverse("signing_pdf", args=[version.pk])).status_code == 404


def test_a_wrong_password_signs_nothing_and_ten_lock(world: World, enter: Enter):
    version = world.submit_page(world.page())
    client = enter(world.reviewer)
    for _attempt in range(10):
        signing(client, version, 1, password="otra")
    signing(client, version, 1)
    assert Signature.objects.filter(user=world.reviewer).count() == 0


def test_a_replayed_signature_is_refused(world: World, enter: Enter):
    version = world.submit_page(world.page())
    client = enter(world.reviewer)
    assert signing(client, version, 1).status_code == 302
    assert signing(client, version, 1).status_code == 409
    assert Signature.objects.filter(version=version).count() == 2
    world.sign_page(version, 2, world.approver)
    assert signing(enter(world.approver), version, 2).status_code == 409


def test_returned_needs_a_reason_and_everybody_signs_again(world: World, enter: Enter):
    page = world.page()
    version = world.submit_page(page)
    world.sign_page(version, 1, world.reviewer)
    client = enter(world.approver)
    answer = signing(client, version, 2, action="return")
    assert set(answer.context["form"].errors) == {"reason"}
    signing(client, version, 2, action="return", reason="Falta un paso.")
    assert Refusal.objects.get().kind == Refusal.Kind.RETURNED
    assert WorkflowState.objects.get().status == "cancelled"
    again = world.submit_page(page)
    assert again != version
    assert again.signatures.count() == 1
    assert TaskState.objects.filter(status="in_progress").count() == 1


def test_cancelling_in_wagtail_takes_the_submission_back(world: World):
    version = world.submit_page(world.page())
    WorkflowState.objects.get().cancel(user=world.author)
    assert Refusal.objects.get().version == version
    assert not DocumentVersion.objects.in_review().exists()


def test_a_workflow_disabled_in_review_takes_the_submission_back(
    world: World, enter: Enter, root: Any
):
    version = world.submit_page(world.page())
    workflow = WorkflowState.objects.get().workflow
    address = reverse("wagtailadmin_workflows:disable", args=[workflow.pk])
    enter(root).post(address)
    workflow.refresh_from_db()
    assert not workflow.active
    assert WorkflowState.objects.get().status == "cancelled"
    assert not DocumentVersion.objects.in_review().exists()
    refusal = Refusal.objects.get()
    assert (refusal.version, refusal.kind, refusal.by) == (version, Refusal.Kind.RECALLED, None)
    assert root.username in refusal.reason
    assert signing(enter(world.reviewer), version, 1).status_code == 409
    edit = reverse("wagtailadmin_pages:edit", args=[version.document.page.pk])
    assert refusal.reason in enter(world.author).get(edit).content.decode()


def test_only_the_author_takes_back(world: World, enter: Enter, root: Any):
    version = world.submit_page(world.page())
    address = reverse("recall_version", args=[version.pk])
    enter(root).post(address, {"reason": "Porque sí."})
    assert not Refusal.objects.exists()
    enter(world.author).post(address, {"reason": "Falta algo."})
    assert Refusal.objects.get().kind == Refusal.Kind.RECALLED


def test_nobody_signs_twice_not_even_a_superuser(world: World, enter: Enter, root: Any):
    version = world.submit_page(world.page(), by=root)
    signing(enter(root), version, 1)
    assert version.signatures.count() == 1
    other = world.submit_page(world.page(world.content("PR-M2-P6-02")))
    signing(enter(root), other, 1)
    signing(enter(root), other, 2)
    assert list(other.signatures.values_list("step", flat=True)) == [0, 1]
    assert not Issuance.objects.exists()


def test_a_contractor_does_not_approve(world: World, enter: Enter):
    contractor = person("caro.contratista", Role.APPROVER, world.office, bond="contractor")
    contractor.groups.add(Group.objects.get(name=Role.APPROVER))
    version = world.submit_page(world.page())
    world.sign_page(version, 1, world.reviewer)
    signing(enter(contractor), version, 2)
    assert not Issuance.objects.exists()


@pytest.mark.parametrize("kind", ["procedure", "format"])
def test_both_kinds_go_the_whole_way(world: World, kind: str):
    code = {"procedure": "PR-M2-P6-01", "format": "FO-M2-P6-01"}[kind]
    Entity.objects.update(blocking_findings=[])
    page = world.page(world.content(code, kind=kind))
    assert world.issue_page(page).label == "01"


def test_a_version_without_a_page_is_read_and_taken_back_too(world: World, enter: Enter):
    issued = world.issue().version
    reader = enter(world.author)
    assert reader.get(reverse("signing", args=[issued.pk])).status_code == 200
    waiting = world.submit(world.document(), world.content("PR-M2-P6-02"))
    taken = reader.post(reverse("recall_version", args=[waiting.pk]), {"reason": "Falta algo."})
    assert taken["Location"] == reverse("signing", args=[waiting.pk])
    assert reader.get(taken["Location"]).status_code == 200


@pytest.mark.parametrize("told", ["²", "9" * 5000, "x", ""])
def test_what_is_no_revision_is_an_error_of_the_form(world: World, enter: Enter, told: str):
    answer = submission(enter(world.author), world.page(), revision=told)
    assert answer.status_code == 200
    assert "revision" in answer.context["form"].errors


def test_each_finding_of_one_code_has_its_own_waiver(world: World, enter: Enter):
    content = world.content()
    for activity in content["sections"][4]["blocks"][1]["items"]:
        activity["responsible"] = ""
    page = world.page(content)
    answer = submission(enter(world.author), page, **{"waiver-0": "La asume el líder."})
    assert set(answer.context["form"].errors) == {"waiver-1"}
    assert not DocumentVersion.objects.exists()


def test_a_route_whose_workflow_got_a_foreign_step_submits_nothing(world: World, enter: Enter):
    """Wagtail's own screens let an administrator change a workflow that a route has chosen."""
    page = world.page()
    foreign = GroupApprovalTask.objects.create(name="Visto bueno")
    WorkflowTask.objects.create(workflow=page.get_workflow(), task=foreign, sort_order=9)
    answer = submission(enter(world.author), page)
    assert "Visto bueno" in answer.content.decode()
    assert not DocumentVersion.objects.exists()


def test_a_reason_to_return_it_never_ends_in_a_signature(world: World, enter: Enter):
    """Enter in a field presses the first button: what the person wrote says what they want."""
    submission(enter(world.author), world.page())
    version = DocumentVersion.objects.get()
    client = enter(world.reviewer)
    answer = signing(client, version, 1, reason="Falta el alcance.")
    assert "reason" in answer.context["form"].errors
    signing(client, version, 1, action="")
    assert version.signatures.count() == 1
    signing(client, version, 1, action="return", reason="Falta el alcance.")
    assert version.refusal.reason == "Falta el alcance."
