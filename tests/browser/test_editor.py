"""The editor in Chromium: what only a browser does there."""

from __future__ import annotations

import contextlib
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Route, TimeoutError, expect

from tests.browser.fixtures import NewPage
from tests.browser.test_main_journey import PROCEDURE, import_file, sign_in
from tests.serving import Site

pytestmark = pytest.mark.browser

# As the programs leave them on the clipboard: joined cells, breaks in a cell, an empty row of
# widths at the end (a spreadsheet), paragraphs in cells and an empty first row (a word processor).
SHEET = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<style><!--table {mso-displayed-decimal-separator:"\\,";} .xl65 {white-space:normal;} --></style>
</head><body><table border=0 width=400><!--StartFragment--><col width=64><col width=200>
<tr height=20><td class=xl65>No.</td><td>ACTIVIDAD</td><td>RESPONSABLE</td><td>REGISTRO</td></tr>
<tr height=20><td align=right x:num>1</td><td>Recibir la<br
 style='mso-data-placement:same-cell;'>solicitud</td>
 <td rowspan=2>Profesional</td><td>Acta</td></tr>
<tr height=20><td align=right x:num>2</td><td>Revisar la solicitud</td><td></td></tr>
<![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=64></td><td></td></tr>
<![endif]><!--EndFragment--></table></body></html>"""
TEXT_DOCUMENT = """<html xmlns:w="urn:schemas-microsoft-com:office:word"><body><!--StartFragment-->
<table class=MsoTableGrid><tr><td><p class=MsoNormal><o:p>&nbsp;</o:p></p></td>
<td><p class=MsoNormal><o:p>&nbsp;</o:p></p></td></tr>
<tr><td><p class=MsoNormal>Recibir la</p><p class=MsoNormal>solicitud<o:p></o:p></p></td>
<td><p class=MsoNormal>Profesional</p></td></tr>
<tr><td><p class=MsoNormal>Revisar la solicitud</p></td><td><p class=MsoNormal>Profesional</p></td>
</tr></table><!--EndFragment--></body></html>"""
LINES = (
    'No.\tActividad\tResponsable\r\n1\t"Recibir la\nsolicitud"\tProfesional\r\n\t\t\r\n'
    "2\tRevisar la solicitud\tProfesional\r\n"
)
WANTED = [("Recibir la solicitud", "Profesional"), ("Revisar la solicitud", "Profesional")]


@pytest.fixture
def editor(site: Site, new_page: NewPage, tmp_path: Path) -> Page:
    """The editor of a draft just imported, signed in as its author."""
    path = tmp_path / "procedimiento.txt"
    path.write_text(PROCEDURE, encoding="utf-8")
    page = sign_in(new_page(), site, "editora")
    import_file(page, site, path)
    return awake(page)


def awake(page: Page) -> Page:
    """Wait until the editor notices what is typed: it looks at its form some time after loading."""
    expect(page.locator(".legajo-row--activity")).to_have_count(2)
    for attempt in range(15):
        with contextlib.suppress(TimeoutError):
            title = f"ATENDER SOLICITUDES DE DATOS {attempt}"
            saved_by_itself(page, partial(page.fill, "input[name=title]", title), timeout=2000)
            return page
    raise AssertionError("the editor does not save by itself")


def saved_by_itself(page: Page, act: Any, *, timeout: float = 15_000) -> None:
    """Do something and wait until the editor has taken in the answer of the autosave that follows.

    What is typed while it takes it in counts as saved: an answer alone is too early for the next
    act.
    """
    page.evaluate(
        """() => {
          window.legajoSaved = 0;
          document.addEventListener("w-autosave:success", () => { window.legajoSaved += 1; },
                                    { once: true });
        }"""
    )
    with page.expect_response(
        lambda one: one.request.method == "POST" and _is_autosave(one.request), timeout=timeout
    ):
        act()
    # A function: the page's own policy forbids to evaluate an expression again and again.
    page.wait_for_function("() => window.legajoSaved > 0", timeout=timeout)


def _is_autosave(request: Any) -> bool:
    posted = request.method == "POST" and request.url.endswith("/edit/")
    return posted and "json" in request.headers.get("accept", "")


def submit(page: Page) -> None:
    page.locator("[data-w-dropdown-target=toggle], .w-dropdown__toggle--icon").last.click()
    page.locator("button[name=action-submit]").click()


def test_a_submission_waits_for_the_autosave_under_way(editor: Page) -> None:
    order: list[str] = []

    def slowly(route: Route) -> None:
        request = route.request
        if request.method != "POST":
            route.continue_()
        elif not _is_autosave(request):
            order.append("submitted")
            route.continue_()
        else:
            order.append("autosave begins")
            answer = route.fetch()
            editor.wait_for_timeout(1500)
            order.append(f"autosave ends {answer.status}")
            route.fulfill(response=answer)

    editor.route("**/edit/", slowly)
    with editor.expect_request(_is_autosave):
        editor.fill("input[name=title]", "Atender solicitudes de datos")
    submit(editor)
    expect(editor).to_have_url(re.compile(r"/documentos/\d+/enviar/"))
    assert order == ["autosave begins", "autosave ends 200", "submitted"]
    expect(editor.locator("h1, .w-header")).to_contain_text(["Atender solicitudes de datos"])


@pytest.mark.parametrize(
    ("html", "text"),
    [(SHEET, "x"), (TEXT_DOCUMENT, "x"), ("", LINES)],
    ids=["spreadsheet", "word processor", "tabs"],
)
def test_pasted_rows_fill_the_row_that_was_added_for_them(
    editor: Page, html: str, text: str
) -> None:
    table = editor.locator("[data-legajo-paste^='number,text']").first
    table.locator(".c-sf-add-button").last.click()
    expect(editor.locator(".legajo-row--activity")).to_have_count(3)
    editor.evaluate(
        """([html, text]) => document.addEventListener("copy", (event) => {
          if (html) event.clipboardData.setData("text/html", html);
          event.clipboardData.setData("text/plain", text);
          event.preventDefault();
        }, { once: true })""",
        [html, text],
    )
    table.locator("textarea[name$='-text']").last.focus()
    editor.keyboard.press("Control+c")
    saved_by_itself(editor, lambda: editor.keyboard.press("Control+v"))
    rows = editor.locator(".legajo-row--activity")
    expect(rows).to_have_count(4)
    written = [
        (
            rows.nth(index).locator("textarea[name$='-text']").input_value(),
            rows.nth(index).locator("textarea[name$='-responsible']").input_value(),
        )
        for index in (2, 3)
    ]
    assert written == WANTED


def test_tags_that_autosave_leaves_out_are_said_and_not_left_behind(editor: Page) -> None:
    note = editor.locator("[data-legajo-tags-note]")
    expect(note).to_be_hidden()
    entry = editor.locator(".tagit-new input")

    def type_a_tag() -> None:
        entry.fill("transparencia")
        entry.press("Enter")

    saved_by_itself(editor, type_a_tag)
    expect(note).to_be_visible()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    editor.on("dialog", stay)
    editor.locator(".sidebar a[href$='/gestion/firmas/']").click()
    editor.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    editor.locator("button.action-save").click()
    expect(editor.locator(".messages")).to_be_visible()
    expect(editor.locator(".tagit-label")).to_have_text(["transparencia"])
    expect(note).to_be_hidden()


def test_a_remark_leads_to_its_row_and_a_reason_to_its_field(editor: Page, site: Site) -> None:
    editor.locator(".legajo-panel .legajo-findings a").first.click()
    expect(editor.locator(".legajo-shown .legajo-row--record")).to_be_visible()
    expect(editor.locator(".legajo-shown input:focus")).to_be_visible()
    place = editor.url.split("#")[0]
    editor.goto("about:blank")
    editor.goto(f"{place}#id_series_code")
    expect(editor.locator("select[name=series_code]:focus")).to_be_visible()


def test_nothing_of_the_editor_is_wider_than_its_place(editor: Page) -> None:
    """The lists of series hold whole rules; their places are narrow, with the preview too."""
    wide = """() => [...document.querySelectorAll(
        "[data-edit-form] select, .legajo-row input:not([type=hidden])")]
      .filter((one) => one.offsetParent && one.getBoundingClientRect().right >
        one.closest(".w-form-width").getBoundingClientRect().right + 1).map((one) => one.name)"""
    assert editor.evaluate(wide) == []
    editor.locator("[data-side-panel-toggle=preview]").click()
    expect(editor.frame_locator("iframe").first.locator("h1")).to_contain_text("ATENDER")
    assert editor.evaluate(wide) == []
    inside = "() => document.querySelector('.w-form-width').getBoundingClientRect().right"
    panel = "() => document.querySelector('.form-side').getBoundingClientRect().left"
    assert editor.evaluate(inside) <= editor.evaluate(panel)
    editor.set_viewport_size({"width": 390, "height": 844})
    editor.locator("[data-side-panel-toggle=preview]").click()
    assert editor.evaluate(wide) == []


def test_the_parts_bear_the_numbers_that_are_printed(editor: Page) -> None:
    numbers = editor.locator(".legajo-part__number").all_inner_texts()
    assert numbers[:4] == ["1.", "2.", "3.", "4."]


def test_the_submission_fits_a_phone(editor: Page) -> None:
    submit(editor)
    expect(editor).to_have_url(re.compile(r"/enviar/"))
    editor.set_viewport_size({"width": 390, "height": 844})
    widths = "() => [document.documentElement.scrollWidth, innerWidth]"
    assert editor.evaluate(widths) == [390, 390]
    for field in editor.locator(".legajo-field :is(input, select, textarea)").all():
        box = field.bounding_box()
        assert box is None or box["x"] + box["width"] <= 390
