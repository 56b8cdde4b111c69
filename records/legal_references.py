"""The verb that imports the table of norms: a file of rows, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from django.core.exceptions import ValidationError

from records.digests import canonical, sha256
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import Entity, LegalReference
from records.permissions import Role, has_role
from records.sheets import Unreadable, delimited, rows_of
from records.text import fold
from records.wording import longest

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
_SHOWN = 80  # characters of a wrong cell that are said back
COLUMNS = {
    "kind": {"kind", "tipo", "clase"},
    "number": {"number", "numero", "no"},
    "year": {"year", "año", "ano", "anio"},
    "issuer": {"issuer", "emisor", "expedida por", "entidad"},
    "title": {"title", "titulo", "asunto", "nombre"},
    "valid_from": {"valid_from", "desde", "rige desde"},
    "valid_to": {"valid_to", "hasta", "rige hasta"},
    "replaced_by": {"replaced_by", "reemplazada por", "sustituida por"},
    "note": {"note", "nota", "observaciones"},
}
_KINDS = {fold(kind.value): kind.value for kind in LegalReference.Kind} | {
    "constitucion": "constitution",
    "ley": "law",
    "decreto ley": "decree_law",
    "decreto": "decree",
    "resolucion": "resolution",
    "acuerdo": "agreement",
    "ordenanza": "ordinance",
    "directiva": "directive",
    "documento conpes": "conpes",
    "norma tecnica": "standard",
    "sentencia": "ruling",
    "otra": "other",
}
Key = tuple[str, str, int | None, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file: its physical number (the header is 1) and its cells as text."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """What is wrong in one cell, in a sentence for who filled it in."""

    line: int
    column: str
    read: str
    expected: str
    message: str


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What a row does to the table: a new norm, a changed one, or the same as is kept."""

    line: int
    outcome: Literal["new", "changed", "same"]
    norm: str
    differences: tuple[tuple[str, str, str], ...] = ()
    """Column, what is kept, what the row says."""


@dataclass(slots=True)
class Report:
    """What an import did, or would do; with errors it did nothing."""

    rows: int = 0
    created: int = 0
    changed: int = 0
    errors: list[ImportProblem] = field(default_factory=list)
    plans: list[RowPlan] = field(default_factory=list)

    @property
    def same(self) -> int:
        """Rows that say what is kept already."""
        return sum(plan.outcome == "same" for plan in self.plans)

    @property
    def digest(self) -> str:
        """Names what would be done, so that a confirmation is of this and nothing else."""
        plans: list[Any] = [
            [plan.line, plan.outcome, plan.norm, [list(one) for one in plan.differences]]
            for plan in self.plans
        ]
        return sha256(canonical(plans))

    @property
    def valid(self) -> int:
        """Rows without error."""
        return self.rows - len({error.line for error in self.errors if error.line > 1})

    def as_json(self) -> dict[str, Any]:
        """The object that the command prints."""
        return {
            "rows": self.rows,
            "valid": self.valid,
            "created": self.created,
            "changed": self.changed,
            "errors": [asdict(error) for error in self.errors],
        }


def check_size(size: int) -> None:
    """Raises NotAllowed for a file that is too heavy to be read at all."""
    if size > MAX_BYTES:
        raise _refused("El archivo pesa más de 5 MB: una tabla de normas es mucho más pequeña.")


def read_rows(content: bytes, name: str) -> list[Row]:
    """The rows of a CSV (comma or semicolon) or XLSX file. Raises NotAllowed with a sentence."""
    check_size(len(content))
    if not content.strip():
        raise _refused("El archivo está vacío.")
    try:
        workbook = name.lower().endswith(".xlsx")
        table = rows_of(content, most=MAX_ROWS + 2) if workbook else delimited(content)
    except Unreadable as error:
        raise _refused(str(error)) from error
    if len(table) > MAX_ROWS:
        raise _refused(f"El archivo tiene más de {MAX_ROWS} filas.")
    if not table:
        raise _refused("El archivo está vacío.")
    heads = [_column(head) for head in table[0][1]]
    if "kind" not in heads:
        raise _refused("La primera fila no nombra las columnas: falta al menos «kind» (tipo).")
    if repeated := [head for head in set(heads) if head and heads.count(head) > 1]:
        raise _refused(f"La columna «{repeated[0]}» está repetida.")
    return [
        Row(line, {head: cell for head, cell in zip(heads, cells, strict=False) if head})
        for line, cells in table[1:]
        if any(cells)
    ]


