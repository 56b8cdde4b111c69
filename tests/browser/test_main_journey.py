"""The main job, as people do it: import, complete, submit, review, approve, and read it outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from editorial.importing import read_document
from tests.browser.fixtures import NewPage
from tests.serving import Site

pytestmark = pytest.mark.browser

PROCEDURE = """\
Alcaldía de Ejemplo\tPROCEDIMIENTO ATENDER SOLICITUDES DE DATOS\tCódigo: PR-M2-P6-07
\t\tVersión: 01
\t\tFecha de Aprobación: 12/03/2019
\t\tPágina: 1 de 1

1. OBJETIVO:

Atender las solicitudes de datos de la ciudadanía con datos completos y a tiempo.

2. RESPONSABLE:

Líder de datos abiertos.

3. ALCANCE:

Inicia con la solicitud y termina con la publicación del conjunto de datos.

4. CONTENIDO:

Cada oficina responde por la calidad de los datos que entrega.

No.\tACTIVIDAD\tRESPONSABLE\tREGISTRO
1.\tRecibir la solicitud y registrar su acta.\tProfesional o quien delegue\tActa de solicitud
2.\tPreparar los datos y redactar el informe.\tLíder de datos\tInforme de calidad
\tFin\t\t

5. SOPORTE NORMATIVO:

- Ley 1712 de 2014

6. REGISTROS:

Código\tNombre\tResponsable\tAlmacenamiento\tRecuperación\tProtección\tRetención\tDisposición
1.\tActa de solicitud\tLíder\tOficina\tPor fecha\tCopia\tSegún TRD\tSegún TRD
2.\tInforme de calidad\tLíder\tOficina\tPor fecha\tCopia\tSegún TRD\tSegún TRD

7. CONTROL DE REVISIÓN Y APROBACIÓN:

Elaboró\tRevisó\tAprobó
Nombre: Inés Prada Fecha: 01/03/2019\tNombre: Luis Mora Fecha: 05/03/2019\tNombre: Eva Ruiz
"""


def sign_in(page: Page, site: Site, username: str) -> Page:
    page.goto(f"{site.url}/gestion/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", site.password)
    page.click("button[type=submit]")
    expect(page).to_have_url(re.compile(r"/gestion/$"))
    return page


def import_file(page: Page, site: Site, path: Path) -> None:
    page.goto(f"{site.url}/gestion/documentos/importar/")
    page.set_input_files("input[name=file]", str(path))
    page.locator("form:has(input[name=file]) button.button").click()
    expect(page).to_have_url(re.compile(r"/gestion/pages/\d+/edit/"))


def complete_and_submit(page: Page, site: Site) -> None:
    """What the file did not say: the series; then the author's own signature."""
    series = page.locator("select[name=series_code]")
    if not series.input_value():
        value = series.locator("option", has_text="rocedimiento").first.get_attribute("value")
        series.select_option(value)
    page.locator("[data-w-dropdown-target=toggle], .w-dropdown__toggle--icon").last.click()
    page.locator("button[name=action-submit]").click()
    expect(page).to_have_url(re.compile(r"/documentos/\d+/enviar/"))
    page.fill("textarea[name=change_note]", "Se adopta el procedimiento en el sistema.")
    page.fill("input[name=password]", site.password)
    page.locator("form:has(textarea[name=change_note]) button.button").last.click()
    expect(page).to_have_url(re.compile(r"/gestion/firmas/\d+/"))


def sign_first(page: Page, site: Site, code: str) -> None:
    page.goto(f"{site.url}/gestion/firmas/")
    page.get_by_role("link", name=re.compile(code)).first.click()
    expect(page.locator(".legajo-frozen")).to_be_visible()
    page.fill("input[name=password]", site.password)
    page.locator("button[name=action][value=sign]").click()
    expect(page).to_have_url(re.compile(r"/gestion/firmas/(#firmar)?$"))


def whole_way(site: Site, new_page: NewPage, path: Path, code: str) -> Page:
    author = sign_in(new_page(), site, "editora")
    import_file(author, site, path)
    complete_and_submit(author, site)
    sign_first(sign_in(new_page(), site, "revisor"), site, code)
    sign_first(sign_in(new_page(), site, "aprobadora"), site, code)
    citizen = new_page()
    citizen.goto(f"{site.url}/documentos/{code}/")
    return citizen


def test_from_a_file_to_the_citizen(site: Site, new_page: NewPage, tmp_path: Path) -> None:
    path = tmp_path / "procedimiento.txt"
    path.write_text(PROCEDURE, encoding="utf-8")
    citizen = whole_way(site, new_page, path, "PR-M2-P6-07")
    expect(citizen.get_by_role("heading", level=1)).to_have_text("Atender solicitudes de datos")
    expect(citizen.locator("body")).to_contain_text("Preparar los datos y redactar el informe.")
    pdf = citizen.request.get(f"{site.url}/documentos/PR-M2-P6-07/01.pdf")
    assert pdf.status == 200
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF-")
    found = citizen.request.get(f"{site.url}/buscar/?q=solicitudes+de+datos")
    assert "PR-M2-P6-07" in found.text()


def test_the_real_document(
    site: Site, new_page: NewPage, real_document: Path, code_of: Callable[[Path], str]
) -> None:
    code = code_of(real_document)
    citizen = whole_way(site, new_page, real_document, code)
    expect(citizen.locator("body")).to_contain_text(code)
    assert citizen.request.get(f"{site.url}/documentos/{code}/01.pdf").status == 200


@pytest.fixture
def code_of() -> Callable[[Path], str]:
    """The code that a real document prints, read by the importer itself."""

    def code(path: Path) -> str:
        found = read_document(path).content["code"]
        assert found
        return str(found)

    return code
