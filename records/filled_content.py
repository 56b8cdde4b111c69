"""What was filled in, as canonical content: it says its own fields, and outlives its format.

It obeys `schemas/filled-1.schema.json`. Pure. A random `nonce` keeps anyone from guessing what was
written by its digest, which stands in the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from records.filled_places import Place, as_json
from records.forms import Field, Form, TableColumn, Value, Values, is_empty, printed

SCHEMA = "filled-1"
Filled = dict[str, Any]


def content(
    *,
    kind: str,
    title: str,
    access: str,
    office: Mapping[str, str],
    series: Mapping[str, str],
    author: Mapping[str, str],
    at: datetime,
    nonce: str,
    sections: Iterable[tuple[str, Sequence[tuple[Field, Value]]]],
    route: Sequence[Place],
    format: Mapping[str, str] | None = None,
    notice: str = "",
    scan: Mapping[str, Any] | None = None,
) -> Filled:
    """The content that is frozen and signed. `at` is local time, and when the notice was taken."""
    moment = at.isoformat(timespec="seconds")
    return {
        "schema": SCHEMA,
        "kind": kind,
        "nonce": nonce,
        "format": dict(format) if format else None,
        "title": title,
        "access": access,
        "office": dict(office),
        "series": dict(series),
        "filled_by": dict(author),
        "filled_at": moment,
        "sections": [
            {"title": name, "fields": [_told(field, value) for field, value in fields]}
            for name, fields in sections
        ],
        "places": as_json(route),
        "notice": {"text": notice, "accepted_at": moment} if notice else None,
        "scan": dict(scan) if scan else None,
    }


def sections_of_form(form: Form, values: Values) -> list[tuple[str, list[tuple[Field, Value]]]]:
    """Every field of a form with what was written in it, None where nothing was."""
    return [
        (part.title, [(field, _or_none(values.get(field.id))) for field in part.fields])
        for part in form.sections
    ]


def _or_none(value: Value) -> Value:
    return None if is_empty(value) else value


def _told(field: Field, value: Value) -> dict[str, Any]:
    row = asdict(field)
    row["options"] = list(field.options)
    row["columns"] = [asdict(column) for column in field.columns]
    return {**row, "value": value}


def sections(filled: Filled) -> list[tuple[str, list[tuple[Field, Value]]]]:
    """The fields of what was filled in, with their values, by section."""
    return [
        (part["title"], [(_field(row), row["value"]) for row in part["fields"]])
        for part in filled["sections"]
    ]


def _field(row: Mapping[str, Any]) -> Field:
    told = {name: row[name] for name in row if name != "value"}
    told["options"] = tuple(row["options"])
    told["columns"] = tuple(TableColumn(**column) for column in row["columns"])
    return Field(**told)


def values(filled: Filled) -> dict[str, Value]:
    """By id of the field, what was written."""
    return {
        field.id: value
        for _title, fields in sections(filled)
        for field, value in fields
        if value is not None
    }


def files(filled: Filled) -> list[Mapping[str, Any]]:
    """The files that go with it."""
    found = [row["value"] for part in filled["sections"] for row in part["fields"]]
    attached = [one for one in found if isinstance(one, Mapping) and "sha256" in one]
    return [*attached, *([filled["scan"]] if filled["scan"] else [])]


def cells(filled: Filled) -> list[tuple[str, str]]:
    """Label and text of each field, for a table of many."""
    return [
        (field.label, printed(field, value))
        for _title, fields in sections(filled)
        for field, value in fields
    ]
