"""Contents for tests: small ones by hand, arbitrary ones for Hypothesis."""

from __future__ import annotations

import uuid
from typing import Any

from hypothesis import strategies as st

_SPACE = uuid.UUID("6f0c1d52-7a39-4a1c-9d0e-2f6b8f1c7a10")


class _Ids:
    """Ids that are new at each call and the same at each run."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return str(uuid.uuid5(_SPACE, str(self.count)))


new_id = _Ids()


def content(*sections: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "schema": "content-1",
        "kind": "procedure",
        "code": "PR-M9-P1-01",
        "title": "Prestar bicicletas",
        "language": "es",
        "access": "public",
        "process": None,
        "office": None,
        "series": None,
        "sections": list(sections),
        **changed,
    }


def section(
    role: str, *blocks: dict[str, Any], number: str | None = None, title: str | None = None
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "role": role,
        "number": number,
        "title": role.upper() if title is None else title,
        "blocks": list(blocks),
    }


def paragraph(text: str) -> dict[str, Any]:
    return {"id": new_id(), "type": "paragraph", "text": text}


def activity(
    text: str,
    responsible: str | None = "Profesional",
    record: str | None = None,
    number: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "number": number,
        "text": text,
        "responsible": responsible,
        "record": record,
        "decision": None,
        "term": None,
        **more,
    }


def record(name: str, **more: Any) -> dict[str, Any]:
    columns = ("code", "responsible", "storage", "retrieval", "protection")
    return {
        "id": new_id(),
        **dict.fromkeys((*columns, "retention", "disposition", "series")),
        "name": name,
        **more,
    }


def definition(term: str, meaning: str) -> dict[str, Any]:
    return {"id": new_id(), "term": term, "meaning": meaning}


def reference(text: str, *norms: dict[str, Any]) -> dict[str, Any]:
    return {"id": new_id(), "text": text, "norms": list(norms)}


def change(version: str, date: str | None, reason: str = "Ajustes") -> dict[str, Any]:
    return {"id": new_id(), "version": version, "reason": reason, "date": date}


def rows(kind: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {"id": new_id(), "type": kind, "items": list(items)}


def procedure(
    activities: list[dict[str, Any]] | None = None,
    records: list[dict[str, Any]] | None = None,
    definitions: list[dict[str, Any]] | None = None,
    text: str = "Las bicicletas se prestan por turnos.",
    references: list[dict[str, Any]] | None = None,
    changes: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """A procedure with nothing wrong in it, but for what the test puts there."""
    if activities is None:
        activities = [activity("Recibir la solicitud", record="Solicitud", number="1")]
    if records is None:
        records = [record("Solicitudes", series="120.07")]
    return content(
        section("objective", paragraph("Prestar bicicletas a los vecinos."), number="1"),
        section("responsible", paragraph("Jefe de Movilidad"), number="2"),
        section("scope", paragraph("Del pedido a la devolución."), number="3"),
        section("definitions", rows("definitions", *(definitions or [])), number="4"),
        section("content", paragraph(text), rows("activities", *activities), number="5"),
        section(
            "references",
            rows("references", *(references or [reference("Manual de movilidad")])),
            number="6",
        ),
        section("records", rows("records", *records), number="7"),
        section("changes", rows("changes", *(changes or [])), number="8"),
    )


# --- Anything that obeys the schema ---------------------------------------------------------------

_ids = st.uuids().map(str)
_text = st.one_of(
    st.text(max_size=25),
    st.sampled_from(
        [
            "Según la Ley 594 de 2000 y el Decreto 1151/2008",
            "Inicio",
            "Fin",
            "N/A",
            "Acta y listado de asistencia",
            "SGX (Sistema de Gestión X)",
            "ISO 9001:2015, 14001",
            "a\tb\nc",
        ]
    ),
)
_maybe = st.none() | _text
_norm = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["law", "decree", "standard", "constitution", "other"]),
        "number": _maybe,
        "year": st.none() | st.integers(1800, 2100),
        "issuer": _maybe,
    }
)
_file = st.none() | st.fixed_dictionaries(
    {
        "name": _text,
        "sha256": st.text("0123456789abcdef", min_size=64, max_size=64),
        "size": st.integers(0, 10**9),
        "media_type": _text,
    }
)
_decision = st.none() | st.fixed_dictionaries(
    {
        "question": _maybe,
        "yes": st.sampled_from(["next", "end"]),
        "no": st.sampled_from(["next", "end"]),
    }
)
_ITEMS: dict[str, dict[str, Any]] = {
    "definitions": {"term": _text, "meaning": _text},
    "activities": {
        "number": _maybe,
        "text": _text,
        "responsible": _maybe,
        "record": _maybe,
        "decision": _decision,
        "term": _maybe,
    },
    "references": {"text": _text, "norms": st.lists(_norm, max_size=2)},
    "records": {
        "name": _text,
        **dict.fromkeys(
            (
                "code",
                "responsible",
                "storage",
                "retrieval",
                "protection",
                "retention",
                "disposition",
                "series",
            ),
            _maybe,
        ),
    },
    "changes": {
        "version": st.sampled_from(["01", "02", "1.1", "única", ""]),
        "reason": _text,
        "date": st.none() | st.dates().map(str),
    },
    "annexes": {"title": _text, "file": _file},
}
_typed = st.sampled_from(sorted(_ITEMS)).flatmap(
    lambda kind: st.fixed_dictionaries(
        {
            "id": _ids,
            "type": st.just(kind),
            "items": st.lists(st.fixed_dictionaries({"id": _ids, **_ITEMS[kind]}), max_size=4),
        }
    )
)
_blocks = st.one_of(
    _typed,
    st.fixed_dictionaries({"id": _ids, "type": st.just("paragraph"), "text": _text}),
    st.fixed_dictionaries({"id": _ids, "type": st.just("note"), "label": _text, "text": _text}),
    st.fixed_dictionaries(
        {
            "id": _ids,
            "type": st.just("heading"),
            "level": st.sampled_from([2, 3]),
            "number": _maybe,
            "text": _text,
        }
    ),
    st.fixed_dictionaries(
        {
            "id": _ids,
            "type": st.just("list"),
            "styles": st.lists(
                st.sampled_from(["decimal", "alpha", "roman", "bullet"]), min_size=3, max_size=3
            ),
            "start": st.integers(0, 40),
            "items": st.lists(
                st.fixed_dictionaries(
                    {"id": _ids, "level": st.sampled_from([0, 1, 2]), "text": _text}
                ),
                max_size=4,
            ),
        }
    ),
    st.fixed_dictionaries(
        {
            "id": _ids,
            "type": st.just("table"),
            "caption": _maybe,
            "head": st.lists(_text, max_size=3),
            "rows": st.lists(
                st.fixed_dictionaries({"id": _ids, "cells": st.lists(_text, max_size=3)}),
                max_size=3,
            ),
        }
    ),
)
_ROLES = (
    "objective",
    "responsible",
    "scope",
    "definitions",
    "content",
    "activities",
    "references",
    "records",
    "changes",
    "annexes",
    "approval",
    "other",
)
_sections = st.fixed_dictionaries(
    {
        "id": _ids,
        "role": st.sampled_from(_ROLES),
        "number": st.none() | st.sampled_from(["1", "2.", "2"]),
        "title": _text,
        "blocks": st.lists(_blocks, max_size=3),
    }
)
_named = st.none() | st.fixed_dictionaries({"code": _text, "name": _text})

arbitrary_contents = st.fixed_dictionaries(
    {
        "schema": st.just("content-1"),
        "kind": st.sampled_from(["procedure", "format", "manual", "other"]),
        "code": _maybe,
        "title": _text,
        "language": st.just("es"),
        "access": st.sampled_from(["public", "classified", "reserved"]),
        "process": st.none()
        | st.fixed_dictionaries({"code": _text, "name": _text, "parent": _named}),
        "office": _named,
        "series": _named,
        "sections": st.lists(_sections, max_size=5),
    }
)
