"""How citizens search: a part of a code, a typo, facets, the keyboard, no scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import NewPage
from tests.searching import served_with_search
from tests.serving import Demo, Site

pytestmark = pytest.mark.browser

BOX = "#q"
OPTIONS = "[role=option]"


@pytest.fixture(scope="module")
def shared_site(
    demo: Demo, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Site]:
    """On Elasticsearch, where the run has one."""
    folder = tmp_path_factory.mktemp("searching-site")
    with django_db_blocker.unblock(), served_with_search(demo, folder) as site:
        yield site


def asked(page: Page, site: Site, text: str) -> None:
    page.goto(f"{site.url}/buscar/")
    page.fill(BOX, text)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/buscar/\?"))


def test_a_part_of_a_code_finds_its_document(page: Page, shared_site: Site) -> None:
    asked(page, shared_site, "P4-01")
    expect(page.locator(".entry .code").first).to_have_text(re.compile(r"-M2-P4-01$"))
    expect(page.locator(".found [role=status]")).to_have_text(re.compile(r"^\d+ resultados?"))


def test_a_word_mistyped_leads_to_the_one_meant(page: Page, shared_site: Site) -> None:
    asked(page, shared_site, "solicitd")
    page.locator(".meant a").click()
    expect(page.locator(BOX)).to_have_value("solicitud")
    expect(page.locator(".entry mark").first).to_be_visible()


def test_a_facet_is_chosen_and_taken_off(page: Page, shared_site: Site) -> None:
    asked(page, shared_site, "solicitud")
    before = page.locator(".entry").count()
    facet = page.locator(".facets section", has_text="Tipo")
    facet.get_by_role("link", name="Formato", exact=True).click()
    chip = page.get_by_role("link", name=re.compile("Tipo: Formato.*quitar este filtro"))
    expect(chip).to_be_visible()
    assert 0 < page.locator(".entry").count() < before
    page.locator(".orders").get_by_role("link", name="Código").click()
    expect(page.locator(".orders [aria-current]")).to_have_text("Código")
    chip.click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator(".entry")).to_have_count(before)


def test_earlier_versions_lead_to_the_one_in_force(page: Page, shared_site: Site) -> None:
    asked(page, shared_site, "PR-M2-P4-01")
    page.get_by_role("link", name="Buscar también en versiones anteriores").click()
    past = page.locator(".entry--past").first
    expect(past).to_contain_text("Sustituida")
    past.get_by_role("link", name=re.compile("vigente hoy")).click()
    expect(page).to_have_url(f"{shared_site.url}/documentos/PR-M2-P4-01/")


def test_nothing_found_shows_ways_out(page: Page, shared_site: Site) -> None:
    page.goto(f"{shared_site.url}/buscar/?q=solicitud&anio=1950")
    expect(page.get_by_role("heading", name="No se encontró nada")).to_be_visible()
    page.get_by_role("link", name=re.compile("Sin los filtros hay")).click()
    expect(page.locator(".entry").first).to_be_visible()


@pytest.mark.parametrize("where", ["/", "/buscar/", "/documentos/"])
def test_a_suggestion_is_chosen_by_keyboard(page: Page, shared_site: Site, where: str) -> None:
    page.goto(shared_site.url + where)
    box = page.get_by_role("combobox", name="Buscar en los documentos")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("autodiag")
    expect(page.locator(OPTIONS)).to_have_count(1)
    option = page.locator(OPTIONS).first
    expect(option).to_contain_text("PR-M2-P4-01")
    expect(option).to_contain_text("Vigente")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute(
        "aria-controls", page.locator("[role=listbox]:visible").get_attribute("id") or ""
    )
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    expect(box).to_be_focused()
    box.press("Escape")
    expect(option).not_to_be_visible()
    expect(box).to_have_value("autodiag")
    box.press("ArrowDown")
    expect(option).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(f"{shared_site.url}/documentos/PR-M2-P4-01/")


def test_enter_searches_unless_something_was_chosen(page: Page, shared_site: Site) -> None:
    page.goto(shared_site.url)
    box = page.locator(BOX)
    box.press_sequentially("soli")
    expect(page.locator(OPTIONS).first).to_be_visible()
    box.press("ArrowDown")
    box.press("ArrowUp")  # back to what was typed
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    box.press("Enter")
    expect(page).to_have_url(f"{shared_site.url}/buscar/?q=soli")


def test_the_list_goes_with_the_focus_and_traps_nobody(page: Page, shared_site: Site) -> None:
    page.goto(shared_site.url)
    box = page.locator(BOX)
    box.press_sequentially("soli")
    expect(page.locator(OPTIONS).first).to_be_visible()
    expect(page.locator(".search-form [role=status]")).to_have_text(re.compile(r"^\d+ sugerencias"))
    box.press("Tab")
    expect(page.get_by_role("button", name="Buscar")).to_be_focused()
    expect(page.locator(OPTIONS).first).not_to_be_visible()


def test_a_suggestion_is_chosen_by_touch(phone: Page, shared_site: Site) -> None:
    phone.goto(shared_site.url)
    phone.locator(BOX).press_sequentially("autodiag")
    phone.locator(OPTIONS).first.tap()
    expect(phone).to_have_url(f"{shared_site.url}/documentos/PR-M2-P4-01/")


def test_only_the_last_question_is_shown(page: Page, shared_site: Site) -> None:
    """An answer that comes late takes the place of no newer one."""
    late: list[str] = []

    def answer(route: object) -> None:
        url = route.request.url  # type: ignore[attr-defined]
        if url.endswith("q=soli"):
            late.append(url)
            page.wait_for_timeout(600)
        route.continue_()  # type: ignore[attr-defined]

    page.goto(shared_site.url)
    page.route("**/buscar/sugerencias/**", answer)
    box = page.locator(BOX)
    box.press_sequentially("soli")
    page.wait_for_timeout(250)
    box.fill("autodiag")
    expect(page.locator(OPTIONS)).to_have_count(1)
    page.wait_for_timeout(800)
    assert late
    expect(page.locator(OPTIONS)).to_contain_text("PR-M2-P4-01")


def test_without_scripts_nothing_is_missing(new_page: NewPage, shared_site: Site) -> None:
    page = new_page(scripts=False)
    asked(page, shared_site, "solicitud")
    expect(page.locator("[role=combobox]")).to_have_count(0)
    page.locator(".facets").get_by_role("link", name="Formato", exact=True).click()
    page.locator(".orders").get_by_role("link", name="Más recientes").click()
    page.locator("#f-desde").fill("2020-01-01")
    page.get_by_role("button", name="Acotar").click()
    expect(page.locator(".chip")).to_have_count(2)
    expect(page).to_have_url(re.compile("tipo=format.*orden=recientes"))
    page.locator(".search-help summary").click()
    expect(page.get_by_text("Palabras que empiezan así.")).to_be_visible()
    page.goto(f"{shared_site.url}/documentos/")
    page.fill("#q-header", "datos")
    page.locator(".search-form--compact button").click()
    expect(page.locator(".entry").first).to_be_visible()


def test_a_page_names_its_feed(page: Page, shared_site: Site) -> None:
    asked(page, shared_site, "solicitud")
    address = page.locator('link[type="application/atom+xml"]').get_attribute("href") or ""
    answer = page.request.get(shared_site.url + address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    again = page.request.get(
        shared_site.url + address, headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status == 304
