"""The register in words: what an event is about, and what it says. Few queries, however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from records.event_labels import subject_name
from records.kinds import LABELS as KINDS
from records.models import (
    AccessLevel,
    Attendance,
    Capture,
    CommitmentStep,
    CommitteeSession,
    EventDetail,
    RecordEvent,
    Signature,
)
from records.models.session import CHOICES, OUTCOMES
from records.permissions import Role

Subject = tuple[str, int]

FACTS = {
    "archive_years": _("further years in the central archive"),
    "office_years": _("further years in the office archive"),
    "extension": _("extension of the rule of a case file"),
    "motive": _("motive"),
    "permanent": _("permanent preservation"),
    "status": _("status"),
    "access": _("access"),
    "borrower": _("lent to"),
    "closing": _("closing"),
    "closings": _("closings"),
    "field": _("field"),
    "folios": _("folios"),
    "loan": _("loan"),
    "max_folios": _("folios in a volume"),
    "new": _("new series"),
    "observation": _("observation"),
    "on": _("day"),
    "ordering": _("order"),
    "position": _("place"),
    "purpose": _("what for"),
    "records": _("records"),
    "required": _("required"),
    "restriction": _("restriction"),
    "source": _("merged case file"),
    "target": _("target"),
    "volume": _("volume"),
    "what": _("what is kept apart"),
    "where": _("where it is"),
    "witness": _("witness"),
    "act": _("act"),
    "added": _("added"),
    "address": _("network address"),
    "agent": _("browser"),
    "annulment": _("annulment"),
    "annex": _("annex"),
    "authentication": _("identified by"),
    "case_file": _("case file"),
    "changed": _("changed"),
    "choice": _("vote"),
    "commitment": _("commitment"),
    "committee": _("committee"),
    "confirm_by": _("to be confirmed by"),
    "completion": _("completion"),
    "content_sha256": _("digest of the content"),
    "component": _("file"),
    "convocation": _("convocation"),
    "copy": _("copy"),
    "count": _("how many"),
    "created": _("new"),
    "decision": _("decision"),
    "document": _("controlled document"),
    "draft": _("draft"),
    "due_on": _("due on"),
    "effective_on": _("from"),
    "envelope_sha256": _("digest of the envelope"),
    "evidence": _("evidence"),
    "first": _("first number"),
    "former": _("file before"),
    "ground": _("ground"),
    "former_code": _("former code"),
    "from": _("before"),
    "issuance": _("issuance"),
    "item": _("point of the agenda"),
    "items": _("points of the agenda"),
    "kind": _("kind"),
    "label": _("version"),
    "level": _("level"),
    "last": _("last number"),
    "minutes": _("minutes"),
    "mode": _("mode"),
    "norms": _("norms"),
    "notice": _("notice"),
    "notice_sha256": _("digest of the notice"),
    "number": _("number"),
    "office": _("office"),
    "outcome": _("outcome"),
    "present": _("present"),
    "reason": _("reason"),
    "remark": _("remark"),
    "record": _("record"),
    "removed": _("removed"),
    "role": _("role"),
    "roles": _("roles"),
    "scope": _("sequence"),
    "seats": _("seats"),
    "series": _("series"),
    "sha256": "SHA-256",
    "signature": _("signature"),
    "states": _("state"),
    "step": _("step"),
    "suppression": _("suppression"),
    "title": _("title"),
    "told": _("told to"),
    "to": _("afterwards"),
    "until": _("until"),
    "value": _("number"),
    "version": _("version"),
    "vote": _("vote"),
    "way": _("way"),
    "year": _("year"),
}
_VALUES: dict[str, dict[str, Any]] = {
    "kind": dict(KINDS),
    "role": dict(Signature.Role.choices),
    "choice": dict(CHOICES),
    "outcome": dict(OUTCOMES),
    "mode": dict(CommitteeSession.Mode.choices),
    "states": dict(Attendance.State.choices),
    "notice": {
        "near": _("its end comes near"),
        "passed": _("its term passed"),
        "escalated": _("overdue, told to others"),
    },
    "roles": {role.name: role.label for role in Role},
    "from": dict(AccessLevel.choices),
    "to": dict(AccessLevel.choices) | dict(CommitmentStep.State.choices),
    "way": {
        **dict(Capture.Way.choices),
        "administrator": _("an administrator"),
        "link": _("a link by mail"),
        "command": _("a command"),
        "unknown": _("a way that the system did not hear of"),
    },
}


def names_of(events: Iterable[RecordEvent]) -> dict[Subject, str]:
    """What these events are about, by kind and name; a query for each kind of thing.

    What is no longer there, or never had a name, keeps its number.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    for event in events:
        wanted[event.subject_type].add(event.subject_id)
    names: dict[Subject, str] = {}
    for kind, keys in wanted.items():
        found = _found(kind, keys)
        for key in keys:
            name = found.get(key) or _t("No. %(number)d") % {"number": key}
            names[kind, key] = f"{subject_name(kind)}: {name}"
    return names


def facts_of(event: RecordEvent) -> list[tuple[str, str]]:
    """What an event says, facts and detail, each with its label; a word for an erased detail."""
    detail: EventDetail | None = getattr(event, "detail", None)
    said = {**event.facts, **((detail.payload or {}) if detail else {})}
    lines = [(_label(name), _value(name, value)) for name, value in said.items() if value != []]
    if event.detail_sha256 and (detail is None or detail.payload is None):
        lines.append((_t("Detail"), _t("Erased by a lawful disposal; its digest remains.")))
    return lines


def _found(kind: str, keys: set[int]) -> dict[int, str]:
    try:
        model: Any = apps.get_model(kind)
    except (LookupError, ValueError):
        return {}
    fields = model._meta.concrete_fields
    related = [field.name for field in fields if field.many_to_one or field.one_to_one]
    rows = model._default_manager.select_related(*related) if related else model._default_manager
    return {row.pk: _named(row) for row in rows.filter(pk__in=keys)}


def _named(row: Any) -> str:
    full_name = getattr(row, "get_full_name", None)
    return (full_name() if full_name else "") or str(row)


def _label(name: str) -> str:
    label = str(FACTS.get(name, name))
    return label[:1].upper() + label[1:]


def _value(name: str, value: Any) -> str:
    words = _VALUES.get(name, {})
    if isinstance(value, list):
        return ", ".join(str(words.get(one, one)) for one in value)
    return str(words.get(value, value))
