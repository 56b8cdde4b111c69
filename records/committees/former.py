"""Minutes that a committee wrote and signed before Legajo: adopted as what they are, never redrawn.

No vote, attendance or quorum is made of them: nobody recorded those here. The file is the evidence,
its metadata what a person confirmed of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import adoption, numbers
from records.committees.holding import numbers_of
from records.content import Content
from records.days import in_words
from records.digests import sha256
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.lifecycle import MINUTES
from records.models import (
    AccessLevel,
    ClassificationScheme,
    Committee,
    Component,
    ControlledDocument,
    DocumentVersion,
    FormerCode,
    Issuance,
    Series,
)
from records.models import (
    Sequence as NumberRow,
)
from records.numbering import canonical
from records.querysets import IssuanceQuerySet
from records.text import fold

LABEL = "01"
_SMALL_WORDS = frozenset(["de", "del", "la", "las", "el", "los", "y", "e", "para", "en", "al"])


@dataclass(frozen=True, slots=True)
class Named:
    """A document that a decision of the minutes names, with the version, if it tells one."""

    code: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a person confirmed of minutes: whose they are, which, of what day, what they decide."""

    committee: Committee | None
    number: int | None
    held_on: date | None
    decided: Sequence[Named] = ()


def adopt_minutes(
    content: Content,
    confirmed: Confirmed,
    *,
    signatures: Sequence[dict[str, Any]],
    original: adoption.Original,
    access: str = "",
    by: Any,
    at: datetime,
) -> Issuance:
    """Keep signed minutes as a record of their committee, at level L0, byte for byte.

    Their number is that of the committee's row of that year, so that none is given twice: of a
    former year any that is free, of this year the next one. They have the access of the
    committee's minutes unless told. Raises NotAllowed with every reason, Conflict when the number
    was taken meanwhile; nothing is kept then but the file's bytes.
    """
    committee = confirmed.committee
    series = _series(committee, timezone.localdate(at))
    told = _titled({**content, "kind": MINUTES}, confirmed, access, series)
    against = adoption.reasons_against(
        told,
        label=LABEL,
        approved_on=confirmed.held_on,
        signatures=signatures,
        original=original,
        series=series,
        by=by,
        at=at,
    )
    # Said below in the words of a committee.
    reasons = [one for one in against if one.field not in ("code", "approved_on")]
    reasons = [*reasons_against(confirmed, timezone.localdate(at)), *reasons]
    reasons += _kept_already(original)
    if reasons or committee is None:
        raise NotAllowed(reasons)
    with act(by=by, at=at) as log:
        issuance = adoption.adopt(
            told,
            label=LABEL,
            approved_on=confirmed.held_on,
            signatures=signatures,
            original=original,
            office=committee.office,
            series=series,
            process=committee.process,
            by=by,
            at=at,
        )
        document = issuance.document
        # Codes are taken one after the other: who adopted this file meanwhile is seen by now.
        if late := _kept_already(original, but=issuance.version):
            raise Conflict(late)
        if confirmed.held_on and confirmed.held_on.year == timezone.localdate(at).year:
            given = numbers.give(numbers_of(committee), document, by=by, at=at)
            if given.number != confirmed.number:
                raise NotAllowed(_number_reasons(confirmed, timezone.localdate(at)))
        log.record("minutes.adopted", document, facts={"committee": committee.pk})
    return issuance


def reasons_against(confirmed: Confirmed, today: date) -> list[Reason]:
    """What is wrong with what was confirmed: committee, number, day, documents; else empty."""
    reasons = []
    if confirmed.committee is None:
        message = _("No committee bears that name: choose it, or create it first.")
        reasons.append(Reason("unknown_committee", message, "committee"))
    if confirmed.held_on is None:
        reasons.append(Reason("no_date", _("Say on which day they met."), "held_on"))
    elif confirmed.held_on > today:
        message = _("They cannot have met in the future.")
        reasons.append(Reason("date_future", message, "held_on"))
    elif confirmed.committee and not _existed(confirmed.committee, confirmed.held_on):
        message = _("The committee does not exist on that day.")
        reasons.append(Reason("no_committee_then", message, "held_on"))
    if not confirmed.number or confirmed.number < 1:
        reasons.append(Reason("no_number", _("Write the number of the minutes."), "number"))
    else:
        reasons += _number_reasons(confirmed, today)
    for one in confirmed.decided:
        reasons += _document_reasons(one)
    return reasons


def _existed(committee: Committee, day: date) -> bool:
    return Committee.objects.on(day).filter(pk=committee.pk).exists()


