"""A schedule comes in from a sheet and is written on in the grid: pasted, undone, mended, saved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import NewPage
from tests.browser.test_main_journey import sign_in
from tests.serving import Site

pytestmark = pytest.mark.browser

SHEET = """\
Código;Serie;AG;AC;CT;E;S;Procedimiento
01;ACTAS;;;;;;
01.01;Actas de reunión;2;8;X;;;Se conservan.
01.02;Actas de visita;2;3;;X;;Se destruyen.
"""
PASTED = "02\tINFORMES\tInforme\tX\tX\t1\t4\tE\n03\tPLANES\tPlan|Seguimiento\t\tX\tdos\t8\tCT"
PASTE = """text => {
  const told = new DataTransfer();
  told.setData("text/plain", text);
  const event = new ClipboardEvent("paste", {clipboardData: told, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""


def told(page: Page, row: int, column: int) -> str:
    """What a cell of the grid says."""
    return str(
        page.evaluate("([y, x]) => window.legajoGrid.getDataAtCell(y, x) ?? ''", [row, column])
    )


def until(page: Page, row: int, column: int, text: str) -> None:
    """Wait till the cell says that: a key is answered when the grid comes to it."""
    page.wait_for_function(
        "([y, x, text]) => (window.legajoGrid.getDataAtCell(y, x) ?? '') === text",
        arg=[row, column, text],
    )


def test_a_grid_is_pasted_into_undone_mended_and_saved(
    site: Site, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page(expect=(422,))
    sign_in(page, site, "archivista")
    page.goto(f"{site.url}/gestion/cuadros/importar/")
    sheet = tmp_path / "trd.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    page.set_input_files("input[type=file]", sheet)
    page.get_by_role("button", name="Revisar el archivo").click()
    expect(page.locator("section[role=status]")).to_contain_text("Quedaría como")
    page.get_by_role("button", name="Importar como borrador").click()
    expect(page).to_have_url(re.compile(r"/gestion/cuadros/\d+/renglones/"))
    expect(page.locator("#schedule-grid .ht_master td").first).to_be_visible()
    assert (told(page, 0, 0), told(page, 2, 1)) == ("01", "Actas de visita")

    page.evaluate("window.legajoGrid.selectCell(3, 0)")
    page.evaluate(PASTE, PASTED)
    assert (told(page, 3, 1), told(page, 4, 1)) == ("INFORMES", "PLANES")
    page.keyboard.press("Control+z")
    until(page, 3, 1, "")
    page.keyboard.press("Control+y")
    until(page, 3, 1, "INFORMES")

    page.get_by_role("button", name="Guardar todo").click()
    problems = page.locator("#problems")
    expect(problems).to_contain_text("Una celda por corregir: no se guardó nada.")
    expect(page.locator("#schedule-grid .ht_master td.legajo-wrong")).to_have_text("dos")
    problems.get_by_role("button", name=re.compile("^Fila 5, AG")).click()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    expect(page.locator("#grid-status")).to_contain_text("Guardado: 2 agregados")
    expect(problems).to_be_hidden()

    page.reload()
    expect(page.locator("#schedule-grid .ht_master td").first).to_be_visible()
    assert [told(page, row, 0) for row in range(5)] == ["01", "01.01", "01.02", "02", "03"]
    assert told(page, 4, 5) == "3"

    phone = sign_in(new_page(phone=True), site, "archivista")
    phone.goto(page.url)
    expect(phone.locator("#schedule-grid .ht_master td").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
