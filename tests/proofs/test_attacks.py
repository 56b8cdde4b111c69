"""P13: the attack list. Each is refused, and leaves a line in a log or a finding.

A row inserted by SQL is `test_tampering.py` (`unwitnessed_rows`); an edited or newly sealed PDF is
`records/test_verification.py`, and here that the page which refuses it writes it down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from records import issue
from records.models import DocumentVersion, Entity, Issuance, Signature, UrgentConfirmation
from records.permissions import Role
from records.sealing import PadesSealer
from records.storage import storage
from tests.editorial.conftest import fresh_cache as fresh_cache
from tests.factories import PASSWORD, World, at, person
from tests.proofs.conftest import Figure
from tests.records import test_personal_signature
from tests.records.test_personal_signature import SECRET, keystore
from tests.records.test_sealing import other_key_of_the_same_name
from tests.records.test_verification import resaved
from tests.standing import standing

LOGS = ("editorial.refusals", "django.security.csrf", "axes", "portal.verify")


@pytest.fixture
def world(db: None, settings: Any) -> World:
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    return standing(World)


@dataclass
class Desk:
    """A reviewer who opened a version to sign it, and whoever sits at their place."""

    world: World
    version: DocumentVersion
    client: Client

    def post(self, client: Client | None = None, **changed: Any) -> Any:
        told = {
            "content_sha256": self.version.content_sha256,
            "step": 1,
            "action": "sign",
            "password": PASSWORD,
        }
        address = reverse("signing", args=[self.version.pk])
        return (client or self.client).post(address, {**told, **changed})


@pytest.fixture
def desk(world: World) -> Desk:
    version = world.submit_page(world.page())
    return Desk(world, version, entered(world.reviewer))


def entered(user: Any, client: Client | None = None) -> Client:
    client = client or Client()
    told = {"username": user.username, "password": PASSWORD}
    assert client.post(reverse("wagtailadmin_login"), told).status_code == 302
    client.get(reverse("signing_inbox"))
    return client


def another_revision(desk: Desk) -> Any:
    """The approval of the version before, sent for this one."""
    page = desk.version.document.page.specific
    desk.post(action="return", reason="Falta algo.")
    before = desk.version
    draft = page.get_latest_revision_as_object()
    draft.title = "Otro título"
    draft.save_revision()
    desk.version = desk.world.submit_page(page)
    return desk.post(content_sha256=before.content_sha256)


def another_person(desk: Desk) -> Any:
    """The step of the approver, naming them."""
    approver = desk.world.approver
    return desk.post(step=2, user=approver.pk, by=approver.pk, username=approver.username)


def no_token(desk: Desk) -> Any:
    client = entered(desk.world.reviewer)
    client.handler.enforce_csrf_checks = True
    return desk.post(client)


def fixed_session(desk: Desk) -> Any:
    """The attacker knows the session key that the victim brought to the door."""
    victim = Client()
    session = victim.session
    session["planted"] = True
    session.save()
    planted = victim.cookies["sessionid"].value
    entered(desk.world.reviewer, victim)
    attacker = Client()
    attacker.cookies["sessionid"] = planted
    return desk.post(attacker)


def expired_session(desk: Desk) -> Any:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    return desk.post()


def stale_form(desk: Desk) -> Any:
    colleague = person("rita.revisa", Role.REVIEWER, desk.world.office)
    desk.world.sign_page(desk.version, 1, colleague)
    return desk.post()


def revoked_role(desk: Desk) -> Any:
    desk.world.reviewer.groups.clear()
    return desk.post()


def another_password(desk: Desk) -> Any:
    """Who sits at an open session and knows no password."""
    return desk.post(password="otra")


def certificate_before_its_time(desk: Desk) -> Any:
    file = SimpleUploadedFile("mi.p12", keystore(days=(2, 10)))
    return desk.post(keystore=file, keystore_password=SECRET)


def urgent(desk: Desk, user: Any, *, confirming: bool = False, **changed: Any) -> Any:
    """The urgent form, or that of the second person, sent by somebody."""
    address = "confirm_urgent" if confirming else "issue_urgently"
    told = {"content_sha256": desk.version.content_sha256, "reason": "Urge.", "password": PASSWORD}
    address = reverse(address, args=[desk.version.pk])
    return entered(user).post(address, {**told, **changed})


def urgent_of_another_content(desk: Desk) -> Any:
    Entity.objects.update(urgent_allowed=True)
    return urgent(desk, desk.world.approver, content_sha256="0" * 64)


def urgent_by_its_author(desk: Desk) -> Any:
    Entity.objects.update(urgent_allowed=True)
    desk.world.author.groups.add(*desk.world.approver.groups.all())
    return urgent(desk, desk.world.author)


def urgent_confirmed_by_who_issued_it(desk: Desk) -> Any:
    Entity.objects.update(urgent_allowed=True)
    alone = person("sola.aprueba", Role.APPROVER, desk.world.office)
    assert urgent(desk, alone).status_code == 302
    assert Issuance.objects.get().urgency.signature.user == alone
    return urgent(desk, alone, confirming=True)


ATTACKS: list[Callable[[Desk], Any]] = [
    another_revision,
    another_person,
    no_token,
    fixed_session,
    expired_session,
    stale_form,
    revoked_role,
    another_password,
    certificate_before_its_time,
    urgent_of_another_content,
    urgent_by_its_author,
    urgent_confirmed_by_who_issued_it,
]


@pytest.fixture(scope="module")
def refused() -> set[str]:
    return set()


def lines(caplog: Any) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name.startswith(LOGS)]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
@pytest.mark.conformance("S02")
def test_a_forged_or_moved_approval_is_refused_and_recorded(
    desk: Desk, attack: Any, caplog: Any, monkeypatch: Any, refused: set[str], figure: Figure
) -> None:
    monkeypatch.setattr(test_personal_signature, "NOW", timezone.now())
    caplog.clear()
    answer = attack(desk)
    assert answer.status_code in {200, 302, 403, 409}
    assert not Signature.objects.filter(user=desk.world.reviewer).exists()
    assert not Signature.objects.filter(user=desk.world.approver).exists()
    assert not Signature.objects.filter(user=desk.world.author).exclude(role="prepared").exists()
    assert not UrgentConfirmation.objects.exists()
    assert lines(caplog)
    assert PASSWORD not in "".join(lines(caplog))
    refused.add(attack.__name__)
    if len(refused) == len(ATTACKS):
        count = f"{len(refused)} de {len(ATTACKS)}"
        figure("P13", f"{count} ataques a la firma, rechazados y anotados")


@pytest.mark.django_db
@pytest.mark.parametrize("forged", ["added to", "sealed by another of the same name"])
def test_a_forged_pdf_is_refused_and_recorded(caplog: Any, forged: str) -> None:
    cache.clear()
    issuance: Issuance = standing(World).issue()
    issue.attach(issuance, at=at("2020-02-03"))
    component = issue.pdf_of(issuance)
    assert component is not None
    pdf = storage().read(component.sha256)
    if forged == "added to":
        pdf += b"\n% nada\n"
    else:
        sealer = PadesSealer(other_key_of_the_same_name(), "")
        pdf = sealer.seal(resaved(pdf), at=issuance.issued_at)
    file = SimpleUploadedFile("x.pdf", pdf, "application/pdf")
    told = Client().post("/verificar/", {"archivo": file}, HTTP_ACCEPT="application/json").json()
    assert told["result"] == "altered"
    assert [str(issuance.pk) in line for line in lines(caplog)] == [True]
