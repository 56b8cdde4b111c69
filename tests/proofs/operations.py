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
from django.contrib.auth import get_user_model
from django.db import connection

from wagtail.models import Page

from editorial.drafts import content_of_revision
from editorial.models import DocumentPage
from editorial.publishing import sign_version, submit_revision
from records import followers, guards, integrity, issue, numbers, submission
from records.backup import making, manifest
from records.events import act
from records.models import (
    ControlledDocument,
    DocumentVersion,
    Record,
    RegistryNumber,
    Sequence,
)
from records.numbering import NumberClass
from tests.factories import World, at
from tests.proofs.racing import race

DAY = "2020-02-03"
DRAFT, REVIEWED, WAITING, MINUTES = (f"PR-M2-P6-0{number}" for number in range(1, 5))


def person(username: str) -> Any:
    return get_user_model().objects.get(username=username)


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


def submit(folder: Path) -> None:
    page = DocumentPage.objects.get(document__code=None)
    author = person("ana.autora")
    revision = page.get_latest_revision()
    with followers.held_back():
        submit_revision(
            page.specific,
            revision,
            content_sha256=submission.digest_of(content_of_revision(revision)),
            change_note="Primera versión.",
            change_scope="major",
            effective_on=None,
            signers={},
            authentication="password",
            by=author,
            at=at(DAY),
        )
    followers.follow_at_once(None)


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
    told: dict[str, Any] = {"integrity": _integrity(), "guards": guards.problems()}
    told["found"], told["pending"] = state(folder), len(issue.pending())
    told["behind"] = sum(followers.behind().values())
    told["problems"] = _problems()
    followers.catch_up()
    told["settled"], told["left"] = state(folder), len(issue.pending())
    if told["settled"] != told["found"]:
        told["problems"] += _problems()
    (folder / "look.json").write_text(json.dumps(told))


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
    "prepare": prepare,
    "prepare_unattached": prepare_unattached,
    "submit": submit,
    "sign": sign,
    "attach": attach,
    "annul": annul,
    "backup": backup,
    "look": look,
    "race": race,
}
