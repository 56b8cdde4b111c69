"""What comes from outside becomes records of a case file: all of it as it came, or nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records.capture import capturing, judging
from records.capture.capturing import capture
from records.capture.reading import Incoming
from records.capture.units import Digitised, Unit
from records.case_files import closing
from records.exceptions import NotAllowed
from records.models import (
    Capture,
    CaseFile,
    Component,
    DocumentType,
    Entity,
    Origin,
    Record,
    RecordEvent,
    Series,
)
from records.storage import storage
from tests.factories import World, at
from tests.records.capture import hostile
from tests.records.capture.arriving import Arrived


def unit(*files: Incoming, **told: Any) -> Unit:
    given = {
        "title": "Oficio de la alcaldía",
        "created_on": date(2020, 2, 1),
        "document_type": DocumentType.objects.get(name="Oficio"),
    }
    return Unit(files, **{**given, **told})


@pytest.mark.conformance("C09", "C12", "K02", "M03")
def test_a_document_and_its_annexes_are_one_record(
    world: World, case_file: CaseFile, arrived: Arrived
) -> None:
    main, plan = hostile.pdf(pages=3), hostile.png(4, 4)
    one = unit(arrived("oficio.pdf", main), arrived("plano.png", plan))
    moment = at("2020-02-03")
    (record,) = capture([one], case_file, by=world.author, at=moment)

    record = Record.objects.get(pk=record.pk)
    assert record.case_file == case_file
    assert record.access == case_file.access == "classified"
    assert (record.incorporated_at, record.created_on) == (moment, date(2020, 2, 1))
    assert (record.pages, record.position, record.origin) == (4, 1, Origin.ELECTRONIC)
    kept = list(record.components.order_by("pk"))
    assert [(file.role, file.name, file.media_type, file.size) for file in kept] == [
        (Component.Role.FILE, "oficio.pdf", "application/pdf", len(main)),
        (Component.Role.ANNEX, "plano.png", "image/png", len(plan)),
    ]
    assert [storage().read(file.sha256) for file in kept] == [main, plan]
    came = Capture.objects.get(record=record)
    assert (came.way, came.user, came.name) == ("upload", world.author, "Ana Autora")
    events = RecordEvent.objects.filter(subject_type="records.record", subject_id=record.pk)
    assert [event.action for event in events] == ["record.filed", "record.captured"]


@pytest.mark.conformance("K01", "K03")
def test_every_reason_is_told_at_once_and_nothing_is_kept(
    world: World, case_file: CaseFile, arrived: Arrived
) -> None:
    before = set(storage().digests())
    units = [
        unit(arrived("bueno.pdf", hostile.pdf())),
        unit(
            arrived("vacío.pdf", b""),
            arrived("carpeta.zip", hostile.package({"a": "x"})),
            title=" ",
        ),
        unit(
            arrived("página.pdf", b"<html>"),
            created_on=None,
            document_type=DocumentType.objects.create(
                series=Series.objects.create(
                    scheme=world.series.scheme, office=world.office, code="130.90", name="Otra"
                ),
                name="Acta",
            ),
        ),
    ]
    with pytest.raises(NotAllowed) as refused:
        capture(units, case_file, by=world.author, at=at("2020-02-03"))
    assert [(one.code, one.field) for one in refused.value.reasons] == [
        ("no_title", "1.title"),
        ("empty", "1.files.0"),
        ("compressed", "1.files.1"),
        ("no_date", "2.created_on"),
        ("type", "2.document_type"),
        ("page", "2.files.0"),
    ]
    assert not Record.objects.exists()
    assert not Component.objects.exists()
    assert set(storage().digests()) == before


@pytest.mark.conformance("K01")
def test_the_entity_says_which_formats_and_how_large(
    world: World, case_file: CaseFile, arrived: Arrived, monkeypatch: pytest.MonkeyPatch
) -> None:
    Entity.objects.update(capture_formats=["pdf"], capture_megabytes=1)
    units = [
        unit(arrived("foto.png", hostile.png(4, 4))),
        unit(arrived("grande.pdf", hostile.pdf() + b"\n" * (1024 * 1024))),
        unit(arrived("bueno.pdf", hostile.pdf())),
    ]
    with pytest.raises(NotAllowed) as refused:
        capture(units, case_file, by=world.author, at=at("2020-02-03"))
    assert [(one.code, one.field) for one in refused.value.reasons] == [
        ("format", "0.files.0"),
        ("large", "1.files.0"),
    ]


NAMES = [
    "../../etc/passwd.pdf",
    "C:\\carpeta\\oficio.pdf",
    "acta\u202efdp.exe.pdf",
    "ñ" * 300 + ".pdf",
    ".pdf",
    "con\nlínea.pdf",
    "%2e%2e%2foficio.pdf",
    "🙂.pdf",
    "sin ending",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_does_harm(name: str, world: World, case_file: CaseFile, arrived: Arrived) -> None:
    (record,) = capture(
        [unit(arrived(name, hostile.pdf()))], case_file, by=world.author, at=at("2020-02-03")
    )
    kept = record.components.get().name
    assert "/" not in kept
    assert "\\" not in kept
    assert kept.isprintable()
    assert kept.endswith(".pdf")
    assert len(kept.encode()) <= 160
    assert not kept.startswith(".")


def test_two_files_of_one_name_stay_apart(
    world: World, case_file: CaseFile, arrived: Arrived
) -> None:
    one = unit(
        *(arrived("plano.pdf", hostile.pdf(pages=number)) for number in (1, 2)),
        arrived("plano (2).pdf", hostile.pdf(pages=3)),
    )
    (record,) = capture([one], case_file, by=world.author, at=at("2020-02-03"))
    names = [file.name for file in record.components.order_by("pk")]
    assert names == ["plano.pdf", "plano (2).pdf", "plano (2) (2).pdf"]


@pytest.mark.conformance("K10")
def test_a_message_is_one_record(world: World, case_file: CaseFile, arrived: Arrived) -> None:
    carried = {"plano.pdf": hostile.pdf(pages=2), "todo.zip": hostile.package({"a.txt": "x"})}
    message = hostile.message(**carried)
    (record,) = capture(
        [unit(arrived("petición.eml", message))], case_file, by=world.author, at=at("2020-02-03")
    )
    kept = list(record.components.order_by("pk"))
    assert [(file.role, file.name) for file in kept] == [
        (Component.Role.FILE, "petición.eml"),
        (Component.Role.ANNEX, "plano.pdf"),
    ]
    assert storage().read(kept[0].sha256) == message
    assert storage().read(kept[1].sha256) == carried["plano.pdf"]
    assert record.pages == 3
    assert (record.capture.way, record.capture.notes) == ("mail", ["inside"])


@pytest.mark.conformance("K10")
def test_a_message_that_nobody_described_tells_itself(
    world: World, case_file: CaseFile, arrived: Arrived
) -> None:
    one = unit(arrived("x.eml", hostile.message()), title="", created_on=None)
    named = unit(arrived("y.eml", hostile.message()), title="Petición", created_on=None)
    records = capture([one, named], case_file, by=world.author, at=at("2020-02-05"))
    assert [(record.title, record.created_on) for record in records] == [
        ("Petición sobre la vía veredal", date(2020, 2, 3)),
        ("Petición", date(2020, 2, 3)),
    ]


def test_who_keeps_no_case_file_of_the_office_captures_nothing(
    world: World, case_file: CaseFile, arrived: Arrived
) -> None:
    one = unit(arrived("oficio.pdf", hostile.pdf()))
    with pytest.raises(NotAllowed) as refused:
        capture([one], case_file, by=world.stranger, at=at("2020-02-03"))
    assert [reason.code for reason in refused.value.reasons] == ["no_role"]
    assert capture([one], case_file, by=world.archivist, at=at("2020-02-03"))


def test_a_case_file_that_closes_meanwhile_admits_nothing(
    world: World, case_file: CaseFile, arrived: Arrived, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked again under the lock: reading the files takes its time."""
    plain = capturing.judging.reasons_against

    def close_after(*args: Any, **kwargs: Any) -> Any:
        found = plain(*args, **kwargs)
        case_file.closings.create(
            kind="administrative", number=1, on=date(2020, 2, 3), at=at("2020-02-03")
        )
        return found

    monkeypatch.setattr(judging, "reasons_against", close_after)
    with pytest.raises(NotAllowed) as refused:
        capture(
            [unit(arrived("oficio.pdf", hostile.pdf()))],
            case_file,
            by=world.author,
            at=at("2020-02-03"),
        )
    assert [reason.code for reason in refused.value.reasons] == ["closed"]
    assert not Record.objects.exists()


