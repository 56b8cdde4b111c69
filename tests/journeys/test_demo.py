"""The demo entity as `make run` leaves it: whole, signed, filed, and loaded once."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client, override_settings

from wagtail.models import Page, TaskState

import pdfplumber
import pytest

from editorial.drafts import content_of_revision
from editorial.models import DocumentPage, FrozenRevision, Route
from portal import demo as written
from portal.demo import loading
from portal.demo.loading import papers
from records import followers, issue
from records.content import items, schema_errors
from records.digests import canonical, normalized, sha256
from records.models import (
    Component,
    ControlledDocument,
    DocumentVersion,
    Entity,
    Issuance,
    Record,
    RecordEvent,
    RegisterHead,
    Withdrawal,
)
from records.permissions import Role, has_role
from records.storage import storage
from retention.models import RetentionRule
from retention.scheduling import rule_for
from tests.databases import address, copied, dropped
from tests.repository import ROOT
from tests.serving import PASSWORD, Demo, variables

pytestmark = pytest.mark.usefixtures("loaded")

DOCUMENTS = {document.code: document for document in written.documents()}
ARGON = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.fixture(scope="module")
def demo_copy(
    demo: Demo, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Demo]:
    """A copy of the loaded demo for the tests of this module."""
    folder = tmp_path_factory.mktemp("demo-copy")
    shutil.copytree(demo.folder, folder / "data")
    with django_db_blocker.unblock():
        name = copied(demo.database, folder)
    yield Demo(name, folder / "data")
    with django_db_blocker.unblock():
        dropped(name)


@pytest.fixture
def loaded(demo_copy: Demo, django_db_blocker: pytest.FixtureRequest) -> Iterator[Demo]:
    """This process looks at the copy; nothing here changes it."""
    connection = connections["default"]
    template = connection.settings_dict["NAME"]
    with (
        django_db_blocker.unblock(),
        override_settings(
            RECORDS_STORAGE_ROOT=demo_copy.folder / "files", PASSWORD_HASHERS=ARGON, DEBUG=False
        ),
    ):
        connection.close()
        connection.settings_dict["NAME"] = demo_copy.database
        try:
            yield demo_copy
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = template


def counts() -> dict[str, int]:
    """Rows of every table but those that a command of Django keeps for itself."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }


