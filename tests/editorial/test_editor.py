"""The editor's own form: what is typed is kept, gaps and all, and saving never submits."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone

from wagtail.models import WorkflowState

import pytest

from editorial.drafts import content_of, content_of_revision, raw_stream
from editorial.forms import starting_parts
from editorial.models import DocumentIndexPage, FormatPage, ProcedurePage
from editorial.publishing import recall_version, refuse_version
from editorial.waiting import last_refusal
from records.content import ids
from records.kinds import PROCEDURE
from records.models import Appointment, ControlledDocument, DocumentVersion, RecordEvent
from records.printed import placed
from tests.editorial.conftest import Enter
from tests.editorial.posting import header, page_form, stream_fields
from tests.factories import World


def add_address(model: str = "procedurepage") -> str:
    parent = DocumentIndexPage.objects.get().pk
    return reverse("wagtailadmin_pages:add", args=["editorial", model, parent])


def edit_address(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def new_form(**values: Any) -> dict[str, str]:
    block = ProcedurePage.body.field.stream_block
    return {**header(**values), **stream_fields("body", block, starting_parts(PROCEDURE))}


def latest(page: Any) -> Any:
    return revision(page).as_object()


def revision(page: Any) -> Any:
    return ProcedurePage.objects.get(pk=page.pk).get_latest_revision()


def test_the_form_of_a_new_document_proposes_every_part_in_order(world: World, enter: Enter):
    answer = enter(world.author).get(add_address())
    assert answer.status_code == 200
    form = answer.context["form"]
    assert [part.block_type for part in form.initial["body"]] == list(PROCEDURE.roles)
    assert form.initial["office"] == world.office.pk


@pytest.mark.parametrize("button", ["", "action-submit", "action-publish"])
def test_a_new_document_is_a_draft_whatever_button_is_sent(world: World, enter: Enter, button: str):
    form = new_form(title="Prestar equipos") | ({button: "1"} if button else {})
    answer = enter(world.author).post(add_address(), form)
    page = ProcedurePage.objects.get(title="Prestar equipos")
    assert answer.status_code == 302
    assert not page.live
    assert page.document.code is None
    assert page.document.created_by == world.author
    assert page.document.office == world.office
    assert page.latest_revision is not None
    assert not DocumentVersion.objects.exists()
    assert not WorkflowState.objects.exists()


def test_a_draft_needs_a_title_and_nothing_else(world: World, enter: Enter):
    client = enter(world.author)
    answer = client.post(add_address(), new_form())
    assert set(answer.context["form"].errors) == {"title"}
    assert not ControlledDocument.objects.exists()
    client.post(add_address("formatpage"), {**header(title="Lista"), "body-count": "0"})
    assert content_of(FormatPage.objects.get())["sections"] == []


def test_saving_what_the_form_shows_changes_nothing(world: World, enter: Enter):
    page = world.page()
    before = content_of(page)
    answer = enter(world.author).post(edit_address(page), page_form(page))
    assert answer.status_code == 302
    saved = revision(page)
    assert saved.pk != page.latest_revision_id
    assert content_of_revision(saved) == before


def test_ids_stay_when_rows_move_and_repeated_or_broken_ones_are_new(world: World, enter: Enter):
    page = world.page()
    before = list(ids(content_of(page)))
    form = page_form(page)
    identifiers = [name for name in form if name.endswith("-id") and form[name]]
    repeated, broken, missing = identifiers[0], identifiers[-2], identifiers[-1]
    kept = form[identifiers[1]]
    form[repeated], form[broken], form[missing] = kept, "no-es-un-id", ""
    enter(world.author).post(edit_address(page), form)
    after = list(ids(content_of(latest(page))))
    assert len(after) == len(before) == len(set(after))
    assert all(str(uuid.UUID(one)) == one for one in after)
    assert after.count(kept) == 1
    assert len(set(before) & set(after)) == len(before) - 3


def test_submit_saves_the_draft_and_goes_to_the_screen_of_its_author(world: World, enter: Enter):
    page = world.page()
    form = page_form(page, title="Publicar mejores datos") | {"action-submit": "1"}
    answer = enter(world.author).post(edit_address(page), form)
    assert answer["Location"] == reverse("submit_document", args=[page.pk])
    assert latest(page).title == "Publicar mejores datos"
    assert not DocumentVersion.objects.exists()
    assert not WorkflowState.objects.exists()


def test_a_code_that_is_taken_is_said_beside_the_field(world: World, enter: Enter):
    world.page()
    world.issue(content=world.content("PR-M2-P6-02"))
    other = world.page(world.content("PR-M2-P6-03"))
    client = enter(world.author)
    for taken in ("pr-m2-p6-01", "PR-M2-P6-02"):
        answer = client.post(edit_address(other), page_form(other, code=taken))
        assert set(answer.context["form"].errors) == {"code"}
    assert latest(other).code == "PR-M2-P6-03"


def test_a_code_once_submitted_is_not_edited(world: World, enter: Enter):
    page = world.page()
    world.issue_page(page)
    page = ProcedurePage.objects.get()
    enter(world.author).post(edit_address(page), page_form(page, code="PR-M2-P6-77", title="Otro"))
    draft = latest(page)
    assert (draft.title, draft.code) == ("Otro", "PR-M2-P6-01")
    assert draft.slug == "pr-m2-p6-01"


def test_tags_are_changed_by_their_verb(world: World, enter: Enter):
    page = world.page(tags=["datos"])
    client = enter(world.author)
    assert client.get(edit_address(page)).context["form"]["tags"].value()[0].name == "datos"
    client.post(edit_address(page), page_form(page, tags="datos, gobierno"))
    assert set(page.document.tags.names()) == {"datos", "gobierno"}
    client.post(edit_address(page), page_form(page, tags="datos, gobierno"))
    assert RecordEvent.objects.filter(action="document.tagged").count() == 2
    assert "gobierno" not in str(content_of(latest(page)))
    form = page_form(page, tags="colado")
    answer = client.post(edit_address(page), form, headers={"accept": "application/json"})
    assert answer.json()["success"]
    assert set(page.document.tags.names()) == {"datos", "gobierno"}


def test_an_autosave_leaves_the_tags_for_the_save_of_a_person(world: World, enter: Enter):
    page = world.page(tags=["datos"])
    client = enter(world.author)
    form = page_form(page, tags="datos, gobierno")
    client.post(edit_address(page), form, headers={"accept": "application/json"})
    assert set(page.document.tags.names()) == {"datos"}
    client.post(edit_address(page), form | {"action-submit": "1"})
    assert set(page.document.tags.names()) == {"datos", "gobierno"}


def test_the_editor_says_why_a_version_came_back_until_it_is_submitted_again(
    world: World, enter: Enter
):
    page = world.page()
    version = world.submit_page(page)
    refuse_version(version, reason="Falta un paso.", by=world.reviewer, at=timezone.now())
    client = enter(world.author)
    fragment = reverse("document_findings", args=[page.pk])
    for address in (edit_address(page), fragment):
        shown = client.get(address).content.decode()
        assert "Falta un paso." in shown
        assert world.reviewer.get_full_name() in shown
        assert reverse("signing", args=[version.pk]) in shown
    again = world.submit_page(page)
    assert last_refusal(page.document) is None
    recall_version(again, reason="Otra cosa.", by=world.author, at=timezone.now())
    shown = client.get(edit_address(page)).content.decode()
    assert "Otra cosa." in shown
    assert "Falta un paso." not in shown


def test_the_editor_knows_the_numbers_that_the_page_prints(world: World, enter: Enter):
    page = world.page()
    shown = enter(world.author).get(edit_address(page)).content.decode()
    for part in placed(content_of(page)):
        assert f"{part.section['id']}:{part.number} " in shown


def test_a_finding_leads_to_its_place_in_the_form(world: World, enter: Enter):
    content = world.content()
    activity = content["sections"][4]["blocks"][1]["items"][0]
    activity["responsible"] = ""
    shown = enter(world.author).get(edit_address(world.page(content))).content.decode()
    assert f'href="#block-{activity["id"]}-section"' in shown


def test_an_old_revision_comes_back_as_a_draft_outside_review_only(world: World, enter: Enter):
    page = world.page()
    first = revision(page)
    client = enter(world.author)
    client.post(edit_address(page), page_form(page, title="Otro título"))
    form = page_form(page) | {"revision": str(first.pk)}
    address = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk])
    assert client.get(address).status_code == 200
    assert client.post(edit_address(page), form).status_code == 302
    assert latest(page).title == page.title
    assert revision(page).pk != first.pk
    version = world.submit_page(page)
    client.post(edit_address(page), form | {"title": "Colado"})
    assert latest(page).title == page.title
    assert version.document.versions.in_review().get() == version


def test_the_series_stand_by_their_office(world: World, enter: Enter):
    form = enter(world.author).get(add_address()).context["form"]
    groups = dict(form.fields["series_code"].choices)
    assert world.series.code in dict(groups[str(world.series.office)])


def test_the_editor_shows_what_a_quality_officer_would_mark(world: World, enter: Enter):
    content = world.content()
    content["sections"] = [one for one in content["sections"] if one["role"] != "scope"]
    page = world.page(content)
    answer = enter(world.author).get(edit_address(page))
    assert any(one.code == "section_missing" for one in _findings(answer))


def _findings(answer: Any) -> list[Any]:
    return next(layer["findings"] for layer in answer.context if "findings" in layer)


@pytest.mark.parametrize("mode", ["", "pdf"])
def test_the_preview_shows_the_draft_and_keeps_nothing(world: World, enter: Enter, mode: str):
    page = world.page()
    client = enter(world.author)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    posted = client.post(address, page_form(page, title="Como se vería"))
    assert posted.json()["is_valid"]
    shown = client.get(address, {"mode": mode})
    assert shown.status_code == 200
    if mode:
        assert shown["Content-Type"] == "application/pdf"
    else:
        assert "Como se vería" in shown.content.decode()
    assert page.revisions.count() == 1


def test_a_preview_that_cannot_be_drawn_says_why(world: World, enter: Enter, settings: Any):
    settings.RECORDS_RENDERER = "tests.editorial.rendering.BrokenRenderer"
    page = world.page()
    client = enter(world.author)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    client.post(address, page_form(page))
    shown = client.get(address, {"mode": "pdf"})
    assert shown.status_code == 422
    assert "falta una letra" in shown.content.decode()


def test_what_is_stored_of_a_part_is_what_the_blocks_know(world: World):
    page = world.page()
    assert [part["type"] for part in raw_stream(page)] == list(PROCEDURE.roles)


# --- Offices --------------------------------------------------------------------------------------


def offered(client: Any, address: str) -> list[str]:
    field = client.get(address).context["form"].fields["office"]
    return [office.code for office in field.queryset]


def test_a_new_document_is_of_an_office_of_its_author(world: World, enter: Enter):
    client = enter(world.author)
    assert offered(client, add_address()) == [world.office.code]
    form = new_form(title="Ajena", office=world.other_office.pk)
    assert set(client.post(add_address(), form).context["form"].errors) == {"office"}
    Appointment.objects.filter(user=world.author).delete()
    answer = enter(world.author).post(add_address(), new_form(title="Sin oficina"))
    assert set(answer.context["form"].errors) == {"office"}
    assert not ControlledDocument.objects.exists()


def test_the_office_of_a_document_is_fixed(world: World, enter: Enter):
    page = world.page()
    form = page_form(page, office=world.other_office.pk, title="Otro")
    assert enter(world.author).post(edit_address(page), form).status_code == 302
    draft = latest(page)
    assert (draft.title, draft.office, draft.document.office) == (
        "Otro",
        world.office,
        world.office,
    )
