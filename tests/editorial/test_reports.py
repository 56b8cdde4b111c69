"""Reports: their layouts, their pictures and charts, and the progress of a plan."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import pytest
from PIL import Image

from editorial.annexes import clean_picture, keep_annex
from editorial.contents import sections_from, with_mended_ids
from editorial.drafts import content_of
from editorial.forms import starting_parts
from editorial.models import DocumentIndexPage, ReportPage
from editorial.pictures import embedded
from records.content import items
from records.exceptions import NotAllowed
from records.findings import Facts, find
from records.kinds import HEADINGS, REPORT
from records.models import Issuance
from tests.editorial.conftest import Enter
from tests.factories import World, at
from tests.records import kinds
from tests.records.contents import content


def picture(form: str = "PNG", **saved: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#c98b2b").save(out, form, **saved)
    return out.getvalue()


@pytest.mark.parametrize("template", REPORT.templates, ids=lambda one: one.key)
def test_a_layout_begins_with_its_parts_and_says_which_it_is(template):
    stream = starting_parts(REPORT, template)
    assert [part["type"] for part in stream] == list(template.roles)
    block = ReportPage.body.field.stream_block
    stored = with_mended_ids(block.get_prep_value(block.to_python(stream)))
    made = content(*sections_from(stored, {}), schema="report-1", kind="report")
    assert items(made, "report_facts")[0]["subject"] == template.key
    told = find(made, Facts(), norms=[], rule_series=None, today=date(2020, 2, 3))
    missing = {one.where for one in told if one.code == "section_missing"}
    assert {HEADINGS[role] for role in template.mandatory} <= missing


def test_an_editor_chooses_the_layout_before_the_form(enter: Enter, world: World):
    client = enter(world.author)
    index = DocumentIndexPage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["editorial", "reportpage", index.pk])
    assert "Informe de supervisión" in client.get(address).text
    form = client.get(f"{address}?formato=supervision").context["form"]
    assert [part["type"] for part in raw(form)][:2] == ["report_facts", "obligations"]
    unknown = client.get(f"{address}?formato=ninguno").context["form"]
    assert len(raw(unknown)) == len(REPORT.parts)


def raw(form: Any) -> list[dict[str, Any]]:
    return list(form.initial["body"].get_prep_value())


# --- pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_picture_keeps_nothing_but_what_it_shows(form):
    hidden = Image.Exif()
    hidden[0x010E] = "CANARIO-8841"  # ImageDescription
    kept = clean_picture(picture(form, exif=hidden, comment="CANARIO-8841"))
    assert b"CANARIO" not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert (shown.format, shown.size) == (form, (40, 30))


@pytest.mark.parametrize(
    "bad", [b"", b"no es imagen", picture()[:60], b"GIF89a" + bytes(40)], ids=range(4)
)
def test_what_is_no_picture_is_refused(bad):
    with pytest.raises(NotAllowed, match="no es una imagen PNG o JPEG"):
        clean_picture(bad)


def test_a_picture_for_print_becomes_one_for_the_screen():
    out = io.BytesIO()
    Image.new("CMYK", (20, 20)).save(out, "JPEG")
    with Image.open(io.BytesIO(clean_picture(out.getvalue()))) as shown:
        assert shown.mode == "RGB"


def report(world: World, **changed: Any) -> dict[str, Any]:
    """A report of the world, without picture."""
    place = {name: world.content()[name] for name in ("process", "office", "series")}
    return kinds.full("report") | {"code": "IF-M2-P6-01", **place, **changed}


def with_figure(world: World, **changed: Any) -> dict[str, Any]:
    upload = SimpleUploadedFile("torre.png", clean_picture(picture()))
    kept = keep_annex(upload, title="Torre", by=world.author, at=at("2020-02-03"))
    file = {name: getattr(kept, name) for name in ("name", "sha256", "size", "media_type")}
    made = report(world, **changed)
    figure = {"id": made["sections"][0]["id"][:-4] + "abcd", "type": "figure", "file": file}
    made["sections"][1]["blocks"].append({**figure, "caption": "Torre", "alt": "Una torre."})
    return made


def test_a_figure_goes_with_its_version_to_paper_and_screen(world: World, client: Any):
    issuance = world.issue_page(world.page(with_figure(world)))
    page = client.get("/documentos/IF-M2-P6-01/").text
    address = page.split('<img src="')[1].split('"')[0]
    shown = client.get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert shown.content.startswith(b"\x89PNG")
    assert "Una torre." in page
    assert "viewBox" in page  # its chart
    assert issuance.version.components.filter(media_type="image/png").count() == 1


@pytest.mark.parametrize("which", ["another", "restricted"])
def test_no_other_file_is_shown_where_pictures_are(world: World, client: Any, which: str):
    access = "classified" if which == "restricted" else "public"
    made = with_figure(world, access=access)
    file = next(iter(made["sections"][1]["blocks"][-1:]))["file"]
    world.issue_page(world.page(made))
    digest = "0" * 64 if which == "another" else file["sha256"]
    told = client.get(f"/documentos/IF-M2-P6-01/01/figuras/{digest}-{file['name']}")
    assert told.status_code == 404


def test_a_draft_shows_its_figure_before_it_has_an_address(enter: Enter, world: World):
    page = world.page(with_figure(world))
    content = content_of(page)
    assert next(iter(embedded(content).values())).startswith("data:image/png;base64,")
    seen = enter(world.author).get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert "data:image/png;base64," in seen.text


# --- the progress of a plan -----------------------------------------------------------------------


def plan(world: World, **changed: Any) -> Issuance:
    place = {name: world.content()[name] for name in ("process", "office", "series")}
    made = kinds.full("plan") | {"code": "PL-M2-P6-01", **place, **changed}
    return world.issue_page(world.page(made))


def test_a_report_of_progress_begins_with_the_activities_of_the_plan(enter: Enter, world: World):
    issuance = plan(world)
    client = enter(world.author)
    address = reverse("begin_progress_report", args=[issuance.document_id])
    asked = client.get(address)
    assert "PL-M2-P6-01" in asked.text
    assert not ReportPage.objects.exists()
    client.post(address)
    content = content_of(ReportPage.objects.get())
    rows = items(content, "progress")
    assert [row["activity"] for row in rows] == ["Actividad 0", "Actividad 1"]
    assert [row["weight"] for row in rows] == [50, 50]
    (facts,) = items(content, "report_facts")
    assert (facts["subject"], facts["plan"]) == ("progress", "PL-M2-P6-01")


def test_only_whoever_reads_a_plan_in_force_reports_on_it(enter: Enter, world: World):
    restricted = plan(world, access="classified")
    address = reverse("begin_progress_report", args=[restricted.document_id])
    assert enter(world.stranger).get(address).status_code == 404
    assert enter(world.author).get(address).status_code == 200
    procedure = world.issue_page(world.page())
    other = reverse("begin_progress_report", args=[procedure.document_id])
    assert enter(world.author).post(other).status_code == 404
    assert not ReportPage.objects.exists()
