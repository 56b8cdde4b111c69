"""How a citizen searches inside a published inventory, by keyboard and without scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.fixtures import NewPage
from tests.serving import Site

pytestmark = pytest.mark.browser
LINES = ".inventory__lines tbody tr"


def test_a_line_is_found_and_taken_away(page: Page, shared_site: Site, tmp_path: Path) -> None:
    page.goto(shared_site.url)
    page.locator("footer").get_by_role("link", name="Inventarios del archivo").click()
    page.get_by_role("link", name="Inventario de archivo de gestión").click()
    whole = page.locator(LINES).count()
    box = page.get_by_role("searchbox", name="Buscar en este inventario")
    box.focus()
    page.keyboard.type("contrato servicio")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"FUID-2025-0001/\?q=contrato\+servicio$"))
    expect(page.locator("main [role=status]")).to_have_text(
        re.compile(r"con estas palabras de \d+")
    )
    assert 0 < page.locator(LINES).count() < whole
    expect(page.locator(f"{LINES} mark").first).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Hoja de cálculo (XLSX)").click()
    file = tmp_path / "inventario.xlsx"
    taken.value.save_as(file)
    rows = load_workbook(file).worksheets[0].iter_rows()
    cells = [str(one.value) for row in rows for one in row]
    assert any("prestación de servicios" in one for one in cells)
    assert not any("MANUALES" in one for one in cells)
    page.get_by_role("link", name="Todas las líneas").click()
    expect(page.locator(LINES)).to_have_count(whole)


def test_without_scripts_and_on_a_phone(new_page: NewPage, shared_site: Site) -> None:
    page = new_page(phone=True, scripts=False)
    page.goto(f"{shared_site.url}/inventarios/fuid-2025-0001/")
    page.get_by_role("searchbox", name="Buscar en este inventario").fill("caja 31")
    page.locator("main").get_by_role("button", name="Buscar").tap()
    expect(page.locator(LINES).first).to_contain_text("Caja 31")
    page.goto(f"{shared_site.url}/inventarios/FUID-2025-0001/?q=ornitorrinco")
    expect(page.get_by_role("heading", name="Ninguna línea tiene estas palabras")).to_be_visible()
    page.get_by_role("link", name="Buscar en otro inventario").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inventarios del archivo")
