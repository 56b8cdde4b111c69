"""A form as a format declares it, and what may be written in it. Pure: today is an argument.

What is filled in is a mapping from the id of a field to its value, in the forms of canonical JSON:
text for lines, texts, dates (ISO), numbers (digits with a point) and mails; a list of options; a
list of rows for a table; what a person, an office or a file is, for those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from records.content import Content
from records.exceptions import Reason
from records.kinds import forms as kinds
from records.kinds.forms import options_of

Value = Any
Values = Mapping[str, Value]

LONGEST_LINE = 300
LONGEST_TEXT = 10_000
MOST_ROWS = 200
# Whoever opens a table in a spreadsheet runs these; a dash or a telephone's + is only text.
_FORMULA = re.compile(r"\s*(?:[=＝]|[+\-@＋－＠]\s*[A-Za-zÁÉÍÓÚÑáéíóúñ_.]+\s*\()")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_COLUMN = re.compile(r"(?P<label>.*?)\s*\((?P<of>fecha|número|numero)\)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table of rows. `of`: line, date or number."""

    label: str
    of: str


@dataclass(frozen=True, slots=True)
class Field:
    """A box to fill in. `options` are those of a choice, `columns` those of a table."""

    id: str
    label: str
    of: str
    required: bool
    personal: bool
    help: str
    least: int | None
    most: int | None
    options: tuple[str, ...] = ()
    columns: tuple[TableColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to sign; in their order. `who`: one of `kinds.SIGNERS`."""

    id: str
    name: str
    who: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class FormSection:
    """Fields under one heading, with what is read before them."""

    title: str
    notes: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What a format asks, who signs it, and the series that keeps what was filled in."""

    sections: tuple[FormSection, ...]
    slots: tuple[Slot, ...]
    fillers: str
    series: str
    notice: str

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in order."""
        return tuple(field for section in self.sections for field in section.fields)

    @property
    def personal(self) -> bool:
        """Whether it asks for personal data: then what is filled in is classified (Ley 1581)."""
        return any(field.personal or field.of == kinds.FILE for field in self.fields)


SIGNS_ALONE = Slot("", "Diligenció", kinds.FILLER)


def form_of(content: Content) -> Form | None:
    """The form of a content; None where it has none that can be filled in."""
    sections: list[FormSection] = []
    slots: list[Slot] = []
    filing: Mapping[str, Any] | None = None
    title = ""
    notes: list[str] = []
    for section in content["sections"]:
        for block in section["blocks"] if section["role"] == kinds.FORM.role else ():
            match block["type"]:
                case "heading":
                    title, notes = block["text"], []
                case "paragraph":
                    notes.append(block["text"])
                case "note":
                    notes.append(f"{block['label']}: {block['text']}")
                case "form_fields":
                    fields = tuple(_field(row) for row in block["items"] if row["label"])
                    if fields:
                        sections.append(FormSection(title, tuple(notes), fields))
                        title, notes = "", []
                case "form_signers":
                    slots += [_slot(row) for row in block["items"] if row["name"]]
                case "form_filing" if block["items"]:
                    filing = block["items"][0]
    if not sections or filing is None:
        return None
    return Form(
        sections=tuple(sections),
        slots=tuple(slots) or (SIGNS_ALONE,),
        fillers=filing["fillers"] or kinds.ANYBODY,
        series=filing["series"] or "",
        notice=filing["notice"] or "",
    )


def _field(row: Mapping[str, Any]) -> Field:
    of = row["of"] or kinds.LINE
    listed = options_of(row)
    return Field(
        id=row["id"],
        label=row["label"],
        of=of,
        required=row["required"] == kinds.YES,
        personal=row["personal"] == kinds.YES,
        help=row["help"] or "",
        least=row["least"],
        most=row["most"],
        options=tuple(listed) if of in kinds.LISTED else (),
        columns=tuple(_column(one) for one in listed) if of == kinds.TABLE else (),
    )


def _column(text: str) -> TableColumn:
    if found := _COLUMN.fullmatch(text):
        of = kinds.DATE if found["of"].lower() == "fecha" else kinds.NUMBER
        return TableColumn(found["label"], of)
    return TableColumn(text, kinds.LINE)


def _slot(row: Mapping[str, Any]) -> Slot:
    return Slot(row["id"], row["name"], row["who"] or kinds.FILLER, row["position"] or "")


# --- What was filled in ---------------------------------------------------------------------------


def is_empty(value: Value) -> bool:
    """Whether nothing was written."""
    return value is None or value in ("", [], {})


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text instead of showing it."""
    return bool(_FORMULA.match(text))


def refusals(form: Form, values: Values) -> list[Reason]:
    """Every reason, a sentence at its field, why these values cannot be sent; empty if they can."""
    known = {field.id for field in form.fields}
    reasons = [
        Reason("unknown_field", "El formato no tiene esa casilla: ábralo de nuevo.", key)
        for key in values
        if key not in known
    ]
    for field in form.fields:
        value = values.get(field.id)
        if is_empty(value):
            if field.required:
                message = f"«{field.label}»: es obligatoria y está vacía."
                reasons.append(Reason("required", message, field.id))
            continue
        reasons += [
            Reason("value", f"«{field.label}»: {sentence}", field.id)
            for sentence in _problems(field, value)
        ]
    return reasons


def _problems(field: Field, value: Value) -> Iterator[str]:
    if not _is_of_type(field, value):
        yield "lo escrito no es de su tipo."
    elif check := _CHECKS.get(field.of):
        yield from check(field, value)


def _is_of_type(field: Field, value: Value) -> bool:
    if field.of in _KEYS:
        keys = _KEYS[field.of]
        return isinstance(value, Mapping) and {key: type(value[key]) for key in value} == keys
    if field.of == kinds.TABLE:
        return _all(value, list) and all(_all(row, str) for row in value)
    return _all(value, str) if field.of == kinds.CHOICES else isinstance(value, str)


def _all(value: Value, of: type) -> bool:
    return isinstance(value, list) and all(isinstance(one, of) for one in value)


_KEYS: dict[str, dict[str, type]] = {
    kinds.PERSON: {"id": int, "name": str, "position": str, "office": str},
    kinds.OFFICE: {"code": str, "name": str},
    kinds.FILE: {"name": str, "sha256": str, "size": int, "media_type": str},
}


def _text(field: Field, value: str) -> Iterator[str]:
    longest = LONGEST_TEXT if field.of == kinds.TEXT else LONGEST_LINE
    most = min(longest, field.most or longest)
    if len(value) > most:
        yield f"tiene {len(value)} caracteres y admite {most}."
    if field.least and len(value.strip()) < field.least:
        yield f"tiene {len(value.strip())} caracteres y necesita {field.least}."
    if is_formula(value):
        yield FORMULA


FORMULA = "empieza como una fórmula de hoja de cálculo y no se recibe: escríbala como texto."


def _number(field: Field, value: str) -> Iterator[str]:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        yield "no es un número."
        return
    if field.least is not None and number < field.least:
        yield f"debe ser {field.least} o más."
    if field.most is not None and number > field.most:
        yield f"debe ser {field.most} o menos."


def _date(field: Field, value: str) -> Iterator[str]:
    try:
        date.fromisoformat(value)
    except ValueError:
        yield "no es una fecha."


def _mail(field: Field, value: str) -> Iterator[str]:
    if not _MAIL.fullmatch(value) or len(value) > LONGEST_LINE:
        yield "no es un correo electrónico."


def _one_of(field: Field, value: str) -> Iterator[str]:
    if value not in (field.options or (kinds.YES, kinds.NO)):
        yield "esa opción no está en el formato."


def _some_of(field: Field, value: list[str]) -> Iterator[str]:
    if set(value) - set(field.options) or len(set(value)) != len(value):
        yield "esa opción no está en el formato."
    if field.most is not None and len(value) > field.most:
        yield f"se marcan {field.most} opciones como máximo."
    if field.least is not None and len(value) < field.least:
        yield f"se marcan {field.least} opciones como mínimo."


def _rows(field: Field, value: list[list[str]]) -> Iterator[str]:
    most = min(MOST_ROWS, field.most or MOST_ROWS)
    if len(value) > most:
        yield f"tiene {len(value)} filas y admite {most}."
    if field.least is not None and len(value) < field.least:
        yield f"tiene {len(value)} filas y necesita {field.least}."
    for number, row in enumerate(value, 1):
        if len(row) != len(field.columns):
            yield f"la fila {number} no tiene las columnas del formato."
            continue
        for column, cell in zip(field.columns, row, strict=True):
            where = f"fila {number}, «{column.label}»"
            if len(cell) > LONGEST_LINE:
                yield f"{where}: tiene más de {LONGEST_LINE} caracteres."
            if not cell:
                continue
            if column.of == kinds.NUMBER and list(_number(field_of(column), cell)):
                yield f"{where}: no es un número."
            elif column.of == kinds.DATE and list(_date(field, cell)):
                yield f"{where}: no es una fecha (AAAA-MM-DD)."
            elif column.of == kinds.LINE and is_formula(cell):
                yield f"{where}: {FORMULA}"


def field_of(column: TableColumn) -> Field:
    """A column as a field without limits."""
    return Field("", column.label, column.of, False, False, "", None, None)


_CHECKS: dict[str, Callable[[Field, Any], Iterator[str]]] = {
    kinds.LINE: _text,
    kinds.TEXT: _text,
    kinds.NUMBER: _number,
    kinds.DATE: _date,
    kinds.MAIL: _mail,
    kinds.CHOICE: _one_of,
    kinds.YES_NO: _one_of,
    kinds.CHOICES: _some_of,
    kinds.TABLE: _rows,
}


def printed(field: Field, value: Value) -> str:
    """A value as it is read on a line; the rows of a table one on a line."""
    if is_empty(value):
        return ""
    match field.of:
        case kinds.YES_NO:
            return dict(kinds.YES_OR_NO).get(value, str(value))
        case kinds.CHOICES:
            return "; ".join(value)
        case kinds.NUMBER:
            return str(value).replace(".", ",")
        case kinds.PERSON:
            return ", ".join(filter(None, (value["name"], value["position"], value["office"])))
        case kinds.OFFICE | kinds.FILE:
            return str(value["name"])
        case kinds.TABLE:
            return "\n".join(" | ".join(row) for row in value)
    return str(value)


def files_in(form: Form, values: Values) -> list[Mapping[str, Any]]:
    """The files that were attached, in the order of their fields."""
    fields = [field for field in form.fields if field.of == kinds.FILE]
    return [values[field.id] for field in fields if not is_empty(values.get(field.id))]