def import_references(
    rows: Iterable[Row], *, by: Any, at: datetime, dry_run: bool = False
) -> Report:
    """Add the norms that are new, change those that differ. All or nothing; one event.

    A norm is the same by kind, number, year and issuer, so that twice is the same as once. The
    report carries an error for each cell that is wrong; then nothing was changed. Administrators
    do; anybody may look with `dry_run`. Raises NotAllowed for another account.
    """
    if not dry_run and by is not None and not has_role(by, Role.ADMINISTRATOR):
        raise NotAllowed([Reason("no_role", "Su cuenta no importa la tabla de normas.")])
    report = Report()
    known = {_key_of(norm): norm for norm in LegalReference.objects.all()}
    kept = {row["pk"]: row for row in LegalReference.objects.values("pk", *COLUMNS)}
    seen: dict[Key, int] = {}
    wanted: list[LegalReference] = []
    for row in rows:
        report.rows += 1
        norm, errors = _norm_of(row, known)
        key = _key_of(norm)
        if not errors and key in seen:
            message = f"Esta norma ya está en la línea {seen[key]}."
            errors.append(ImportProblem(row.line, "number", norm.number, "una vez", message))
        seen.setdefault(key, row.line)
        report.errors += errors
        plan = _plan(row.line, norm, kept.get(norm.pk))
        report.plans.append(plan)
        report.created += plan.outcome == "new"
        report.changed += plan.outcome == "changed"
        if plan.outcome != "same":
            wanted.append(norm)
    if report.errors:
        report.created = report.changed = 0
    elif wanted and not dry_run:
        _keep(wanted, report, by=by, at=at)
    return report


def _keep(norms: list[LegalReference], report: Report, *, by: Any, at: datetime) -> None:
    entity = Entity.objects.first()
    if entity is None:
        raise _refused("Primero se crea la entidad (manage.py create_entity).")
    with act(by=by, at=at) as log:
        for norm in norms:
            norm.save()
        log.record(
            "norms.imported",
            entity,
            facts={"created": report.created, "changed": report.changed},
            detail={"norms": [norm.pk for norm in norms]},
        )


def _norm_of(
    row: Row, known: dict[Key, LegalReference]
) -> tuple[LegalReference, list[ImportProblem]]:
    """The norm as it would be kept, and what is wrong in its row."""
    values: dict[str, Any] = {name: text.strip() for name, text in row.values.items()}
    errors: list[ImportProblem] = []

    def wrong(column: str, expected: str, message: str) -> None:
        read = row.values.get(column, "")[:_SHOWN]
        errors.append(ImportProblem(row.line, column, read, expected, message))

    kind = _KINDS.get(fold(values.get("kind", "")))
    if kind is None:
        expected = ", ".join(str(kind.label) for kind in LegalReference.Kind)
        wrong("kind", expected, "No es un tipo de norma.")
    year = values.get("year", "")
    if year and not (re.fullmatch("[0-9]{4}", year) and 1800 <= int(year) <= 2100):
        wrong("year", "un año de cuatro cifras", "El año no se entiende.")
        year = ""
    for column in ("valid_from", "valid_to"):
        if column in values:
            try:
                values[column] = _day(values[column])
            except (ValueError, OverflowError):
                wrong(column, "AAAA-MM-DD", "La fecha no se entiende.")
                values[column] = None
    values |= {"kind": kind or "other", "year": int(year) if year else None}
    if not values.get("number") and not values.get("title") and kind != "constitution":
        wrong(
            "number", "el número de la norma", "Una norma sin número necesita al menos su asunto."
        )
    fresh = LegalReference(**values)
    norm = known.get(_key_of(fresh), fresh)
    for name, value in values.items():
        setattr(norm, name, value)
    if norm.valid_from and norm.valid_to and norm.valid_to < norm.valid_from:
        wrong("valid_to", "un día posterior a «valid_from»", "Termina antes de empezar.")
    errors += _too_long(norm, row)
    return norm, errors


def _too_long(norm: LegalReference, row: Row) -> Iterator[ImportProblem]:
    try:
        norm.clean_fields(exclude=["kind", "year", "valid_from", "valid_to"])
    except ValidationError as error:
        for column in error.message_dict:
            expected = f"hasta {longest(LegalReference, column)} caracteres"
            read = row.values.get(column, "")[:_SHOWN]
            yield ImportProblem(row.line, column, read, expected, "El texto es demasiado largo.")


def _plan(line: int, norm: LegalReference, kept: dict[str, Any] | None) -> RowPlan:
    if kept is None:
        return RowPlan(line, "new", str(norm))
    differences = tuple(
        (name, _text(kept[name]), _text(getattr(norm, name)))
        for name in COLUMNS
        if kept[name] != getattr(norm, name)
    )
    return RowPlan(line, "changed" if differences else "same", str(norm), differences)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _key_of(norm: LegalReference) -> Key:
    return (norm.kind, fold(norm.number), norm.year, fold(norm.issuer))


def _column(head: str) -> str:
    name = " ".join(fold(head).replace(".", " ").split())
    aliases = {fold(alias): column for column, names in COLUMNS.items() for alias in names}
    return aliases.get(name) or aliases.get(name.replace(" ", "_"), "")


def _day(text: str) -> date | None:
    if not text:
        return None
    if "/" in text:
        day, month, year = (int(part) for part in text.split("/"))
        return date(year, month, day)
    return date.fromisoformat(text)


def _refused(sentence: str) -> NotAllowed:
    return NotAllowed([Reason("file", sentence, "file")])
