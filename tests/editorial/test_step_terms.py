"""Terms of a route's steps: the quality office writes them, submission freezes them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

import pytest

from editorial.models import Route
from records import submission
from records.exceptions import NotAllowed
from records.lifecycle import Step
from records.models import DocumentVersion, RecordEvent
from records.organization import register
from records.permissions import Role
from records.routes import route_of
from tests.editorial.conftest import Enter
from tests.factories import World, at, person


@pytest.fixture
def quality(world: World) -> Any:
    return person("quino.calidad", Role.QUALITY, world.office)


def route() -> Route:
    found = Route.of("procedure")
    assert found is not None
    return found


def posted(found: Route, *days: str) -> dict[str, Any]:
    tasks = found.signing_tasks()
    terms = {f"terms-{task.pk}": told for task, told in zip(tasks, days, strict=True)}
    return {"kind": found.kind, "workflow": found.workflow_id, **terms}


def test_the_quality_office_writes_terms_that_new_submissions_freeze(
    world: World, enter: Enter, quality: Any
) -> None:
    before = world.submit_page(world.page())
    found, client = route(), enter(quality)
    address = reverse("routes:edit", args=[found.pk])
    assert f'name="terms-{found.signing_tasks()[0].pk}"' in client.get(address).text
    assert client.post(address, posted(found, "5", "")).status_code == 302
    assert RecordEvent.objects.latest("seq").action == "reference.changed"
    after = world.submit_page(world.page(world.content("PR-M2-P6-02")))
    assert [step.days for step in route_of(after)] == [None, 5, None]
    # What was in review keeps what it had.
    assert [step.days for step in route_of(DocumentVersion.objects.get(pk=before.pk))] == [None] * 3
    assert "5 días hábiles" in client.get(reverse("routes:index")).text


def test_a_term_beyond_the_calendar_is_refused_at_its_field_with_every_reason(
    world: World, enter: Enter, quality: Any
) -> None:
    found = route()
    address = reverse("routes:edit", args=[found.pk])
    answer = enter(quality).post(address, posted(found, "30000", "0"))
    assert answer.status_code == 200
    assert len(answer.context["form"].errors["terms"]) == 2
    assert "No hay calendario" in answer.text
    assert route().terms == {}
    answer = enter(quality).post(address, posted(found, "cinco", "-3"))
    assert len(answer.context["form"].errors["terms"]) == 2
    assert 'value="cinco"' in answer.text
    assert not RecordEvent.objects.filter(subject_type="editorial.route").exists()


def test_the_verb_asks_the_same_of_every_caller(world: World, quality: Any) -> None:
    found = route()
    found.terms = {str(found.signing_tasks()[0].pk): 30_000}
    with pytest.raises(NotAllowed) as refused:
        register(found, by=quality, at=at("2026-03-16"))
    assert [one.field for one in refused.value.reasons] == ["terms"]
    with pytest.raises(NotAllowed):
        register(route(), by=world.author, at=at("2026-03-16"))


def test_a_way_without_terms_freezes_none(world: World) -> None:
    version = world.submit_page(world.page())
    assert all(step["days"] is None for step in version.route)


def test_a_route_of_before_has_no_terms(world: World) -> None:
    version = world.submit(world.document(), world.content())
    version.route = [
        {"role": one["role"], "name": one["name"], "people": one["people"]} for one in version.route
    ]
    assert {step.days for step in route_of(version)} == {None}


def test_submission_refuses_a_term_that_cannot_be_counted(world: World) -> None:
    document, moment = world.document(), at("2020-02-03")
    prepared = submission.prepare(document, world.content(), at=moment)
    steps = [
        Step("prepared", "Elaboró", (world.author.pk,)),
        Step("reviewed", "Revisión", days=40_000),
        Step("approved", "Aprobación", days=50_000),
    ]
    with pytest.raises(NotAllowed) as refused:
        submission.submit(
            document,
            prepared,
            route=steps,
            change_note="Primera versión.",
            authentication="password",
            by=world.author,
            at=moment,
        )
    assert [(one.code, one.field) for one in refused.value.reasons] == [("term", "route")] * 2
    assert not DocumentVersion.objects.exists()


def test_others_neither_see_nor_change_routes(world: World, enter: Enter) -> None:
    client: Client = enter(world.author)
    found = route()
    address = reverse("routes:edit", args=[found.pk])
    assert client.post(address, posted(found, "5", "5")).status_code in (302, 403)
    assert route().terms == {}
