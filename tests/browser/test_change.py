"""A change of a procedure: asked for, accepted, written, signed, and in force on its day."""

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

CODE = "PR-M2-P4-02"
REASON = "La publicación no dice quién responde por la accesibilidad."
RESPONSIBLE = "Profesional de accesibilidad"


def ask(page: Page, site: Site) -> None:
    """Anybody of the entity asks; who decides, and when, stays with the request."""
    page.goto(f"{site.url}/gestion/solicitudes-de-cambio/")
    page.goto(f"{site.url}/gestion/solicitudes-de-cambio/new/")
    page.select_option("select[name=kind]", "change")
    document = page.locator("select[name=document] option", has_text=CODE)
    page.select_option("select[name=document]", document.get_attribute("value"))
    page.locator("select[name=office]").select_option(index=1)
    page.fill("textarea[name=reason]", REASON)
    page.locator("form:has(textarea[name=reason]) button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(CODE)


def accept(page: Page, site: Site) -> str:
    """The quality office reads the reason and accepts; the number of the request."""
    page.goto(f"{site.url}/gestion/solicitudes-de-cambio/")
    row = page.locator("tr", has_text=CODE).first
    number = re.search(r"SC-\d{4}-\d{3}", row.inner_text())
    assert number is not None
    row.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text(REASON)
    page.locator("button[name=decision][value=accept]").click()
    expect(page.locator("body")).to_contain_text("aceptada")
    return number.group()


def write(page: Page, site: Site, number: str, day: str) -> None:
    """The author changes a responsible and submits what was asked for, to be in force that day."""
    page.goto(f"{site.url}/gestion/")
    expect(page.locator("main")).to_contain_text(number)
    page.goto(f"{site.url}/gestion/pages/")
    page.locator("tr", has=page.locator(f"a[href='/documentos/{CODE}/']")).locator(
        "a[href$='/edit/']"
    ).first.click()
    responsible = page.locator("textarea[name$='-responsible']").first
    responsible.fill(RESPONSIBLE)
    page.locator("button.action-save").click()
    expect(page.locator(".messages")).to_be_visible()
    page.wait_for_load_state()
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.locator("button[name=action-submit]").click()
    expect(page).to_have_url(re.compile(r"/documentos/\d+/enviar/"))
    asked = page.locator("select[name=request] option", has_text=number)
    page.select_option("select[name=request]", asked.get_attribute("value"))
    page.fill("textarea[name=change_note]", "Se nombra a quien responde por la accesibilidad.")
    page.select_option("select[name=change_scope]", "major")
    page.fill("input[name=effective_on]", day)
    page.keyboard.press("Escape")
    page.fill("input[name=password]", site.password)
    page.locator("form:has(textarea[name=change_note]) button.button").last.click()
    expect(page).to_have_url(re.compile(r"/gestion/firmas/\d+/"))


def test_a_procedure_goes_from_a_request_to_its_day(site: Site, new_page: NewPage) -> None:
    tomorrow = datetime.now(ZoneInfo("America/Bogota")).date() + timedelta(days=1)
    citizen = new_page()
    citizen.goto(f"{site.url}/documentos/{CODE}/")
    expect(citizen.locator("body")).not_to_contain_text(RESPONSIBLE)

    ask(sign_in(new_page(), site, "consulta"), site)
    reviewer = sign_in(new_page(), site, "revisor")
    number = accept(reviewer, site)
    write(sign_in(new_page(), site, "editora"), site, number, tomorrow.isoformat())
    sign_first(reviewer, site, CODE)
    sign_first(sign_in(new_page(), site, "aprobadora"), site, CODE)

    # Approved today, in force tomorrow: until then the former one is.
    citizen.reload()
    expect(citizen.locator("body")).not_to_contain_text(RESPONSIBLE)
    citizen.goto(f"{site.url}/documentos/{CODE}/?fecha={tomorrow.isoformat()}")
    expect(citizen.locator("body")).to_contain_text(RESPONSIBLE)
    expect(citizen.locator("body")).to_contain_text(number)
    citizen.get_by_role("link", name=re.compile("[Cc]omparar|[Qq]ué cambió")).first.click()
    expect(citizen.locator("ins, .legajo-ins, main").first).to_contain_text(RESPONSIBLE)
