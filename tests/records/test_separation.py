"""Separation of duties: a declared policy, and a report that would show what breaks it."""

from __future__ import annotations

from datetime import date

from django.test import Client
from django.urls import reverse

import pytest

from records import routes, separation
from records.exceptions import NotAllowed
from records.lifecycle import Step
from records.models import Appointment, Bond, Issuance, Position, Refusal, Signature
from records.permissions import Role
from records.returning import refuse
from tests.factories import World, at, person
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    return standing(World)


def row(version, user, role, step, **told):
    return Signature.objects.create(
        version=version,
        user=user,
        role=role,
        step=step,
        step_name=role,
        name=user.get_full_name(),
        content_sha256=told.pop("content_sha256", version.content_sha256),
        authentication="password",
        signed_at=at("2020-02-03"),
        signed_on=date(2020, 2, 3),
        **told,
    )


def forced(version) -> Issuance:
    """As if somebody had written the issuance by hand."""
    return Issuance.objects.create(
        document=version.document,
        version=version,
        label="01",
        number=1,
        access="public",
        approved_on=date(2020, 2, 3),
        effective_on=date(2020, 2, 3),
        issued_at=at("2020-02-03"),
        envelope_json="{}",
        envelope_sha256="0" * 64,
        verification_code="0" * 16,
    )


def test_what_the_verbs_issue_keeps_the_policy(world):
    world.issue()
    (one,) = separation.duties_of(separation.issued(), at=at("2020-02-04"))
    assert one.violations == []
    assert one.wrote == ["Ana Autora"]
    assert one.signed == {
        "prepared": ["Ana Autora"],
        "reviewed": ["Beto Revisor"],
        "approved": ["Carla Aprueba"],
    }


def test_what_breaks_it_is_named(world):
    version = world.submit(world.document(), world.content())
    row(version, world.reviewer, "approved", 2, bond="contractor", content_sha256="1" * 64)
    forced(version)
    (one,) = separation.duties_of(separation.issued(), at=at("2020-02-04"))
    assert len(one.violations) == 4


def test_an_author_who_approves_is_named(world):
    version = world.submit(world.document(), world.content())
    other = world.submit(world.document(), world.content("PR-M2-P6-02"))
    row(version, world.reviewer, "reviewed", 1)
    row(version, world.approver, "approved", 2)
    forced(version)
    assert separation.duties_of([version.issuance], at=at("2020-02-04"))[0].violations == []
    assert other.authors == [world.author.pk]
    version.authors.append(world.approver.pk)
    assert len(separation.duties_of([version.issuance], at=at("2020-02-04"))[0].violations) == 1


def test_who_reads_the_report(world):
    world.issue()
    told = {}
    auditor = person("aura.auditora", Role.AUDITOR, world.office)
    for user in (auditor, world.author):
        client = Client()
        client.force_login(user)
        told[user.username] = client.get(reverse("separation"))
    page = told["aura.auditora"].content.decode()
    assert "PR-M2-P6-01" in page
    assert "Beto Revisor" in page
    assert "PR-M2-P6-01" not in told["ana.autora"].content.decode()


# --- Several in one role, substitution ------------------------------------------------------------


def routed(world, *reviewers):
    version = world.submit(
        world.document(),
        world.content(),
        route=[
            Step("prepared", "Elaboró", (world.author.pk,)),
            Step("reviewed", "Revisión", tuple(one.pk for one in reviewers)),
            Step("approved", "Aprobación", (world.approver.pk,)),
        ],
    )
    return version


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_several_in_one_role_sign_in_any_order_and_roles_in_theirs(world, order):
    others = [person(f"r{n}.revisa", Role.REVIEWER, world.office) for n in range(2)]
    reviewers = [world.reviewer, *others]
    version = routed(world, *reviewers)
    for place in order:
        with pytest.raises(NotAllowed):
            world.sign(version, 2, world.approver)
        world.sign(version, 1, reviewers[place])
    assert routes.pending_step(version) == 2
    world.sign(version, 2, world.approver)
    assert Issuance.objects.get().version == version


def test_one_refusal_of_several_returns_it(world):
    other = person("rita.revisa", Role.REVIEWER, world.office)
    version = routed(world, world.reviewer, other)
    world.sign(version, 1, world.reviewer)
    refuse(version, reason="Falta un paso.", by=other, at=at("2020-02-03", 12))
    assert Refusal.objects.get().version == version
    with pytest.raises(NotAllowed):
        world.sign(version, 2, world.approver)
    assert not Issuance.objects.exists()


@pytest.mark.parametrize(
    ("bond", "printed"),
    [
        (Bond.ACTING, "Secretaria de Hacienda (E)"),
        (Bond.DELEGATED, "Secretaria de Hacienda, por delegación (Resolución 7 de 2020)"),
    ],
)
def test_who_stands_in_signs_with_that_post_and_its_act(world, bond, printed):
    absent = person("hilda.ausente", Role.APPROVER, world.office, position="Secretaria")
    Appointment.objects.create(
        user=world.approver,
        office=world.office,
        position=Position.objects.create(name="Secretaria de Hacienda", office=world.office),
        bond=bond,
        act="Resolución 7 de 2020",
        valid_from=date(2020, 2, 1),
        valid_to=date(2020, 2, 10),
        substitutes=absent.appointments.get(),
    )
    issuance = world.issue()
    last = issuance.version.signatures.get(role="approved")
    assert (last.position, last.bond) == (printed, bond)
    assert issuance.envelope["signatures"][2]["position"] == printed
    later = world.issue(content=world.content("PR-M2-P6-02"), day="2020-02-11")
    assert later.version.signatures.get(role="approved").position == "Secretaria de las TIC"
