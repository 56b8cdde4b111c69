"""A record is found by the text of its file, narrowed, opened and taken out; and on a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.fixtures import NewPage
from tests.browser.test_access import TAGS
from tests.browser.test_case_files import opened
from tests.browser.test_main_journey import sign_in
from tests.searching import served_with_search
from tests.serving import Demo, Site

pytestmark = pytest.mark.browser
LETTER = b"Se solicita replantear el zarzal del camino viejo.\n"


@pytest.fixture
def site(demo: Demo, tmp_path: Path, django_db_blocker: Any) -> Iterator[Site]:
    """On Elasticsearch, where the run has one."""
    with django_db_blocker.unblock(), served_with_search(demo, tmp_path) as site:
        yield site


def captured(page: Page, site: Site) -> str:
    """A case file with a letter whose text was read; the code of the case file."""
    code = opened(page, site, support="electronic")
    page.get_by_role("link", name="Agregar documentos", exact=True).first.click()
    page.set_input_files(
        "input[name=files]",
        files=[
            {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": text}
            for name, text in (("solicitud", LETTER), ("respuesta", b"Se responde que no.\n"))
        ],
    )
    for row in page.locator(".legajo-file").all():
        row.locator("select").first.select_option(label="Contrato")
    page.locator("[data-go]").click()
    expect(page).to_have_url(re.compile("/expedientes/inspect/"))
    site.manage("run_due_tasks", "captured")
    site.manage("follow_events")
    return code


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def broken(page: Page, where: str) -> list[str]:
    """What axe finds amiss of ours on the page, at both widths."""
    found = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        fits(page)
        options = {"runOnly": TAGS, "resultTypes": ["violations"]}
        answer = Axe().run(page, context=where, options=options).response
        assert len(answer["passes"]) > 10, "axe looked"
        found += [f"{width} px: {one['id']}" for one in answer["violations"]]
    return found


def test_axe_finds_nothing_in_the_search_of_staff(site: Site, new_page: NewPage) -> None:
    page = sign_in(new_page(), site, "archivista")
    for query in (
        "",
        "?q=solicitd",
        "?q=contrato&tipo=case_file&estado=open",
        "?q=zzqx&tipo=format",
    ):
        page.goto(f"{site.url}/gestion/buscar/{query}")
        assert broken(page, ".legajo-found") == [], query
    page.goto(f"{site.url}/gestion/buscar/")
    page.locator("#legajo-q").press_sequentially("soli")
    box = page.get_by_role("combobox", name="¿Qué busca?")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert broken(page, ".legajo-found") == []
    page.goto(f"{site.url}/gestion/buscar/?q=contrato")
    page.get_by_role("link", name="Guardar esta búsqueda").click()
    page.get_by_role("button", name="Guardar esta búsqueda").click()
    expect(page.get_by_role("link", name="contrato", exact=True)).to_be_visible()
    assert broken(page, "#listing-results") == []  # the message above it fades, and is Wagtail's


def test_a_record_is_found_by_its_text_narrowed_opened_and_taken_out(
    site: Site, new_page: NewPage
) -> None:
    page = sign_in(new_page(), site, "archivista")
    code = captured(page, site)

    # From the menu, by the keyboard.
    page.goto(f"{site.url}/gestion/")
    box = page.locator("form[role=search] input[name=q]").first
    box.fill("zarzal")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/gestion/buscar/\?q=zarzal"))
    hit = page.locator(".legajo-hit").first
    expect(hit).to_contain_text("solicitud")
    expect(hit.locator("mark")).to_have_text("zarzal")
    expect(hit).to_contain_text(f"En el expediente {code}")

    # Narrowed by a facet, and set free again.
    page.fill("#legajo-q", "contrato")
    page.press("#legajo-q", "Enter")
    facet = page.locator("#acotar details", has_text="Tipo").first
    way = facet.get_by_role("link", name="Expediente", exact=True)
    row = facet.locator("li", has_text=re.compile("^Expediente"))
    count = int(row.locator(".legajo-muted").inner_text())
    way.click()
    expect(page.locator(".legajo-found__list h2")).to_contain_text(f"{count} resultado")
    page.locator("#acotar").get_by_role("link", name=re.compile("^Quitar")).click()
    expect(page).to_have_url(re.compile(r"\?q=contrato$"))

    # Suggested while one types, chosen by the keyboard.
    page.fill("#legajo-q", "")
    page.locator("#legajo-q").press_sequentially(code)
    expect(page.locator(".suggestion").first).to_contain_text("Expediente · Abierto")
    page.press("#legajo-q", "ArrowDown")
    page.press("#legajo-q", "Enter")
    expect(page).to_have_url(re.compile("/expedientes/inspect/"))

    # Inside the case file; the record opens.
    page.fill("#legajo-within", "zarzal")
    page.press("#legajo-within", "Enter")
    expect(page.locator("body")).to_contain_text(f"Solo en el expediente {code}")
    expect(page.locator(".legajo-hit")).to_have_count(1)
    page.locator(".legajo-hit a").click()
    expect(page.locator("body")).to_contain_text("solicitud.txt")
    page.go_back()

    # The list goes out.
    page.get_by_role("button", name="Acciones").last.click()
    with page.expect_download() as given:
        page.get_by_role("link", name="Descargar CSV").click()
    rows = Path(given.value.path()).read_text().splitlines()
    assert [line.split(",")[2:4] for line in rows[1:]] == [["solicitud", code]]


def test_it_fits_a_telephone_and_helps_where_nothing_is(site: Site, new_page: NewPage) -> None:
    page = sign_in(new_page(phone=True), site, "consulta")
    page.goto(f"{site.url}/gestion/buscar/?q=contrato")
    expect(page.locator(".legajo-hit").first).to_be_visible()
    fits(page)
    page.get_by_role("link", name="Acotar los resultados").click()
    expect(page.locator("#acotar")).to_be_in_viewport()
    page.goto(f"{site.url}/gestion/buscar/?q=contratto")
    expect(page.locator(".legajo-hit").first).to_be_visible()  # what was meant is there already
    page.get_by_role("link", name="contrato", exact=True).click()
    expect(page.locator(".legajo-hit").first).to_be_visible()
    fits(page)
    page.goto(f"{site.url}/gestion/buscar/?q=zzqxkw")
    expect(page.locator("body")).to_contain_text("Nada de lo que su cuenta puede conocer es así.")
    fits(page)
