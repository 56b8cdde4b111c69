"""A case file as its people live it: opened, filled, closed, its index verified; and a loan."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Page, expect

from records.electronic_index.xml import schema_errors
from tests.browser.fixtures import NewPage
from tests.browser.test_main_journey import sign_in
from tests.serving import Site

pytestmark = pytest.mark.browser

TITLE = "Contrato 201 de 2026, mantenimiento de equipos"
LETTER = b"Se solicita el mantenimiento de tres equipos.\n"


def opened(page: Page, site: Site, *, support: str) -> str:
    """Open a case file of contracts; the code that it got."""
    page.goto(f"{site.url}/gestion/expedientes/")
    page.get_by_role("link", name="Abrir un expediente").first.click()
    series = page.locator("select[name=series] option", has_text="130.08.01").first
    page.select_option("select[name=series]", series.get_attribute("value"))
    office = page.locator("select[name=office] option", has_text="130 ·").first
    page.select_option("select[name=office]", office.get_attribute("value"))
    page.fill("input[name=title]", TITLE)
    page.select_option("select[name=support]", support)
    page.get_by_role("button", name="Abrir", exact=True).click()
    expect(page.get_by_text("quedó abierto")).to_be_visible()
    return page.locator(".legajo-line .legajo-code").inner_text()


def deed(page: Page, name: str) -> None:
    page.locator(".legajo-deeds summary").click()
    page.locator(".legajo-deeds").get_by_role("link", name=name, exact=True).click()


@pytest.mark.conformance("C13", "C14", "C15")
def test_a_case_file_is_opened_filled_closed_and_its_index_verified(
    site: Site, new_page: NewPage, tmp_path: Path
) -> None:
    page = sign_in(new_page(), site, "archivista")
    code = opened(page, site, support="electronic")
    expect(page.get_by_text("Todavía no hay nada archivado")).to_be_visible()
    page.get_by_role("link", name="Agregar documentos", exact=True).first.click()
    page.set_input_files(
        "input[name=files]",
        files=[{"name": "solicitud.txt", "mimeType": "text/plain", "buffer": LETTER}],
    )
    page.locator(".legajo-file select").first.select_option(label="Contrato")
    page.locator("[data-go]").click()
    expect(page).to_have_url(re.compile("/expedientes/inspect/"))
    expect(page.locator(".legajo-line")).to_contain_text(code)
    row = page.locator(".legajo-folios tbody tr")
    expect(row).to_have_count(1)
    expect(row.locator("td").last).to_have_text("1")
    deed(page, "Cierre administrativo")
    page.get_by_role("button", name="Cierre administrativo").click()
    expect(page.locator(".legajo-line")).to_contain_text("Cierre administrativo")
    with page.expect_download() as given:
        page.get_by_role("link", name=re.compile(r"-indice-1\.xml$")).click()
    xml = Path(given.value.path()).read_bytes()
    root = etree.fromstring(xml)
    found = [one.text for one in root.iter("{*}Valor_Huella")]
    assert sha256(LETTER).hexdigest() in found
    assert schema_errors(xml) == []


def test_what_is_on_paper_is_lent_and_given_back(site: Site, new_page: NewPage) -> None:
    page = sign_in(new_page(phone=True), site, "archivista")
    opened(page, site, support="paper")
    deed(page, "Ubicar un tomo")
    page.fill("input[name=folios]", "120")
    page.fill("input[name=box]", "44")
    page.get_by_role("button", name="Ubicar un tomo").click()
    expect(page.get_by_role("cell", name="44")).to_be_visible()
    page.get_by_role("link", name="Corregir el tomo 1").click()
    expect(page.locator("input[name=folios]")).to_have_value("120")
    page.fill("input[name=box]", "45")
    page.get_by_role("button", name="Ubicar un tomo").click()
    expect(page.get_by_role("cell", name="45")).to_be_visible()
    expect(page.get_by_role("link", name="Corregir el tomo 2")).to_be_hidden()
    deed(page, "Prestar")
    page.select_option(
        "select[name=borrower]",
        page.locator("select[name=borrower] option", has_text="(editora)").get_attribute("value"),
    )
    page.fill("input[name=purpose]", "Responder un requerimiento")
    page.fill("input[name=due_on]", "2099-01-31")
    page.get_by_role("button", name="Prestar").click()
    expect(page.get_by_text("sin devolver")).to_be_visible()
    deed(page, "Registrar la devolución")
    page.get_by_role("button", name="Registrar la devolución").click()
    expect(page.get_by_text("devuelto el")).to_be_visible()
