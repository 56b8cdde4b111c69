"""Somebody leaves: the archive entrusts, who leaves hands over, who comes observes and receives."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import NewPage
from tests.browser.test_main_journey import sign_in
from tests.serving import Site

pytestmark = [pytest.mark.browser, pytest.mark.conformance("C21")]

OBSERVED = "La carpeta 3 no está en su sitio."
OFFICE = "152"  # of the author


def entrust(page: Page, site: Site, to: str) -> int:
    """The case files of the author's office are entrusted to them; how many there are."""
    page.goto(f"{site.url}/gestion/inventarios/")
    office = page.locator("select[name=offices] option", has_text=f"{OFFICE} ·")
    page.select_option("select[name=offices]", office.get_attribute("value"))
    page.get_by_role("button", name="Ver los primeros renglones").click()
    expect(page.locator(".legajo-inventory tbody tr").first).to_be_visible()
    page.get_by_text("Asignar estos expedientes a un responsable").click()
    chosen = page.locator("select[name=to] option", has_text=to).first
    page.select_option("select[name=to]", chosen.get_attribute("value"))
    page.get_by_role("button", name="Asignar", exact=True).click()
    expect(page.locator(".messages")).to_contain_text(re.compile(r"expedientes? asignados?"))
    return int(page.locator("section h2").first.inner_text().split()[0])


def begin(page: Page, site: Site, to: str) -> str:
    """A hand-over of the own post; its address."""
    page.goto(f"{site.url}/gestion/entregas/nueva/")
    receiver = page.locator("select[name=receiver] option", has_text=to).first
    page.select_option("select[name=receiver]", receiver.get_attribute("value"))
    page.select_option("select[name=cause]", "move")
    page.fill("input[name=place]", "Villa Nueva")
    series = page.locator("select[name=series] option", has_text=f"{OFFICE}.").first
    page.select_option("select[name=series]", series.get_attribute("value"))
    page.fill("textarea[name=remarks]", "La llave del archivador está en la recepción.")
    page.get_by_role("button", name="Iniciar", exact=True).click()
    expect(page).to_have_url(re.compile(r"/gestion/entregas/\d+/"))
    return page.url


def test_a_post_is_handed_over(site: Site, new_page: NewPage) -> None:
    archivist = sign_in(new_page(), site, "archivista")
    leaving = sign_in(new_page(expect=(422,)), site, "editora")
    receiver = sign_in(new_page(), site, "revisor")
    theirs = named(leaving, site)
    count = entrust(archivist, site, theirs)

    address = begin(leaving, site, named(receiver, site))
    expect(leaving.locator("main")).to_contain_text(re.compile(rf"{count} expedientes? a su cargo"))

    receiver.goto(address)
    receiver.fill("textarea[name=text]", OBSERVED)
    receiver.get_by_role("button", name="La revisé").click()

    leaving.goto(address)
    expect(leaving.locator("main")).to_contain_text(OBSERVED)
    leaving.get_by_role("button", name="Firmar y enviar a quien recibe").click()
    expect(leaving.locator("input[name=password]")).to_be_visible()
    leaving.fill("input[name=password]", site.password)
    leaving.get_by_role("button", name="Firmar y enviar a quien recibe").click()
    expect(leaving).to_have_url(re.compile(r"/formatos/diligenciado/\d+/"))

    receiver.goto(leaving.url)
    expect(receiver.locator("main")).to_contain_text(OBSERVED)
    expect(receiver.locator("main")).to_contain_text("FUID-")
    receiver.fill("input[name=password]", site.password)
    receiver.locator("button[name=action][value=sign]").click()
    expect(receiver.locator(".legajo-card--done")).to_contain_text("EC-")

    receiver.reload()
    pdf = receiver.get_by_role("link", name="Descargar el PDF").get_attribute("href")
    assert receiver.request.get(f"{site.url}{pdf}").body().startswith(b"%PDF-")
    receiver.goto(f"{site.url}/gestion/entregas/")
    expect(receiver.locator("main")).to_contain_text("EC-")
    archivist.goto(f"{site.url}/gestion/inventarios/")
    options = archivist.locator("select[name=responsible] option")
    assert options.filter(has_text=theirs).count() == 0
    assert options.filter(has_text=named(receiver, site)).count() == 1


def named(page: Page, site: Site) -> str:
    """What the person is called."""
    page.goto(f"{site.url}/gestion/account/")
    first = page.input_value("input[name$=first_name]")
    return f"{first} {page.input_value('input[name$=last_name]')}".strip()
