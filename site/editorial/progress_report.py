"""A report of progress begins with the activities of the plan as they were issued."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.contents import new_id
from editorial.drafting import create_draft
from editorial.models import DocumentPage
from records.content import Content, items
from records.exceptions import NotAllowed, Reason
from records.issue import content_of
from records.kinds import GRIDS, HEADINGS, REPORT
from records.models import ControlledDocument, Issuance, Office
from records.permissions import offices_of

_CARRIED = ("activity", "responsible", "product", "end", "weight", "progress")


def in_force_plan(document: ControlledDocument, today: date) -> Issuance | None:
    """The version of a plan that a report of progress is about; None where there is none."""
    if document.kind != "plan":
        return None
    found: Issuance | None = document.issuances.in_force_on(today).first()
    return found


def begin_progress_report(document: ControlledDocument, *, by: Any, at: datetime) -> DocumentPage:
    """A draft of a report on the plan in force, of the person's own office.

    Every activity of the plan is there with the progress that the plan says; its author writes the
    progress of today and the evidence. Raises NotAllowed with every reason.
    """
    today = timezone.localdate(at)
    plan = in_force_plan(document, today)
    office = Office.objects.on(today).filter(pk__in=offices_of(by)).order_by("pk").first()
    reasons = []
    if plan is None:
        reasons.append(Reason("no_plan", _("The plan has no version in force to report on.")))
    if office is None:
        message = _("You hold no appointment in force in an office that exists today.")
        reasons.append(Reason("no_office", message))
    if plan is None or office is None:
        raise NotAllowed(reasons)
    content = _report(plan, content_of(plan.version), office, today)
    return create_draft(content, office=office, by=by, at=at)


def _report(plan: Issuance, content: Content, office: Office, today: date) -> Content:
    template = REPORT.template("progress")
    roles = template.roles if template else ()
    return {
        **content,
        "schema": REPORT.schema,
        "kind": REPORT.name,
        "code": None,
        "title": f"Avance de {content['title']}"[:300],
        "office": {"code": office.code, "name": office.name},
        "sections": [
            {
                "id": new_id(),
                "role": role,
                "number": None,
                "title": HEADINGS[role],
                "blocks": _blocks(role, plan, content, today),
            }
            for role in roles
        ],
    }


def _blocks(role: str, plan: Issuance, content: Content, today: date) -> list[dict[str, Any]]:
    if role == "report_facts":
        empty = dict.fromkeys(column.name for column in GRIDS["report_facts"].columns)
        told = {"subject": "progress", "plan": plan.version.code, "end": today.isoformat()}
        return [_table("report_facts", [{"id": new_id(), **empty, **told}])]
    if role == "progress":
        empty = dict.fromkeys(column.name for column in GRIDS["progress"].columns)
        rows = [
            {"id": new_id(), **empty, **{name: row[name] for name in _CARRIED}}
            for row in items(content, "plan_activities")
        ]
        return [_table("progress", rows)]
    return []


def _table(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": new_id(), "type": name, "items": rows}
