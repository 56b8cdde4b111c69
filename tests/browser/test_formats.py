"""A format as its people live it: defined, issued, filled in, signed, numbered and found again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import NewPage
from tests.browser.test_main_journey import sign_first, sign_in
from tests.serving import Site

pytestmark = pytest.mark.browser

TITLE = "Préstamo de equipos de cómputo"
OFFICE = "152"  # of the author
BOXES = (
    ("Equipo que se pide", "Línea", "Sí"),
    ("Desde cuándo", "Fecha", "Sí"),
    ("Para qué", "Texto largo", "No"),
)
ASKED = "Portátil para el taller de datos abiertos"


def new_row(page: Page, of: str, fields: dict[str, str]) -> None:
    """Add a row to the grid whose columns begin like this."""
    grid = page.locator(f"[data-legajo-paste^='{of}']").first
    name = grid.locator("> input[name$=-count]").get_attribute("name") or ""
    number = int(page.locator(f"[name='{name}']").input_value())
    grid.locator(".c-sf-add-button").last.click()
    row = f"{name.removesuffix('-count')}-{number}-value"
    for column, value in fields.items():
        cell = page.locator(f"[name='{row}-{column}']")
        if cell.evaluate("one => one.tagName") == "SELECT":
            cell.select_option(label=value)
        else:
            cell.fill(value)


def define(page: Page, site: Site) -> str:
    """A draft with its boxes and its places to sign, submitted; its code, which was proposed."""
    page.goto(f"{site.url}/gestion/pages/")
    index = page.locator("a[href*='/add_subpage/']").first.get_attribute("href")
    page.goto(f"{site.url}{index}")
    page.get_by_role("link", name=re.compile("^Formato")).click()
    page.fill("input[name=title]", TITLE)
    process = page.locator("select[name=process] option", has_text="M2-P4").first
    page.select_option("select[name=process]", process.get_attribute("value"))
    proposed = page.locator("#legajo-codes button").first
    code = proposed.inner_text()
    proposed.click()
    expect(page.locator("input[name=code]")).to_have_value(code)
    series = page.locator("select[name=series_code] option", has_text=f"{OFFICE}.18.04").first
    page.select_option("select[name=series_code]", series.get_attribute("value"))
    for place, text in (
        (0, "Pedir en préstamo un equipo de la Subdirección."),
        (1, "Para los servidores de la entidad, desde el pedido hasta la entrega."),
    ):
        page.fill(f"[name='body-{place}-value-blocks-0-value']", text)
    for label, of, required in BOXES:
        new_row(page, "label,of", {"label": label, "of": of, "required": required})
    new_row(page, "name,who", {"name": "Solicita", "who": "Quien diligencia"})
    new_row(
        page,
        "name,who",
        {"name": "Autoriza", "who": "Quien aprueba en la dependencia responsable del formato"},
    )
    page.locator("select[name$='-value-fillers']").select_option(index=1)
    kept = page.locator("select[name$='-value-series'] option", has_text=f"{OFFICE}.18.04").first
    page.locator("select[name$='-value-series']").first.select_option(kept.get_attribute("value"))
    page.locator("button.action-save").click()
    expect(page).to_have_url(re.compile(r"/gestion/pages/\d+/edit/"))
    page.wait_for_load_state()
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.locator("button[name=action-submit]").click()
    expect(page).to_have_url(re.compile(r"/documentos/\d+/enviar/"))
    page.fill("textarea[name=change_note]", "Se crea el formato.")
    page.fill("input[name=password]", site.password)
    page.locator("form:has(textarea[name=change_note]) button.button").last.click()
    expect(page).to_have_url(re.compile(r"/gestion/firmas/\d+/"))
    return code


def fill_in(page: Page, site: Site, code: str) -> None:
    """What is forgotten is said at its box and keeps the rest; then it is sent and signed."""
    page.goto(f"{site.url}/gestion/formatos/")
    offered = page.locator("li", has_text=code)
    offered.get_by_role("button", name="Diligenciar").click()
    page.get_by_label("Equipo que se pide").fill(ASKED)
    page.get_by_label("Para qué").fill("Enseñar a publicar conjuntos de datos.")
    page.fill("input[name=password]", site.password)
    send = page.locator("button[name=action][value=send]")
    send.click()
    expect(page.locator("#errores")).to_contain_text("Desde cuándo")
    expect(page.get_by_label("Equipo que se pide")).to_have_value(ASKED)
    page.get_by_label("Desde cuándo").fill("2030-05-02")
    page.keyboard.press("Escape")
    page.fill("input[name=password]", site.password)
    send.click()
    expect(page).to_have_url(re.compile(r"/formatos/diligenciado/\d+/"))


def authorise(page: Page, site: Site, code: str) -> str:
    """The second signature gives it its number."""
    page.goto(f"{site.url}/gestion/formatos/")
    page.get_by_role("link", name=re.compile(code)).first.click()
    expect(page.locator("body")).to_contain_text(ASKED)
    page.fill("input[name=password]", site.password)
    page.locator("button[name=action][value=sign]").click()
    expect(page.locator(".legajo-card--done")).to_contain_text(f"{code}-")
    return page.locator(".legajo-card--done h2").inner_text().split()[-1]


def test_a_format_is_defined_issued_filled_in_and_found(site: Site, new_page: NewPage) -> None:
    code = define(sign_in(new_page(), site, "editora"), site)
    sign_first(sign_in(new_page(), site, "revisor"), site, code)
    approver = sign_in(new_page(), site, "aprobadora")
    sign_first(approver, site, code)

    citizen = new_page(expect=(404,))
    assert citizen.goto(f"{site.url}/documentos/{code}/").status == 200
    expect(citizen.locator("body")).to_contain_text("Equipo que se pide")

    reader = sign_in(new_page(expect=(422,)), site, "consulta")
    fill_in(reader, site, code)
    number = authorise(approver, site, code)

    reader.goto(f"{site.url}/gestion/formatos/")
    reader.get_by_role("link", name=re.compile(code)).first.click()
    pdf = reader.get_by_role("link", name="Descargar el PDF").get_attribute("href")
    answer = reader.request.get(f"{site.url}{pdf}")
    assert answer.body().startswith(b"%PDF-")
    archivist = sign_in(new_page(), site, "archivista")
    archivist.goto(f"{site.url}/gestion/formatos-diligenciados/")
    expect(archivist.locator("main")).to_contain_text(number)
    assert citizen.goto(f"{site.url}/documentos/{number}/").status == 404
    found = citizen.request.get(f"{site.url}/buscar/?q=port%C3%A1til+taller").text()
    assert ASKED not in found
