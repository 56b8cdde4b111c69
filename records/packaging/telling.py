"""A case file told in full, as one value that another installation can make it from again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from records.electronic_index.building import files_of_all, kept_records
from records.models import (
    CaseFile,
    CaseFileClosing,
    CaseFileIndex,
    Component,
    DocumentType,
    Entity,
    Record,
)
from records.packaging import deeds
from records.packaging.plan import BESIDE, REPRESENTATION, SCHEMA_OF_IT, ending
from records.packaging.rows import done, moment
from records.packaging.sources import sources

_PLACES = ("number", "folios", "deposit", "shelf", "tray", "box", "folder")


def told(case_file: CaseFile, *, at: datetime) -> dict[str, Any]:
    """All of it that is evidence: what it is, its records and files, what was decided and done.

    Files that are no part of an index stay behind.
    """
    entity = Entity.current()
    closings = list(
        CaseFileClosing.objects.filter(case_file=case_file)
        .select_related("reopening")
        .order_by("pk")
    )
    ended = {one.pk: place for place, one in enumerate(closings)}
    records = sorted(kept_records(case_file), key=lambda one: one.position)
    places = {one.pk: place for place, one in enumerate(records)}
    files, beside = files_of_all(records), deeds.of_records(case_file)
    indices = CaseFileIndex.objects.filter(case_file=case_file).order_by("number")
    scheme = case_file.series.scheme
    return {
        "schema": SCHEMA_OF_IT,
        "source": {"entity": entity.name, "nit": entity.nit, "exported_at": moment(at)},
        "case_file": {
            "code": case_file.code,
            "title": case_file.title,
            "public_title": case_file.public_title,
            "opened_on": case_file.opened_on.isoformat(),
            "support": case_file.support,
            "access": case_file.access,
            "metadata": case_file.metadata,
            "scheme": {"name": scheme.name, "label": scheme.label},
            "series": {"code": case_file.series.code, "name": case_file.series.name},
            "office": {"code": case_file.office.code, "name": case_file.office.name},
        },
        "volumes": [
            {name: getattr(one, name) for name in _PLACES}
            for one in case_file.volumes.order_by("number")
        ],
        "records": [
            _record(one, order, files[one.pk], ended) | BESIDE | beside.get(one.pk, {})
            for order, one in enumerate(records, 1)
        ],
        "closings": [_closing(one) for one in closings],
        "indices": [_index(one, ended) for one in indices.prefetch_related("components")],
        **deeds.of_case_file(case_file, places),
        "further": {name: one.told(case_file, places) for name, one in sources().items()},
    }


def as_bytes(described: dict[str, Any]) -> bytes:
    """The one form in which it is written."""
    return json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _record(
    record: Record, order: int, files: list[Component], closings: dict[int, int]
) -> dict[str, Any]:
    late = getattr(record, "late_entry", None)
    data = f"{REPRESENTATION}/data"
    return {
        "id": str(record.pk),
        "title": record.title,
        "document_type": _name(record.document_type),
        "created_on": record.created_on.isoformat(),
        "incorporated_at": moment(record.incorporated_at),
        "access": record.access,
        "origin": record.origin,
        "pages": record.pages,
        "late": late
        and {"closing": closings[late.closing_id], "reason": late.reason, **done(late)},
        "files": [
            _file(one, f"{data}/{order:05d}-{place:02d}{ending(one.name)}")
            for place, one in enumerate(files, 1)
        ],
    }


def _closing(closing: CaseFileClosing) -> dict[str, Any]:
    reopening = getattr(closing, "reopening", None)
    return {
        "kind": closing.kind,
        "number": closing.number,
        "on": closing.on.isoformat(),
        "reason": closing.reason,
        **done(closing),
        "reopening": reopening
        and {
            "on": reopening.on.isoformat(),
            "reason": reopening.reason,
            "act": reopening.act,
            **done(reopening),
        },
    }


def _index(index: CaseFileIndex, closings: dict[int, int]) -> dict[str, Any]:
    return {
        "number": index.number,
        "closing": closings[index.closing_id] if index.closing_id else None,
        "made_at": moment(index.made_at),
        "xml_sha256": index.xml_sha256,
        "entries": index.entries,
        "pages": index.pages,
        "files": [
            _file(one, f"documentation/indice-{index.number:02d}-{one.role}{ending(one.name)}")
            for one in _made_once(index.components.all())
        ],
    }


def _made_once(components: Iterable[Component]) -> list[Component]:
    """Without renewals: each begins with all the bytes that it renews."""
    kept = [one for one in components if one.role != Component.Role.RENEWAL]
    return sorted(kept, key=lambda one: one.pk)


def _file(component: Component, path: str) -> dict[str, Any]:
    return {
        "path": path,
        "name": component.name,
        "sha256": component.sha256,
        "size": component.size,
        "media_type": component.media_type,
        "role": component.role,
        "created_at": moment(component.created_at),
    }


def _name(document_type: DocumentType | None) -> str:
    return "" if document_type is None else document_type.name
