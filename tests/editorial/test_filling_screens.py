"""Filling in on the screen: what is offered, kept, sent, signed, listed; to whom it is not."""

from __future__ import annotations

import io
import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

import pytest
from openpyxl import load_workbook

from records import filled_pdf, format_drafts, integrity, issue, personal_signature
from records.models import FilledFormat, FilledSignature, FormatDraft, RecordEvent
from tests.factories import PASSWORD, World, at
from tests.records import filling as made
from tests.records import test_personal_signature
from tests.records.account_form import account_format

pytestmark = pytest.mark.django_db
HOME = "/gestion/formatos/"
LIST = "/gestion/formatos-diligenciados/"
CANARY = re.compile("canario|52000111", re.IGNORECASE)


@pytest.fixture
def format_(world: World, settings):
    settings.RECORDS_RENDERER = "records.rendering.TypstRenderer"
    issuance = account_format(world)
    issue.attach(issuance, at=at("2020-02-04"))
    return issuance


@pytest.fixture
def boss(world: World):
    return made.head(world)


def posted(issuance, world, *, action: str, **changes):
    """What the browser posts of a form that is filled in."""
    told = {**made.RIGHT, "Dependencia": world.other_office.pk, **changes}
    data = {"action": action}
    for field in made.form_in(issuance).fields:
        value = told.get(field.label)
        if field.of == "table":
            for row, cells in enumerate(value):
                data |= {f"{field.id}-{row}-{place}": cell for place, cell in enumerate(cells)}
        elif value is not None:
            data[field.id] = value
    data |= dict.fromkeys(made.chosen_slots(issuance), world.reviewer.pk)
    if action == "send":
        data |= {"password": PASSWORD, "notice": "on"}
    return data


def started(client, issuance) -> str:
    answer = client.post(f"/gestion/formatos/{issuance.version.code}/diligenciar/")
    assert answer.status_code == 302, answer.content
    return answer["Location"]


def test_a_format_is_found_filled_in_kept_sent_signed_and_found_again(client, world, format_, boss):
    client.force_login(world.stranger)
    assert "FO-M11-P2-05" in client.get(HOME).content.decode()
    address = started(client, format_)
    page = client.get(address).content.decode()
    assert all(one.label in page for one in made.form_in(format_).fields)
    # It adds rows to a table that comes after it in the page.
    assert re.search(r'filling[^"]*\.js" defer', page)
    half = posted(format_, world, action="save", **{"Justificación": None})
    assert client.post(address, half).status_code == 302
    page = client.get(address).content.decode()
    assert "Canario Zurriaga Quebradaseca" in page
    assert "+57 es texto" in page
    answer = client.post(address, posted(format_, world, action="send"))
    assert answer.status_code == 302, CANARY.sub("", answer.content.decode())
    filled = FilledFormat.objects.get()
    client.force_login(boss)
    home = client.get(HOME).content.decode()
    assert "Autoriza el jefe inmediato" in home
    for place in ("/gestion/", "/gestion/firmas/"):
        page = client.get(place).content.decode()
        assert f"/gestion/formatos/diligenciado/{filled.pk}/" in page
        assert "Nada espera su firma" not in page
    assert not CANARY.search(home.replace("Zoe Ajena", ""))
    for by in (boss, world.reviewer):
        client.force_login(by)
        page = client.get(f"/gestion/formatos/diligenciado/{filled.pk}/").content.decode()
        assert "Canario Zurriaga" in page
        answer = client.post(
            f"/gestion/formatos/diligenciado/{filled.pk}/",
            {
                "action": "sign",
                "content_sha256": filled.content_sha256,
                "place": len(filled.signatures.all()),
                "password": PASSWORD,
            },
        )
        assert answer.status_code == 302, answer.content.decode()
        filled = FilledFormat.objects.get()
    assert str(filled.completion.number).startswith("FO-M11-P2-05-")
    filled_pdf.attach(filled, at=at("2030-01-01"))
    pdf = client.get(f"/gestion/formatos/diligenciado/{filled.pk}/documento.pdf")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")
    assert pdf["Content-Disposition"].startswith("attachment")
    assert str(filled.completion.number) in client.get(LIST).content.decode()


