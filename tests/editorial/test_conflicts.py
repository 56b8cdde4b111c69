"""Two at once, a stale tab, the back button, the same POST again: one signs, all are answered."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from editorial import admin
from records import agreements
from records.models import (
    DocumentVersion,
    Issuance,
    RecordEvent,
    Signature,
    SignatureAgreement,
)
from records.permissions import Role
from tests.editorial.conftest import Enter
from tests.factories import PASSWORD, World, person
from tests.standing import standing


def post(client: Any, version: DocumentVersion, step: int, **changed: Any) -> Any:
    told = {"content_sha256": version.content_sha256, "step": step, "action": "sign"}
    address = reverse("signing", args=[version.pk])
    return client.post(address, {**told, "password": PASSWORD, **changed})


def said(answer: Any) -> str:
    """What the page says went wrong, as it is read."""
    errors = " ".join(answer.context["form"].non_field_errors())
    assert errors in answer.content.decode()
    return errors


def test_a_stale_tab_says_that_somebody_signed_first(world: World, enter: Enter):
    version = world.submit_page(world.page())
    other = person("rita.revisa", Role.REVIEWER, world.office)
    late = enter(other)
    late.get(reverse("signing", args=[version.pk]))
    assert post(enter(world.reviewer), version, 1).status_code == 302
    answer = post(late, version, 1)
    assert answer.status_code == 409
    assert said(answer) == "Ese paso ya no es el que se firma."
    assert version.signatures.count() == 2


def test_returning_what_was_signed_meanwhile_is_a_conflict_too(world: World, enter: Enter):
    version = world.submit_page(world.page())
    world.sign_page(version, 1, world.reviewer)
    other = person("rita.revisa", Role.REVIEWER, world.office)
    answer = post(enter(other), version, 1, action="return", reason="Falta algo.")
    assert answer.status_code == 409
    assert DocumentVersion.objects.in_review().get() == version


def test_the_back_button_after_signing_signs_nothing_more(world: World, enter: Enter):
    version = world.submit_page(world.page())
    client = enter(world.reviewer)
    client.get(reverse("signing", args=[version.pk]))
    post(client, version, 1)
    events = RecordEvent.objects.count()
    answer = post(client, version, 1)
    assert answer.status_code == 409
    assert said(answer)
    assert RecordEvent.objects.count() == events
    assert Signature.objects.filter(user=world.reviewer).count() == 1


def test_a_form_of_a_returned_version_does_not_sign_the_next_one(world: World, enter: Enter):
    page = world.page()
    first = world.submit_page(page)
    post(enter(world.reviewer), first, 1, action="return", reason="Falta algo.")
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.title = "Otro título"
    draft.save_revision()
    second = world.submit_page(page)
    client = enter(world.reviewer)
    answer = post(client, first, 1)
    assert answer.status_code == 409
    assert said(answer)
    assert post(client, second, 1, content_sha256=first.content_sha256).status_code == 200
    assert not Signature.objects.filter(user=world.reviewer).exists()


def test_a_role_taken_away_between_reading_and_signing_signs_nothing(world: World, enter: Enter):
    version = world.submit_page(world.page())
    client = enter(world.reviewer)
    client.get(reverse("signing", args=[version.pk]))
    world.reviewer.groups.clear()
    post(client, version, 1)
    assert not Signature.objects.filter(user=world.reviewer).exists()


def test_a_signature_without_the_forms_token_is_refused(world: World):
    version = world.submit_page(world.page())
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.reviewer)
    assert post(client, version, 1).status_code == 403
    assert not Signature.objects.filter(user=world.reviewer).exists()


def test_naming_somebody_else_in_the_post_signs_as_oneself(world: World, enter: Enter):
    version = world.submit_page(world.page())
    post(enter(world.reviewer), version, 1, user=world.approver.pk, by=world.approver.pk)
    assert version.signatures.get(step=1).user == world.reviewer


@pytest.mark.parametrize("signers", [2, 4])
def test_of_several_who_approve_at_once_one_issues(own_database: str, settings: Any, signers: int):
    """Each with a session and a connection of their own, let go together."""
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    world = standing(World)
    version = world.submit_page(world.page())
    world.sign_page(version, 1, world.reviewer)
    clients = []
    for number in range(signers):
        client = Client()
        client.force_login(person(f"a{number}.aprueba", Role.APPROVER, world.office))
        clients.append(client)
    barrier = threading.Barrier(signers)
    answers: list[int] = []

    def approve(client: Client) -> None:
        barrier.wait()
        try:
            answers.append(post(client, version, 2).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, *[409] * (signers - 1)]
    assert Issuance.objects.filter(version=version).count() == 1
    assert version.signatures.filter(role="approved").count() == 1


# --- The agreement on the screens -----------------------------------------------------------------


@pytest.fixture
def newer(world: World, root: Any, enter: Enter) -> str:
    """A version of the agreement that nobody accepted yet, adopted on the screen."""
    told = {
        "text": "Firmamos con cuidado.",
        "act": "Resolución 5 de 2026",
        "adopted_on": timezone.localdate().isoformat(),
    }
    client = enter(root)
    answer = client.post(reverse("agreements:add"), told)
    assert answer.status_code == 302
    assert "Resolución 5 de 2026" in client.get(reverse("agreements:index")).content.decode()
    return "2"


def test_signing_shows_a_new_agreement_once_and_asks_to_accept_it(
    world: World, enter: Enter, newer: str
):
    version = _submitted(world, enter)
    client = enter(world.reviewer)
    page = client.get(reverse("signing", args=[version.pk]))
    assert "Firmamos con cuidado." in page.content.decode()
    agreement = page.context["form"].initial["agreement"]
    assert set(post(client, version, 1).context["form"].errors) == {"accept"}
    assert not version.signatures.filter(step=1).exists()
    ticked = {"accept": "on", "agreement": agreement}
    assert post(client, version, 1, **ticked).status_code == 302
    signature = version.signatures.get(step=1)
    assert (signature.agreement.label, signature.agreement.pk) == (newer, agreement)
    other = enter(world.approver).get(reverse("signing", args=[version.pk])).content.decode()
    assert "Firmamos con cuidado." in other


@pytest.mark.parametrize("key", ["", "999", "9" * 30])
def test_ticking_another_agreement_than_the_one_in_force_signs_nothing(
    world: World, enter: Enter, newer: str, key: str
):
    version = _submitted(world, enter)
    answer = post(enter(world.reviewer), version, 1, accept="on", agreement=key)
    assert answer.status_code in (200, 409)
    assert not version.signatures.filter(step=1).exists()


def test_returning_needs_no_agreement(world: World, enter: Enter, newer: str):
    version = _submitted(world, enter)
    answer = post(enter(world.reviewer), version, 1, action="return", reason="Falta algo.")
    assert answer.status_code == 302


@pytest.fixture
def none_adopted(monkeypatch: Any) -> None:
    """As in an installation of before: evidence is not taken away, so that nobody looks at it."""
    monkeypatch.setattr(agreements, "in_force_on", lambda day: None)
    monkeypatch.setattr(admin, "in_force_on", lambda day: None)


def test_without_an_agreement_the_screens_say_why_nobody_signs(
    world: World, root: Any, enter: Enter, none_adopted: None
):
    told = "Nadie puede firmar todavía"
    way = f'href="{reverse("agreements:add")}"'
    page = world.page()
    screens = [reverse("signing_inbox"), reverse("submit_document", args=[page.pk])]
    seen = [enter(world.author).get(one).content.decode() for one in screens]
    assert [told in one for one in seen] == [True, True]
    assert not any(way in one for one in seen)
    assert told not in enter(world.author).get("/gestion/").content.decode()
    home = enter(root).get("/gestion/").content.decode()
    assert told in home
    assert way in home


def test_only_administrators_adopt_and_nobody_edits(world: World, root: Any, enter: Enter):
    address = reverse("agreements:add")
    told = {"text": "x", "act": "y", "adopted_on": date.today().isoformat()}
    enter(world.archivist).post(address, told)
    client = enter(root)
    client.post(address, told | {"adopted_on": "2030-01-01"})
    agreements = SignatureAgreement.objects
    assert agreements.count() == 1
    assert client.get(f"/gestion/acuerdos-de-firma/edit/{agreements.get().pk}/").status_code == 404


def _submitted(world: World, enter: Enter) -> DocumentVersion:
    """Submitted on the screen, the new agreement accepted in the same POST."""
    page = world.page()
    address = reverse("submit_document", args=[page.pk])
    client = enter(world.author)
    initial = client.get(address).context["form"].initial
    told = {"change_note": "Primera.", "password": PASSWORD}
    refused = client.post(address, {**initial, **told})
    assert refused.context["form"].errors["accept"] == ["Acepte el acuerdo para firmar."]
    screen = refused.content.decode()
    assert screen.count("Acepte el acuerdo para firmar.") == 1
    assert screen.count("me obliga igual que mi firma en papel") == 1
    assert '<a href="#id_accept">' in screen
    assert client.post(address, {**initial, **told, "accept": "on"}).status_code == 302
    return DocumentVersion.objects.in_review().get()
