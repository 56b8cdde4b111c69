"""Takes the pictures of the README from a running demo: `docs/images/take.py URL PASSWORD`.

Chromium is the one of CHROMIUM or of the PATH; It signs in as people of the demo and
signs no document. Pictures are reduced to 256 colours, at most 150 kB each.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
LARGEST = 150_000
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PROCEDURE = "PR-M3-P2-01"


def keep(name: str, picture: bytes) -> None:
    """Write `picture` as a small PNG; fewer colours until it is at most LARGEST bytes."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32, 16):
        out = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    (HERE / f"{name}.png").write_bytes(out.getvalue())


def opened(browser: Browser, viewport: dict[str, int], url: str) -> Page:
    context = browser.new_context(viewport=viewport, locale="es-CO", reduced_motion="reduce")
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    return page


def signed_in(browser: Browser, site: str, person: str, password: str) -> Page:
    page = opened(browser, DESKTOP, f"{site}/gestion/login/")
    page.fill("input[name=username]", person)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    return page


def portal(browser: Browser, site: str) -> None:
    keep("home", opened(browser, DESKTOP, f"{site}/").screenshot())
    address = f"{site}/documentos/{PROCEDURE}/"
    keep("document", opened(browser, DESKTOP, address).screenshot())
    page = opened(browser, PHONE, address)
    keep("document-390", page.screenshot())


def paper(browser: Browser, site: str) -> None:
    page = opened(browser, DESKTOP, f"{site}/documentos/{PROCEDURE}/")
    link = page.locator("a.button[href$='.pdf']").get_attribute("href")
    content = page.request.get(f"{site}{link}").body()
    picture = io.BytesIO()
    with pypdfium2.PdfDocument(content) as document:
        document[0].render(scale=1.25).to_pil().save(picture, "PNG")
    keep("pdf", picture.getvalue())


def work(browser: Browser, site: str, password: str) -> None:
    page = signed_in(browser, site, "editora", password)
    page.goto(f"{site}/gestion/documentos/importar/", wait_until="networkidle")
    keep("import", page.screenshot())
    page.goto(f"{site}/gestion/pages/", wait_until="networkidle")
    address = page.request.get(
        f"{site}/gestion/api/main/pages/?type=editorial.ProcedurePage&search=Publicación datos",
    ).json()["items"][0]
    page.goto(f"{site}/gestion/pages/{address['id']}/edit/", wait_until="networkidle")
    keep("editor", page.screenshot())
    page = signed_in(browser, site, "revisor", password)
    page.goto(f"{site}/gestion/firmas/", wait_until="networkidle")
    waiting = page.locator("td.title a").first.get_attribute("href")
    page.goto(f"{site}{waiting}", wait_until="networkidle")
    keep("signing", page.screenshot())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", help="http://127.0.0.1:8000")
    parser.add_argument("password", help="of the demo sign-ins")
    asked = parser.parse_args()
    site = asked.site.rstrip("/")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=as_root)
        portal(browser, site)
        paper(browser, site)
        work(browser, site, asked.password)
        browser.close()


if __name__ == "__main__":
    main()
