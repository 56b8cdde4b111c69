"""The register in words: what an event is about, and what it says. Few queries, however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
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
    Derivation,
    EventDetail,
    RecordEvent,
    Signature,
)
from records.models.session import CHOICES, OUTCOMES
from records.permissions import Role

Subject = tuple[str, int]

FACTS = {
    "appointment": _("appointment"),
    "authority": _("authority"),
    "body": _("body"),
    "case_files": _("case files"),
    "cause": _("ground"),
    "changes": _("changed"),
    "file": _("file"),
    "filled": _("filled format"),
    "index": _("electronic index"),
    "inventory": _("inventory"),
    "left": _("what did not come along"),
    "lines": _("lines"),
    "name": _("name"),
    "observed": _("with observations"),
    "order": _("order, with its number"),
    "profile": _("official layout"),
    "receiver": _("who receives"),
    "restricted": _("restricted case files"),
    "rows": _("rows"),
    "text": _("text"),
    "verification_code": _("code of verification"),
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
    "mets_sha256": _("digest of the METS"),
    "new": _("new series"),
    "observation": _("observation"),
    "on": _("day"),
    "ordering": _("order"),
    "position": _("place"),
    "question": _("question"),
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
    "work": _("work"),
    "act": _("act"),
    "added": _("added"),
    "address": _("network address"),
    "after": _("afterwards"),
    "agent": _("browser"),
    "annulment": _("annulment"),
    "annex": _("annex"),
    "authentication": _("identified by"),
    "before": _("before"),
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
    "event": _("what happened"),
    "evidence": _("evidence"),
    "fact": _("fact from which it counts"),
    "first": _("first number"),
    "former": _("file before"),
    "grant": _("right to a restricted case file"),
    "ground": _("ground"),
    "former_code": _("former code"),
    "from": _("before"),
    "further": _("further metadata"),
    "issuance": _("issuance"),
    "item": _("point of the agenda"),
    "items": _("points of the agenda"),
    "kind": _("kind"),
    "label": _("version"),
    "legal_basis": _("legal basis"),
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
    "work": dict(Derivation.Work.choices),
    "from": dict(AccessLevel.choices),
    "to": dict(AccessLevel.choices) | dict(CommitmentStep.State.choices),
    "way": {
        **dict(Capture.Way.choices),
        "administrator": _("an administrator"),
        "link": _("a link by mail"),
        "command": _("a command"),
        "page": _("its page"),
        "pdf": "PDF",
        "annex": _("an annex"),
        "index": _("its electronic index"),
        "control_sheet": _("its control sheet"),
        "label": _("its label"),
        "history": _("its history"),
        "inventory": _("an inventory"),
        "list": _("the list of the search"),
        "csv": "CSV",
        "xlsx": "XLSX",
        "feed": _("the feed of a search"),
        "suggestions": _("what is suggested while one types"),
        "directory": _("the directory of the series"),
        "unknown": _("a way that the system did not hear of"),
    },
}
_ROWS = {
    ("case_file.lent", "borrower"): settings.AUTH_USER_MODEL.lower(),
    ("case_file.entrusted", "from"): "records.appointment",
    ("case_file.entrusted", "to"): "records.appointment",
    ("handover.opened", "appointment"): "records.appointment",
    ("handover.opened", "receiver"): "records.appointment",
    ("case_file.reclassified", "former"): "records.series",
    ("case_file.reclassified", "new"): "records.series",
}
"""Facts that are the key of a row, by action and name: whom the row names is told."""
_LABELS = {("case_file.reclassified", "former"): _("former series")}
"""Facts that in one action are called otherwise than in the others."""
_COLUMNS = dict.fromkeys(("case_file.placed", "case_file.volume_dropped"), "records.volume")
"""Actions whose changed columns are not those of what the event is about."""


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


def rows_of(events: Iterable[RecordEvent]) -> dict[Subject, str]:
    """Whom and what the facts of these events name by key; a query for each kind of thing."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for event in events:
        for name, value in event.facts.items():
            kind = _ROWS.get((event.action, name))
            if kind is not None and isinstance(value, int):
                wanted[kind].add(value)
    return {
        (kind, key): name
        for kind, keys in wanted.items()
        for key, name in _found(kind, keys).items()
    }


def facts_of(event: RecordEvent, rows: dict[Subject, str] | None = None) -> list[tuple[str, str]]:
    """What an event says, facts and detail, each with its label; a word for an erased detail.

    `rows` are those of `rows_of`, where many events are told at once.
    """
    rows = rows_of([event]) if rows is None else rows
    detail: EventDetail | None = getattr(event, "detail", None)
    said = {**event.facts, **((detail.payload or {}) if detail else {})}
    if isinstance(said.get("before"), dict):  # a change of columns, which the two sides name
        said.pop("changed", None)
    for name, value in said.items():
        kind = _ROWS.get((event.action, name))
        if kind is not None and isinstance(value, int):  # who is no more keeps the number
            said[name] = rows.get((kind, value), value)
    columns = _columns_of(event) if any(isinstance(one, dict) for one in said.values()) else {}
    lines = [
        (_label(name, event.action), _value(name, value, columns))
        for name, value in said.items()
        if value != []
    ]
    if event.detail_sha256 and (detail is None or detail.payload is None):
        lines.append((_t("Detail"), _t("Erased by a lawful disposal; its digest remains.")))
    return lines


def _columns_of(event: RecordEvent) -> dict[str, Any]:
    """The columns of what the event is about, by name: its forms say how they are called."""
    try:
        kind = _COLUMNS.get(event.action, event.subject_type)
        return {one.attname: one for one in apps.get_model(kind)._meta.fields}
    except (LookupError, ValueError):
        return {}


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


def _label(name: str, action: str) -> str:
    label = str(_LABELS.get((action, name)) or FACTS.get(name, name))
    return label[:1].upper() + label[1:]


def _value(name: str, value: Any, columns: dict[str, Any]) -> str:
    """In words, whatever JSON holds: an event is read as it was written, years later too."""
    if isinstance(value, dict):
        joint = " → " if name == "changed" else ", "  # what each column was, and what it is
        return "; ".join(_told(key, one, columns, joint) for key, one in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(_value(name, one, columns) for one in value)
    if name == "evidence" and str(value).count(" ") == 2:  # table, key, digest
        kind, key, digest = str(value).split()
        return f"{subject_name(kind)} {key} ({digest})"
    return _word(value, _VALUES.get(name, {}))


def _told(name: str, value: Any, columns: dict[str, Any], joint: str) -> str:
    """A column of a mapping and what it held."""
    column = columns.get(name)
    label = column.verbose_name if column is not None else FACTS.get(name, name)
    if isinstance(value, dict):
        return f"{label}: {_value(name, value, columns)}"
    words = dict(column.flatchoices or ()) if column is not None else _VALUES.get(name, {})
    held = value if isinstance(value, list) else [value]
    return f"{label}: {joint.join(_word(one, words) for one in held)}"


def _word(value: Any, words: dict[Any, Any]) -> str:
    if isinstance(value, bool):
        return _t("Yes") if value else _t("No")
    if value is None or value == "":
        return "—"
    if isinstance(value, dict | list):  # deeper than any verb writes
        return str(value)
    return str(words.get(value, value))
