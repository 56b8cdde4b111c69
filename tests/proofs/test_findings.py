"""What Wagtail, Django and SQLite were found to do (F1–F14), and the test that none harms us.

Each row of `TESTS` names the tests of a finding; those that no other module has stand below. F12 is
how the crash sweep is done: `test_crashes.py`.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse

from wagtail.models import Revision

import pytest

from editorial.models import FrozenRevision
from records import issue, storage
from records.models import Issuance
from records.permissions import Role
from tests.databases import on_sqlite
from tests.editorial.conftest import Enter
from tests.editorial.posting import page_form
from tests.factories import World, person
from tests.repository import ROOT

OWN = "proofs/test_findings.py"
TESTS: dict[str, tuple[str, ...]] = {
    "F1 purge_revisions deletes the approved revision": (
        "editorial/test_no_way_around.py::test_purging_keeps_what_was_frozen",
    ),
    "F2 deleting a page takes its history along": (
        "editorial/test_no_way_around.py::test_a_page_with_versions_is_not_deleted",
        "editorial/test_no_way_around.py::test_no_view_of_wagtail_changes_what_is_in_force",
    ),
    "F3 two approve one task at once": (
        "proofs/test_signing_race.py::test_of_all_who_sign_last_exactly_one_issues",
        "editorial/test_signing_screens.py::test_a_replayed_signature_is_refused",
    ),
    "F4 the author approves, and who may publish asks nobody": (
        "records/test_verbs.py::test_author_does_not_review",
        "records/test_verbs.py::test_reviewer_does_not_approve",
        "editorial/test_no_way_around.py::test_publish_and_schedule_only_save_a_draft",
    ),
    "F5 the search names a restricted page": (
        "portal/test_restricted.py::test_a_restricted_document_changes_no_answer",
    ),
    "F6 files of a restricted collection are served": (
        "portal/test_files.py::test_an_annex_in_review_or_of_a_restricted_version_is_as_unknown",
        f"{OWN}::test_no_kept_file_lies_where_files_are_served",
    ),
    "F7 a revision is ordinary JSON": (
        f"{OWN}::test_a_revision_changed_behind_the_signatures_issues_what_was_signed",
    ),
    "F8 an admin page needs inline scripts": (
        "portal/test_document_page.py::test_the_portal_runs_under_a_strict_policy",
    ),
    "F9 INSERT OR REPLACE writes over a guarded row": (
        "records/test_guards.py::test_no_way_of_writing_changes_or_deletes_evidence",
        "records/test_guards.py::test_nothing_is_inserted_in_the_place_of_evidence",
    ),
    "F10 AlterField drops the triggers of a table": (
        "records/test_guards_kept.py::test_a_migration_that_rebuilds_a_table_leaves_it_guarded",
    ),
    "F11 SQLite locks no row": (f"{OWN}::test_a_transaction_has_its_turn_from_its_beginning",),
    "F13 autosave swaps the text under an approval": (
        "editorial/test_signing_screens.py::test_a_frozen_revision_is_never_rewritten",
        f"{OWN}::test_who_may_sign_next_swaps_no_text_under_a_signature",
    ),
    "F14 PROTECT keeps the revision": (
        "editorial/test_no_way_around.py::test_purging_keeps_what_was_frozen",
    ),
}


@pytest.mark.parametrize("finding", TESTS)
def test_each_finding_has_its_tests(finding: str) -> None:
    for place in TESTS[finding]:
        path, _, name = place.partition("::")
        tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
        assert name in {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


@pytest.mark.django_db
def test_no_kept_file_lies_where_files_are_served() -> None:
    keep = storage.storage()
    digest = keep.put(b"reservado")
    assert isinstance(keep, storage.LocalStorage)
    kept = keep.path(digest)
    for served in (settings.MEDIA_ROOT, settings.STATIC_ROOT, default_storage.path("")):
        assert not kept.is_relative_to(Path(served).resolve())
    assert not hasattr(keep, "url")
    assert kept.stat().st_mode & 0o777 == 0o444


@pytest.mark.django_db
def test_a_revision_changed_behind_the_signatures_issues_what_was_signed(
    world: World,
) -> None:
    page = world.page()
    version = world.submit_page(page)
    signed = issue.content_of(version)
    world.sign_page(version, 1, world.reviewer)
    revision = FrozenRevision.objects.get().revision
    swapped = {**revision.content, "title": "Otro texto"}
    Revision.objects.filter(pk=revision.pk).update(content=swapped)
    world.sign_page(version, 2, world.approver)
    issuance = Issuance.objects.get()
    assert issue.content_of(issuance.version) == signed
    assert issuance.envelope["title"] == signed["title"] != "Otro texto"


@pytest.mark.django_db
def test_who_may_sign_next_swaps_no_text_under_a_signature(
    world: World,
    enter: Enter,
    root: Any,
) -> None:
    """F13 as it was found: step 1 is signed, who may act on step 2 posts the autosave."""
    page = world.page()
    version = world.submit_page(page)
    world.sign_page(version, 1, world.reviewer)
    frozen = FrozenRevision.objects.get().revision
    editor = person("elsa.edita", Role.EDITOR, world.office)
    editor.groups.add(*world.approver.groups.all())
    form = page_form(page, title="Otro texto", overwrite_revision_id=frozen.pk)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for who in (editor, root, world.approver, world.author):
        enter(who).post(edit, form, headers={"accept": "application/json"})
        before, content = frozen.content, Revision.objects.get(pk=frozen.pk).content
        assert content == before
    world.sign_page(version, 2, world.approver)
    assert Issuance.objects.get().envelope["title"] == issue.content_of(version)["title"]
    assert "Otro texto" not in str(issue.content_of(version))


def test_a_transaction_has_its_turn_from_its_beginning() -> None:
    if on_sqlite():
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    else:
        assert connection.features.has_select_for_update
