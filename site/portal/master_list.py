"""The master list (listado maestro, ISO 9001:2015, 7.5.3): derived from what was issued."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.addresses import absolute
from portal.days import known_until
from portal.listing import Filter, choices, counted, narrowed
from portal.templatetags.legajo import status_name
from records.models import AccessLevel, ControlledDocument, DocumentVersion, Issuance
from records.urgency import standing_of
from search.analysis import stem, words
from search.language import MOST_TERMS

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
        _("Producing office"),
        _("Series"),
        _("Access level"),
        _("Adopted"),
        _("Address"),
        "PDF",
        _("Issued urgently"),
    ]


def listed(user: Any, day: date) -> Any:
    """What a visitor may know of that had begun by that day, by code, each with its `state`.

    A document withdrawn by then is `obsolete`; one with a text still being signed at the end of
    that day, whatever became of it since, is `in_change`.
    """
    documents = ControlledDocument.objects.with_current(day)
    # That a restricted text is being signed is nobody's business who may not read it.
    in_review = DocumentVersion.objects.filter(
        document=OuterRef("document"), access=AccessLevel.PUBLIC, submitted_at__date__lte=day
    ).exclude(Q(issuance__issued_at__date__lte=day) | Q(refusal__at__date__lte=day))
    return (
        Issuance.objects.visible_to(user)
        .filter(pk__in=documents.values("latest"))
        .for_lists()
        .annotate(
            state=Case(
                When(first_end__lte=day, then=Value("obsolete")),
                When(Exists(in_review), then=Value("in_change")),
                default=Value("in_force"),
            )
        )
        .order_by("document__code")
    )


def chosen(issuances: Any, asked: QueryDict) -> Any:
    """What the filters of `/documentos/`, that of the state and the words of `?q=` leave."""
    issuances = narrowed(issuances, asked)
    if state := asked.get("estado", "").strip():
        issuances = issuances.filter(state=state)
    if text := asked.get("q", "").strip():
        issuances = issuances.filter(pk__in=_named(issuances, text))
    return issuances


def _named(issuances: Any, text: str) -> list[int]:
    """Those with each of the words in code or title, in any inflexion or only begun; one query.

    A list is narrowed by what it shows, and of any day: the text of documents is searched in
    `/buscar/`.
    """
    asked = words(text)[:MOST_TERMS]
    rows = issuances.order_by().values_list("pk", "document__code", "version__title")
    return [pk for pk, *shown in rows if asked and _has_all(asked, words(" ".join(shown)))]


def _has_all(asked: list[str], there: list[str]) -> bool:
    stems = {stem(word) for word in there}
    return all(stem(one) in stems or any(word.startswith(one) for word in there) for one in asked)


def filters(issuances: Any, asked: QueryDict) -> list[Filter]:
    """The filters with what each offers; three queries."""
    states = issuances.order_by().values_list("state", flat=True)
    offered = counted((one, status_name(one)) for one in states)
    return [
        *choices(issuances, asked),
        Filter("estado", _("State"), offered, asked.get("estado", "").strip()),
    ]


def rows(request: HttpRequest, day: date) -> list[dict[str, Any]]:
    """The rows of every document that the filters of the request leave; one query."""
    return [
        row(request, one, day) for one in chosen(listed(request.user, day), request.GET).iterator()
    ]


def row(request: HttpRequest, issuance: Any, day: date) -> dict[str, Any]:
    """A row of the list, by the keys of COLUMNS, of what `listed` told.

    Nobody has set a day of review yet: its column is empty until there is one.
    """
    version, code = issuance.version, issuance.document.code
    standing = standing_of(issuance, known_until(day))
    restricted = [one for one in (issuance.access, issuance.document.access) if one != "public"]
    return {
        "code": code,
        "title": version.title,
        "kind": version.kind,
        "version": issuance.label,
        "state": issuance.state,
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
