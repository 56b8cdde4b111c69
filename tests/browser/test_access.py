"""Every page of the portal for everybody: WCAG 2.2 AA by axe, keyboard, narrow, large, printed.

axe finds what a program can find; the other tests ask what it does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.serving import Site

pytestmark = pytest.mark.browser

DOCUMENT = "/documentos/PR-M2-P4-01/"
# name → address, and what shows that it is the page meant
PAGES = {
    "home": ("/", ".home__opening"),
    "list": ("/documentos/", ".pagination, .entries"),
    "list-narrowed": ("/documentos/?tipo=procedure&fecha=2024-01-15", ".banner"),
    "document": (DOCUMENT, ".flowchart"),
    "adopted": ("/documentos/PR-M3-P1-02/", ".banner"),
    "superseded": (f"{DOCUMENT}01/", ".banner--past"),
    "withdrawn": ("/documentos/PR-M3-P2-05/", ".banner--past"),
    "comparison": (f"{DOCUMENT}comparar/02/03/", ".diff"),
    "of-a-day": (f"{DOCUMENT}?fecha=2022-01-15", ".banner"),
    "master-list": ("/listado-maestro/", ".master"),
    "master-list-of-a-day": ("/listado-maestro/?fecha=2022-01-15", ".banner"),
    "processes": ("/procesos/", ".map"),
    "search": ("/buscar/?q=solicitud", ".entries"),
    "search-narrowed": ("/buscar/?q=solicitud&tipo=procedure&orden=codigo", ".chips"),
    "search-earlier": ("/buscar/?q=solicitud&anteriores=si", ".entry--past"),
    "search-series": ("/buscar/?tipo=series", ".entry--series"),
    "search-without-results": ("/buscar/?q=ornitorrinco", ".empty"),
    "inventories": ("/inventarios/", ".entries"),
    "inventory": ("/inventarios/FUID-2025-0001/?q=manuales", ".inventory__lines"),
    "inventory-without-lines": ("/inventarios/FUID-2025-0001/?q=ornitorrinco", ".empty"),
    "nowhere": ("/no-hay/", ".search-form"),
    "no-such-day": (f"{DOCUMENT}?fecha=ayer", "#f-fecha"),
}
DESKTOP, PHONE, SMALL = (1280, 900), (390, 844), (320, 640)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of an element that takes the focus: where it is, and the ring around it.
FOCUS = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
  return {
    what: it.outerHTML.slice(0, 120),
    body: it === document.body,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""
OpenPage = Callable[..., Page]

every_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture
def open_page(browser: Browser, shared_site: Site) -> Iterator[OpenPage]:
    """Opens a page by its name, at one size and in one scheme of colours."""
    contexts = []

    def opened(name: str, size: tuple[int, int] = DESKTOP, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, locale="es-CO"
        )
        contexts.append(context)
        address, landmark = PAGES[name]
        page = context.new_page()
        page.goto(shared_site.url + address)
        expect(page.locator(landmark).first).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()


@every_page
@pytest.mark.conformance("N02")
def test_axe_finds_nothing(open_page: OpenPage, name: str) -> None:
    found = []
    page = open_page(name)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            options = {"runOnly": TAGS, "resultTypes": ["violations"]}
            answer = Axe().run(page, options=options).response
            assert len(answer["passes"]) > 10, "axe looked"
            found += [
                f"{size[0]} px, {scheme}: {broken['id']}: {node['target']} {node['html'][:200]}"
                for broken in answer["violations"]
                for node in broken["nodes"]
            ]
    assert found == []


@every_page
def test_no_page_is_wider_than_its_screen(open_page: OpenPage, name: str) -> None:
    page = open_page(name)
    for width in (1280, 768, 640, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert too_wide(page) == [], width


# Only the text grows here, not what the widths of the style are measured by; a zoom of 200 % is the
# page at 640 px, which every page is looked at above. The tables of a document need that zoom.
@pytest.mark.parametrize("name", [one for one in PAGES if "/PR-" not in PAGES[one][0]])
def test_text_twice_as_large_fits(open_page: OpenPage, name: str) -> None:
    page = open_page(name)
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert too_wide(page) == [], width


def too_wide(page: Page) -> list[str]:
    """What stands out at the right of the page; a frame that scrolls by itself may be wider."""
    found: list[str] = page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          return [...document.querySelectorAll("body *")]
            .filter(one => one.getBoundingClientRect().right > room + 1)
            .map(one => one.outerHTML.slice(0, 120)).concat(["wider than the screen"]);
        }"""
    )
    return found


