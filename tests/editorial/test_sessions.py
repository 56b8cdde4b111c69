"""All sessions of a person end with what they were; who lost the second factor comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

import pytest
import time_machine

from editorial.addresses import ADMIN
from records import credentials, second_factor
from records.exceptions import NotAllowed
from records.models import RecordEvent, Signature
from records.permissions import Role
from tests.editorial.conftest import Enter
from tests.editorial.test_passwords import by_sql, set_by_administrator
from tests.editorial.test_second_factor import code_of, door, enrolled, sign
from tests.factories import PASSWORD, World

HOME = "/gestion/"


def is_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


def enters(user: Any, **told: str) -> Client:
    client = Client()
    client.post(
        reverse("wagtailadmin_login"),
        {"username": user.username, "password": PASSWORD, **told},
    )
    return client


CHANGES: dict[str, Callable[[World, Any, Enter], Any]] = {
    "a role more": lambda world, root, enter: world.author.groups.add(
        Group.objects.get(name=Role.AUDITOR.value)
    ),
    "no role": lambda world, root, enter: world.author.groups.clear(),
    "a superuser": lambda world, root, enter: (
        type(root).objects.filter(pk=world.author.pk).update(is_superuser=True)
    ),
    "a second factor": lambda world, root, enter: enrolled(world.author),
    "a password": lambda world, root, enter: set_by_administrator(root, world.author, enter),
    "a password unheard": lambda world, root, enter: by_sql(world.author, "argon2$otra"),
    "the account closed": lambda world, root, enter: (
        type(root).objects.filter(pk=world.author.pk).update(is_active=False)
    ),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.conformance("S01")
def test_every_session_of_a_person_ends_with_what_they_were(
    world: World, root: Any, enter: Enter, change: str
):
    sessions = [enters(world.author), enters(world.author)]
    assert [is_in(one) for one in sessions] == [True, True]
    other = enters(world.reviewer)
    CHANGES[change](world, root, enter)
    assert [is_in(one) for one in sessions] == [False, False]
    assert is_in(other)


def test_the_session_in_which_one_turns_it_on_or_off_goes_on(world: World):
    here, there = enters(world.reviewer), enters(world.reviewer)
    address = reverse("second_factor")
    here.get(address)
    key, cookie = here.session["second_factor_key"], here.session.session_key
    here.post(address, {"password": PASSWORD, "shown": code_of(key)})
    assert second_factor.has_second_factor(world.reviewer)
    assert (is_in(here), is_in(there)) == (True, False)
    assert here.session.session_key != cookie
    there = enters(world.reviewer, code=code_of(key, ahead=1))
    assert is_in(there)
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        here.post(address, {"password": PASSWORD, "factor": code_of(key)})
    assert not second_factor.has_second_factor(world.reviewer)
    assert (is_in(here), is_in(there)) == (True, False)


def addresses(resolver: Any = None, before: str = "") -> Iterator[str]:
    """Every address of the staff's part that can be written without an argument, or with 1."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one, route)
        elif isinstance(one, URLPattern) and route.startswith(ADMIN.lstrip("/")):
            converters = one.pattern.converters
            for name, converter in converters.items():
                kind = type(converter).__name__
                route = _filled(route, name, "1" if "Int" in kind else "page")
            yield "/" + route.replace("^", "").replace("$", "")


def _filled(route: str, name: str, value: str) -> str:
    start, _found, rest = route.partition("<")
    told, _found, end = rest.partition(">")
    if told.rpartition(":")[2] == name:
        return f"{start}{value}{end}"
    return f"{start}<{told}>{_filled(end, name, value)}"


