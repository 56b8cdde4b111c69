"""An address of mail that was changed: told to the former one, in the register, signing waits."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine

from records import credentials
from records.exceptions import NotAllowed
from records.models import HeardAddress, RecordEvent, Signature
from tests.editorial.conftest import Enter
from tests.editorial.test_passwords import credential_events, set_by_administrator
from tests.editorial.test_second_factor import sign
from tests.factories import World
from tests.records import attacks


def test_whoever_changes_the_address_first_silences_nobody(
    world: World, root: Any, enter: Enter, django_capture_on_commit_callbacks: Any
):
    former = world.reviewer.email
    nothing = {"password1": "", "password2": ""}
    with django_capture_on_commit_callbacks(execute=True):
        set_by_administrator(root, world.reviewer, enter, email="otro@ejemplo.co", **nothing)
    assert credential_events() == [("credential.address_changed", "administrator")]
    event = RecordEvent.objects.get(action="credential.address_changed")
    assert (event.actor, event.subject_id) == (root, world.reviewer.pk)
    assert former not in str(event.facts)
    assert [message.to for message in mail.outbox] == [[former], ["otro@ejemplo.co"]]
    assert "correo" in mail.outbox[0].subject
    person = get_user_model().objects.get(pk=world.reviewer.pk)
    now = timezone.now()
    told = credentials.reasons_against(person, authentication="password", at=now)
    assert [one.code for one in told] == ["password_reset"]
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        set_by_administrator(root, person, enter)
    assert [message.to for message in mail.outbox] == [[former], ["otro@ejemplo.co"]]
    later = now + timedelta(hours=25)
    assert credentials.addresses_of(person, at=later) == ["otro@ejemplo.co"]


def test_ones_own_address_holds_nothing_back_and_is_told_to_the_former(
    world: World, enter: Enter, django_capture_on_commit_callbacks: Any
):
    person = world.reviewer
    former = person.email
    told = {
        "name_email-first_name": "Beto",
        "name_email-last_name": "Revisor",
        "name_email-email": "propio@ejemplo.co",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        enter(person).post(reverse("wagtailadmin_account"), told)
    person.refresh_from_db()
    assert person.email == "propio@ejemplo.co"
    assert [message.to for message in mail.outbox] == [[former], ["propio@ejemplo.co"]]
    assert "desde la pantalla de su cuenta" in mail.outbox[0].body
    now = timezone.now()
    assert credentials.held_until(person, at=now) is None
    assert credentials.reasons_against(person, authentication="password", at=now) == []
    person.first_name = "Otro"
    person.save()
    person.email = "nadie@ejemplo.co"
    person.save(update_fields=["first_name"])
    assert credential_events() == [("credential.own_address_changed", "own")]


def address_by_update(user: Any) -> None:
    get_user_model().objects.filter(pk=user.pk).update(email="ajeno@ejemplo.co")


def address_by_sql(user: Any) -> None:
    attacks.raw_update(user, {"email": "ajeno@ejemplo.co"})


def address_by_loaddata(user: Any) -> None:
    attacks.loaddata(user, {"email": "ajeno@ejemplo.co"})


@pytest.mark.parametrize("way", [address_by_update, address_by_sql, address_by_loaddata])
def test_an_address_changed_unheard_is_found_where_the_person_is_identified_and_signing_waits(
    world: World, enter: Enter, django_capture_on_commit_callbacks: Any, way: Any
):
    former = world.reviewer.email
    version = world.submit_page(world.page())
    way(world.reviewer)
    assert credential_events() == []
    person = get_user_model().objects.get(pk=world.reviewer.pk)
    with pytest.raises(NotAllowed) as refused:  # whoever calls the verb by another way
        world.sign(version, 1, person)
    assert [one.code for one in refused.value.reasons] == ["address_unknown"]
    client = enter(person)
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign(client, version)
    assert "un segundo factor que tuviera desde antes" in answer.content.decode()
    assert not Signature.objects.filter(user=person).exists()
    assert credential_events() == [("credential.address_changed", "unknown")]
    assert [message.to for message in mail.outbox] == [[former], ["ajeno@ejemplo.co"]]
    assert "sin que él lo supiera" in mail.outbox[0].body
    sign(client, version)
    assert len(credential_events()) == 1  # heard of now
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert sign(enter(person), version).status_code == 302


def test_an_unheard_address_is_not_made_good_by_changing_it_again(
    world: World, enter: Enter, django_capture_on_commit_callbacks: Any
):
    former = world.reviewer.email
    address_by_sql(world.reviewer)
    person = get_user_model().objects.get(pk=world.reviewer.pk)
    person.email = "tercero@ejemplo.co"
    with django_capture_on_commit_callbacks(execute=True):
        person.save()
    told = {one for message in mail.outbox for one in message.to}
    assert told == {former, "ajeno@ejemplo.co", "tercero@ejemplo.co"}
    assert ("credential.address_changed", "unknown") in credential_events()
    assert credentials.held_until(person, at=timezone.now()) is not None


def test_only_the_site_can_say_that_an_address_was_heard_of(world: World, settings: Any):
    address_by_sql(world.reviewer)
    row = HeardAddress.objects.filter(user=world.reviewer)
    other = HeardAddress.objects.get(user=world.approver)
    row.update(address="ajeno@ejemplo.co", mac=other.mac)
    assert not credentials.heard_of(world.reviewer).address
    row.delete()
    assert not credentials.heard_of(world.reviewer).address
    credentials.remember_address(get_user_model().objects.get(pk=world.reviewer.pk))
    assert credentials.heard_of(world.reviewer).address
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []
    assert not credentials.heard_of(world.reviewer).address


def test_addresses_of_before_count_as_heard(world: World):
    HeardAddress.objects.all().delete()
    migration = import_module("records.migrations.0016_heard_addresses")
    migration.hear(apps, None)
    assert credentials.heard_of(world.reviewer).address


def test_an_administrator_is_asked_to_tell_who_had_no_address(
    world: World, root: Any, enter: Enter
):
    get_user_model().objects.filter(pk=world.reviewer.pk).update(email="")
    world.reviewer.refresh_from_db()
    credentials.remember_address(world.reviewer)
    answer = set_by_administrator(root, world.reviewer, enter, email="nuevo@ejemplo.co")
    (told,) = [str(one) for one in get_messages(answer.wsgi_request) if "avísele" in str(one)]
    assert "no tenía correo" in told
    assert ("credential.address_changed", "administrator") in credential_events()