def run(copy: Demo, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    connections.close_all()
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=variables(copy.folder, address(copy.database)) | changes,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def issuance(code: str, label: str) -> Issuance:
    return Issuance.objects.get(document__code=code, label=label)


def comparable(content: dict[str, Any]) -> dict[str, Any]:
    """Without what the editor does not keep (ids of the rows of a table, numbers of headings) and
    what loading adds (files of annexes)."""
    content = deepcopy(normalized(content))
    for row in items(content, "annexes"):
        row["file"] = None
    for section in content["sections"]:
        for block in section["blocks"]:
            if block["type"] == "heading":
                block["number"] = None
            for row in block.get("rows", []):
                row["id"] = None
    return content


def test_twice_is_the_same_as_once(loaded):
    before = counts()
    again = run(loaded, "load_demo")
    assert again.returncode == 0, again.stderr
    assert counts() == before


def test_every_deed_knows_from_the_database_that_it_was_done():
    assert [deed for deed in loading.deeds(PASSWORD) if not deed.done()] == []


@pytest.mark.parametrize("entity", [Entity(name="Otra", nit="899999999-1"), Entity(name="Otra")])
def test_another_entity_is_not_the_demo(entity):
    assert not loading.is_demo(entity)


def test_it_is_refused_with_the_settings_of_production(loaded):
    strict = run(
        loaded,
        "load_demo",
        LEGAJO_ENV="production",
        SITE_URL="https://documentos.example.gov.co",
        SECRET_KEY="x" * 60,
        ALLOWED_HOSTS="entidad.example",
    )
    assert strict.returncode == 1
    assert len(strict.stderr.strip().splitlines()) == 1
    assert "Traceback" not in strict.stderr


def test_every_version_was_issued_with_its_dates_and_signers():
    for document in DOCUMENTS.values():
        for version in document.versions:
            if not version.approved_on:
                continue
            kept = issuance(document.code, version.label)
            assert kept.approved_on == version.approved_on, document.code
            assert kept.effective_on == version.effective_on
            assert kept.adopted == (version.state == "adopted")
            if version.state == "issued":
                signers = list(
                    kept.version.signatures.order_by("step").values_list(
                        "user__username", "signed_on", "step_name"
                    )
                )
                assert signers[0][:2] == (version.prepared_by[0], version.prepared_on)
                assert signers[-1][:2] == (version.approved_by, version.approved_on)
                if version.committee:
                    assert kept.envelope["signatures"][-1]["committee"]
                reviews = [(one.by, one.on) for one in version.reviews]
                assert [one[:2] for one in signers[1:-1]] == reviews
                if len(reviews) > 1:
                    assert [one[2] for one in signers[1:-1]] == [
                        one.step for one in version.reviews
                    ]


def test_what_was_issued_is_what_was_written():
    for document in DOCUMENTS.values():
        for version in document.versions:
            if version.state != "issued":
                continue
            kept = issue.content_of(issuance(document.code, version.label).version)
            assert comparable(kept) == comparable(version.content), (document.code, version.label)


def test_every_issuance_has_its_pdf_and_its_record():
    assert issue.pending() == []
    for one in Issuance.objects.all():
        pdf = issue.pdf_of(one)
        assert pdf is not None
        content = storage().read(pdf.sha256)
        assert content.startswith(b"%PDF-")
        assert len(content) == pdf.size
        record = Record.objects.get(version=one.version)
        assert rule_for(record.case_file.series) is not None
    assert set(followers.behind().values()) == {0}


@pytest.mark.verapdf
def test_verapdf_passes_every_pdf_that_legajo_rendered(tmp_path):
    """Issued and for review; what was adopted is kept as it came."""
    files = []
    for one in Component.objects.filter(role__in=["rendition", "review"]):
        files.append(tmp_path / f"{one.role}-{one.pk}.pdf")
        files[-1].write_bytes(storage().read(one.sha256))
    command = ["java", "-Xmx512m", "-jar", os.environ["VERAPDF_JAR"], "--format", "text", "-v"]
    told = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
    assert told.stdout.count("PASS ") == 2 * len(files)


def test_every_envelope_is_valid_and_chained():
    for document in ControlledDocument.objects.filter(issuances__isnull=False).distinct():
        previous = None
        for one in document.issuances.order_by("number"):
            assert schema_errors(one.envelope, "envelope-1") == []
            assert sha256(canonical(one.envelope)) == one.envelope_sha256
            assert one.envelope["previous_sha256"] == previous
            assert one.envelope["content_sha256"] == one.version.content_sha256
            previous = one.envelope_sha256


def test_each_day_has_its_version():
    code = "PR-M3-P2-01"
    by_day = {
        date(2019, 3, 17): None,
        date(2019, 3, 18): "01",
        date(2021, 11, 7): "01",
        date(2021, 11, 8): "02",
        date(2024, 5, 13): "02",
        date(2026, 11, 24): "03",
    }
    for day, label in by_day.items():
        found = Issuance.objects.in_force_on(day).filter(document__code=code).first()
        assert (found and found.label) == label, day
    gone = Issuance.objects.filter(document__code="PR-M3-P2-05")
    assert gone.in_force_on(date(2024, 2, 25)).exists()
    assert not gone.in_force_on(date(2024, 2, 26)).exists()


def test_every_state_of_a_document_is_there():
    assert ControlledDocument.objects.filter(kind="procedure").count() >= 8
    assert ControlledDocument.objects.filter(kind="format").count() >= 4
    (waiting,) = DocumentVersion.objects.in_review()
    assert waiting.signatures.count() == 2
    assert TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).count() == 1
    assert Withdrawal.objects.count() == 1
    assert Issuance.objects.filter(adopted=True).count() == 1
    assert ControlledDocument.objects.filter(code__isnull=True, page__isnull=False).count() == 1


