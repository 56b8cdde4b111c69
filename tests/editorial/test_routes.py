"""The route of each kind: changed by administrators, each change an event."""

from __future__ import annotations

from django.test import Client
from django.urls import NoReverseMatch, reverse

from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

import pytest

from editorial.models import Route
from editorial.workflows import SigningTask
from records.models import RecordEvent
from tests.factories import World


def workflow(name: str, *roles: str, foreign: bool = False, active: bool = True) -> Workflow:
    """A workflow whose steps do this, in this order; `foreign` adds one that does not sign."""
    found = Workflow.objects.create(name=name, active=active)
    tasks = [
        SigningTask.objects.create(name=f"Firma {place} de {name}", role=role)
        for place, role in enumerate(roles)
    ]
    if foreign:
        tasks.append(GroupApprovalTask.objects.create(name=f"Visto bueno de {name}"))
    for place, task in enumerate(tasks):
        WorkflowTask.objects.create(workflow=found, task=task, sort_order=place)
    return found


@pytest.mark.conformance("W01")
def test_a_changed_route_is_in_the_register(admin: Client) -> None:
    route, other = Route.objects.first(), workflow("Ruta corta", "reviewed", "approved")
    assert route is not None
    answer = admin.post(
        reverse("routes:edit", args=[route.pk]), {"kind": route.kind, "workflow": other.pk}
    )
    assert answer.status_code == 302
    route.refresh_from_db()
    assert route.workflow == other
    event = RecordEvent.objects.latest("seq")
    assert (event.action, event.subject_type, event.subject_id) == (
        "reference.changed",
        "editorial.route",
        route.pk,
    )


@pytest.mark.parametrize(
    ("roles", "foreign", "active"),
    [
        (("reviewed", "approved"), True, True),
        (("reviewed", "approved"), False, False),
        (("approved",), False, True),
        (("reviewed",), False, True),
        (("approved", "reviewed"), False, True),
        ((), False, True),
    ],
    ids=["does not sign", "off", "nobody reviews", "nobody approves", "order", "no step"],
)
def test_a_workflow_with_which_nothing_could_be_submitted_is_no_route(
    admin: Client, roles: tuple[str, ...], foreign: bool, active: bool
) -> None:
    route = Route.objects.first()
    assert route is not None
    other = workflow("Otra", *roles, foreign=foreign, active=active)
    answer = admin.post(
        reverse("routes:edit", args=[route.pk]), {"kind": route.kind, "workflow": other.pk}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Route.objects.get(pk=route.pk).workflow == route.workflow
    assert not RecordEvent.objects.filter(subject_type="editorial.route").exists()


def test_a_route_without_a_workflow_is_refused_beside_the_field(admin: Client) -> None:
    route = Route.objects.first()
    assert route is not None
    answer = admin.post(
        reverse("routes:edit", args=[route.pk]), {"kind": route.kind, "workflow": ""}
    )
    assert "workflow" in answer.context["form"].errors


def test_a_step_taken_out_later_is_told_in_the_list(admin: Client) -> None:
    route = Route.objects.first()
    assert route is not None
    assert "quién revise" not in admin.get(reverse("routes:index")).content.decode()
    for step in WorkflowTask.objects.filter(workflow=route.workflow):
        if step.task.specific.role == "reviewed":
            step.delete()
    assert "quién revise" in admin.get(reverse("routes:index")).content.decode()


def test_a_step_added_later_is_told_in_the_list(admin: Client) -> None:
    route = Route.objects.first()
    assert route is not None
    assert "no firma" not in admin.get(reverse("routes:index")).content.decode()
    foreign = GroupApprovalTask.objects.create(name="Visto bueno")
    WorkflowTask.objects.create(workflow=route.workflow, task=foreign, sort_order=9)
    assert "no firma" in admin.get(reverse("routes:index")).content.decode()


@pytest.mark.parametrize("page", ["delete", "copy"])
def test_no_address_deletes_a_route(page: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"routes:{page}", args=[1])


def test_others_do_not_change_it(world: World, client: Client) -> None:
    world.author.is_superuser = True  # the flag opens nothing here
    world.author.save()
    client.force_login(world.author)
    route = Route.objects.first()
    assert route is not None
    assert client.get(reverse("routes:edit", args=[route.pk])).status_code in (302, 404)