def test_whoever_signs_a_filling_may_use_their_own_certificate(
    client, world, format_, boss, monkeypatch
):
    monkeypatch.setattr(test_personal_signature, "NOW", timezone.now() + timedelta(minutes=1))
    filled = made.sent(world, format_)
    client.force_login(boss)
    address = reverse("filled_format", args=[filled.pk])
    told = {"content_sha256": filled.content_sha256, "place": 1, "password": PASSWORD}

    def post(action: str, secret: str):
        file = SimpleUploadedFile("mi.p12", test_personal_signature.keystore())
        return client.post(
            address, told | {"action": action, "keystore": file, "keystore_password": secret}
        )

    wrong = post("sign", "otra")
    assert set(wrong.context["form"].errors) == {"keystore"}
    assert not FilledSignature.objects.filter(user=boss).exists()
    assert post("sign", test_personal_signature.SECRET).status_code == 302
    signature = FilledSignature.objects.get(user=boss)
    assert signature.level == "L3"
    certificate = personal_signature.verify_personal(signature)
    assert str(certificate) in client.get(address).content.decode()
    assert integrity.verify().problems == []


def test_whoever_fills_in_may_sign_with_their_own_certificate(client, world, format_, monkeypatch):
    """What they sign is only drawn up when they send it: a wrong file keeps the draft."""
    monkeypatch.setattr(test_personal_signature, "NOW", timezone.now() + timedelta(minutes=1))
    made.head(world)
    client.force_login(world.stranger)
    address = started(client, format_)
    assert 'name="keystore"' in client.get(address).content.decode()

    def send(secret: str):
        file = SimpleUploadedFile("mi.p12", test_personal_signature.keystore())
        told = {"keystore": file, "keystore_password": secret}
        return client.post(address, posted(format_, world, action="send") | told)

    wrong = send("otra")
    assert set(wrong.context["identity"].errors) == {"keystore"}
    assert not FilledFormat.objects.exists()
    assert send(test_personal_signature.SECRET).status_code == 302
    signature = FilledSignature.objects.get()
    assert (signature.user, signature.level) == (world.stranger, "L3")
    certificate = personal_signature.verify_personal(signature)
    assert certificate is not None
    filled = client.get(reverse("filled_format", args=[signature.filled_id]))
    assert str(certificate) in filled.content.decode()
    assert integrity.verify().problems == []