def test_a_digitised_copy_says_of_what(world: World, case_file: CaseFile, arrived: Arrived) -> None:
    told = Digitised(
        medium="paper",
        original_place="Depósito 1, caja 12, carpeta 3",
        digitised_by="Dora Archivo",
        digitised_on=date(2020, 2, 2),
        checked_by="Ana Autora",
        quality="Legible, 300 ppp",
    )
    lacking = Digitised("paper", " ", "", None, "", "")
    file = arrived("escáner.pdf", hostile.pdf())
    with pytest.raises(NotAllowed) as refused:
        capture([unit(file, digitised=lacking)], case_file, by=world.author, at=at("2020-02-03"))
    assert [one.field for one in refused.value.reasons] == [
        "0.original_place",
        "0.digitised_by",
        "0.checked_by",
        "0.quality",
        "0.digitised_on",
    ]
    (record,) = capture(
        [unit(file, digitised=told)], case_file, by=world.author, at=at("2020-02-03")
    )
    assert record.origin == Origin.DIGITISED
    assert record.digitisation.original_place == "Depósito 1, caja 12, carpeta 3"
    assert record.digitisation.probative is False


def test_an_active_pdf_says_so(world: World, case_file: CaseFile, arrived: Arrived) -> None:
    (record,) = capture(
        [unit(arrived("activo.pdf", hostile.scripted_pdf()))],
        case_file,
        by=world.author,
        at=at("2020-02-03"),
    )
    assert record.capture.notes == ["javascript"]


def test_what_comes_late_enters_with_a_reason_and_a_new_index(
    world: World, case_file: CaseFile, arrived: Arrived
) -> None:
    capture(
        [unit(arrived("oficio.pdf", hostile.pdf()))],
        case_file,
        by=world.author,
        at=at("2020-02-03"),
    )
    closing.close([case_file], by=world.archivist, at=at("2020-02-10"))
    late = [unit(arrived("uno.txt", b"uno")), unit(arrived("dos.txt", b"dos"))]
    with pytest.raises(NotAllowed) as refused:
        capture(late, case_file, by=world.author, at=at("2020-02-12"))
    assert [one.code for one in refused.value.reasons] == ["closed"]
    records = capture(
        late, case_file, late="Llegó por correo.", by=world.author, at=at("2020-02-12")
    )
    assert [one.late_entry.reason for one in records] == ["Llegó por correo."] * 2
    assert list(case_file.indices.order_by("number").values_list("entries", flat=True)) == [1, 3]
    assert CaseFile.objects.with_standing().get(pk=case_file.pk).closed_on == date(2020, 2, 10)
