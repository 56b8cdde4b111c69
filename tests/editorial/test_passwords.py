"""A password that somebody else set: told, in the register, and signing waits."""

from __future__ import annotations

import io
import re
from datetime import date, time, timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.management.commands import changepassword
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine
from django_otp.plugins.otp_totp.models import TOTPDevice

from records import attendance, committees, credentials, second_factor
from records.exceptions import NotAllowed, Reason
from records.models import HeardPassword, RecordEvent, Signature
from tests.chamber import Chamber
from tests.editorial.conftest import Enter
from tests.editorial.test_second_factor import code_of, enrolled, sign
from tests.factories import PASSWORD, World, at
from tests.records import attacks
from tests.records.account_form import account_format

NEW = "otra clave larga y secreta"


def credential_events() -> list[tuple[str, str]]:
    events = RecordEvent.objects.filter(action__startswith="credential.").order_by("seq")
    return [(event.action, event.facts.get("way", "")) for event in events]


def set_by_administrator(root: Any, user: Any, enter: Enter, **told: Any) -> Any:
    form = {
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "is_active": "on",
        "groups": [group.pk for group in user.groups.all()],
        "password1": NEW,
        "password2": NEW,
    }
    return enter(root).post(reverse("wagtailusers_users:edit", args=[user.pk]), {**form, **told})


def test_an_administrator_who_sets_a_password_is_told_of_and_signing_waits(
    world: World, root: Any, enter: Enter, django_capture_on_commit_callbacks: Any
):
    version = world.submit_page(world.page())
    with django_capture_on_commit_callbacks(execute=True):
        assert set_by_administrator(root, world.reviewer, enter).status_code == 302
    assert credential_events() == [("credential.reset", "administrator")]
    event = RecordEvent.objects.get(action="credential.reset")
    assert (event.actor, event.subject_id) == (root, world.reviewer.pk)
    (message,) = mail.outbox
    assert message.to == [world.reviewer.email]
    until = credentials.held_until(world.reviewer, at=timezone.now())
    assert f"{timezone.localtime(until):%H:%M}" in message.body
    person = get_user_model().objects.get(pk=world.reviewer.pk)
    screen = enter(person).get(reverse("signing", args=[version.pk])).content.decode()
    assert "Ahora no puede firmar." in screen
    assert f"{timezone.localtime(until):%H:%M}" in screen
    assert 'value="sign"' not in screen
    assert 'value="return"' in screen
    answer = sign(enter(person), version, password=NEW)
    assert f"{timezone.localtime(until):%H:%M}" in answer.content.decode()
    assert not Signature.objects.filter(user=person).exists()
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert sign(enter(person), version, password=NEW).status_code == 302


def test_whoever_cannot_sign_yet_finds_no_button_to_sign_with(
    world: World, enter: Enter, settings: Any, monkeypatch: Any
):
    """On the screens where one writes first: what was written may still be kept."""
    settings.RECORDS_RENDERER = "records.rendering.TypstRenderer"
    chamber = Chamber(world)
    session = chamber.decided()
    committees.circulate(
        session, remarks_until=date(2020, 2, 12), by=chamber.secretary, at=at("2020-02-11")
    )
    account_format(world)
    page = world.page()
    listed = attendance.open_list(
        subject="Reunión",
        place="Sala 3",
        held_on=timezone.localdate(),
        starts=time(8),
        ends=time(9),
        office=world.office,
        series="130.02.03",
        notice=attendance.NOTICE,
        by=world.author,
        at=timezone.now(),
    )
    draft = enter(world.author).post("/gestion/formatos/FO-M11-P2-05/diligenciar/")["Location"]
    screens = [
        (world.author, draft, 'value="send"'),
        (world.author, reverse("attendance_list", args=[listed.pk]), "Cerrar y firmar</button>"),
        (world.author, reverse("submit_document", args=[page.pk]), "Firmar y enviar</button>"),
        (chamber.secretary, reverse("committee_minutes", args=[session.pk]), "Firmar el acta"),
    ]

    def shown() -> list[tuple[bool, bool]]:
        found = [
            (enter(who).get(address).content.decode(), button) for who, address, button in screens
        ]
        return [(button in one, "Ahora no puede firmar." in one) for one, button in found]

    assert shown() == [(True, False)] * 4
    reason = Reason("held", "Espere hasta mañana.")
    monkeypatch.setattr(credentials, "foreseen", lambda user, *, at: [reason])
    assert shown() == [(False, True)] * 4
    assert 'value="save"' in enter(world.author).get(draft).content.decode()


