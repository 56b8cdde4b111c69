"""Whoever holds a person's post by an act signs in their place; nobody else does, and only once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from editorial.waiting import waiting_for
from records import signing
from records.exceptions import NotAllowed
from records.lifecycle import Signed, Step, step_done
from records.models import Appointment, Bond, DocumentVersion, Issuance, Position, Signature
from records.organization import substitutes_of
from records.permissions import Role
from records.separation import violations
from tests.factories import World, at, person

pytestmark = pytest.mark.django_db
DAY = "2020-02-03"


def stand_in(
    world: World,
    whom: Any,
    username: str = "sara.suplente",
    *,
    role: Role = Role.REVIEWER,
    bond: str = Bond.ACTING,
    since: str = "2020-01-15",
    until: str = "2020-03-15",
    user: Any = None,
) -> Any:
    """Somebody who holds what `whom` holds, by an act."""
    user = user or person(username, role, world.office, position="Profesional")
    own = Appointment.objects.filter(user=whom).earliest("pk")
    Appointment.objects.create(
        user=user,
        office=own.office,
        position=own.position,
        bond=bond,
        act="Resolución 44 de 2020",
        substitutes=own,
        valid_from=date.fromisoformat(since),
        valid_to=date.fromisoformat(until),
    )
    return user


def submitted(world: World, *reviewers: Any) -> DocumentVersion:
    route = [
        Step("prepared", "Elaboró", (world.author.pk,)),
        Step("reviewed", "Revisión", tuple(one.pk for one in reviewers or [world.reviewer])),
        Step("approved", "Aprobación", (world.approver.pk,)),
    ]
    return world.submit(world.document(), world.content(), day=DAY, route=route)


def codes(version: DocumentVersion, by: Any, day: str = DAY) -> set[str]:
    return {one.code for one in signing.reasons_against(version, by=by, at=at(day, 12))}


def test_the_signature_of_the_substitute_completes_the_step_of_whom_it_stands_for(
    world: World,
) -> None:
    substitute = stand_in(world, world.reviewer)
    version = submitted(world)
    assert [one.version for one in waiting_for(substitute, at=at(DAY, 12))[0]] == [version]
    world.sign(version, 1, substitute)
    mark = version.signatures.get(step=1)
    assert (mark.user, mark.stands_for) == (substitute, world.reviewer)
    assert mark.position == "Líder (E)"
    world.sign(version, 2, world.approver)
    issuance = Issuance.objects.get(version=version)
    assert violations(issuance, at=at(DAY, 18)) == []


def test_a_corrected_appointment_does_not_open_the_step_again(world: World) -> None:
    substitute = stand_in(world, world.reviewer)
    version = submitted(world)
    world.sign(version, 1, substitute)
    Appointment.objects.filter(user=substitute).update(substitutes=None)
    world.sign(version, 2, world.approver)
    assert Issuance.objects.filter(version=version).exists()


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ({"since": "2020-02-04"}, DAY),
        ({"until": "2020-02-02"}, DAY),
        ({"bond": Bond.PROVISIONAL}, DAY),
        ({"role": Role.EDITOR}, DAY),
    ],
    ids=["not yet", "no longer", "no encargo nor delegation", "without the role"],
)
def test_nobody_stands_for_another_without_an_act_in_force_and_the_role(
    world: World, told: dict[str, Any], day: str
) -> None:
    somebody = stand_in(world, world.reviewer, **told)
    version = submitted(world)
    assert codes(version, somebody, day) & {"not_named", "no_role"}
    with pytest.raises(NotAllowed):
        world.sign(version, 1, somebody)
    assert not version.signatures.filter(step=1).exists()


def test_who_stands_for_somebody_else_does_not_sign_this_step(world: World) -> None:
    somebody = stand_in(world, world.approver)
    assert codes(submitted(world), somebody) == {"not_named"}


def test_the_post_that_the_step_asks_for_is_the_one_signed_with(world: World) -> None:
    substitute = stand_in(world, world.reviewer)
    stand_in(world, world.approver, user=substitute, since="2020-02-01")  # the later of the two
    version = submitted(world)
    world.sign(version, 1, substitute)
    assert version.signatures.get(step=1).stands_for == world.reviewer


def test_one_person_is_never_two_signatures(world: World) -> None:
    second = person("rita.revisora", Role.REVIEWER, world.office, position="Asesora")
    substitute = stand_in(world, world.reviewer)
    stand_in(world, second, user=substitute)
    version = submitted(world, world.reviewer, second)
    world.sign(version, 1, substitute)
    assert "separation" in codes(version, substitute)
    stood = version.signatures.get(step=1).stands_for
    other = second if stood == world.reviewer else world.reviewer
    assert codes(version, stood) == {"stood_for"}
    world.sign(version, 1, other)
    assert codes(version, world.approver) == set()


def test_a_named_person_who_also_stands_for_another_signs_for_themself(world: World) -> None:
    second = person("rita.revisora", Role.REVIEWER, world.office, position="Asesora")
    stand_in(world, world.reviewer, user=second)
    version = submitted(world, world.reviewer, second)
    world.sign(version, 1, second)
    mark = version.signatures.get(step=1, user=second)
    assert (mark.stands_for, mark.position) == (None, "Asesora")
    assert codes(version, world.reviewer) == set()


def test_a_second_substitute_does_not_sign_what_the_first_signed(world: World) -> None:
    second = person("rita.revisora", Role.REVIEWER, world.office, position="Asesora")
    first = stand_in(world, world.reviewer)
    late = stand_in(world, world.reviewer, "sofia.suplente")
    version = submitted(world, world.reviewer, second)
    world.sign(version, 1, first)
    assert "stood_for" in codes(version, late)


def test_an_author_does_not_review_in_anybodys_place(world: World) -> None:
    version = submitted(world)
    stand_in(world, world.reviewer, user=world.author)
    assert "separation" in codes(version, world.author)


def test_the_substitutes_of_a_day(world: World) -> None:
    substitute = stand_in(world, world.reviewer)
    stand_in(world, world.reviewer, "nadie.hoy", until="2020-01-20")
    stand_in(world, world.approver, "otra.suplente")
    found = substitutes_of([world.reviewer.pk], date(2020, 2, 3))
    assert [one.user for one in found] == [substitute]


def test_the_rule_counts_whom_a_signer_stands_for() -> None:
    route = [Step("reviewed", "", (1, 2)), Step("approved", "")]
    assert not step_done(0, route, [Signed(0, "reviewed", 9, stands_for=1)])
    assert step_done(0, route, [Signed(0, "reviewed", 9, stands_for=1), Signed(0, "reviewed", 2)])
    assert not step_done(0, route, [Signed(0, "reviewed", 2, stands_for=1)])


def moved(world: World, position: Position) -> None:
    """The reviewer left their post in January and holds this one since."""
    Appointment.objects.filter(user=world.reviewer).update(valid_to=date(2020, 1, 10))
    Appointment.objects.create(
        user=world.reviewer,
        office=position.office,
        position=position,
        bond=Bond.FREE,
        act="Decreto 7 de 2020",
        valid_from=date(2020, 1, 11),
    )


def test_an_encargo_of_the_former_post_does_not_sign_for_whom_holds_another(world: World) -> None:
    substitute = stand_in(world, world.reviewer)
    version = submitted(world)
    assert codes(version, substitute) == set()
    moved(world, Position.objects.create(name="Jefe de Hacienda", office=world.other_office))
    assert codes(version, substitute) == {"not_named"}
    assert substitutes_of([world.reviewer.pk], date(2020, 2, 3)) == []


def test_an_encargo_of_the_same_post_under_a_new_appointment_goes_on(world: World) -> None:
    substitute = stand_in(world, world.reviewer)
    moved(world, Position.objects.get(name="Líder"))
    assert codes(submitted(world), substitute) == set()


def test_an_encargo_goes_on_where_whom_it_replaces_has_left(world: World) -> None:
    substitute = stand_in(world, world.reviewer)
    Appointment.objects.filter(user=world.reviewer).update(valid_to=date(2020, 1, 10))
    assert codes(submitted(world), substitute) == set()


@pytest.mark.parametrize(("bond", "stands"), [(Bond.ACTING, False), (Bond.DELEGATED, True)])
def test_an_encargo_is_of_the_post_itself_and_a_delegate_keeps_their_own(
    world: World, bond: str, stands: bool
) -> None:
    somebody = stand_in(world, world.reviewer, bond=bond)
    other = Position.objects.create(name="Conductor", office=world.office)
    Appointment.objects.filter(user=somebody, bond=bond).update(position=other)
    assert (codes(submitted(world), somebody) == set()) is stands


def test_the_report_on_duties_sees_a_signature_for_another_without_an_act(world: World) -> None:
    version = submitted(world)
    somebody = person("falso.firmante", Role.REVIEWER, world.office, position="Auxiliar")
    held = Appointment.objects.get(user=somebody)
    Signature.objects.create(
        version=version,
        role="reviewed",
        step=1,
        step_name="Revisión",
        user=somebody,
        appointment=held,
        name="Falso Firmante",
        position=held.title,
        bond=held.bond,
        content_sha256=version.content_sha256,
        authentication="password",
        signed_on=date(2020, 2, 3),
        signed_at=at(DAY, 11),
        stands_for=world.reviewer,
        previous=version.signatures.get(),
    )
    world.sign(version, 2, world.approver)
    found = violations(Issuance.objects.get(version=version), at=at(DAY, 18))
    assert ["en lugar de otra persona" in one for one in found] == [True]
