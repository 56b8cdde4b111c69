"""Each guard is needed: where it is taken away, what it refused passes.

The triggers have the same check in `records/test_guards.py`, one by one; the checks of
`verify_register` in `test_tampering.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.urls import reverse

import pytest

from editorial import reauthentication
from records import (
    agreements,
    issue,
    numbers,
    restricting,
    returning,
    signing,
    storage,
    submission,
    tagging,
    urgency,
)
from records.events import act
from records.exceptions import Conflict, NotAllowed, StorageError
from records.models import DocumentVersion, Record, Signature
from records.models.evidence import Evidence, EvidenceQuerySet
from records.numbering import NumberClass
from records.permissions import Role
from records.restrictions import imposing
from tests.factories import PASSWORD, World, at, person
from tests.grounds import grounds
from tests.proofs.conftest import Figure
from tests.urgent import confirm, issue_urgently

DAY = "2020-02-03"
REFUSALS = (NotAllowed, Conflict, StorageError, ProtectedError, IntegrityError, RuntimeError)

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Guard:
    """What is attempted, and what stands in its way. `attempt` raises one of `by` or passes."""

    name: str
    attempt: Callable[[World], Any]
    without: Callable[[Patch], None]
    by: tuple[type[Exception], ...] = (NotAllowed,)


def nothing(*args: Any, **kwargs: Any) -> list[Any]:
    return []


def yes(*args: Any, **kwargs: Any) -> bool:
    return True


def reviewed(world: World) -> DocumentVersion:
    version = world.submit(world.document(), world.content())
    world.sign(version, 1, world.reviewer)
    return version


def sign_own(world: World) -> None:
    world.author.groups.add(*world.reviewer.groups.all())
    world.sign(world.submit(world.document(), world.content()), 1, world.author)


def sign_unaccepted(world: World) -> None:
    newcomer = person("nora.nueva", Role.APPROVER, world.office, accepts=False, position="Jefa")
    world.sign(reviewed(world), 2, newcomer)


def sign_refused(world: World) -> None:
    version = reviewed(world)
    returning.refuse(version, reason="Falta.", by=world.approver, at=at(DAY, 11))
    world.sign(version, 2, world.approver)


def issue_urgently_unallowed(world: World) -> None:
    version = world.submit(world.document(), world.content())
    urgency.issue_urgently(
        version,
        reason="Prisa.",
        content_sha256=version.content_sha256,
        authentication="password",
        by=world.approver,
        at=at(DAY, 11),
    )


def confirm_own(world: World) -> None:
    confirm(world, issue_urgently(world), by=world.approver, moment=at(DAY, 12))


def confirm_late(world: World) -> None:
    confirm(world, issue_urgently(world), moment=at("2020-02-06"))


def submit_gapped(world: World) -> None:
    content = world.content()
    content["sections"] = [one for one in content["sections"] if one["role"] != "scope"]
    world.submit(world.document(), content)


def withdraw_as_author(world: World) -> None:
    issue.withdraw(
        world.issue(), effective_on=date(2020, 2, 4), reason="No.", by=world.author, at=at(DAY, 15)
    )


def restrict_as_author(world: World) -> None:
    document = world.issue().document
    restricting.restrict(document, "reserved", grounds(), by=world.author, at=at(DAY, 16))


def tag_as_approver(world: World) -> None:
    tagging.retag(world.document(), ["datos"], by=world.approver, at=at(DAY))


def number(world: World) -> Any:
    with act(by=world.author, at=at(DAY)):
        return numbers.give(NumberClass("proof"), world.office, by=world.author, at=at(DAY))


def annul(world: World, by: Any, minutes: Any) -> None:
    numbers.annul(number(world), reason="No.", order="A. 3", minutes=minutes, by=by, at=at(DAY, 15))


def annul_as_author(world: World) -> None:
    annul(world, world.author, Record.objects.get(version=world.issue().version))


def annul_without_minutes(world: World) -> None:
    loose = Record.objects.get(version=world.issue().version)
    loose.pk, loose._state.adding, loose.version = None, True, None
    loose.position += 1
    loose.save()
    annul(world, world.archivist, loose)


def open_range_as_author(world: World) -> None:
    numbers.open_range(NumberClass("proof"), 3, order="R. 5", by=world.author, at=at(DAY))


def read_changed_file(world: World) -> None:
    keep = storage.storage()
    assert isinstance(keep, storage.LocalStorage)
    path: Path = keep.path(keep.put(b"como se firm\xc3\xb3"))
    path.chmod(0o644)
    path.write_bytes(b"otra cosa")
    try:
        keep.read(path.name)
    finally:
        path.unlink()


def save_again(world: World) -> None:
    reviewed(world).signatures.all()[0].save()


def update_rows(world: World) -> None:
    reviewed(world)
    Signature.objects.none().update(name="Otra")


def sign_with_any_password(world: World) -> None:
    from django.test import Client  # noqa: PLC0415  of this attempt alone

    version = world.submit_page(world.page())
    browser = Client()
    browser.force_login(world.reviewer)
    told = {"content_sha256": version.content_sha256, "step": 1, "action": "sign"}
    browser.post(reverse("signing", args=[version.pk]), {**told, "password": PASSWORD + "x"})
    if version.signatures.count() == 1:
        raise NotAllowed([])


def replaced(module: Any, name: str, by: Any) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(module, name, by)


GUARDS = [
    Guard("an author does not review", sign_own, replaced(signing, "_reasons", nothing)),
    Guard(
        "who has not accepted the agreement does not sign",
        sign_unaccepted,
        replaced(agreements, "reasons_against", nothing),
    ),
    Guard(
        "nobody issues urgently what the entity has not allowed",
        issue_urgently_unallowed,
        replaced(urgency, "_reasons", lambda *args, **told: ([], 2)),
    ),
    Guard(
        "who issued alone does not confirm it",
        confirm_own,
        replaced(urgency, "reasons_against_second", nothing),
    ),
    Guard(
        "nobody confirms after its time",
        confirm_late,
        replaced(urgency, "_raise_unless_waiting", nothing),
        by=(Conflict,),
    ),
    Guard(
        "what was returned is signed by nobody",
        sign_refused,
        lambda patch: patch.setattr(
            type(DocumentVersion.objects.all()), "in_review", lambda rows: rows
        ),
        by=(Conflict,),
    ),
    Guard(
        "a gap is not submitted",
        submit_gapped,
        replaced(submission, "blocking_codes", lambda entity: frozenset()),
    ),
    Guard("an author does not withdraw", withdraw_as_author, replaced(issue, "withdraws", yes)),
    Guard("an author does not restrict", restrict_as_author, replaced(imposing, "has_role", yes)),
    Guard("an approver does not tag", tag_as_approver, replaced(tagging, "has_role", yes)),
    Guard("an author annuls no number", annul_as_author, replaced(numbers, "_role", nothing)),
    Guard(
        "no number is annulled without signed minutes",
        annul_without_minutes,
        replaced(numbers, "_unsigned", nothing),
    ),
    Guard("an author opens no range", open_range_as_author, replaced(numbers, "_role", nothing)),
    Guard(
        "a changed file is not read",
        read_changed_file,
        replaced(storage.LocalStorage, "read", lambda keep, digest: keep.path(digest).read_bytes()),
        by=(StorageError,),
    ),
    Guard(
        "evidence is not saved again",
        save_again,
        lambda patch: patch.setattr(Evidence, "save", models.Model.save),
        by=(ProtectedError,),
    ),
    Guard(
        "evidence has no update",
        update_rows,
        lambda patch: patch.setattr(EvidenceQuerySet, "update", models.QuerySet.update),
        by=(ProtectedError,),
    ),
    Guard(
        "a session alone signs nothing",
        sign_with_any_password,
        replaced(reauthentication, "confirmed", yes),
    ),
]


def refused(guard: Guard, world: World) -> type[Exception] | None:
    """What refused the attempt; it leaves nothing behind."""
    try:
        with transaction.atomic():
            try:
                guard.attempt(world)
            finally:
                transaction.set_rollback(True)
    except REFUSALS as error:
        return type(error)
    return None


@pytest.fixture(scope="module")
def needed() -> set[str]:
    """The guards that were found to be needed so far."""
    return set()


@pytest.mark.django_db
@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name.replace(" ", "-"))
def test_without_its_guard_it_passes(
    guard: Guard,
    world: World,
    monkeypatch: Patch,
    figure: Figure,
    needed: set[str],
) -> None:
    assert refused(guard, world) in guard.by
    guard.without(monkeypatch)
    assert refused(guard, world) not in guard.by
    needed.add(guard.name)
    if len(needed) == len(GUARDS):
        figure(
            "P13",
            f"{len(needed)} de {len(GUARDS)} guardas de los verbos, quitadas una a una: sin cada "
            "una pasa lo que rechazaba",
        )