def test_a_password_alone_opens_no_page_of_who_has_a_second_factor(world: World, root: Any):
    """Neither a session of before it, nor the door without the code."""
    before = enters(root)
    assert is_in(before)
    enrolled(root)
    assert door(username=root.username).status_code == 200  # the form again
    crawled = sorted(set(addresses()))
    assert len(crawled) > 150
    public = {reverse(f"wagtailadmin_{name}") for name in ("login", "password_reset")}
    opened = []
    for address in crawled:
        if before.get(address).status_code == 200 and not address.startswith(tuple(public)):
            opened.append(address)
    assert [one for one in opened if "jsi18n" not in one and "sprite" not in one] == []


# --- telephone and codes are lost ----------------------------------------------------------------


def take(client: Client, user: Any, **told: str) -> Any:
    address = reverse("take_second_factor", args=[user.pk])
    return client.post(address, {"password": PASSWORD, "reason": "Perdió el teléfono.", **told})


def test_an_administrator_removes_it_and_the_person_comes_back(
    world: World, root: Any, enter: Enter, django_capture_on_commit_callbacks: Any
):
    key, _codes = enrolled(world.reviewer)
    theirs = enters(world.reviewer, code=code_of(key))
    assert is_in(theirs)
    version = world.submit_page(world.page())
    client = enter(root)
    listed = client.get(reverse("wagtailusers_users:index")).content.decode()
    assert listed.count(reverse("take_second_factor", args=[world.reviewer.pk])) == 1
    assert "segundo-factor" not in listed.replace(
        reverse("take_second_factor", args=[world.reviewer.pk]), ""
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert take(client, world.reviewer).status_code == 302
    assert not second_factor.has_second_factor(world.reviewer)
    assert second_factor.recovery_codes_left(world.reviewer) == 0
    event = RecordEvent.objects.latest("seq")
    assert (event.action, event.actor) == ("credential.factor_taken", root)
    assert event.detail.payload == {"reason": "Perdió el teléfono."}
    (message,) = mail.outbox
    assert message.to == [world.reviewer.email]
    assert not is_in(theirs)
    again = enters(world.reviewer)
    assert is_in(again)
    assert "segundo factor que tuviera desde antes" in sign(again, version).content.decode()
    later, _codes = enrolled(world.reviewer)  # one that is newer does not help
    again = enters(world.reviewer, code=code_of(later))
    answer = sign(again, version, factor=code_of(later, ahead=1))
    assert "segundo factor que tuviera desde antes" in answer.content.decode()
    assert not Signature.objects.filter(user=world.reviewer).exists()
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        fresh = enters(world.reviewer, code=code_of(later))
        assert sign(fresh, version, factor=code_of(later, ahead=1)).status_code == 302


def test_it_asks_for_a_reason_and_for_who_does_it(world: World, root: Any, enter: Enter):
    enrolled(world.reviewer)
    client = enter(root)
    assert "reason" in take(client, world.reviewer, reason=" ").context["form"].errors
    assert "password" in take(client, world.reviewer, password="otra").context["form"].errors
    assert second_factor.has_second_factor(world.reviewer)
    page = client.get(reverse("take_second_factor", args=[world.author.pk])).content.decode()
    assert "no tiene segundo factor" in page
    assert "Quitarlo" not in page


def test_nobody_removes_their_own_in_this_way_nor_without_the_role(
    world: World, root: Any, enter: Enter
):
    for user in (root, world.reviewer):
        enrolled(user)
    with pytest.raises(NotAllowed) as refused:
        credentials.take_factor(root, reason="", by=root, at=timezone.now())
    assert {one.code for one in refused.value.reasons} == {"own", "no_reason"}
    own = enter(root).get(reverse("take_second_factor", args=[root.pk])).content.decode()
    assert "Quitarlo" not in own
    for user in (world.author, world.archivist, world.approver):
        with pytest.raises(NotAllowed):
            credentials.take_factor(world.reviewer, reason="Sí.", by=user, at=timezone.now())
        # Wagtail answers a right that is missing with the way home.
        assert take(enter(user), world.reviewer).status_code in (302, 403)
    assert second_factor.has_second_factor(world.reviewer)
    assert second_factor.has_second_factor(root)
