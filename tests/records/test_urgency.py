"""Issuing urgently: one person alone, a second one in time, or it is withdrawn. All is marked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management import call_command

import pytest

from records import agreements, due_tasks, integrity, issue, projection, separation, urgency
from records.content import schema_errors
from records.exceptions import Conflict, NotAllowed
from records.lifecycle import (
    Step,
)
from records.models import (
    Bond,
    DocumentVersion,
    Entity,
    EventDetail,
    Issuance,
    RecordEvent,
    Signature,
    UrgentConfirmation,
    UrgentIssuance,
    Withdrawal,
)
from records.organization import register
from records.permissions import Role
from tests.factories import World, at, person
from tests.standing import standing
from tests.urgent import confirm, issue_urgently

DAY = "2020-02-03"
LATE = at("2020-02-05", 12)  # 48 hours and one after 11:00


@pytest.fixture
def world(db: None, settings: Any) -> World:
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    return standing(World)


@pytest.fixture
def second(world: World) -> Any:
    """Another approver, of another office."""
    return person("sara.segunda", Role.APPROVER, world.other_office, position="Secretaria")


def issued(version: DocumentVersion, by: Any, **told: Any) -> Issuance:
    asked = {
        "reason": "Se desbordó el río.",
        "content_sha256": version.content_sha256,
        "authentication": "password",
        "by": by,
        "at": at(DAY, 11),
    }
    return urgency.issue_urgently(version, **{**asked, **told})


def allowed(world: World) -> DocumentVersion:
    Entity.objects.update(urgent_allowed=True)
    return world.submit(world.document(), world.content())


def codes(error: pytest.ExceptionInfo[NotAllowed]) -> list[str]:
    return [one.code for one in error.value.reasons]


def test_one_approver_issues_and_everything_says_so(world):
    issuance = issue_urgently(world)
    version = issuance.version
    envelope = issuance.envelope
    assert schema_errors(envelope, "envelope-1") == []
    assert envelope["urgent"] == {
        "reason": "Se desbordó el río.",
        "confirm_by": "2020-02-05T11:00:00-05:00",
    }
    assert [one["role"] for one in envelope["signatures"]] == ["prepared", "approved"]
    signature = Signature.objects.get(version=version, role="approved")
    assert "de urgencia" in signature.intent
    assert (signature.user, signature.step, signature.step_name) == (
        world.approver,
        2,
        "Aprobación",
    )
    urgent = UrgentIssuance.objects.get()
    assert (urgent.issuance, urgent.signature) == (issuance, signature)
    assert issue.status_of(issuance, date(2020, 2, 3)) == "in_force"
    event = RecordEvent.objects.get(action="version.issued_urgently")
    assert event.facts["confirm_by"] == "2020-02-05T11:00:00-05:00"
    assert EventDetail.objects.get(event=event).payload == {"reason": "Se desbordó el río."}
    standing = urgency.standing_of(issuance, at(DAY, 12))
    assert standing.state == "waiting"
    assert [one.problems for one in [integrity.verify()]] == [[]]


def test_what_leaves_the_house_says_urgent_and_never_why(world):
    told = projection.public(world.content(), issue_urgently(world).envelope)
    assert told["envelope"]["urgent"] == {"confirm_by": "2020-02-05T11:00:00-05:00"}
    assert "río" not in str(told)
    usual = world.issue(content=world.content("PR-M2-P6-02"))
    assert "urgent" not in usual.envelope
    assert "urgent" not in projection.public(world.content(), usual.envelope)["envelope"]


def test_the_entity_must_have_allowed_it(world):
    version = world.submit(world.document(), world.content())
    with pytest.raises(NotAllowed) as refused:
        issued(version, world.approver)
    assert codes(refused) == ["urgent_forbidden"]
    assert not Issuance.objects.exists()
    assert Signature.objects.count() == 1


def test_every_reason_comes_at_once_and_nothing_is_half_done(world):
    world.author.groups.add(*world.approver.groups.all())
    version = allowed(world)
    before = RecordEvent.objects.count()
    with pytest.raises(NotAllowed) as refused:
        issued(version, world.author, reason=" ", content_sha256="0" * 64)
    assert codes(refused) == ["separation", "no_reason", "other_content"]
    assert (Issuance.objects.count(), Signature.objects.count()) == (0, 1)
    assert RecordEvent.objects.count() == before


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("reviewer", "no_role"),
        ("stranger", "no_role"),
        ("contractor", "contractor"),
        ("unappointed", "not_appointed"),
        ("elsewhere", "other_office"),
        ("unaccepted", "not_accepted"),
    ],
)
def test_who_does_not_issue_alone(world, who, code):
    told = {
        "contractor": {"bond": Bond.CONTRACTOR},
        "unaccepted": {"accepts": False},
    }
    if who in ("reviewer", "stranger"):
        by = getattr(world, who)
    else:
        office = {"unappointed": None, "elsewhere": world.other_office}.get(who, world.office)
        by = person(f"{who}.a", Role.APPROVER, office, **told.get(who, {}))
    version = allowed(world)
    with pytest.raises(NotAllowed) as refused:
        issued(version, by)
    assert code in codes(refused)
    assert not Issuance.objects.exists()


def test_the_route_names_who_approves_also_in_an_emergency(world, second):
    def route(*named: Any) -> list[Step]:
        return [
            Step("prepared", "Elaboró", (world.author.pk,)),
            Step("reviewed", "Revisión"),
            *(Step("approved", f"Aprobación {place}", one) for place, one in enumerate(named)),
        ]

    Entity.objects.update(urgent_allowed=True)
    one = world.submit(world.document(), world.content(), route=route((second.pk,)))
    with pytest.raises(NotAllowed) as refused:
        issued(one, world.approver)
    assert codes(refused) == ["not_named"]
    assert issued(one, second).version == one
    several = world.submit(
        world.document(), world.content("PR-M2-P6-02"), route=route((second.pk,), ())
    )
    issued(several, world.approver)
    assert several.signatures.get(role="approved").step_name == "Aprobación 1"
    assert urgency.left_out(several, by=world.approver) == ["Revisión", "Aprobación 0"]


def test_what_lacks_only_that_signature_is_signed_as_usual(world):
    version = allowed(world)
    world.sign(version, 1, world.reviewer)
    with pytest.raises(NotAllowed) as refused:
        issued(version, world.approver)
    assert codes(refused) == ["not_urgent"]


def test_a_password_that_somebody_else_set_holds_it_back(world, monkeypatch):
    version = allowed(world)
    from records import credentials  # noqa: PLC0415
    from records.exceptions import Reason  # noqa: PLC0415

    monkeypatch.setattr(
        credentials, "reasons_against", lambda *args, **told: [Reason("password_reset", "No.")]
    )
    with pytest.raises(NotAllowed) as refused:
        issued(version, world.approver)
    assert codes(refused) == ["password_reset"]


def test_it_is_issued_once_whoever_signs_meanwhile(world):
    issuance = issue_urgently(world)
    with pytest.raises(Conflict):
        issued(issuance.version, world.approver)
    with pytest.raises(Conflict):
        world.sign(issuance.version, 1, world.reviewer)


def test_a_second_person_confirms_and_the_bytes_stay(world, second):
    issuance = issue_urgently(world)
    sealed = Issuance.objects.values().get()
    confirm(world, issuance, by=second, moment=at("2020-02-04"))
    confirmation = UrgentConfirmation.objects.get()
    assert (confirmation.name, confirmation.position, confirmation.bond, confirmation.office) == (
        "Sara Segunda",
        "Secretaria",
        "permanent",
        "Secretaría de Hacienda",
    )
    assert confirmation.agreement == agreements.in_force_on(date(2020, 2, 4))
    assert confirmation.content_sha256 == issuance.version.content_sha256
    assert Issuance.objects.values().get() == sealed
    standing = urgency.standing_of(Issuance.objects.get(), at("2020-02-04", 10))
    assert (standing.state, standing.confirmation) == ("confirmed", confirmation)
    before = urgency.standing_of(Issuance.objects.get(), at(DAY, 12))
    assert (before.state, before.confirmation) == ("waiting", None)
    assert due_tasks.run("urgent", at=at("2021-01-01")) is None
    assert integrity.verify().problems == []
    with pytest.raises(Conflict) as twice:
        confirm(world, issuance, moment=at("2020-02-04", 11))
    assert codes(twice) == ["confirmed"]


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("author", "separation"),
        ("approver", "separation"),
        ("archivist", "no_role"),
        ("contractor", "contractor"),
        ("unaccepted", "not_accepted"),
    ],
)
def test_who_is_not_the_second_person(world, who, code):
    issuance = issue_urgently(world)
    world.author.groups.add(*world.reviewer.groups.all())
    if who == "contractor":
        by = person("c.c", Role.REVIEWER, world.office, bond=Bond.CONTRACTOR)
    elif who == "unaccepted":
        by = person("u.u", Role.REVIEWER, world.office, accepts=False)
    else:
        by = getattr(world, who)
    with pytest.raises(NotAllowed) as refused:
        confirm(world, issuance, by=by, moment=at("2020-02-04"))
    assert code in codes(refused)
    assert not UrgentConfirmation.objects.exists()


def test_who_reviewed_it_before_is_no_second_person(world, second):
    third = person("tere.tercera", Role.APPROVER, world.office, position="Jefa")
    route = [
        Step("prepared", "Elaboró", (world.author.pk,)),
        Step("reviewed", "Revisión"),
        Step("approved", "Aprobación", (world.approver.pk, third.pk)),
    ]
    Entity.objects.update(urgent_allowed=True)
    version = world.submit(world.document(), world.content(), route=route)
    world.sign(version, 1, world.reviewer)
    issuance = issued(version, world.approver)
    with pytest.raises(NotAllowed) as refused:
        confirm(world, issuance, moment=at("2020-02-04"))
    assert codes(refused) == ["separation"]
    confirm(world, issuance, by=second, moment=at("2020-02-04"))


def test_a_restricted_one_is_confirmed_by_its_office(world, second):
    issuance = issue_urgently(world, content=world.content(access="reserved"))
    with pytest.raises(NotAllowed) as refused:
        confirm(world, issuance, by=second, moment=at("2020-02-04"))
    assert codes(refused) == ["restricted"]
    with pytest.raises(NotAllowed) as other:
        urgency.confirm_urgent(
            issuance,
            content_sha256="0" * 64,
            authentication="password",
            by=world.reviewer,
            at=at("2020-02-04"),
        )
    assert codes(other) == ["other_content"]
    confirm(world, issuance, moment=at("2020-02-04"))


def test_time_withdraws_it_and_no_former_version_comes_back(world):
    former = world.issue(day="2019-01-10")
    issuance = issue_urgently(world, former.document, world.content(objective="Otro."))
    assert due_tasks.run("urgent", at=at("2020-02-05", 11)) is None  # until that very minute
    with pytest.raises(Conflict) as late:
        confirm(world, issuance, moment=LATE)
    assert codes(late) == ["lapsed"]
    assert "PR-M2-P6-01 v02" in due_tasks.run("urgent", at=LATE)
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.issuance, withdrawal.by) == (issuance, None)
    assert "5 de febrero de 2020, 11:00" in withdrawal.reason
    assert not Issuance.objects.in_force_on(date(2020, 2, 5)).exists()
    assert urgency.standing_of(Issuance.objects.get(label="02"), LATE).state == "lapsed"
    assert due_tasks.run("urgent", at=LATE) is None
    with pytest.raises(Conflict) as after:
        confirm(world, issuance, moment=at("2020-02-04"))  # a clock that went back
    assert codes(after) == ["withdrawn"]
    assert integrity.verify().problems == []


def test_a_later_version_in_force_leaves_nothing_to_withdraw(world):
    issuance = issue_urgently(world)
    world.issue(issuance.document, world.content(objective="Otro."), day="2020-02-04")
    assert due_tasks.run("urgent", at=LATE) is None
    assert not Withdrawal.objects.exists()
    assert urgency.standing_of(issuance, LATE).state == "lapsed"
    coming = issue_urgently(world, content=world.content("PR-M2-P6-02"))
    changed = world.content("PR-M2-P6-02", objective="Otro.")
    world.issue(coming.document, changed, day="2020-02-04", effective_on="2020-03-01")
    assert due_tasks.run("urgent", at=LATE) is not None  # in force until March
    assert Withdrawal.objects.get().issuance == coming
    assert Issuance.objects.in_force_on(date(2020, 3, 1)).count() == 2


def test_the_entity_sets_the_hours_within_bounds(world):
    administrator = person("ada.admin", Role.ADMINISTRATOR)
    entity = Entity.current()
    for hours in (0, 121):
        entity.urgent_hours = hours
        with pytest.raises(NotAllowed):
            register(entity, by=administrator, at=at(DAY))
    entity.urgent_hours = 4
    register(entity, by=administrator, at=at(DAY))
    issuance = issue_urgently(world)
    assert issuance.envelope["urgent"]["confirm_by"] == "2020-02-03T15:00:00-05:00"
    Entity.objects.update(urgent_hours=120)  # what was issued keeps its own time
    assert urgency.standing_of(issuance, at(DAY, 16)).state == "lapsed"


def test_the_report_on_duties_tells_of_it_and_of_what_breaks_it(world, second):
    issuance = issue_urgently(world)
    (one,) = separation.duties_of(separation.issued(), at=at(DAY, 12))
    assert (one.violations, one.urgent.state) == ([], "waiting")
    confirm(world, issuance, by=second, moment=at("2020-02-04"))
    (one,) = separation.duties_of(separation.issued(), at=at("2020-02-05"))
    assert (one.violations, one.urgent.confirmation.name) == ([], "Sara Segunda")
    forged = Issuance.objects.select_related("urgency__confirmation").get()
    signature = forged.urgency.signature
    confirmation = forged.urgency.confirmation
    confirmation.user = world.approver
    confirmation.bond = Bond.CONTRACTOR
    confirmation.content_sha256 = "0" * 64
    confirmation.signed_at = LATE
    forged.urgency.signature = Signature.objects.get(role="prepared")
    assert signature.role == "approved"
    assert len(separation.violations(forged, at=LATE)) == 5


def test_the_command_withdraws_what_is_due(world, capsys, settings, tmp_path):
    settings.REGISTER_ANCHORS = tmp_path / "heads"
    issue_urgently(world)
    call_command("run_due_tasks", "urgent")
    assert "PR-M2-P6-01 v01" in capsys.readouterr().out
