"""The master list (listado maestro, ISO 9001:2015, 7.5.3): derived from what was issued."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.addresses import absolute
from portal.days import known_until
from records.kinds import LABELS
from records.models import AccessLevel, ControlledDocument, DocumentVersion, Issuance
from records.urgency import standing_of

COLUMNS = (
    "code",
    "title",
    "kind",
    "version",
    "state",
    "approved_on",
    "effective_on",
    "review_due_on",
    "process",
    "office",
    "series",
    "access",
    "adopted",
    "url",
    "pdf",
    "urgent",
)


def headings() -> list[str]:
    """The columns in words, in the order of COLUMNS."""
    return [
        _("Code"),
        _("Title"),
        _("Kind"),
        _("Version"),
        _("State"),
        _("Approved on"),
        _("In force from"),
        _("Review due on"),
        _("Process"),
        _("Office"),
        _("Series"),
        _("Access"),
        _("Adopted"),
        _("Address"),
        "PDF",
        _("Issued urgently"),
    ]


def rows(request: HttpRequest, day: date) -> list[dict[str, Any]]:
    """One row a document that had begun by that day, by code; one query.

    A document withdrawn by then is `obsolete`; one with a text still being signed at the end of
    that day, whatever became of it since, is `in_change`. Nobody has set a day of review yet: its
    column is empty until there is one.
    """
    documents = ControlledDocument.objects.with_current(day)
    # That a restricted text is being signed is nobody's business who may not read it.
    in_review = DocumentVersion.objects.filter(
        document=OuterRef("document"), access=AccessLevel.PUBLIC, submitted_at__date__lte=day
    ).exclude(Q(issuance__issued_at__date__lte=day) | Q(refusal__at__date__lte=day))
    found = (
        Issuance.objects.visible_to(request.user)
        .filter(pk__in=documents.values("latest"))
        .for_lists()
        .annotate(in_review=Exists(in_review))
        .order_by("document__code")
    )
    return [_row(request, one, day) for one in found]


def _row(request: HttpRequest, issuance: Any, day: date) -> dict[str, Any]:
    version, code = issuance.version, issuance.document.code
    standing = standing_of(issuance, known_until(day))
    if issuance.ends_on is not None and issuance.ends_on <= day:
        state = "obsolete"
    else:
        state = "in_change" if issuance.in_review else "in_force"
    restricted = [one for one in (issuance.access, issuance.document.access) if one != "public"]
    return {
        "code": code,
        "title": version.title,
        "kind": version.kind,
        "version": issuance.label,
        "state": state,
        "approved_on": issuance.approved_on.isoformat(),
        "effective_on": issuance.effective_on.isoformat(),
        "review_due_on": None,
        "process": version.process.name if version.process else None,
        "office": version.office.name,
        "series": version.series.code if version.series else None,
        "access": "reserved" if "reserved" in restricted else (restricted or ["public"])[0],
        "adopted": issuance.adopted,
        "url": absolute(request, reverse("document", args=[code])),
        "pdf": absolute(request, reverse("version-pdf", args=[code, issuance.label])),
        "urgent": standing.state if standing else None,
    }


def kind_names() -> dict[str, str]:
    """Names of kinds for the screen."""
    return LABELS
