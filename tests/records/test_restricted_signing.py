"""What is classified or reserved is read and signed by its office or by whom the route names."""

from __future__ import annotations

from typing import Any

import pytest

from editorial.views.signing import may_read
from editorial.waiting import waiting_for
from records import returning, signing, submission
from records.exceptions import NotAllowed
from records.lifecycle import Step
from records.models import DocumentVersion
from records.permissions import Role
from tests.factories import World, at, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def outsider(world: World) -> Any:
    return person("otto.otro", Role.REVIEWER, world.other_office, position="Otro líder")


def submitted(world: World, *, reviewer: Any = None, **content: Any) -> DocumentVersion:
    document = world.document()
    moment = at("2020-02-03")
    return submission.submit(
        document,
        submission.prepare(document, world.content(**content), at=moment),
        route=[
            Step("prepared", "Elaboró", (world.author.pk,)),
            Step("reviewed", "Revisión técnica", (reviewer.pk,) if reviewer else ()),
            Step("approved", "Aprobación"),
        ],
        change_note="Primera versión.",
        authentication="password",
        by=world.author,
        at=moment,
    )


def reasons(version: DocumentVersion, by: Any) -> list[str]:
    return [one.code for one in signing.reasons_against(version, by=by, at=at("2020-02-03", 12))]


@pytest.mark.parametrize("access", ["classified", "reserved"])
def test_another_office_neither_reads_nor_signs_nor_returns(world, outsider, access):
    version = submitted(world, access=access)
    assert reasons(version, outsider) == ["restricted"]
    assert not may_read(outsider, version)
    assert waiting_for(outsider, at=at("2020-02-03", 12)) == ([], [])
    with pytest.raises(NotAllowed):
        world.sign(version, 1, outsider)
    with pytest.raises(NotAllowed):
        returning.refuse(version, reason="No.", by=outsider, at=at("2020-02-03", 12))
    assert reasons(version, world.reviewer) == []


def test_the_access_of_the_document_counts_too(world, outsider):
    version = submitted(world)
    assert reasons(version, outsider) == []
    version.document.access = "reserved"
    version.document.save(update_fields=["access"])
    assert reasons(version, outsider) == ["restricted"]


def test_whom_the_route_names_signs_from_any_office(world, outsider):
    version = submitted(world, reviewer=outsider, access="reserved")
    assert may_read(outsider, version)
    world.sign(version, 1, outsider)


def test_whoever_wrote_the_draft_neither_reviews_nor_approves(world, outsider):
    document, moment = world.document(), at("2020-02-03")
    version = submission.submit(
        document,
        submission.prepare(document, world.content(), at=moment),
        route=[
            Step("prepared", "Elaboró", (world.author.pk,)),
            Step("reviewed", "Revisión técnica"),
            Step("approved", "Aprobación"),
        ],
        change_note="Primera versión.",
        authors=[outsider.pk],
        authentication="password",
        by=world.author,
        at=moment,
    )
    assert version.authors == sorted([outsider.pk, world.author.pk])
    assert reasons(version, outsider) == ["separation"]


def test_a_page_names_all_who_saved_its_draft(world):
    world.reviewer.groups.add(*world.author.groups.all())
    page = world.page(by=world.reviewer)
    page.save_revision(user=world.author)
    version = world.submit_page(page)
    assert version.authors == sorted([world.author.pk, world.reviewer.pk])
    assert reasons(version, world.reviewer) == ["separation"]


def test_a_contractor_does_not_review(world):
    contractor = person("caro.contratista", Role.REVIEWER, world.office, bond="contractor")
    assert reasons(submitted(world), contractor) == ["contractor"]


def test_only_its_author_takes_a_submission_back(world):
    version = submitted(world)
    with pytest.raises(NotAllowed) as error:
        returning.recall(version, reason="Va.", by=world.stranger, at=at("2020-02-03", 12))
    assert [one.code for one in error.value.reasons] == ["not_author"]
    returning.recall(version, reason="Va.", by=None, at=at("2020-02-03", 12))