@every_page
@pytest.mark.conformance("N02")
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    open_page: OpenPage, name: str
) -> None:
    page = open_page(name)
    stops = page.locator(
        "a[href]:visible, button:visible, input:not([type=hidden]):visible, select:visible, "
        "summary:visible, [tabindex='0']:visible"
    ).count()
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
    seen = set()
    for _step in range(stops * 4):  # a field of a date is several stops
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["body"]:
            break
        assert focus["ring"], focus["what"]
        assert focus["seen"], focus["what"]
        seen.add(page.evaluate("() => [...document.all].indexOf(document.activeElement)"))
    assert len(seen) == stops


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_first_stop_skips_to_the_content(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_page("document", size)
    skip = page.locator(".skip")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("size", [DESKTOP, PHONE, SMALL])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_flowchart_is_one_drawing_that_can_be_read(
    open_page: OpenPage, size: tuple[int, int], scheme: str
) -> None:
    page = open_page("document", size, scheme)
    drawing = page.get_by_role("img", name=page.locator("h1").inner_text())
    expect(drawing).to_have_count(1)
    expect(drawing).to_be_visible()
    assert "Inicio." in drawing.locator("desc").text_content()
    assert drawing.locator(".fc-connector").count() == 0
    scale = drawing.evaluate("svg => svg.getScreenCTM().a")
    assert 9 * scale >= (12 if size != SMALL else 11), "text of nine points, in pixels"
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert drawing.locator(".fc-text").first.evaluate("it => getComputedStyle(it).fill") == ink


@pytest.mark.parametrize("name", ["document", "superseded", "master-list", "processes"])
def test_paper_has_all_the_text_and_none_of_the_tools(open_page: OpenPage, name: str) -> None:
    page = open_page(name, (794, 1123))
    # What only a screen reader says is no part of the paper.
    page.evaluate("document.querySelectorAll('.visually-hidden').forEach(one => one.remove())")
    on_screen = page.locator("main").evaluate(
        """main => [...main.querySelectorAll("h1,h2,h3,h4,p,li,td,dt,dd")]
          .filter(one => !one.closest("form,.actions,.toc,.pagination,.banner"))
          .map(one => one.innerText)"""
    )
    page.emulate_media(media="print")
    for tool in (".site-nav", ".skip", ".toc", ".actions", ".master-tools", ".search-form"):
        for one in page.locator(tool).all():
            expect(one).not_to_be_visible()
    if name == "document":
        expect(page.locator(".flowchart__wide")).not_to_be_visible()
        expect(page.locator(".flowchart__phone")).not_to_be_visible()
        expect(page.locator(".flowchart__paper svg").first).to_be_visible()
    printed = letters(paper_text(page.pdf(format="A4")))
    lines = [line for one in on_screen for line in one.splitlines()]
    assert [line for line in lines if letters(line) not in printed] == []


def paper_text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


def letters(text: str) -> str:
    """The text without what the cutting of lines changes."""
    return re.sub(r"[\W_]+", "", text).lower()


def test_a_banner_is_on_paper_too(open_page: OpenPage) -> None:
    page = open_page("superseded", (794, 1123))
    words = page.locator(".banner--past strong").inner_text()
    assert letters(words) in letters(paper_text(page.pdf(format="A4")))