def test_a_second_factor_from_before_signs_and_a_later_one_does_not(
    world: World, root: Any, enter: Enter
):
    key, _codes = enrolled(world.reviewer)
    set_by_administrator(root, world.reviewer, enter)
    set_by_administrator(root, world.approver, enter)
    later, _codes = enrolled(world.approver)
    version = world.submit_page(world.page())
    people = get_user_model().objects
    own = enter(people.get(pk=world.reviewer.pk))
    assert 'value="sign"' in own.get(reverse("signing", args=[version.pk])).content.decode()
    assert sign(own, version, password=NEW, factor=code_of(key)).status_code == 302
    held = enter(people.get(pk=world.approver.pk))
    assert sign(held, version, 2, password=NEW, factor=code_of(later)).status_code == 200
    assert not Signature.objects.filter(user=world.approver).exists()


def test_a_link_by_mail_counts_like_an_administrator(world: World, client: Any):
    client.post(reverse("wagtailadmin_password_reset"), {"email": world.reviewer.email})
    (address,) = re.findall(r"/gestion/password_reset/confirm/\S+", mail.outbox[0].body)
    form = client.get(address, follow=True)
    client.post(form.redirect_chain[-1][0], {"new_password1": NEW, "new_password2": NEW})
    assert get_user_model().objects.get(pk=world.reviewer.pk).check_password(NEW)
    assert credential_events() == [("credential.reset", "link")]


def test_a_command_counts_too(world: World, monkeypatch: Any):
    monkeypatch.setattr(changepassword.getpass, "getpass", lambda prompt="": NEW)
    call_command("changepassword", world.reviewer.username, stdout=io.StringIO())
    world.approver.set_password(NEW)
    world.approver.save()
    assert credential_events() == [("credential.reset", "command")] * 2


def test_ones_own_change_holds_nothing_back(world: World, enter: Enter):
    client = enter(world.reviewer)
    address = reverse("wagtailadmin_account")
    told = {
        "name_email-first_name": "Beto",
        "name_email-last_name": "Revisor",
        "name_email-email": world.reviewer.email,
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
    }
    passwords = {"password-new_password1": NEW, "password-new_password2": NEW}
    client.post(address, told | passwords | {"password-old_password": "no es esta"})
    assert credential_events() == []
    client.post(address, told | passwords | {"password-old_password": PASSWORD})
    assert credential_events() == [("credential.changed", "")]
    assert credentials.held_until(world.reviewer, at=timezone.now()) is None


def test_ones_own_password_in_the_list_of_users_is_no_own_change(root: Any, enter: Enter):
    """There nobody asks for the old one: whoever holds the session could be anybody."""
    set_by_administrator(root, root, enter)
    assert credential_events() == [("credential.reset", "administrator")]


def test_the_first_password_and_a_sign_in_are_no_reset(world: World, client: Any):
    address = reverse("wagtailadmin_login")
    told = {"username": world.reviewer.username, "password": PASSWORD}
    assert client.post(address, told).status_code == 302
    assert credential_events() == []
    assert not second_factor.has_second_factor(world.reviewer)


@pytest.mark.parametrize(("hours", "held"), [(23.9, True), (24.1, False), (-1, False)])
def test_it_holds_for_a_day(world: World, hours: float, held: bool):
    now = timezone.now()
    credentials.note_password(world.reviewer, by=None, way=credentials.COMMAND, at=now)
    at = now + timedelta(hours=hours)
    assert (credentials.held_until(world.reviewer, at=at) is not None) == held
    reasons = credentials.reasons_against(world.reviewer, authentication="password", at=at)
    assert bool(reasons) == held


# --- ways that nobody told of --------------------------------------------------------------------


def by_bulk_update(user: Any, hashed: str) -> None:
    user.password = hashed
    get_user_model().objects.bulk_update([user], ["password"])


