"""One row at least of every table that the archive writes, made by its verbs as in life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.apps import apps
from django.db import models

from records.capture import works
from records.capture.capturing import capture
from records.capture.reading import Incoming
from records.capture.units import Digitised, Unit
from records.case_files import (
    closing,
    correcting,
    entrusting,
    late,
    lending,
    paper,
    reclassifying,
)
from records.case_files.access import Grounds
from records.electronic_index import attaching
from records.filled_signing import sign
from records.models import CaseFile, CaseFileImport, Component, Record, Series
from records.models.evidence import Evidence
from records.no_record import erasing, papers, quarantine, suppressing
from records.no_record.suppressing import Ground, Ordered
from records.permissions import Role
from records.restrictions.imposing import declassify, impose
from retention.handovers import delivering, passing_on, preparing
from retention.inventories import keeping, publishing
from retention.inventories.choosing import Choice
from retention.models import PostHandover, RuleExtension, StartingFact
from retention.scheduling.extending import extend_rule
from tests.factories import World, at, person
from tests.records.case_files.files import filed, kept, opened

# A package comes from elsewhere (`tests/records/packaging`); no rule of this schedule counts from a
# fact (`tests/retention/test_counting.py`).
ELSEWHERE = {CaseFileImport, StartingFact}
GROUNDS = Grounds(
    norm="Ley 1712 de 2014, artículo 19, literal d",
    aim="Proteger la investigación disciplinaria",
    harm="El investigado conocería las pruebas antes de tiempo",
    until=date(2030, 2, 3),
)
_WRITTEN_IN = (
    *("capture", "case_file_acts", "no_record", "physical", "restriction"),
    *("extension", "handover", "inventory", "step"),
)


def tables() -> list[type[models.Model]]:
    """The tables of the archive of which `one_of_each` makes rows."""
    found = [
        model
        for model in apps.get_models()
        if model.__module__.rpartition(".")[2] in _WRITTEN_IN and not model._meta.abstract
    ]
    assert sum(issubclass(model, Evidence) for model in found) > 18
    return [model for model in found if model not in ELSEWHERE]


def one_of_each(world: World, folder: Path) -> None:
    """Make them. What arrives is written into `folder`."""
    arrivals = _arrivals(folder)
    second = person("sara.segunda", Role.ARCHIVIST, world.office)
    _no_record(world, second, arrivals)
    _papers_of(world)
    _shaped(world)
    _closed_twice(world)
    _handed_over(world)
    asked = keeping.Asked(choice=Choice(), public=True)
    inventory = keeping.keep(asked, by=world.archivist, at=at("2020-05-19"))
    publishing.publish(inventory, by=world.archivist, at=at("2020-05-19", 10))


def _arrivals(folder: Path) -> Iterator[Incoming]:
    number = 0
    while True:
        number += 1
        path = folder / f"arrived-{number}.txt"
        path.write_bytes(f"Llega el fichero {number}".encode())
        yield Incoming(f"fichero {number}.txt", path)


def _no_record(world: World, second: object, arrivals: Iterator[Incoming]) -> None:
    """Captured, taken out, given back, suppressed, erased; a working paper."""
    case_file = opened(world, title="Queja 7 de 2020")
    day = date(2020, 2, 1)
    copy = Digitised("paper", "Caja 4", "Ana", day, "Beto", "300 ppp")
    units = [
        Unit((next(arrivals),), "Queja", day, digitised=copy),
        Unit((next(arrivals), next(arrivals)), "Datos", day),
        Unit((next(arrivals),), "Error", day),
    ]
    by, archivist = world.author, world.archivist
    _queja, datos, error = capture(units, case_file, by=by, at=at("2020-05-03"))
    works.work_off(at("2020-05-03", 10))
    removal = correcting.remove(datos, reason="Otro asunto.", by=archivist, at=at("2020-05-04"))
    quarantine.give_back(removal, reason="Sí era.", by=archivist, at=at("2020-05-04", 10))
    correcting.remove(error, reason="No es de aquí.", by=archivist, at=at("2020-05-04", 11))
    mistake = Ordered(ground=Ground.MISTAKE, what="Todo", reason="Es de otra entidad.")
    judged = Ordered(
        ground=Ground.JUDICIAL,
        what="La cédula",
        reason="Lo ordena la sentencia.",
        component=Component.objects.filter(record=datos, role=Component.Role.ANNEX).get(),
        replacement=next(arrivals),
        authority="Juzgado Segundo Civil",
        order="Sentencia 12 de 2020",
        ordered_on=date(2020, 5, 4),
    )
    hasty = suppressing.order_suppression(error, mistake, by=archivist, at=at("2020-05-04", 12))
    suppressing.refuse_suppression(hasty, reason="Aún no.", by=second, at=at("2020-05-04", 13))
    for record, told in ((error, mistake), (datos, judged)):
        order = suppressing.order_suppression(record, told, by=archivist, at=at("2020-05-05"))
        suppressing.confirm_suppression(order, by=second, at=at("2020-05-06"))
    erasing.erase_suppressed(at("2020-05-07"))
    papers.keep_paper(
        next(arrivals), title="Ideas", expires_on=date(2020, 7, 1), by=by, at=at("2020-05-07")
    )


def _papers_of(world: World) -> None:
    """On paper: where it stands, what is kept apart, lent and given back; restricted for a time."""
    by = world.archivist
    case_file = opened(world, title="Proceso 4 de 2020", support="hybrid")
    paper.set_volume(case_file, 1, folios=20, box="4", by=by, at=at("2020-05-08"))
    paper.keep_apart(
        case_file,
        what="Un plano",
        where="Planoteca",
        reason="Su tamaño.",
        by=by,
        at=at("2020-05-08"),
    )
    loan = lending.lend(
        case_file,
        borrower=world.author,
        purpose="Consulta",
        due_on=date(2020, 6, 1),
        by=by,
        at=at("2020-05-08", 10),
    )
    lending.give_back(loan, observation="Completo.", by=by, at=at("2020-05-09"))
    restriction = impose(case_file, "reserved", GROUNDS, by=by, at=at("2020-05-09", 10))
    declassify(
        restriction,
        act_="Resolución 20 de 2020",
        on=date(2020, 5, 10),
        reason="Terminó la investigación.",
        by=by,
        at=at("2020-05-10"),
    )


def _shaped(world: World) -> None:
    """Reclassified, merged, and in two case files; a series that asks something more."""
    by = world.archivist
    first, other = opened(world, title="Uno de 2020"), opened(world, title="Dos de 2020")
    record = filed(world, first, "Oficio", day="2020-05-11")
    correcting.file_also(record, other, by=by, at=at("2020-05-11"))
    reclassifying.reclassify(
        other,
        Series.objects.get(code="130.02.03"),
        reason="Es un acta.",
        by=by,
        at=at("2020-05-11", 10),
    )
    empty = opened(world, title="Tres de 2020")
    reclassifying.merge(empty, first, reason="Es lo mismo.", by=by, at=at("2020-05-11", 11))
    extend_rule(
        first,
        motive=RuleExtension.Motive.LATER_LAW,
        act="Resolución 3",
        on=date(2020, 5, 11),
        reason="Lo ordena una norma posterior.",
        office_years=6,
        archive_years=9,
        by=by,
        at=at("2020-05-11", 12),
    )


def _closed_twice(world: World) -> None:
    """Closed, a late document, reopened by an act, closed again and for good."""
    by = world.archivist
    case_file = opened(world, title="Contrato 9 de 2020")
    filed(world, case_file, "Contrato", day="2020-05-12", content=b"contrato")
    closing.close([case_file], by=by, at=at("2020-05-12", 10))
    late.put_late(
        case_file,
        title="Acta de liquidación",
        created_on=date(2020, 5, 12),
        files=[kept(b"acta", "acta.txt")],
        reason="Llegó tarde.",
        by=by,
        at=at("2020-05-13"),
    )
    closing.reopen(
        case_file,
        reason="Llegó un recurso.",
        order="Resolución 9 de 2020",
        by=by,
        at=at("2020-05-14"),
    )
    closing.close([case_file], by=by, at=at("2020-05-15"))
    closing.close([case_file], "final", reason="Ya prescribió.", by=by, at=at("2020-05-16"))
    for index in attaching.pending():
        attaching.attach(index, at=index.made_at)


def _handed_over(world: World) -> None:
    """Who leaves hands over a restricted case file, by an acta that both sign."""
    case_file = CaseFile.objects.get(title="Queja 7 de 2020")
    impose(case_file, "reserved", GROUNDS, by=world.archivist, at=at("2020-05-17"))
    theirs, receiver = (one.appointments.get() for one in (world.author, world.reviewer))
    entrusting.entrust([case_file], theirs, by=world.archivist, at=at("2020-05-18"))
    handover: PostHandover = preparing.begin(
        theirs,
        receiver=receiver,
        cause="retirement",
        place="Villa Nueva",
        series="130.02.03",
        by=world.author,
        at=at("2020-05-18", 10),
        remarks="La llave está en el cajón.",
    )
    preparing.observe(handover, "Falta una carpeta.", by=world.reviewer, at=at("2020-05-18", 11))
    filled = delivering.deliver(
        handover, authentication="password", by=world.author, at=at("2020-05-18", 12)
    )
    sign(
        filled,
        place=1,
        content_sha256=filled.content_sha256,
        authentication="password",
        by=world.reviewer,
        at=at("2020-05-18", 13),
    )
    handover.refresh_from_db()
    passing_on.pass_on(handover, at=at("2020-05-18", 14))
    assert Record.objects.filter(completion__filled=filled).exists()
