"""The screens of case files: what each shows, and that a deed is done through its verb."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

import pypdfium2
import pytest
from lxml import etree
from openpyxl import load_workbook

from records.case_files import closing, correcting, late, paper
from records.case_files.labels import bars_of, code_of
from records.case_files.sheets import label
from records.case_files.standing import read
from records.models import CaseFile, Loan, Record, Series
from tests.factories import World, at
from tests.records.case_files.files import filed, kept, opened, subject
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return standing(World)


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)


def shown(client: Client, case_file: CaseFile) -> Any:
    answer = client.get(reverse("case_files:inspect", args=[case_file.pk]))
    assert answer.status_code == 200
    return answer


@pytest.mark.conformance("C13")
def test_the_page_shows_folios_index_and_metadata_from_the_moment_it_is_opened(
    world: World, client: Client
):
    case_file = opened(world, title="Convenio 3")
    CaseFile.objects.filter(pk=case_file.pk).update(metadata={"Contratista": "Ana Díaz"})
    client.force_login(world.archivist)
    page = shown(client, case_file).content.decode()
    assert "Todavía no hay nada archivado" in page
    assert reverse("case_files:index_table", args=[case_file.pk, "xml"]) in page
    filed(world, case_file, "Uno", pages=3)
    filed(world, case_file, "Dos", pages=2)
    context = shown(client, case_file).context
    assert [(one["folios"].first, one["folios"].last) for one in context["rows"]] == [
        (1, 3),
        (4, 5),
    ]
    page = shown(client, case_file).content.decode()
    assert "Ana Díaz" in page
    assert "2 años" in page


@pytest.mark.conformance("C20")
def test_volumes_follow_on_when_the_folios_of_the_series_are_reached(world: World, client: Client):
    world.series.max_folios = 4
    type(world.series).objects.filter(pk=world.series.pk).update(max_folios=4)
    case_file = opened(world)
    for number in range(3):
        filed(world, case_file, f"N.º {number}", pages=2)
    client.force_login(world.archivist)
    context = shown(client, case_file).context
    assert [one["folios"].volume for one in context["rows"]] == [1, 1, 2]
    assert context["volumes"] == 2


def test_a_long_case_file_is_paged_with_the_same_number_of_questions(
    world: World, client: Client, django_assert_max_num_queries: Any
):
    case_file = opened(world)
    for number in range(60):
        filed(world, case_file, f"N.º {number}")
    client.force_login(world.archivist)
    with django_assert_max_num_queries(60):
        context = shown(client, case_file).context
    assert (len(context["rows"]), context["page"].paginator.num_pages) == (50, 2)


@pytest.mark.conformance("C15", "C16")
def test_the_deeds_are_done_from_the_page_and_say_why_not(world: World, client: Client):
    case_file = opened(world)
    client.force_login(world.archivist)
    address = reverse("case_files:deed", args=[case_file.pk, "cerrar"])
    refused = client.post(address, {"reason": ""})
    assert "No contiene nada." in refused.content.decode()
    filed(world, case_file)
    assert client.post(address, {"reason": "Fin."}).status_code == 302
    assert read(case_file).standing == "closed"
    names = [one["url"].split("/")[-3] for one in shown(client, case_file).context["deeds"]]
    assert {"reabrir", "cierre-definitivo"} <= set(names)
    assert not {"cerrar", "archivar-tambien"} & set(names)
    again = reverse("case_files:deed", args=[case_file.pk, "reabrir"])
    assert client.post(again, {"order": "Auto 7", "reason": "Lo ordena."}).status_code == 302
    assert read(case_file).standing == "reopened"


def test_who_does_not_keep_the_office_has_no_deeds(world: World, client: Client):
    case_file = opened(world)
    client.force_login(world.stranger)
    assert shown(client, case_file).context["deeds"] == []
    address = reverse("case_files:deed", args=[case_file.pk, "cerrar"])
    assert client.get(address).status_code == 404


def test_a_loan_is_made_and_given_back_on_screen(world: World, client: Client):
    case_file = opened(world, support="hybrid")
    client.force_login(world.archivist)
    lend = reverse("case_files:deed", args=[case_file.pk, "prestar"])
    told = {"borrower": 10**9, "purpose": "Auditoría", "due_on": "2099-01-01"}
    assert "error-message" in client.post(lend, told).content.decode()
    assert "(ana.autora)" in client.get(lend).content.decode()
    assert client.post(lend, told | {"borrower": world.author.pk}).status_code == 302
    loan = Loan.objects.out().get()
    assert "sin devolver" in shown(client, case_file).content.decode()
    back = reverse("case_files:deed", args=[case_file.pk, "devolver"])
    assert client.post(back, {"loan": loan.pk, "observation": ""}).status_code == 302
    assert not Loan.objects.out().exists()


@pytest.mark.conformance("C08")
def test_what_is_unclassified_is_one_list_and_goes_when_it_is_typed(world: World, client: Client):
    series = subject(world, "Contrato", "Informe")
    case_file = opened(world, series=series)
    record = filed(world, case_file, "Suelto")
    client.force_login(world.archivist)
    listed = reverse("case_files:unclassified")
    assert "Suelto" in client.get(listed).content.decode()
    address = reverse("case_files:deed", args=[case_file.pk, "asignar-tipo"])
    kind = series.document_types.get(name="Informe")
    assert client.get(address, {"record": record.pk}).context["form"]["record"].value() == str(
        record.pk
    )
    client.post(address, {"record": record.pk, "document_type": kind.pk})
    assert Record.objects.get(pk=record.pk).document_type == kind
    assert "Todo está clasificado." in client.get(listed).content.decode()


@pytest.mark.conformance("C08")
def test_what_filed_itself_is_one_question_for_all_of_it(db: None, client: Client):
    world = World(document_types=("Solicitud", "Acto de adopción"))
    world.issue()
    listed = reverse("case_files:unclassified")
    client.force_login(world.author)
    page = client.get(listed).content.decode()
    assert "Procedimiento" in page
    assert "Decir su tipo" not in page  # the archive says it
    client.force_login(world.archivist)
    page = client.get(listed)
    (asked,) = page.context["groups"]
    assert asked["group"].count == 1
    form = client.get(asked["url"]).context["form"]
    assert (form["series_code"].value(), form["kind"].value()) == ("130.22.01", "procedure")
    assert [value for value, _label in form.fields["type_name"].choices] == [
        "",
        "Acto de adopción",
        "Solicitud",
    ]
    told = {"series_code": "130.22.01", "kind": "procedure", "code": "", "type_name": "Solicitud"}
    assert client.post(asked["url"], told).status_code == 302
    assert Record.objects.get(document_type__name="Solicitud").version is not None
    assert "Todo está clasificado." in client.get(listed).content.decode()
    assert "Solicitud" in client.get(reverse("own_types:index")).content.decode()


def test_several_are_closed_at_once_and_the_others_say_why_not(world: World, client: Client):
    good, empty = opened(world, title="Lleno"), opened(world, title="Vacío")
    filed(world, good)
    client.force_login(world.archivist)
    address = reverse("case_files:close_many")
    page = client.get(address).content.decode()
    assert "No contiene nada." in page
    client.post(address, {"case_file": [good.pk, empty.pk], "reason": ""})
    assert read(good).standing == "open"
    client.post(address, {"case_file": [good.pk], "reason": "Fin de año."})
    assert read(good).standing == "closed"


def test_a_case_file_is_opened_with_what_its_series_asks(world: World, client: Client):
    world.series.fields.create(name="Contratista", required=True)
    client.force_login(world.author)
    address = reverse("case_files:open")
    told = {"series": world.series.pk, "office": world.office.pk, "support": "electronic"}
    told |= {"title": "Convenio 4"}
    form = client.post(address, told | {"choose": "1"}).context["form"]
    assert "Contratista" in form.fields
    assert not CaseFile.objects.exists()
    assert client.post(address, told).status_code == 200
    assert client.post(address, told | {"Contratista": "Ana"}).status_code == 302
    assert CaseFile.objects.get().metadata == {"Contratista": "Ana"}


def test_many_are_opened_from_a_list_or_none_with_the_line_of_each_error(
    world: World, client: Client
):
    client.force_login(world.archivist)
    address = reverse("case_files:open_many")
    rows = ["Serie\tTítulo\tFecha\tSoporte"]
    rows += [f"130.22.01\tContrato {number}\t2020-03-0{number}\thíbrido" for number in (1, 2, 3)]
    wrong = [*rows, "130.99\t\tayer\tpiedra"]
    page = client.post(address, {"pasted": "\n".join(wrong)}).content.decode()
    for sentence in (
        "Línea 5: No existe la serie",
        "Línea 5: Póngale un título",
        "no es una fecha",
    ):
        assert sentence in page
    assert not CaseFile.objects.exists()
    assert client.post(address, {"pasted": "\n".join(rows)}).status_code == 302
    assert CaseFile.objects.filter(support="hybrid", opened_on__year=2020).count() == 3
    assert "Paste" not in client.post(address, {"pasted": " "}).content.decode()


def test_a_list_restricts_each_case_file_with_its_own_grounds(world: World, client: Client):
    client.force_login(world.archivist)
    address = reverse("case_files:open_many")
    head = (
        "Serie\tTítulo\tAcceso\tNorma de la restricción\tFin legítimo\tDaño\tParte restringida"
        "\tReserva hasta"
    )
    rows = [
        head,
        "130.22.01\tAbierto\t\t\t\t\t\t",
        "130.22.01\tHistoria\tPública clasificada\tLey 1712, art. 18\tIntimidad\tSalud\tFolio 3\t",
        "130.22.01\tVisita\treservada\tLey 1712, art. 19\tSeguridad\tUn riesgo\t\t2028-02-03",
    ]
    wrong = [
        *rows,
        "130.22.01\tSin motivo\tclasificada\t\t\t\t\t",
        "130.22.01\tSin nivel\t\tLey 1712\t\t\t\t",
        "130.22.01\tOtro\tsecreta\t\t\t\t\tayer",
    ]
    page = client.post(address, {"pasted": "\n".join(wrong)}).content.decode()
    for sentence in (
        "Línea 5: Cite la norma que permite la restricción.",
        "Línea 6: Dice por qué se restringe, y su acceso es público.",
        "Línea 7: «secreta» no es un nivel de acceso",
        "Línea 7: «ayer» no es una fecha",
    ):
        assert sentence in page
    assert not CaseFile.objects.exists()
    assert client.post(address, {"pasted": "\n".join(rows)}).status_code == 302
    assert not CaseFile.objects.get(title="Abierto").restrictions.exists()
    partial = CaseFile.objects.get(title="Historia").restrictions.get()
    assert (partial.access, partial.part, partial.partial) == ("classified", "Folio 3", True)
    reserved = CaseFile.objects.get(title="Visita").restrictions.get()
    assert (reserved.norm, reserved.until) == ("Ley 1712, art. 19", date(2028, 2, 3))


@pytest.mark.conformance("C19", "C24")
def test_labels_and_the_page_of_their_qr_reveal_no_content(world: World, client: Client):
    case_file = opened(world, title="Proceso contra Pepe Pérez", support="paper")
    CaseFile.objects.filter(pk=case_file.pk).update(access="reserved")
    paper.set_volume(case_file, 1, folios=80, box="12", by=world.archivist, at=at("2020-02-04"))
    code = code_of(case_file)
    address = reverse("verify-case-file", args=[case_file.pk, code])
    answer = client.get(address)
    page = answer.content.decode()
    assert case_file.code in page
    assert "Pepe" not in page
    assert "Procedimientos" not in page
    wrong = reverse("verify-case-file", args=[case_file.pk, "0000-0000-0000-0000"])
    assert client.get(wrong).status_code == 404
    assert case_file.code not in client.get(wrong).content.decode()
    client.force_login(world.archivist)
    text = words(client.get(reverse("case_files:labels", args=[case_file.pk])).content)
    assert case_file.code in text
    assert "Tomo 1 de 1" in text
    assert "Caja 12" in text


def test_a_label_bears_the_code_as_code_128_where_a_reader_could_tell_it(world: World):
    case_file = opened(world)
    bars = bars_of(case_file.code)
    assert bars.startswith(("11010010000", "11010011100"))  # starts in set B or C
    assert bars.endswith("1100011101011")
    assert (len(bars) - 13) % 11 == 0
    made = label(case_file, [], at=at("2020-02-05"))
    assert drawn(made) == 2  # QR and bars
    case_file.code = "X" * 60
    assert drawn(label(case_file, [], at=at("2020-02-05"))) == 1


def drawn(pdf: bytes) -> int:
    """How many pictures tell in words what they are; a label is one page."""
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
    return pdf.count(b"/S/Figure")


@pytest.mark.conformance("C23")
def test_the_history_goes_out_as_xml_table_and_pdf(world: World, client: Client):
    case_file = opened(world)
    filed(world, case_file, "=1+1")
    closing.close([case_file], reason="Fin.", by=world.archivist, at=at("2020-03-01"))
    client.force_login(world.archivist)

    def got(form: str) -> bytes:
        answer = client.get(reverse("case_files:history_file", args=[case_file.pk, form]))
        assert answer.status_code == 200
        return bytes(answer.content)

    root = etree.fromstring(got("xml"))
    actions = [one.findtext("Accion") for one in root]
    assert actions[:2] == ["Expediente abierto", "Documento archivado"]
    assert "Expediente con cierre administrativo" in actions
    rows = list(csv.reader(io.StringIO(got("csv").decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == actions
    sheet = load_workbook(io.BytesIO(got("xlsx"))).worksheets[0]
    assert sheet.max_row == len(rows)
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n"}
    assert "Historial del expediente" in words(got("pdf"))
    assert (
        client.get(reverse("case_files:history_file", args=[case_file.pk, "exe"])).status_code
        == 404
    )


@pytest.mark.conformance("C22")
def test_the_directory_of_a_series_tells_what_each_case_file_holds(world: World, client: Client):
    case_file = opened(world, title="Uno")
    filed(world, case_file, pages=3)
    wrong = filed(world, case_file, "Ajeno", pages=50)
    correcting.remove(wrong, reason="Error.", by=world.archivist, at=at("2020-02-05"))
    client.force_login(world.archivist)

    def got(form: str) -> bytes:
        address = reverse("case_files:directory", args=[world.series.pk, form])
        return bytes(client.get(address).content)

    rows = list(csv.reader(io.StringIO(got("csv").decode("utf-8-sig"))))
    assert rows[1][:1] + rows[1][5:7] == [case_file.code, "1", "3"]
    assert rows[1][2] == str(
        case_file.office
    )  # the series may be of another, or of the whole entity
    assert load_workbook(io.BytesIO(got("xlsx"))).worksheets[0]["B2"].value == "Uno"
    assert case_file.code in words(got("pdf"))
    below = world.series
    for level in ("1", "2", "3"):
        below = Series.objects.create(
            scheme=below.scheme,
            office=below.office,
            parent=below,
            code=f"{below.code}.{level}",
            name=f"Nivel {level}",
        )
    deep = opened(world, series=below, title="Abajo")
    rows = list(csv.reader(io.StringIO(got("csv").decode("utf-8-sig"))))
    assert {row[0] for row in rows[1:]} == {case_file.code, deep.code}


def test_the_control_sheet_lists_each_document_with_its_folios(world: World, client: Client):
    case_file = opened(world)
    filed(world, case_file, "Oficio inicial", pages=3)
    closing.close([case_file], by=world.archivist, at=at("2020-03-01"))
    late.put_late(
        case_file,
        title="Fallo",
        created_on=date(2020, 2, 1),
        reason="Llegó tarde.",
        files=[kept()],
        by=world.archivist,
        at=at("2020-03-02"),
    )
    client.force_login(world.archivist)
    text = words(client.get(reverse("case_files:control_sheet", args=[case_file.pk])).content)
    for told in ("Oficio inicial", "1–3", "Incorporación tardía", "Total de folios: 4"):
        assert told in text
    assert "4–4" not in text  # one folio is no span


def test_the_page_of_a_few_records_asks_few_questions(
    world: World, client: Client, django_assert_max_num_queries: Any
):
    """Seven of the session, four of the menus; eleven of its own, however many files it shows."""
    case_file = opened(world)
    for number in range(5):
        filed(world, case_file, f"N.º {number}")
    client.force_login(world.archivist)
    shown(client, case_file)
    with django_assert_max_num_queries(22):
        context = shown(client, case_file).context
    assert [len(one["files"]) for one in context["rows"]] == [1] * 5
