"""Nothing but issuing puts a document in force, and nothing in the admin hides or moves it."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse

from wagtail.models import Page, Revision, WorkflowState

import pytest

from editorial.models import DocumentIndexPage, FrozenRevision, ProcedurePage
from portal.models import HomePage
from records.models import Appointment, Issuance, Signature
from records.permissions import Role
from tests.editorial.conftest import Enter
from tests.editorial.posting import page_form
from tests.factories import World, person

VIEWS = ("delete", "unpublish", "move", "copy", "lock", "unlock", "set_privacy", "convert_alias")
BULK = ("delete", "publish", "unpublish", "move")
API = ("publish", "unpublish", "copy", "move", "delete", "create_alias")
REPORTS = (
    "page_types_usage",
    "aging_pages",
    "locked_pages",
    "site_history",
    "workflow",
    "workflow_tasks",
)
OF_ALL = ("page_types_usage", "site_history", "workflow")
PEOPLE = ("author", "stranger", "root")


def picture() -> list[tuple[Any, ...]]:
    fields = ("pk", "path", "numchild", "live", "slug", "url_path", "locked", "go_live_at")
    return [tuple(row) for row in Page.objects.order_by("path").values_list(*fields)]


@pytest.mark.parametrize("who", PEOPLE)
def test_no_view_of_wagtail_changes_what_is_in_force(
    world: World, root: Any, enter: Enter, client: Any, who: str
):
    page = world.page()
    world.issue_page(page)
    browser = enter(root if who == "root" else getattr(world, who))
    index, home = DocumentIndexPage.objects.get(), HomePage.objects.get()
    before = picture()
    for target in (page, index, home):
        for name in VIEWS:
            browser.post(
                reverse(f"wagtailadmin_pages:{name}", args=[target.pk]),
                {"new_title": "X", "new_slug": "x", "new_parent_page": home.pk, "alias": "on"},
            )
        browser.post(reverse("wagtailadmin_pages:move_confirm", args=[target.pk, home.pk]))
        browser.post(reverse("wagtailadmin_pages:set_page_position", args=[target.pk]))
        for name in BULK:
            address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", name])
            browser.post(f"{address}?id={target.pk}", {"chooser": home.pk})
        for name in API:
            address = reverse("wagtailadmin_api:pages:action", args=[target.pk, name])
            browser.post(address, {}, content_type="application/json")
    assert picture() == before
    assert Page.find_problems() == ([], [], [], [], [])
    assert Issuance.objects.count() == 1
    assert client.get("/documentos/PR-M2-P6-01/").status_code == 200


@pytest.mark.parametrize("who", ["author", "root"])
def test_publish_and_schedule_only_save_a_draft(world: World, root: Any, enter: Enter, who: str):
    page = world.page()
    browser = enter(root if who == "root" else world.author)
    form = page_form(page, title="Colado", go_live_at="2020-01-01 08:00")
    browser.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form | {"action-publish": "1"})
    page = ProcedurePage.objects.get()
    assert not page.live
    assert page.go_live_at is None
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    assert not Issuance.objects.exists()


@pytest.mark.parametrize("who", PEOPLE)
def test_in_review_no_wagtail_action_signs_or_changes(
    world: World, root: Any, enter: Enter, who: str
):
    page = world.page()
    version = world.submit_page(page)
    browser = enter(root if who == "root" else getattr(world, who))
    task = WorkflowState.objects.get().current_task_state
    revisions = Revision.objects.count()
    for action in ("approve", "reject", "sign"):
        browser.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, task.pk]))
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    browser.post(edit, page_form(page, title="Otro"))
    browser.post(
        reverse("wagtailadmin_api:pages:action", args=[page.pk, "revert_to_page_revision"]),
        {"revision_id": page.latest_revision_id},
        content_type="application/json",
    )
    assert version.signatures.count() == 1
    assert Revision.objects.count() == revisions
    assert not Issuance.objects.exists()
    assert WorkflowState.objects.get().status == "in_progress"


def test_lists_show_nothing_of_another_office(world: World, enter: Enter):
    page = world.page(world.content(title="Zahori particular"))
    index = DocumentIndexPage.objects.get().pk
    addresses = [
        reverse("wagtailadmin_explore", args=[index]),
        reverse("wagtailadmin_pages:search") + "?q=Zahori",
        reverse("wagtailadmin_choose_page_child", args=[index]),
        reverse("wagtailadmin_api:pages:listing"),
        reverse("signing_inbox"),
    ]
    for address in addresses:
        assert "Zahori particular" not in enter(world.stranger).get(address).content.decode()
    assert "Zahori particular" in enter(world.author).get(addresses[0]).content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert enter(world.stranger).get(edit).status_code == 404


def places_of(page: Page) -> list[str]:
    """Addresses of Wagtail's that name this page or list it."""
    index = DocumentIndexPage.objects.get().pk
    bulk = [reverse("wagtail_bulk_action", args=["wagtailcore", "page", name]) for name in BULK]
    multiple = reverse("wagtailadmin_choose_page_chosen_multiple")
    return [
        *(f"{address}?id={page.pk}" for address in [*bulk, multiple]),
        *(f"{address}?id=all&childOf={index}" for address in bulk),
        *(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in (*VIEWS, "history")),
        *(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in ("usage", "edit")),
        reverse("wagtailadmin_explore", args=[page.pk]),
        reverse("wagtailadmin_choose_page_child", args=[page.pk]),
        reverse("wagtailadmin_choose_page_search") + "?q=Zahori",
        reverse("wagtailadmin_api:pages:detail", args=[page.pk]),
        reverse("wagtailadmin_pages:type_use", args=["editorial", "procedurepage"]),
        *(reverse(f"wagtailadmin_reports:{name}") for name in REPORTS),
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_tag_autocomplete") + "?term=Zah",
        reverse("wagtailadmin_tag_model_autocomplete", args=["taggit", "tag"]) + "?term=Zah",
        reverse("submit_document", args=[page.pk]),
        reverse("document_findings", args=[page.pk]),
    ]


