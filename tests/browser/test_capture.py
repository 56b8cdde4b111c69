"""Two files dropped on a case file, one corrected, both captured, one read where it is filed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.fixtures import NewPage
from tests.browser.test_main_journey import sign_in
from tests.records.capture import hostile
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.mark.conformance("B04")
def test_two_files_are_captured_and_one_is_read(
    site: Site, new_page: NewPage, tmp_path: Path
) -> None:
    letter, note = tmp_path / "Oficio 2025-03-14 alcaldía.pdf", tmp_path / "nota.txt"
    letter.write_bytes(hostile.pdf("Oficio de la alcaldia", pages=7))
    note.write_bytes(b"")
    page = new_page(expect=(422,))
    sign_in(page, site, "archivista")
    page.goto(f"{site.url}/gestion/capturar/")
    page.locator(".legajo-choose a").first.click()
    expect(page.locator("[data-hint]")).to_be_visible()
    page.set_input_files("#capture-files", [letter, note])
    rows = page.locator(".legajo-file")
    expect(rows).to_have_count(2)
    expect(rows.first.locator("[data-date]")).to_have_value("2025-03-14")
    for row in rows.all():
        row.locator("[data-type]").select_option(index=1)
    page.click("[data-go]")
    expect(rows.nth(1).locator("[data-error=file]")).to_have_text("«nota.txt» está vacío.")
    expect(rows.first.locator("[data-error=file]")).to_be_hidden()

    rows.nth(1).locator("[data-remove]").click()
    note.write_text("Nota de la visita")
    page.set_input_files("#capture-files", [note])
    rows.nth(1).locator("[data-type]").select_option(index=1)
    page.click("[data-go]")
    page.wait_for_url("**/expedientes/**")
    expect(page.locator("body")).to_contain_text("Se capturaron 2 documentos")

    page.goto(f"{site.url}/gestion/archivo/?q=alcald%C3%ADa")
    page.get_by_role("link", name="Oficio 2025-03-14 alcaldía").first.click()
    frame = page.frame_locator(".legajo-frame iframe")
    expect(frame.locator("img")).to_have_count(5)
    expect(frame.locator("nav").first).to_contain_text("Páginas 1 a 5 de 7")
    frame.get_by_role("link", name="Siguientes").first.click()
    expect(frame.locator("nav").first).to_contain_text("Páginas 6 a 7 de 7")
    assert frame.locator("img").first.evaluate("one => one.naturalWidth") > 500
    site.manage("run_due_tasks", "captured")
    page.reload()
    expect(page.locator("body")).to_contain_text("Qué se ha hecho con ellos")