def _number_reasons(confirmed: Confirmed, today: date) -> list[Reason]:
    committee, day = confirmed.committee, confirmed.held_on
    if committee is None or day is None or not confirmed.number:
        return []
    row = numbers_of(committee)
    printed = row.printed(day.year, confirmed.number)
    begun = NumberRow.objects.filter(scope=row.scope(), year=day.year).first()
    last = begun.last if begun else 0
    # Up to the last of the row each was given, or is set aside for what was numbered by hand.
    if confirmed.number <= last or ControlledDocument.objects.filter(code=printed).exists():
        message = _("The number %(number)s is taken already.")
        return [Reason("number_taken", message % {"number": printed}, "number")]
    if day.year != today.year:
        return []
    following = last + 1
    if confirmed.number == following:
        return []
    message = _("The next number of this year is %(number)s: adopt minutes of this year in order.")
    told = message % {"number": row.printed(day.year, following)}
    return [Reason("number_order", told, "number")]


def document_called(code: str) -> ControlledDocument | None:
    """The document that has that code, or had it; None where Legajo keeps none."""
    document = ControlledDocument.objects.filter(code=code).first()
    if document is None:
        former = FormerCode.objects.filter(code=code).select_related("document").first()
        document = former.document if former else None
    return document


def _document_reasons(named: Named) -> list[Reason]:
    code = canonical(named.code)
    document = document_called(code)
    if document is None:
        message = _("A decision names the document %(code)s, which is not in Legajo.")
        return [Reason("unknown_document", message % {"code": code}, "decided")]
    known = Issuance.objects.filter(document=document, label__in=labels_of(named.version))
    if named.version and not known.exists():
        message = _("A decision names version %(version)s of %(code)s, which does not exist.")
        text = message % {"version": named.version, "code": code}
        return [Reason("unknown_version", text, "decided")]
    return []


def _kept_already(
    original: adoption.Original, *, but: DocumentVersion | None = None
) -> list[Reason]:
    """Why this file is not adopted under another number: it is the minutes that it is."""
    kept = Component.objects.filter(
        role=Component.Role.ORIGINAL, sha256=sha256(original.content), version__kind=MINUTES
    )
    if but is not None:
        kept = kept.exclude(version=but)
    message = _("This very file was adopted already: it is %(code)s.")
    return [
        Reason("file_kept", message % {"code": code}, "file")
        for code in kept.values_list("version__code", flat=True)[:1]
    ]


def labels_of(version: str) -> set[str]:
    """«3» and «03» name one version."""
    bare = version.lstrip("0") or version
    return {version, bare, bare.zfill(2)}


def _series(committee: Committee | None, day: date) -> Series | None:
    if committee is None:
        return None
    scheme = ClassificationScheme.objects.in_force_on(day)
    return Series.objects.filter(scheme=scheme, code=committee.series_code).first()


def _titled(content: Content, confirmed: Confirmed, access: str, series: Series | None) -> Content:
    """The content under the committee's name, number and place."""
    committee, day = confirmed.committee, confirmed.held_on
    if committee is None or day is None or not confirmed.number:
        return {**content, "code": content["code"] or None}
    process, office = committee.process, committee.office
    parent = process.parent
    return {
        **content,
        "code": numbers_of(committee).printed(day.year, confirmed.number),
        "title": f"{committee.name}, sesión del {in_words(day)}",
        "access": access or committee.minutes_access or AccessLevel.CLASSIFIED,
        "office": {"code": office.code, "name": office.name},
        "process": {
            "code": process.code,
            "name": process.name,
            "parent": {"code": parent.code, "name": parent.name} if parent else None,
        },
        "series": {"code": series.code, "name": series.name} if series else None,
    }


def former_minutes(committee: Committee) -> IssuanceQuerySet:
    """The minutes of a committee that were adopted, the newest first."""
    return (
        Issuance.objects.filter(
            document__kind=MINUTES,
            document__code__startswith=f"AC-{committee.code}-",
            document__session_opening__isnull=True,
        )
        .select_related("document", "version")
        .order_by("-approved_on", "-pk")
    )


def committee_named(name: str) -> Committee | None:
    """The committee that minutes call so, whatever the case and the small words; else None."""
    wanted = _weighty(name)
    found = [one for one in Committee.objects.all() if wanted and _weighty(one.name) == wanted]
    return found[0] if len(found) == 1 else None


def _weighty(name: str) -> list[str]:
    return [word for word in fold(name).replace(",", " ").split() if word not in _SMALL_WORDS]