@pytest.mark.parametrize("role", [Role.READER, Role.CORRESPONDENCE, Role.EDITOR, Role.REVIEWER])
def test_no_address_gives_away_the_title_of_another_offices_draft(
    world: World, enter: Enter, role: Role
):
    page = world.page(world.content(title="Zahori particular"))
    page.document.tags.add("Zahori particular")
    browser = enter(person("nora.mirona", role, world.other_office))
    for address in places_of(page):
        answer = browser.get(address, follow=True)
        assert "Zahori particular" not in answer.content.decode(), address
    assert any(
        "Zahori particular" in enter(world.archivist).get(address, follow=True).content.decode()
        for address in places_of(page)[:4]
    )


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.REVIEWER])
def test_no_list_names_who_works_on_another_offices_drafts(world: World, enter: Enter, role: Role):
    hidden = person("zahori.escondida", Role.EDITOR, world.office)
    page = world.page(by=hidden)
    enter(hidden).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), page_form(page))
    world.submit_page(page, by=hidden)
    index = DocumentIndexPage.objects.get().pk
    lists = [
        reverse("wagtailadmin_explore", args=[index]),
        reverse("wagtailadmin_explore_results", args=[index]),
        reverse("wagtailadmin_pages:type_use", args=["editorial", "procedurepage"]),
        reverse("wagtailadmin_pages:type_use_results", args=["editorial", "procedurepage"]),
        *(reverse(f"wagtailadmin_reports:{name}") for name in REPORTS),
        *(reverse(f"wagtailadmin_reports:{name}_results") for name in REPORTS),
    ]
    browser = enter(person("nora.mirona", role, world.other_office))
    for address in lists:
        # Not where it leads: what waits for a reviewer does say who submitted it.
        assert "escondida" not in browser.get(address).content.decode().lower(), address
    assert "escondida" in enter(world.author).get(lists[0]).content.decode().lower()