def test_the_adopted_paper_is_kept_byte_for_byte():
    one = Issuance.objects.get(adopted=True)
    version = DOCUMENTS[one.document.code].versions[0]
    original = one.version.components.get(role=Component.Role.ORIGINAL)
    kept = storage().read(original.sha256)
    assert kept == papers.scan(version) == papers.scan(version)
    with pdfplumber.open(io.BytesIO(kept)) as pdf:
        assert len(pdf.pages) > 1
        assert version.adopted["committee"] in pdf.pages[-1].extract_text()
    approval = one.envelope["signatures"][-1]
    assert (approval["committee"], approval["minutes_number"]) == (
        "Comité Interno de Archivo",
        "05",
    )


def test_every_document_has_a_page_with_its_latest_content():
    for document in ControlledDocument.objects.exclude(kind="minutes"):  # drawn from a session
        page = document.page.specific
        latest = content_of_revision(page.get_latest_revision())
        last = DOCUMENTS[latest["code"]].versions[-1].content
        assert comparable(latest) == comparable(last), latest["code"]


def test_no_page_is_live_without_an_issuance():
    for page in DocumentPage.objects.filter(live=True):
        assert page.document.issuances.exists()
        frozen = FrozenRevision.objects.get(revision_id=page.live_revision_id)
        assert Issuance.objects.filter(version=frozen.version).exists()
    assert Page.objects.filter(depth__gt=3, live=True).count() == (
        DocumentPage.objects.filter(live=True).count()
    )


def test_annexes_are_kept_with_their_versions():
    annexes = Component.objects.filter(role=Component.Role.ANNEX)
    assert {one.media_type for one in annexes} == {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    assert all(storage().read(one.sha256) for one in annexes)


def test_the_sign_ins_of_the_contract_can_sign_in():
    people = get_user_model().objects.in_bulk(written.SIGN_INS, field_name="username")
    assert set(people) == set(written.SIGN_INS)
    for name in written.SIGN_INS:
        assert people[name].check_password(PASSWORD), name
        assert people[name].is_active
    assert has_role(people["admin"], Role.ADMINISTRATOR)
    assert [one.username for one in people.values() if one.is_superuser] == ["admin"]
    assert (
        Client()
        .post("/gestion/login/", {"username": "editora", "password": PASSWORD})
        .headers["Location"]
        .startswith("/gestion/")
    )
    gone = get_user_model().objects.filter(is_active=False)
    assert [one.username for one in gone] == ["rquiroga"]
    known = (*written.SIGN_INS, written.LEAVES)
    assert get_user_model().objects.get(username=written.LEAVES).check_password(PASSWORD)
    colleagues = get_user_model().objects.exclude(username__in=known)
    assert not any(one.has_usable_password() for one in colleagues)


def test_the_usual_route_is_the_one_that_a_new_procedure_takes():
    for route in Route.objects.all():
        assert [task.specific.role for task in route.workflow.tasks] == ["reviewed", "approved"]


def test_entity_schedule_and_register():
    entity = Entity.objects.get()
    assert loading.is_demo(entity)
    assert RetentionRule.objects.count() == len(written.schedule())
    assert json.loads(Issuance.objects.first().envelope_json)["entity"]["name"] == entity.name
    acts = RecordEvent.objects.exclude(action="version.attached").order_by("seq")
    moments = list(acts.values_list("at", flat=True))
    assert moments == sorted(moments)


def test_the_register_is_sound_and_a_signed_head_covers_it(loaded: Demo) -> None:
    head = RegisterHead.objects.latest("number")
    assert head.size == RecordEvent.objects.count()
    told = run(loaded, "verify_register", "--json")
    assert told.returncode == 0, told.stdout + told.stderr
    report = json.loads(told.stdout)
    assert report["ok"]
    assert report["checked"]["events"] == head.size
    assert report["checked"]["seals"] > 0


def test_the_password_is_kept_for_its_owner_alone(tmp_path):
    said = subprocess.run(
        [sys.executable, "-c", "from config.settings import dev; print(dev.DEMO_PASSWORD)"],
        cwd=ROOT / "site",
        env={**os.environ, "DATA_DIR": str(tmp_path), "DEMO_PASSWORD": "", "SECRET_KEY": "x"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    kept = Path(tmp_path / "demo_password")
    assert kept.read_text() == said
    assert kept.stat().st_mode & 0o777 == 0o600
    assert len(said) >= 12
    assert said != settings.DEMO_PASSWORD
