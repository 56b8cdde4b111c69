"""What every renderer must do, whatever its engine; and that Typst's files are PDF/A and PDF/UA."""

from __future__ import annotations

import copy
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from records import printed, rendering
from records.comparison import compare
from records.digests import canonical
from records.exceptions import RenderingError
from records.forms import form_of
from records.kinds import KINDS
from records.printed import forms
from records.rendering import Compared, Dossier, Renderer, Sheet, TypstRenderer, renderer
from retention.inventories import layouts, paper
from tests.contracts import rendering_samples as samples
from tests.editorial.test_reports import picture
from tests.records import kinds
from tests.records.account_form import account_form
from tests.retention.inventories.lines import head, line

HOSTILE = (
    '#let x = 1 #eval("1") $a^2$ *b* _c_ \\n \\u{41} <label> @ref [c] {d} `e` // f /* g */ "h" = i'
)
EXACT = b'{"exacto": true}'


def dossier(content: dict[str, Any] | None = None, **fields: Any) -> Dossier:
    content = content or samples.procedure()
    made: dict[str, Any] = {
        "content": content,
        "envelope": samples.envelope(content),
        "entity": samples.ENTITY,
        "verify_url": samples.VERIFY,
        "mode": "issued",
        "attachments": {"PR-T3-P2-04-02.json": EXACT},
    }
    return Dossier(**made | fields)


def draft(content: dict[str, Any] | None = None, mode: str = "draft") -> Dossier:
    return dossier(content, envelope=None, verify_url=None, mode=mode, attachments={})


def compared() -> Compared:
    """A version and a heavily edited one: steps that came, went, moved, changed."""
    before, after = samples.procedure(), copy.deepcopy(samples.procedure())
    blocks = [block for section in after["sections"] for block in section["blocks"]]
    steps = next(block["items"] for block in blocks if block["type"] == "activities")
    gone = steps.pop()
    steps.insert(0, steps.pop())
    steps[1]["responsible"] = HOSTILE
    steps.append({**gone, "id": "5f0c1d52-7a39-4a1c-9d0e-2f6b8f1c7a10", "text": HOSTILE})
    after["sections"].append(after["sections"].pop(0))
    after["title"] += " en línea"
    envelopes = tuple(
        samples.envelope(content) | {"label": label, "title": content["title"]}
        for content, label in ((before, "01"), (after, "02"))
    )
    return Compared(compare(before, after), (envelopes[0], envelopes[1]), samples.ENTITY)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, line ends as spaces, hyphenation undone."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return [
        " ".join(text.replace("\ufffe", "").replace("\xad", "").replace("\u200b", "").split())
        for text in texts
    ]


def inventory() -> Sheet:
    """A sheet of an official layout, with hostile words and an attachment."""
    return paper.sheet(
        [line(1), line(2, name=HOSTILE, notes=HOSTILE)],
        head("primary"),
        layouts.PROFILES["2024"],
        entity=samples.ENTITY,
        moment=datetime.fromisoformat("2026-03-04T10:00:00-05:00"),
        public=False,
        told=HOSTILE,
        attachments={"inventario.json": EXACT},
    )


@pytest.fixture(params=[TypstRenderer], ids=lambda kind: kind.__name__)
def engine(request: pytest.FixtureRequest) -> Renderer:
    made: Renderer = request.param()
    return made


def test_the_setting_names_the_renderer(settings: Any) -> None:
    settings.RECORDS_RENDERER = "records.rendering.TypstRenderer"
    assert isinstance(renderer(), TypstRenderer)


def test_a_blank_has_a_box_for_each_field_and_a_line_for_each_signature(engine: Renderer) -> None:
    form = form_of(account_form())
    assert form is not None
    text = " ".join(pages(engine.render(dossier(account_form(), form=forms.blank(form)))))
    for field in form.fields:
        assert field.label in text
        assert all(one in text for one in field.options)
        assert all(column.label in text for column in field.columns)
    assert all(slot.name in text for slot in form.slots)
    assert text.count("Nombre:") == len(form.slots)
    assert "Código: FO-M11-P2-05" in text
    assert form.notice in text


def test_every_page_has_the_header_and_the_legend(engine: Renderer) -> None:
    texts = pages(engine.render(dossier()))
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert "Alcaldía de Puerto Ceiba" in text
        assert "Atender solicitudes de soporte y de cuentas de usuario" in text
        assert "Código: PR-T3-P2-04" in text
        assert "Versión: 02" in text
        assert "Fecha de aprobación: 2026-03-12" in text
        assert f"Página: {number} de {len(texts)}" in text
        assert "Código de verificación 7KQ4-0XZ2-M9TB-HV3R" in text
        assert "copia no controlada" in text


