"""Wagtail's workflow is a picture of our rows, which may be late: it is mended, and never leads."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.models import TaskState, WorkflowState

import pytest

from editorial.publishing import repair_workflow
from records import followers
from records.models import DocumentVersion
from records.returning import refuse
from tests.factories import World, at


def workflows() -> list[str]:
    return [one.status for one in WorkflowState.objects.order_by("pk")]


@pytest.fixture
def left_behind(world: World) -> Iterator[DocumentVersion]:
    """Issued as a committee issues: by a verb that knows no page, whose follower is held back."""
    version = world.submit_page(world.page())
    with followers.held_back():
        world.sign(version, 1, world.reviewer)
        world.sign(version, 2, world.approver)
        assert workflows() == ["in_progress"]
        yield version


def test_the_next_version_ends_the_workflow_that_a_committee_left(
    world: World, left_behind: DocumentVersion
):
    page = left_behind.frozen_revision.page
    again = world.submit_page(page, day="2020-05-04", change_note="Segunda.")
    assert workflows() == ["approved", "in_progress"]
    repair_workflow(left_behind)
    assert workflows() == ["approved", "in_progress"]
    assert TaskState.objects.filter(status="in_progress").count() == 1
    world.sign_page(again, 1, world.reviewer, "2020-05-04")
    world.sign_page(again, 2, world.approver, "2020-05-04")
    assert workflows() == ["approved", "approved"]


def test_a_workflow_goes_on_to_its_end_after_the_issue(world: World, left_behind: DocumentVersion):
    repair_workflow(left_behind)
    assert workflows() == ["approved"]
    assert TaskState.objects.filter(status="approved").count() == 2


def test_what_a_committee_returned_ends_with_the_next_submission_and_only_then(world: World):
    page = world.page()
    version = world.submit_page(page)
    with followers.held_back():
        refuse(version, reason="Falta un paso.", by=world.reviewer, at=at("2020-03-01"))
        again = world.submit_page(page, day="2020-03-02")
        assert workflows() == ["cancelled", "in_progress"]
        repair_workflow(version)
        assert workflows() == ["cancelled", "in_progress"]
        assert DocumentVersion.objects.in_review().get() == again
