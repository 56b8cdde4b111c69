"""A TRD from a sheet to in force, with one round of adjustments; then citizens read it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import NewPage
from tests.browser.test_main_journey import sign_in
from tests.browser.test_schedule_grid import SHEET
from tests.serving import Site

pytestmark = pytest.mark.browser


def take(page: Page, deed: str, **told: str) -> None:
    """Take a step from the page of the version, by its name, with these facts."""
    page.get_by_role("link", name=deed, exact=True).click()
    for label, value in told.items():
        page.locator(f"[name={label}]").fill(value)
    page.keyboard.press("Escape")  # the calendar of a day that was written
    page.get_by_role("button", name=deed, exact=True).click()
    expect(page).to_have_url(re.compile(r"/gestion/trd/inspect/\d+/$"))


def test_a_schedule_goes_from_a_sheet_to_in_force_with_one_round(
    site: Site, new_page: NewPage, tmp_path: Path
) -> None:
    page = sign_in(new_page(), site, "archivista")
    page.goto(f"{site.url}/gestion/cuadros/importar/")
    sheet = tmp_path / "trd.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    page.set_input_files("input[type=file]", sheet)
    page.get_by_role("button", name="Revisar el archivo").click()
    page.get_by_role("button", name="Importar como borrador").click()
    expect(page).to_have_url(re.compile(r"/renglones/"))

    page.goto(f"{site.url}/gestion/trd/")
    page.locator("tr", has_text="borrador").get_by_role("link").first.click()
    life = page.locator(".legajo-life")
    expect(life).to_contain_text("Estado: borrador")
    version = page.url
    take(page, "Registrar la aprobación del comité", number="Acta 4 de 2026")
    take(page, "Presentarla para evaluación", body="Consejo Departamental de Archivos")
    take(page, "Registrar que comenzó la evaluación")
    take(
        page,
        "Registrar que pidieron ajustes",
        text="Las actas de visita se conservan más tiempo.",
        deadline="2099-12-31",
    )
    expect(life).to_contain_text("Estado: por ajustar")

    page.goto(f"{site.url}/gestion/reglas/?q=01.02")
    page.get_by_role("link", name=re.compile("Actas de visita")).first.click()
    page.locator("[name=archive_years]").fill("9")
    page.get_by_role("button", name="Guardar").click()
    page.goto(version)
    take(page, "Presentarla para evaluación", body="Consejo", text="Se subió a 9 años.")
    page.get_by_role("link", name=re.compile("^Ronda 1: 1 renglón")).click()
    expect(page.locator("del")).to_have_text("3")
    expect(page.locator("ins")).to_have_text("9")
    page.goto(version)
    take(page, "Registrar que comenzó la evaluación")
    take(page, "Registrar su convalidación", number="Acuerdo 12", body="Consejo")
    page.get_by_role("link", name="Qué cambiaría").click()
    expect(page.locator("h1.w-h1")).to_have_text("Qué cambiaría TRD 3")
    page.goto(version)
    take(page, "Registrar el acto que la adopta", number="Resolución 8 de 2026")
    take(page, "Registrar su publicación", address=f"{site.url}/trd/")
    take(page, "Registrar su inscripción en el RUSD", number="RUSD-77")
    take(page, "Ponerla en vigor")
    expect(life).to_contain_text("Estado: vigente")

    phone = sign_in(new_page(phone=True), site, "archivista")
    phone.goto(version)
    expect(phone.locator(".legajo-life")).to_contain_text("Resolución 8 de 2026")
    wide = phone.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, "nothing stands out of a phone"

    citizen = new_page(phone=True)
    citizen.goto(f"{site.url}/trd/")
    citizen.locator("article", has_text="Vigente").get_by_role("link").click()
    expect(citizen.locator("body")).to_contain_text("Resolución 8 de 2026")
    expect(citizen.locator("body")).to_contain_text("central 9 años")