def test_tags_are_proposed_to_whom_may_know_of_their_document(world: World, enter: Enter):
    address = reverse("wagtailadmin_tag_autocomplete") + "?term=zah"
    draft, issued = world.page(), world.page(world.content("PR-M2-P6-02"))
    draft.document.tags.add("zahori")
    world.issue_page(issued)
    issued.document.tags.add("zahondado")

    def proposed(user: Any) -> list[str]:
        found: list[str] = enter(user).get(address).json()
        return found

    assert proposed(world.author) == ["zahondado", "zahori"]
    assert proposed(world.archivist) == ["zahondado", "zahori"]
    assert proposed(world.stranger) == ["zahondado"]
    assert enter(world.author).get(reverse("wagtailadmin_tag_autocomplete")).json() == []


def test_what_one_changed_is_not_shown_after_the_appointment_ended(world: World, enter: Enter):
    page = world.page()
    edit, home = reverse("wagtailadmin_pages:edit", args=[page.pk]), reverse("wagtailadmin_home")
    enter(world.author).post(edit, page_form(page, title="Zahori particular"))
    assert "Zahori particular" in enter(world.author).get(home).content.decode()
    Appointment.objects.filter(user=world.author).update(valid_to="2020-01-01")
    assert "Zahori particular" not in enter(world.author).get(home).content.decode()


# --- no dead ends ---------------------------------------------------------------------------------


def test_nothing_leads_to_a_report_that_is_not_opened(world: World, root: Any, enter: Enter):
    closed = [reverse(f"wagtailadmin_reports:{name}") for name in OF_ALL]
    places = [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_pages:type_use", args=["editorial", "procedurepage"]),
    ]
    world.page()
    for address in places:
        page = enter(world.author).get(address).content.decode()
        assert not [one for one in closed if one in page], address
    assert closed[0] in enter(root).get(places[1]).content.decode()
    for address in closed:
        assert enter(world.author).get(address).status_code == 404
        assert enter(root).get(address).status_code == 200


@pytest.mark.parametrize("debug", [True, False])
def test_what_staff_do_not_find_is_said_in_their_own_page(
    world: World, enter: Enter, settings: Any, debug: bool
):
    settings.DEBUG = debug
    browser = enter(world.stranger)
    page = world.page()
    unreadable = reverse("wagtailadmin_pages:edit", args=[page.pk])
    closed = reverse("wagtailadmin_reports:site_history")
    answers = [browser.get(address) for address in (unreadable, closed, "/gestion/no/hay/")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.content for answer in answers}) == 1
    assert reverse("wagtailadmin_home") in answers[0].content.decode()


@pytest.mark.parametrize("key", ["²", "x", "9" * 5000, "all&childOf=x"])
def test_what_is_no_key_of_a_page_is_not_found(world: World, root: Any, enter: Enter, key: str):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    assert enter(root).get(f"{address}?id={key}").status_code == 404


# --- Wagtail's bookkeeping ------------------------------------------------------------------------


def test_purging_keeps_what_was_frozen(world: World):
    page = world.page()
    world.issue_page(page)
    frozen = FrozenRevision.objects.get().revision_id
    for _draft in range(2):
        ProcedurePage.objects.get().save_revision()
    call_command("purge_revisions")
    assert Revision.objects.filter(pk=frozen).exists()


def test_a_page_with_versions_is_not_deleted(world: World):
    page = world.page()
    world.issue_page(page)
    with pytest.raises(ProtectedError), transaction.atomic():
        ProcedurePage.objects.get(pk=page.pk).delete()
    assert Page.find_problems() == ([], [], [], [], [])


def test_deleting_who_signed_is_refused_with_a_sentence(world: World, root: Any, enter: Enter):
    world.issue_page(world.page())
    address = reverse("wagtailusers_users:delete", args=[world.reviewer.pk])
    answer = enter(root).post(address, follow=True)
    assert answer.status_code == 200
    assert [one.level_tag for one in answer.context["messages"]] == ["error"]
    assert Signature.objects.filter(user=world.reviewer).exists()


def test_live_is_bookkeeping(world: World, client: Any):
    world.issue_page(world.page())
    draft = world.page(world.content("PR-M2-P6-02"))
    Page.objects.update(live=False)
    assert client.get("/documentos/PR-M2-P6-01/").status_code == 200
    Page.objects.filter(pk=draft.pk).update(live=True)
    for address in ("/documentos/PR-M2-P6-02/", "/documentos/pr-m2-p6-02/"):
        assert client.get(address, follow=True).status_code == 404