def by_sql(user: Any, hashed: str) -> None:
    attacks.raw_update(user, {"password": hashed})


def by_loaddata(user: Any, hashed: str) -> None:
    attacks.loaddata(user, {"password": hashed})


def by_save(user: Any, hashed: str) -> None:
    user.password = hashed
    user.save(update_fields=["password"])


def by_update(user: Any, hashed: str) -> None:
    get_user_model().objects.filter(pk=user.pk).update(password=hashed)


UNHEARD = [by_update, by_bulk_update, by_sql, by_loaddata, by_save]


@pytest.mark.parametrize("way", UNHEARD, ids=lambda way: way.__name__)
def test_a_password_set_unheard_is_found_when_it_is_used_and_signing_waits(
    world: World, enter: Enter, django_capture_on_commit_callbacks: Any, way: Any
):
    version = world.submit_page(world.page())
    way(world.reviewer, make_password(NEW))
    assert credential_events() == []
    person = get_user_model().objects.get(pk=world.reviewer.pk)
    with pytest.raises(NotAllowed) as refused:  # whoever calls the verb by another way
        world.sign(version, 1, person)
    assert [one.code for one in refused.value.reasons] == ["password_unknown"]
    client = enter(person)
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign(client, version, password=NEW)
    assert "un segundo factor que tuviera desde antes" in answer.content.decode()
    assert not Signature.objects.filter(user=person).exists()
    assert credential_events() == [("credential.reset", "unknown")]
    assert [message.to for message in mail.outbox] == [[person.email]]
    assert "sin que él lo supiera" in mail.outbox[0].body
    sign(client, version, password=NEW)
    assert len(credential_events()) == 1  # heard of now
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert sign(enter(person), version, password=NEW).status_code == 302


def test_the_door_finds_it_too(world: World, client: Any):
    by_sql(world.reviewer, make_password(NEW))
    told = {"username": world.reviewer.username, "password": NEW}
    assert client.post(reverse("wagtailadmin_login"), told).status_code == 302
    assert credential_events() == [("credential.reset", "unknown")]


def test_the_same_password_hashed_anew_is_no_other_password(
    world: World, client: Any, settings: Any
):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    before = world.reviewer.password
    told = {"username": world.reviewer.username, "password": PASSWORD}
    assert client.post(reverse("wagtailadmin_login"), told).status_code == 302
    person = get_user_model().objects.get(pk=world.reviewer.pk)
    assert person.password != before
    assert credential_events() == []
    assert credentials.is_heard(person)
    # But what was written unheard is not made good by hashing it anew.
    by_sql(person, make_password(NEW, hasher=identify_hasher(before).algorithm))
    assert client.post(reverse("wagtailadmin_login"), told | {"password": NEW}).status_code == 302
    assert credential_events() == [("credential.reset", "unknown")]


def test_only_the_site_can_say_that_a_password_was_heard_of(world: World, settings: Any):
    row = HeardPassword.objects.get(user=world.reviewer)
    other = HeardPassword.objects.get(user=world.approver)
    HeardPassword.objects.filter(pk=row.pk).update(mac=other.mac)
    assert not credentials.is_heard(world.reviewer)
    HeardPassword.objects.filter(pk=row.pk).update(mac=row.mac)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert credentials.is_heard(world.reviewer)
    settings.SECRET_KEY_FALLBACKS = []
    assert not credentials.is_heard(world.reviewer)


def test_accounts_of_before_count_as_heard(world: World):
    HeardPassword.objects.all().delete()
    assert not credentials.is_heard(world.reviewer)
    migration = import_module("records.migrations.0011_heard_passwords")
    migration.hear(apps, None)
    assert credentials.is_heard(world.reviewer)


def test_a_second_factor_added_between_two_resets_does_not_sign(world: World):
    now = timezone.now()
    told = {"by": None, "way": credentials.ADMINISTRATOR}
    credentials.note_password(world.reviewer, at=now - timedelta(hours=2), **told)
    enrolled(world.reviewer)
    TOTPDevice.objects.update(created_at=now - timedelta(hours=1))
    credentials.note_password(world.reviewer, at=now, **told)
    later = now + timedelta(minutes=1)
    assert credentials.reasons_against(world.reviewer, authentication="password+totp", at=later)
