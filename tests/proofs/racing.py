"""Many who sign the last step of one version at once, each a process with a session of its own."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from editorial.models import DocumentPage
from records import followers
from records.models import DocumentVersion, Issuance
from records.permissions import Role
from tests.factories import PASSWORD, World, person

AT_ONCE = (2, 3, 5, 8, 12, 16)


def race(folder: Path) -> None:
    """So many rounds as `rounds` says; what each came to is written beside."""
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    settings.ALLOWED_HOSTS = ["testserver"]
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    told = []
    with followers.held_back():
        world = World()
        others = [
            person(f"firma.numero{number}", Role.APPROVER, world.office, position=f"Jefe {number}")
            for number in range(4)
        ]
        people = [world.approver, *others]
        browsers = [_browser(one) for one in people]
        writer = _browser(world.author)
        for number in range(int((folder / "rounds").read_text())):
            page = world.page(world.content(f"PR-M{2 + number // 90}-P6-{number % 90 + 1:02}"))
            version = world.submit_page(page)
            world.sign_page(version, 1, world.reviewer)
            told.append(_round(version, page, browsers, writer, AT_ONCE[number % len(AT_ONCE)]))
    (folder / "rounds.json").write_text(json.dumps(told))


def _browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _round(
    version: DocumentVersion, page: DocumentPage, browsers: list[Client], writer: Client, many: int
) -> dict[str, Any]:
    frozen = page.get_latest_revision()
    before = json.dumps(frozen.content, sort_keys=True)
    connection.close()
    # More signers than people: the same person's second tab, or the same POST again.
    signers = [forked(_sign, version, browsers[place % len(browsers)]) for place in range(many)]
    edit = forked(_overwrite, page, frozen, writer)
    answers = [answer(one) for one in signers]
    edited = answer(edit)
    frozen.refresh_from_db()
    return {
        "signers": many,
        "answers": answers,
        "edited": edited,
        "kept": json.dumps(frozen.content, sort_keys=True) == before,
        "issued": Issuance.objects.filter(version=version).count(),
        "signed": version.signatures.filter(step=2).count(),
        "late": [_sign(version, browsers[place]) for place in (0, 1)],  # back button, stale tab
    }


def _sign(version: DocumentVersion, browser: Client) -> int:
    told = {"content_sha256": version.content_sha256, "step": 2, "action": "sign"}
    address = reverse("signing", args=[version.pk])
    status: int = browser.post(address, {**told, "password": PASSWORD}).status_code
    return status


def _overwrite(page: DocumentPage, revision: Any, browser: Client) -> int:
    """What autosave sends: the revision's content replaced under its id (F13)."""
    from tests.editorial.posting import page_form  # noqa: PLC0415  needs the form's blocks

    form = page_form(page, title="Otro texto") | {"overwrite_revision_id": str(revision.pk)}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    status: int = browser.post(address, form, HTTP_ACCEPT="application/json").status_code
    return status


def forked(act: Any, *told: Any) -> tuple[int, int]:
    """A child that does it: its number, and the pipe that its answer comes through."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(120)
        try:
            os.write(write, str(act(*told)).encode())
        finally:
            os._exit(0)
    os.close(write)
    return child, read


def answer(running: tuple[int, int]) -> int:
    """What a child of `forked` came to, once it ended; 0 where it failed."""
    child, read = running
    with os.fdopen(read) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return int(said or 0)