def test_sections_are_numbered_in_order_and_signed_at_the_end(engine: Renderer) -> None:
    text = " ".join(pages(engine.render(dossier())))
    places = [
        text.index(title)
        for title in (
            "1. Objetivo",
            "4. Definiciones",
            "6. Descripción de actividades",
            "8. Registros",
            "9. Control de cambios",
            "10. Listado de anexos",
            "11. Control de revisión y aprobación",
            "Anexo. Flujograma",
        )
    ]
    assert places == sorted(places)
    for signed in ("Elaboró", "Iván Darío Peñuela", "Contratista – CPS n.º 118", "Acta n.º 04"):
        assert signed in text


def test_the_same_dossier_gives_the_same_bytes_in_any_thread(engine: Renderer) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _number: engine.render(dossier()), range(4)))
    assert len(made) == 1


def test_the_file_ends_so_that_a_signer_can_append(engine: Renderer) -> None:
    pdf = engine.render(dossier())
    assert pdf.startswith(b"%PDF-")
    assert pdf.endswith(b"%%EOF\n")


@pytest.mark.parametrize(("mode", "word"), [("draft", "BORRADOR"), ("review", "EN REVISIÓN")])
def test_what_is_not_issued_says_so_on_every_page(engine: Renderer, mode: str, word: str) -> None:
    texts = pages(engine.render(draft(mode=mode)))
    for text in texts:
        assert word in text
        assert "no está vigente" in text
        assert "verificación" not in text
    assert "Pendiente" in " ".join(texts)


@pytest.mark.conformance("S05")
def test_marks_access_and_adoption_are_stamped(engine: Renderer) -> None:
    content = samples.procedure(access="classified")
    envelope = samples.envelope(content, adopted=True, level="L0")
    text = pages(engine.render(dossier(content, envelope=envelope, marks=("OBSOLETO",))))[0]
    for word in ("OBSOLETO", "ADOPTADO", "INFORMACIÓN PÚBLICA CLASIFICADA"):
        assert word in text


def test_attachments_travel_byte_for_byte(engine: Renderer) -> None:
    document = pypdfium2.PdfDocument(engine.render(dossier()))
    assert document.count_attachments() == 1
    attachment = document.get_attachment(0)
    assert attachment.get_name() == "PR-T3-P2-04-02.json"
    assert bytes(attachment.get_data()) == EXACT
    document.close()


def test_text_of_people_is_never_code(engine: Renderer) -> None:
    content = samples.procedure([samples.activity(1, HOSTILE, HOSTILE, HOSTILE, HOSTILE)])
    content["title"] = HOSTILE
    for section in content["sections"]:
        section["title"] = HOSTILE
    text = " ".join(pages(engine.render(dossier(content))))
    for written in ('#eval("1")', "$a^2$", "*b*", "_c_", "\\n", "<label>", "@ref", "/* g */"):
        assert written in text


def test_nothing_printed_reads_otherwise_than_it_is(engine: Renderer) -> None:
    content = samples.document(
        samples.section(
            "objective", "Objetivo", samples.paragraph("a\u202ecba\u202c\x07 \U0001f600 漢")
        )
    )
    text = pages(engine.render(dossier(content)))[0]
    assert "acba [U+1F600] [U+6F22]" in text


@pytest.mark.parametrize(
    "content",
    [
        samples.document(title="", code=None, process=None, office=None, series=None),
        samples.procedure([]),
        samples.procedure(samples.long_activities(40)),
        samples.document(kind="format", title="Título muy largo " * 20),
        samples.document(
            samples.section("other", "", samples.paragraph("palabra" * 300)),
            *(
                samples.section(role, "")
                for role in ("activities", "records", "annexes", "content")
            ),
        ),
    ],
    ids=["bare", "no activities", "40 activities", "long title", "empty sections"],
)
def test_extreme_contents_are_printed(engine: Renderer, content: dict[str, Any]) -> None:
    assert pages(engine.render(draft(content, mode="review")))


def test_a_table_over_several_pages_repeats_its_head(engine: Renderer) -> None:
    content = samples.procedure(samples.long_activities(40))
    with_head = [
        text for text in pages(engine.render(dossier(content))) if "Responsable Registro" in text
    ]
    assert len(with_head) > 1


