"""The second factor on the screens: turned on, asked at the door and at signing, turned off."""

from __future__ import annotations

import time
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from records import second_factor
from records.models import EventDetail, RecordEvent, Signature
from tests.editorial.conftest import Enter
from tests.factories import PASSWORD, World


def code_of(key: str, *, ahead: int = 0) -> str:
    """What an application shows with this key, that many steps from now."""
    totp = TOTP(bytes.fromhex(key), drift=ahead)
    totp.time = time.time()
    return f"{totp.token():06d}"


def enrolled(user: Any) -> tuple[str, list[str]]:
    key = second_factor.new_key()
    codes = second_factor.enrol(
        user, key=key, code=code_of(key, ahead=-1), by=user, at=timezone.now()
    )
    return key, codes


def sign(client: Any, version: Any, step: int = 1, **changed: Any) -> Any:
    told = {"content_sha256": version.content_sha256, "step": step, "action": "sign"}
    address = reverse("signing", args=[version.pk])
    return client.post(address, {**told, "password": PASSWORD, **changed})


def door(**told: str) -> Any:
    return Client().post(reverse("wagtailadmin_login"), {"password": PASSWORD, **told})


def test_turning_it_on_asks_the_password_and_a_code_and_shows_the_codes_once(
    world: World, enter: Enter
):
    client = enter(world.reviewer)
    address = reverse("second_factor")
    page = client.get(address).content.decode()
    key = client.session["second_factor_key"]
    assert second_factor.secret_of(key) in page
    assert "<svg" in page
    client.post(address, {"password": "otra", "shown": code_of(key)})
    client.post(address, {"password": PASSWORD, "shown": "000000"})
    assert not second_factor.has_second_factor(world.reviewer)
    answer = client.post(address, {"password": PASSWORD, "shown": code_of(key)})
    assert len(answer.context["codes"]) == second_factor.CODES
    again = client.get(address).content.decode()
    assert not any(code in again for code in answer.context["codes"])
    assert "second_factor_key" not in client.session
    assert RecordEvent.objects.latest("seq").action == "credential.factor_added"


def test_signing_asks_both_factors_at_once_and_says_so(world: World, enter: Enter):
    key, _codes = enrolled(world.reviewer)
    version = world.submit_page(world.page())
    client = enter(world.reviewer)
    assert "factor" in sign(client, version).context["form"].errors
    assert sign(client, version, factor=code_of(key)).status_code == 302
    signature = Signature.objects.get(user=world.reviewer)
    assert (signature.authentication, signature.level) == ("password+totp", "L2")
    assert (signature.agreement.label, version.signatures.first().level) == ("1", "L1")
    detail = EventDetail.objects.get(
        event__action="version.signed", event__facts__signature=signature.pk
    )
    assert detail.payload["address"] == "127.0.0.1"


def test_a_recovery_code_signs_once(world: World, enter: Enter):
    _key, codes = enrolled(world.reviewer)
    version = world.submit_page(world.page())
    assert sign(enter(world.reviewer), version, factor=codes[0].lower()).status_code == 302
    assert Signature.objects.get(user=world.reviewer).authentication == "password+recovery"
    assert second_factor.checked(world.reviewer, codes[0]) == ""
    assert second_factor.recovery_codes_left(world.reviewer) == second_factor.CODES - 1


def test_a_wrong_code_signs_nothing_and_slows_the_next_one(world: World, enter: Enter):
    key, _codes = enrolled(world.reviewer)
    version = world.submit_page(world.page())
    client = enter(world.reviewer)
    with time_machine.travel(timezone.now(), tick=False):
        for code in ("000000", "111111", code_of(key)):  # the third is right and comes too soon
            assert "factor" in sign(client, version, factor=code).context["form"].errors
    assert not Signature.objects.filter(user=world.reviewer).exists()


def test_a_code_is_good_once(world: World):
    key, _codes = enrolled(world.reviewer)
    code = code_of(key)
    assert second_factor.checked(world.reviewer, code) == "totp"
    assert second_factor.checked(world.reviewer, code) == ""
    assert second_factor.checked(world.author, code) == ""


def test_ten_wrong_codes_lock_the_account_like_ten_wrong_passwords(world: World, enter: Enter):
    key, _codes = enrolled(world.reviewer)
    version = world.submit_page(world.page())
    client = enter(world.reviewer)
    for _attempt in range(10):
        sign(client, version, factor="000000")
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    sign(client, version, factor=code_of(key))
    assert not Signature.objects.filter(user=world.reviewer).exists()


@pytest.mark.conformance("S06")
def test_the_door_asks_it_too(world: World):
    key, codes = enrolled(world.reviewer)
    name = world.reviewer.username
    assert door(username=name).status_code == 200
    assert door(username=name, code="000000").status_code == 200
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert door(username=name, code=code_of(key)).status_code == 302
    assert door(username=name, code=codes[1]).status_code == 302
    assert door(username=world.author.username).status_code == 302


def test_there_is_no_other_door(world: World):
    enrolled(world.reviewer)
    client = Client()
    client.post("/_util/login/", {"username": world.reviewer.username, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_turning_it_off_asks_both_and_leaves_an_event(world: World, enter: Enter):
    key, _codes = enrolled(world.reviewer)
    client = enter(world.reviewer)
    address = reverse("second_factor")
    client.post(address, {"password": PASSWORD})
    assert second_factor.has_second_factor(world.reviewer)
    client.post(address, {"password": PASSWORD, "factor": code_of(key)})
    assert not second_factor.has_second_factor(world.reviewer)
    assert second_factor.recovery_codes_left(world.reviewer) == 0
    assert RecordEvent.objects.latest("seq").action == "credential.factor_removed"


def test_who_reads_the_database_has_no_recovery_code(world: World):
    _key, codes = enrolled(world.reviewer)
    kept = {token.token for token in StaticToken.objects.all()}
    assert kept.isdisjoint(codes)
    assert kept.isdisjoint(code.replace("-", "") for code in codes)


@pytest.mark.parametrize("told", ["", "²²²²²²", "x" * 20, "1" * 19])
def test_what_is_no_code_is_no_code(world: World, told: str):
    enrolled(world.reviewer)
    assert second_factor.checked(world.reviewer, told) == ""
