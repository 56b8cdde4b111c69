"""The agreement on electronic signatures: adopted by the entity, accepted by each signer."""

from __future__ import annotations

from datetime import date

import pytest

from records import agreements, signing
from records.exceptions import Conflict, NotAllowed
from records.models import AgreementAcceptance, EventDetail, RecordEvent, Signature
from records.permissions import Role
from tests.factories import World, at, person
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    return standing(World)


def adopted(world: World, day: str = "2020-02-01") -> object:
    return agreements.adopt_agreement(
        "Firmamos de otra manera.",
        order="Resolución 9 de 2020",
        adopted_on=date.fromisoformat(day),
        by=person("ada.admin", Role.ADMINISTRATOR),
        at=at(day),
    )


def test_nobody_signs_without_having_accepted_the_version_in_force(world):
    version = world.submit(world.document(), world.content())
    adopted(world, "2020-02-03")
    with pytest.raises(NotAllowed) as refused:
        world.sign(version, 1, world.reviewer)
    assert [one.code for one in refused.value.reasons] == ["not_accepted"]
    with pytest.raises(NotAllowed):
        world.submit(world.document(), world.content("PR-M2-P6-02"))
    assert Signature.objects.get().agreement.label == "1"


def test_accepting_in_the_same_act_signs_and_both_are_in_the_register(world):
    version = world.submit(world.document(), world.content())
    agreement = adopted(world, "2020-02-03")
    signature = signing.sign(
        version,
        step=1,
        content_sha256=version.content_sha256,
        authentication="password",
        by=world.reviewer,
        at=at("2020-02-03", 11),
        circumstances=signing.Circumstances(agreement.pk, "192.0.2.7", "Navegador 1"),
    )
    assert signature.agreement == agreement
    assert AgreementAcceptance.objects.filter(agreement=agreement).get().user == world.reviewer
    assert [event.action for event in RecordEvent.objects.order_by("-seq")[:2]] == [
        "version.signed",
        "agreement.accepted",
    ]
    event = RecordEvent.objects.latest("seq")
    assert EventDetail.objects.get(event=event).payload == {
        "address": "192.0.2.7",
        "agent": "Navegador 1",
    }
    assert "192.0.2.7" not in str(event.facts)


def test_what_is_refused_accepts_nothing(world):
    version = world.submit(world.document(), world.content())
    agreement = adopted(world, "2020-02-03")
    with pytest.raises(NotAllowed):
        signing.sign(
            version,
            step=1,
            content_sha256="0" * 64,
            authentication="password",
            by=world.reviewer,
            at=at("2020-02-03", 11),
            circumstances=signing.Circumstances(agreement.pk),
        )
    assert not AgreementAcceptance.objects.filter(agreement=agreement).exists()


def test_before_the_entity_adopted_one_nobody_signs(world):
    reasons = agreements.reasons_against(world.author, agreements.in_force_on(date(2014, 1, 1)))
    assert [one.code for one in reasons] == ["no_agreement"]


def test_only_the_version_in_force_is_accepted_and_once(world):
    old = agreements.in_force_on(date(2020, 1, 1))
    new = adopted(world)
    with pytest.raises(Conflict):
        agreements.accept(old, by=world.author, authentication="password", at=at("2020-02-02"))
    for _again in range(2):
        agreements.accept(new, by=world.author, authentication="password", at=at("2020-02-02"))
    assert AgreementAcceptance.objects.filter(agreement=new).count() == 1
    assert agreements.in_force_on(date(2020, 1, 31)) == old


def test_who_adopts_what_and_from_when(world):
    def reasons(by: object, day: str = "2020-03-01", **told: str) -> set[str]:
        with pytest.raises(NotAllowed) as refused:
            agreements.adopt_agreement(
                told.get("text", "Texto"),
                order=told.get("order", "Resolución 1"),
                adopted_on=date.fromisoformat(day),
                by=by,
                at=at("2020-03-01"),
            )
        return {one.code for one in refused.value.reasons}

    admin = person("ada.admin", Role.ADMINISTRATOR)
    assert reasons(world.approver) == {"no_role"}
    assert reasons(admin, text=" ", order=" ") == {"no_text", "no_act"}
    assert reasons(admin, "2020-03-02") == {"adopted_later"}
    assert reasons(admin, "2020-02-29") == {"adopted_past"}
    assert reasons(admin, "2014-02-28") == {"adopted_before", "adopted_past"}
    assert reasons(admin, order="x" * 201) == {"too_long"}


def test_the_first_text_names_the_entity():
    text = agreements.first_text("Gobernación de Prueba")
    assert "Gobernación de Prueba" in text
    assert "{" not in text
    assert "Decreto 2364 de 2012" in text


@pytest.mark.parametrize(
    ("methods", "tsa", "level"),
    [
        (["password", "password", "password"], "http://tsa.example", "L1"),
        (["password+totp", "password", "password+totp"], "http://tsa.example", "L1"),
        (["password+totp", "password+recovery", "password+totp"], "http://tsa.example", "L2"),
        (["password+totp", "password+totp", "password+totp"], "", "L1"),
    ],
)
def test_a_version_is_as_strong_as_its_weakest_signature(world, settings, methods, tsa, level):
    settings.TSA_URL = tsa
    version = world.submit(world.document(), world.content(), authentication=methods[0])
    for step, (by, method) in enumerate(
        zip((world.reviewer, world.approver), methods[1:], strict=True), start=1
    ):
        world.sign(version, step, by, authentication=method)
    assert version.issuance.envelope["level"] == level
