"""What the crash sweep does: a few acts that begin from prepared rows, and a look at what is there.

Runs in the children of `tests.proofs.stage`, each on a database and a folder of its own. What
follows an act is followed when the act has ended, as a commit's receiver does.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from wagtail.models import Page

from editorial.drafts import content_of_revision
from editorial.models import DocumentPage
from editorial.publishing import issue_version_urgently, sign_version, submit_revision
from records import (
    followers,
    guards,
    integrity,
    issue,
    keys,
    numbers,
    register,
    submission,
    urgency,
)
from records.backup import making, manifest
from records.electronic_index import attaching
from records.events import act
from records.models import (
    ControlledDocument,
    DocumentVersion,
    Entity,
    FilledFormat,
    Issuance,
    Record,
    RegisterHead,
    RegistryNumber,
    Sequence,
)
from records.numbering import NumberClass
from tests.chamber import Chamber
from tests.factories import World, at
from tests.proofs import archive
from tests.proofs.erasing import race_with_erasure
from tests.proofs.racing import race
from tests.proofs.standing import DAY, person, standing
from tests.records import filling
from tests.records.account_form import account_format

DRAFT, REVIEWED, WAITING, MINUTES = (f"PR-M2-P6-0{number}" for number in range(1, 5))


def prepare(folder: Path) -> None:
    """A draft, a version that lacks its last signature, a number and the minutes to annul it."""
    with followers.held_back():
        world = World()
        world.page(world.content(DRAFT))
        version = world.submit_page(world.page(world.content(REVIEWED)))
        world.sign_page(version, 1, world.reviewer)
        world.issue_page(world.page(world.content(MINUTES)))
        office, by = world.office, world.archivist
        with act(by=by, at=at(DAY)):
            numbers.give(NumberClass("proof"), office, by=by, at=at(DAY))
    followers.catch_up()


def prepare_unattached(folder: Path) -> None:
    """An issued version whose process died before its PDF."""
    with followers.held_back():
        approve()


def prepare_urgent(folder: Path) -> None:
    """A submitted version that nobody has reviewed, where an approver may issue alone."""
    Entity.objects.update(urgent_allowed=True)
    page = DocumentPage.objects.get(document__code=None)
    with followers.held_back():
        submit_draft(page)
    followers.catch_up()


def prepare_confirming(folder: Path) -> None:
    """What the approver issued alone: it waits for a second person."""
    prepare_urgent(folder)
    urgent(folder)


def prepare_minutes(folder: Path) -> None:
    """Minutes that approve two documents and lack the signature of the chair."""
    world = standing()
    with followers.held_back():
        chamber = Chamber(world)
        chamber.submitted(chamber.version("PR-M2-P6-11"), chamber.version("PR-M2-P6-12"))
    followers.catch_up()


def prepare_filling(folder: Path) -> None:
    """A format filled in that lacks its last signature."""
    world = standing()
    with followers.held_back():
        boss = filling.head(world)
        filled = filling.sent(world, account_format(world))
        filling.sign(filled, 1, boss)
    followers.catch_up()


def prepare_handover(folder: Path) -> None:
    """A head signed by the seal that will hand over to another."""
    register.sign_head(at=at(DAY, 13))


def submit(folder: Path) -> None:
    page = DocumentPage.objects.get(document__code=None)
    with followers.held_back():
        submit_draft(page)
    followers.follow_at_once(None)


def submit_draft(page: DocumentPage) -> None:
    revision = page.get_latest_revision()
    submit_revision(
        page.specific,
        revision,
        content_sha256=submission.digest_of(content_of_revision(revision)),
        change_note="Primera versión.",
        change_scope="major",
        effective_on=None,
        signers={},
        authentication="password",
        by=person("ana.autora"),
        at=at(DAY),
    )


def sign(folder: Path) -> None:
    """The last signature, which issues; then what follows at once."""
    with followers.held_back():
        approve()
    followers.follow_at_once(None)


def approve() -> None:
    version = DocumentVersion.objects.in_review().get(code=REVIEWED)
    sign_version(
        version,
        step=2,
        content_sha256=version.content_sha256,
        authentication="password",
        by=person("carla.aprueba"),
        at=at(DAY, 12),
    )


def urgent(folder: Path) -> None:
    """An approver issues alone."""
    with followers.held_back():
        version = DocumentVersion.objects.in_review().get(code=DRAFT)
        issue_version_urgently(
            version,
            reason="Se desbordó el río.",
            content_sha256=version.content_sha256,
            authentication="password",
            by=person("carla.aprueba"),
            at=at(DAY, 12),
        )
    followers.follow_at_once(None)


def confirm(folder: Path) -> None:
    """A second person confirms what was issued urgently."""
    with followers.held_back():
        issuance = Issuance.objects.get(version__code=DRAFT)
        urgency.confirm_urgent(
            issuance,
            content_sha256=issuance.version.content_sha256,
            authentication="password",
            by=person("beto.revisor"),
            at=at(DAY, 13),
        )
    followers.follow_at_once(None)


def minutes(folder: Path) -> None:
    """The chair signs the minutes: they are issued, and with them what they approve."""
    with followers.held_back():
        version = DocumentVersion.objects.in_review().get(kind="minutes")
        standing().sign(version, 1, person("pilar.preside"), "2020-02-12")
    followers.follow_at_once(None)


def fill(folder: Path) -> None:
    """The last signature of a filled format: number, record, and then its PDF."""
    with followers.held_back():
        filling.sign(FilledFormat.objects.get(), 2, person("beto.revisor"))
    followers.follow_at_once(None)


def handover(folder: Path) -> None:
    """The register goes on with another seal, which the former one names."""
    former = keys.seal_key()
    settings.SEAL_DEMO_FOLDER = folder / "other"
    register.change_seal(former=former, at=at(DAY, 14))


def attach(folder: Path) -> None:
    """The PDF of what was issued, as the next start makes it."""
    followers.catch_up()
    if issue.pending():
        raise RuntimeError("it could not be attached")


def annul(folder: Path) -> None:
    with followers.held_back():
        numbers.annul(
            RegistryNumber.objects.get(),
            reason="Se tomó dos veces.",
            order="Acta 3 de 2020",
            minutes=Record.objects.get(version__code=MINUTES),
            by=person("dora.archivo"),
            at=at(DAY, 13),
        )
    followers.follow_at_once(None)


def backup(folder: Path) -> None:
    making.make(folder / "copy", at=at(DAY, 14))


def look(folder: Path) -> None:
    """What is there at the next start, before and after the register is followed."""
    logging.disable(logging.CRITICAL)
    _take_the_seal_that_goes_on(folder / "other")
    told: dict[str, Any] = {"integrity": _integrity(), "guards": guards.problems()}
    told["found"], told["pending"] = state(folder), _pending()
    told["behind"] = sum(followers.behind().values())
    told["problems"] = _problems()
    followers.catch_up()
    told["settled"], told["left"] = state(folder), _pending()
    if told["settled"] != told["found"]:
        told["problems"] += _problems()
    (folder / "look.json").write_text(json.dumps(told))


def _pending() -> int:
    """What was issued or closed, and waits for its PDF or its signature."""
    return len(issue.pending()) + len(attaching.pending())


def _take_the_seal_that_goes_on(other: Path) -> None:
    """The one that signed the last head: whoever is told that it was not changed, keeps it."""
    own, settings.SEAL_DEMO_FOLDER = settings.SEAL_DEMO_FOLDER, other
    last = RegisterHead.objects.order_by("number").last()
    if not other.exists() or last is None or last.certificate != keys.seal_key().certificate_pem:
        settings.SEAL_DEMO_FOLDER = own


def state(folder: Path) -> dict[str, Any]:
    """Rows of every table, and what the few columns that move say."""
    told: dict[str, Any] = {
        model._meta.label_lower: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }
    told["codes"] = list(ControlledDocument.objects.order_by("pk").values_list("code", "access"))
    told["last"] = list(Sequence.objects.order_by("scope", "year").values_list("scope", "last"))
    told["live"] = list(Page.objects.order_by("pk").values_list("pk", "live", "live_revision"))
    told["copy"] = (folder / "copy").exists()
    if told["copy"]:
        manifest.read(folder / "copy")
    return told


def _problems() -> list[str]:
    return [f"{one.check}: {one.object}: {one.message}" for one in integrity.verify().problems]


def _integrity() -> str:
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])


OPERATIONS: dict[str, Callable[[Path], None]] = {
    one.__name__: one
    for one in (
        *(prepare, prepare_unattached, prepare_urgent, prepare_confirming),
        *(prepare_minutes, prepare_filling, prepare_handover),
        *(submit, sign, attach, annul, backup, urgent, confirm, minutes, fill, handover),
        *(look, race, race_with_erasure),
        *(*archive.PREPARING, *archive.ACTS),
    )
}
