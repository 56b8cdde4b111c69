"""A format, as people do it: declared, issued, filled in, signed, and found as a record."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import NewPage
from tests.browser.test_main_journey import sign_first, sign_in
from tests.serving import Site

pytestmark = pytest.mark.browser
CODE = "FO-M3-P2-77"
INDEX = "from editorial.models import DocumentIndexPage as I; print('index', I.objects.get().pk)"


def add_row(page: Page, table: str, **cells: str) -> None:
    """One more row of a typed table, filled in."""
    grid = page.locator(f"[data-legajo-paste^='{table}']").first
    grid.locator(".c-sf-add-button").last.click()
    for name, value in cells.items():
        cell = grid.locator(f"[name$='-value-{name}']").last
        if cell.evaluate("one => one.tagName") == "SELECT":
            cell.select_option(value)
        else:
            cell.fill(value)


def declare(page: Page, site: Site) -> None:
    """A format with three boxes and two signatures, submitted by its author."""
    found = re.search(r"index (\d+)", site.manage("shell", "-v0", "-c", INDEX))
    assert found
    page.goto(f"{site.url}/gestion/pages/add/editorial/formatpage/{found[1]}/")
    page.fill("input[name=title]", "Solicitud de sala")
    page.fill("input[name=code]", CODE)
    page.select_option("select[name=process]", label=_label(page, "process", "M3-P2"))
    page.select_option("select[name=office]", label=_label(page, "office", "152"))
    page.locator("select[name=series_code]").select_option(value="120.22.01")
    page.locator(".legajo-section--objective textarea").first.fill("Pedir una sala de reuniones.")
    add_row(page, "label,of", label="Para qué", of="line", required="yes")
    add_row(page, "label,of", label="Día", of="date", required="yes")
    add_row(page, "label,of", label="Celular", of="line", personal="yes")
    add_row(page, "name,who", name="Solicita", who="filler")
    add_row(page, "name,who", name="Presta la sala", who="chosen")
    page.locator("select[name$='-fillers']").first.select_option("anybody")
    page.locator("select[name$='-value-series']").first.select_option(value="151.18.02")
    page.locator("button.action-save").first.click()
    expect(page).to_have_url(re.compile(r"/pages/\d+/edit/"))
    page.locator("[data-w-dropdown-target=toggle], .w-dropdown__toggle--icon").last.click()
    page.locator("button[name=action-submit]").click()
    expect(page).to_have_url(re.compile(r"/documentos/\d+/enviar/"))
    page.fill("textarea[name=change_note]", "Creación del formato.")
    page.fill("input[name=password]", site.password)
    page.locator("form:has(textarea[name=change_note]) button.button").last.click()
    expect(page).to_have_url(re.compile(r"/gestion/firmas/\d+/"))


def _label(page: Page, name: str, code: str) -> str:
    option = page.locator(f"select[name={name}] option", has_text=code).first
    return (option.text_content() or "").strip()


def test_a_format_is_declared_issued_filled_in_signed_and_found(
    site: Site, new_page: NewPage
) -> None:
    author = sign_in(new_page(), site, "editora")
    declare(author, site)
    for person in ("revisor", "aprobadora"):
        sign_first(sign_in(new_page(), site, person), site, CODE)
    citizen = new_page()
    citizen.goto(f"{site.url}/documentos/{CODE}/")
    blank = citizen.get_by_role("link", name="Descargar en blanco").get_attribute("href")
    assert citizen.request.get(f"{site.url}{blank}").body().startswith(b"%PDF-")
    filler = sign_in(new_page(phone=True, expect=(422,)), site, "enlace")
    filler.goto(f"{site.url}/gestion/formatos/")
    filler.locator("li", has_text=CODE).get_by_role("button", name="Diligenciar").click()
    filler.fill("input[name=password]", site.password)
    filler.locator("button[value=send]").click()
    expect(filler.locator("#errores")).to_contain_text("«Para qué»: es obligatoria y está vacía.")
    filler.get_by_label("Para qué").fill("Comité de datos")
    filler.get_by_label("Día").fill("2030-05-06")
    filler.get_by_label("Celular").fill("300 000 0000")
    filler.get_by_label("Quién firma como").select_option(
        label=filler.locator("option", has_text="Rentería").first.text_content() or ""
    )
    filler.locator("input[name=notice]").check()
    filler.fill("input[name=password]", site.password)
    overflow = filler.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0
    filler.locator("button[value=send]").click()
    expect(filler).to_have_url(re.compile(r"/formatos/diligenciado/\d+/"))
    signer = sign_in(new_page(), site, "consulta")
    signer.goto(f"{site.url}/gestion/formatos/")
    signer.get_by_role("link", name=re.compile(CODE)).first.click()
    expect(signer.locator(".legajo-answers").first).to_contain_text("Comité de datos")
    signer.fill("input[name=password]", site.password)
    signer.locator("button[value=sign]").click()
    expect(signer.locator(".legajo-card--done")).to_contain_text(f"Completado: {CODE}-")
    archive = sign_in(new_page(), site, "archivista")
    archive.goto(f"{site.url}/gestion/formatos-diligenciados/?code={CODE}")
    archive.get_by_role("link", name=re.compile(f"{CODE}-")).click()
    expect(archive.locator(".legajo-card--done")).to_contain_text("expediente 151.18.02-")
    link = archive.get_by_role("link", name="Descargar el PDF").get_attribute("href")
    assert archive.request.get(f"{site.url}{link}").body().startswith(b"%PDF-")
