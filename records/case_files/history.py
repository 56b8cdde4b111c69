"""The history of a case file, to be given away: as XML, CSV, XLSX or on paper (MOREQ 1.22)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from records.case_files.paper import witnesses_of
from records.cells import inert
from records.characters import without_illegal
from records.event_labels import label_of
from records.event_words import facts_of, names_of, rows_of
from records.models import CaseFile, Record, RecordEvent
from records.models.organization import person_name
from records.querysets import records_visible_to

MOST = 20_000
"""Events that one file tells, the last ones: a history is read, not moved, in this form."""

COLUMNS = ("Número", "Fecha y hora", "Qué se hizo", "Sobre qué", "Quién", "Detalle", "SHA-256")
_TAGS = ("Numero", "FechaHora", "Accion", "Objeto", "Responsable", "Detalle", "Huella")


@dataclass(frozen=True, slots=True)
class Line:
    """An event in words, with the digest that the register gave it."""

    seq: int
    at: str
    action: str
    subject: str
    actor: str
    detail: str
    sha256: str

    def cells(self) -> tuple[str, ...]:
        return (
            str(self.seq),
            self.at,
            self.action,
            self.subject,
            self.actor,
            self.detail,
            self.sha256,
        )


def lines_of(case_file: CaseFile, user: Any) -> list[Line]:
    """What happened to it and to the records of it that the person may know of, in order.

    A witness of a record that they may not know of is not told either.
    """
    records = list(
        records_visible_to(user).filter(case_file=case_file).values_list("pk", flat=True)
    )
    about = Q(subject_type=CaseFile._meta.label_lower, subject_id=case_file.pk) | Q(
        subject_type=Record._meta.label_lower, subject_id__in=records
    )
    found = RecordEvent.objects.filter(about).select_related("actor", "detail").order_by("-seq")
    shown = {None, *witnesses_of(case_file, user).values_list("pk", flat=True)}
    events = sorted(
        (one for one in found[:MOST] if one.facts.get("witness") in shown),
        key=lambda one: one.seq,
    )
    names, rows = names_of(events), rows_of(events)
    return [
        Line(
            seq=event.seq,
            at=f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}",
            action=_clean(label_of(event.action)),
            subject=_clean(names[event.subject_type, event.subject_id]),
            actor=_clean(person_name(event.actor) if event.actor else _("The system")),
            detail=_clean("; ".join(f"{name}: {value}" for name, value in facts_of(event, rows))),
            sha256=event.sha256,
        )
        for event in events
    ]


def as_xml(case_file: CaseFile, lines: Iterable[Line]) -> bytes:
    """The history as XML, in UTF-8."""
    root = etree.Element("Historial", Expediente=_clean(case_file.code))
    for line in lines:
        entry = etree.SubElement(root, "Evento")
        for tag, text in zip(_TAGS, line.cells(), strict=True):
            etree.SubElement(entry, tag).text = text
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return made


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV that a spreadsheet opens with its accents; no cell acts as a formula."""
    out = io.StringIO("\ufeff", newline="")
    out.seek(0, io.SEEK_END)
    write = csv.writer(out).writerow
    write(columns)
    for row in rows:
        write([inert(cell) for cell in row])
    return out.getvalue().encode()


def as_xlsx(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The same as a workbook: every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Hoja 1")
    sheet.freeze_panes = "A2"
    for row in (columns, *rows):
        sheet.append([_text_cell(sheet, text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=without_illegal(text)[:32_000])
    cell.data_type = "s"
    return cell


def _clean(text: object) -> str:
    return " ".join(without_illegal(str(text)).split())
