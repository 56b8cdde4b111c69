"""One session of a committee: called, held, voted, minuted, signed; then in force outside."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import NewPage
from tests.browser.test_main_journey import sign_first, sign_in
from tests.serving import Site

pytestmark = pytest.mark.browser

CODES = ("PR-M2-P4-11", "PR-M2-P4-12", "PR-M2-P4-13")
# Three procedures that were reviewed and wait for the committee.
WAITING = """
import copy
from django.contrib.auth import get_user_model
from django.utils import timezone
from editorial.drafting import create_draft
from editorial.drafts import content_of_revision
from editorial.models import Route
from editorial.publishing import sign_version, submit_revision
from portal.demo.loading.committees import route_of_committee
from records import agreements, issue, signing
from records.models import Issuance, Office
from records.submission import digest_of
from wagtail.models import Workflow

user = get_user_model().objects.get
at = timezone.now()
def told(by):
    waiting = agreements.waiting_for_acceptance(by, timezone.localdate())
    return signing.Circumstances(accepts=waiting.pk if waiting else None)
names = ("Revisión técnica", "Revisión metodológica")
Route.objects.update_or_create(
    kind="procedure", defaults={"workflow": Workflow.objects.get(name=route_of_committee(names))}
)
taken = Issuance.objects.filter(document__code="PR-M2-P4-01").latest("number")
content = issue.content_of(taken.version)
author = user(username="editora")
for code in CODES:
    draft = create_draft(
        {**copy.deepcopy(content), "code": code, "title": f"Procedimiento {code}"},
        office=taken.document.office, by=author, at=at,
    )
    page = type(draft).objects.get(pk=draft.pk)
    revision = page.get_latest_revision()
    version = submit_revision(
        page, revision, content_sha256=digest_of(content_of_revision(revision)),
        change_note="Se crea.", change_scope="major", effective_on=None, signers={},
        authentication="password", by=author, at=at, circumstances=told(author),
    )
    for step, name in ((1, "gmorales"), (2, "revisor")):
        by = user(username=name)
        sign_version(
            version, step=step, content_sha256=version.content_sha256,
            authentication="password", by=by, at=at, circumstances=told(by),
        )
""".replace("CODES", repr(CODES))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def fill(page: Page, name: str, value: str) -> None:
    page.locator(f"[name='{name}']").fill(value)


def convene(page: Page, site: Site) -> None:
    """Planned with all that waits in its agenda, and called."""
    soon = datetime.now(ZoneInfo("America/Bogota")) + timedelta(minutes=5)
    page.goto(f"{site.url}/gestion/comites/")
    page.get_by_role("link", name=re.compile("Comité de Tecnologías")).click()
    expect(page.locator("body")).to_contain_text(CODES[2])
    page.get_by_text("Programar una sesión").click()
    fill(page, "plan-starts_at", soon.strftime("%Y-%m-%d %H:%M"))
    page.keyboard.press("Escape")
    fill(page, "plan-place_of", "Sala de juntas")
    press(page, "Programarla")
    for box in page.locator("input[name=waiting]").all():
        box.check()
    press(page, "Incluir en el orden del día")
    fill(page, "means-means", "Correo a todos los miembros, con los tres documentos.")
    press(page, "Convocar")
    expect(page.locator("body")).to_contain_text("Convocada")


def hold(page: Page) -> None:
    """The quorum is verified, three documents are voted on one screen, and the session ends."""
    press(page, "Verificar el quórum e instalar la sesión")
    expect(page.locator("body")).to_contain_text("AC-CTIC-")
    assert page.locator("select[name*='-vote-'] option[value=impeded]:checked").count() == 3
    press(page, "Registrar las decisiones")
    expect(page.locator("body")).to_contain_text("Decisiones registradas: 3")
    page.locator("summary", has_text="Agregar un compromiso").click()
    fill(page, "commit-text", "Divulgar los procedimientos.")
    page.locator("select[name='commit-responsible']").select_option(index=1)
    due = datetime.now(ZoneInfo("America/Bogota")) + timedelta(days=30)
    fill(page, "commit-due_on", due.strftime("%Y-%m-%d"))
    page.keyboard.press("Escape")
    page.locator("form:has([name='commit-text']) button.button").press("Enter")
    press(page, "Terminar la sesión")


def test_three_documents_are_approved_by_signed_minutes(site: Site, new_page: NewPage) -> None:
    site.manage("shell", "-c", WAITING)
    secretary = sign_in(new_page(), site, "secretaria")
    convene(secretary, site)
    hold(secretary)
    citizen = new_page(expect=(404,))
    assert citizen.goto(f"{site.url}/documentos/{CODES[0]}/").status == 404

    secretary.get_by_role("link", name="Su acta").click()
    number = secretary.locator("h1").inner_text().split()[0]
    fill(
        secretary,
        "draft-remarks_until",
        datetime.now(ZoneInfo("America/Bogota")).strftime("%Y-%m-%d"),
    )
    secretary.keyboard.press("Escape")
    press(secretary, "Circular")
    secretary.locator("input[name=password]").fill(site.password)
    press(secretary, "Firmar el acta")
    expect(secretary.locator("body")).to_contain_text("espera la firma de quien preside")

    sign_first(sign_in(new_page(), site, "aprobadora"), site, number)
    for code in CODES:
        assert citizen.goto(f"{site.url}/documentos/{code}/").status == 200
        expect(citizen.locator("body")).to_contain_text(number)
    assert citizen.goto(f"{site.url}/documentos/{number}/").status == 404

    secretary.reload()
    press(secretary, "Publicarlo")
    citizen.goto(f"{site.url}/comites/")
    citizen.get_by_role("link", name=f"Extracto de {number}").click()
    expect(citizen.locator("body")).to_contain_text(f"{CODES[1]}, versión 01")
    expect(citizen.locator("body")).not_to_contain_text("a favor")