def test_a_row_as_long_as_a_page_goes_over_pages(engine: Renderer) -> None:
    content = samples.procedure([samples.activity(1, "Texto que sigue. " * 900, "Líder", "Acta")])
    text = " ".join(pages(engine.render(dossier(content))))
    assert text.count("Texto que sigue.") >= 900


def test_a_broken_crest_is_told_in_a_sentence(engine: Renderer) -> None:
    with pytest.raises(RenderingError, match=r"^El documento no se puede convertir en PDF"):
        engine.render(dossier(entity={"name": "Entidad", "crest_svg": "<svg"}))


def test_a_comparison_is_drawn_whole_and_the_same_every_time(engine: Renderer) -> None:
    pdf = engine.compare(compared())
    assert pdf == engine.compare(compared())
    texts = pages(pdf)
    for text in texts:
        assert "Versión: 01 → 02" in text
        assert "No reemplaza al documento" in text
    whole = " ".join(texts)
    for part in ("se movió", "[", "Se retira", "Nueva", "Flujograma con los cambios", HOSTILE[:20]):
        assert part in whole, part


def test_mode_and_envelope_must_agree(engine: Renderer) -> None:
    with pytest.raises(ValueError, match="mode"):
        engine.render(dossier(mode="draft"))


def test_a_warning_of_typst_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Warned:
        message = "unknown font family"

    monkeypatch.setattr(rendering, "_compile", lambda *_args, **_kept: (b"%PDF", [Warned()]))
    with pytest.raises(RenderingError, match="unknown font family"):
        TypstRenderer().render(dossier())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_drawn_with_its_charts_and_pictures(engine: Renderer, kind: str) -> None:
    made = kinds.full(kind)
    figure = {"id": "0" * 32, "type": "figure", "caption": "Torre", "alt": "Una torre."}
    file = {"sha256": "a" * 64, "name": "torre.png", "size": 1, "media_type": "image/png"}
    if kind == "report":
        made["sections"][1]["blocks"].append({**figure, "file": file})
    pdf = engine.render(dossier(made, pictures={"a" * 64: picture()}))
    assert pdf.startswith(b"%PDF")


def test_what_is_copied_from_the_page_holds_nothing_hidden(engine: Renderer) -> None:
    address = "https://documentos.puertoceiba.example/verificar/7KQ4-0XZ2-M9TB-HV3R/"
    page = printed.page(
        samples.procedure(),
        dossier().envelope,
        entity={"name": "E"},
        mode="issued",
        verify_url=address,
    )
    assert page["verification"]["url"] == address
    told = [*page["footer"], page["verification"]["address"]]
    assert not any("\u200b" in text for text in told)


def test_a_sheet_is_the_same_bytes_with_its_attachment_and_text_is_no_code(
    engine: Renderer,
) -> None:
    pdf = engine.draw(inventory())
    assert pdf == engine.draw(inventory())
    assert "HOJA 1 DE 1" in pages(pdf)[0]
    assert '#eval("1")' in pages(pdf)[0]
    document = pypdfium2.PdfDocument(pdf)
    attached = document.get_attachment(0)
    assert (attached.get_name(), bytes(attached.get_data())) == ("inventario.json", EXACT)
    document.close()


@pytest.mark.verapdf
def test_verapdf_passes_pdf_a_and_pdf_ua(tmp_path: Path) -> None:
    made = {
        "issued": dossier(attachments={"a.json": canonical(samples.procedure())}),
        "draft": draft(),
        "long": dossier(samples.procedure(samples.long_activities(40))),
        "format": dossier(samples.document(kind="format"), marks=("OBSOLETO",)),
        "hostile": dossier(samples.procedure([samples.activity(1, HOSTILE * 40, HOSTILE)])),
    }
    form = form_of(account_form())
    assert form is not None
    made["blank"] = dossier(account_form(), form=forms.blank(form), attachments={})
    made |= {kind: dossier(kinds.full(kind)) for kind in KINDS}
    drawn = {name: TypstRenderer().render(one) for name, one in made.items()}
    drawn["comparison"] = TypstRenderer().compare(compared())
    drawn["inventory"] = TypstRenderer().draw(inventory())
    files = []
    for name, pdf in drawn.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(pdf)
    command = ["java", "-Xmx512m", "-jar", os.environ["VERAPDF_JAR"], "--format", "text", "-v"]
    told = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
    for file in files:
        for flavour in ("3b", "ua1"):
            assert f"PASS {file} {flavour}" in told.stdout