def test_what_is_wrong_stands_beside_its_box_and_the_draft_keeps_the_rest(client, world, format_):
    client.force_login(world.stranger)
    address = started(client, format_)
    wrong = posted(
        format_,
        world,
        action="send",
        **{"Sistemas y roles": [["=1+1", "Consulta", "", "x"]], "Meses": "99", "Desde": "ayer"},
    )
    file = next(one for one in made.form_in(format_).fields if one.of == "file")
    wrong[file.id] = SimpleUploadedFile("acto.pdf", b"MZ no es un PDF")
    answer = client.post(address, wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "acto.pdf no es un archivo PDF" in page
    assert "Canario Zurriaga" in page
    wrong = posted(
        format_,
        world,
        action="send",
        **{"Sistemas y roles": [["=1+1", "Consulta", "", "x"]], "Meses": "99"},
    )
    page = client.post(address, wrong | {"password": "otra"}).content.decode()
    assert "No es su contraseña" in page or "contraseña" in page
    page = client.post(address, wrong).content.decode()
    for sentence in ("empieza como una fórmula", "«Cupo»: no es un número", "24 o menos"):
        assert sentence in page
    assert not FilledFormat.objects.exists()
    assert FormatDraft.objects.get().values


def test_whatever_is_wrong_is_told_in_one_answer(client, world, format_):
    """Password, notice, agreement, file, boxes, who signs: nobody sends it five times to learn."""
    client.force_login(world.stranger)
    address = started(client, format_)
    fields = {one.label: one.id for one in made.form_in(format_).fields}
    wrong = posted(
        format_,
        world,
        action="send",
        **{
            "Sistemas y roles": [["=1+1", "Consulta", "", "x"]],
            "Meses": "99",
            "Desde": "ayer",
            "Justificación": None,
        },
    )
    (slot,) = made.chosen_slots(format_)
    for gone in ("notice", "password", slot):
        del wrong[gone]

    def answered(**told):
        file = SimpleUploadedFile("acto.pdf", b"MZ no es un PDF")
        answer = client.post(address, wrong | {fields["Acto o contrato"]: file} | told)
        assert answer.status_code == 422
        return answer.context["filled"].errors, answer.context["identity"].errors

    boxes, identity = answered()
    assert set(boxes) == {
        "__all__",  # nobody approves there
        slot,
        *(
            fields[label]
            for label in ("Sistemas y roles", "Meses", "Desde", "Justificación", "Acto o contrato")
        ),
    }
    assert len(boxes[fields["Desde"]]) == 1
    assert "no es un número" in str(boxes[fields["Sistemas y roles"]])
    assert set(identity) == {"password", "notice"}
    boxes, identity = answered(password="otra")
    assert len(boxes) == 7
    assert set(identity) == {"password", "notice"}
    assert not FilledFormat.objects.exists()
    assert FormatDraft.objects.get().values[fields["Nombre completo"]]


def test_a_draft_or_a_filling_of_somebody_else_is_not_there(client, world, format_, boss):
    draft = made.draft(world, format_)
    filled = made.completed(world, format_, boss, day="2020-03-03")
    other = made.person("olga.ajena", made.Role.EDITOR, world.other_office)
    for by in (other, world.approver, world.archivist):
        client.force_login(by)
        address = f"/gestion/formatos/borradores/{draft.pk}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {"action": "discard"}).status_code == 404
    client.force_login(other)
    for tail in ("", "documento.pdf", f"archivos/{filled.content_sha256}"):
        address = f"/gestion/formatos/diligenciado/{filled.pk}/{tail}"
        assert client.get(address).status_code == 404
        assert not CANARY.search(client.get(LIST).content.decode())
        assert str(filled.completion.number) not in client.get(LIST).content.decode()
    client.logout()
    assert client.get(f"/gestion/formatos/diligenciado/{filled.pk}/").status_code == 302
    assert FormatDraft.objects.filter(pk=draft.pk).exists()


def test_the_portal_says_nothing_of_what_was_filled_in(client, world, format_, boss):
    filled = made.completed(world, format_, boss)
    component = filled_pdf.attach(filled, at=at("2020-03-03"))
    code = format_.version.code
    for address in (
        f"/documentos/{code}/",
        "/buscar/?q=canario",
        "/buscar/?q=52000111",
        "/verificar/registro/",
        "/verificar/registro.json",
        "/listado-maestro.json",
        "/sitemap.xml",
    ):
        page = client.get(address).content.decode()
        assert "Zurriaga" not in page, address
        assert component.name not in page, address


def test_the_export_is_for_whoever_may_read_and_acts_in_no_spreadsheet(
    client, world, format_, boss
):
    made.completed(world, format_, boss)
    client.force_login(world.author)
    answer = client.get(f"{LIST}?code=FO-M11-P2-05&export=csv")
    text = b"".join(answer.streaming_content).decode()
    assert "Documento de identidad" in text
    assert "CANARIO-52000111" in text
    answer = client.get(f"{LIST}?export=xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert "Canario Zurriaga Quebradaseca" in rows[1]
    assert RecordEvent.objects.filter(action="filling.exported").count() == 2
    client.force_login(made.person("olga.ajena", made.Role.EDITOR, world.other_office))
    text = b"".join(client.get(f"{LIST}?export=csv").streaming_content).decode()
    assert "CANARIO" not in text


def test_a_hidden_format_is_answered_like_one_that_does_not_exist(client, world):
    hidden = account_format(world, access="reserved")
    client.force_login(world.stranger)
    for code in (hidden.version.code, "FO-M9-P9-99"):
        assert client.post(f"/gestion/formatos/{code}/diligenciar/").status_code == 404
    assert format_drafts.fillable(world.stranger, at("2020-03-02").date()) == []
