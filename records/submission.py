"""Submitting: a draft becomes a version that nobody can change, on its way to signers.

`prepare` does what takes time (checks, PDF for review, files on disk); `submit` is the short
transaction. A content that cannot be rendered is never submitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records import changes, codes, issue, numbering, renditions, signing, storage, terms, vetoes
from records.case_files.standing import reasons_against_further
from records.checking import blocking_codes, findings_of, holds_back
from records.components import CONTENT_TYPE, annex_components, kept_annexes
from records.content import Content, schema_errors
from records.digests import canonical, normalized, sha256
from records.entity_calendar import calendar
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason, RenderingError
from records.lifecycle import Step, roles_of_kind, route_problems
from records.models import (
    ChangeRequest,
    ClassificationScheme,
    Component,
    ControlledDocument,
    DocumentVersion,
    Entity,
    FormerCode,
    Office,
    Process,
    Series,
    Signature,
)
from records.permissions import ADOPTS, WRITES, has_role
from records.turns import Line, take_lock
from records.wording import too_long


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding set aside by a person, with the reason that stays with the version."""

    code: str
    where: str | None
    reason: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A content that was checked, rendered and stored; what `submit` needs of it."""

    content: Content
    content_sha256: str
    content_size: int
    review_sha256: str
    review_size: int
    annexes: tuple[dict[str, Any], ...]
    waivers: tuple[Waiver, ...]
    checked_on: date


def open_document(
    *, kind: str, office: Office, by: Any, at: datetime, access: str = "public"
) -> ControlledDocument:
    """A new controlled document without code: the code is fixed by its first submission.

    Raises NotAllowed when the person neither writes nor keeps the archive.
    """
    if not has_role(by, *WRITES, *ADOPTS):
        raise NotAllowed([Reason("no_role", _("Your account does not write documents."))])
    with act(by=by, at=at) as log:
        document = ControlledDocument.objects.create(
            kind=kind, office=office, access=access, created_at=at, created_by=by
        )
        log.record("document.opened", document, facts={"kind": kind, "office": office.code})
    return document


def reasons_against(
    document: ControlledDocument, content: Content, *, waivers: Sequence[Waiver], today: date
) -> list[Reason]:
    """Every reason why this content cannot be submitted today, each beside its field."""
    if errors := schema_errors(content):
        return [Reason("schema", error) for error in errors]
    waived = {(one.code, one.where, one.target) for one in waivers if one.reason.strip()}
    blocking = blocking_codes(Entity.current())
    return [
        *_standing_reasons(document, content, today),
        *(
            Reason(finding.code, finding.message, finding.target or finding.where)
            for finding in findings_of(content, today=today)
            if holds_back(finding, blocking)
            and not (finding.waivable and (finding.code, finding.where, finding.target) in waived)
        ),
    ]


def _standing_reasons(document: ControlledDocument, content: Content, today: date) -> list[Reason]:
    """What depends on the rest of the entity, so that the transaction asks it again."""
    reasons = codes.reasons_against(document, content["code"])
    if document.successors.exists():
        message = _("It moves to another code: its next version is written in that draft.")
        reasons.append(Reason("moving", message))
    if not content["title"].strip():
        reasons.append(Reason("no_title", _("Write the title."), "title"))
    reasons += too_long(DocumentVersion, "title", content["title"])
    reasons += reasons_against_further(document)
    return [*reasons, *_classification_reasons(content, today)]


def take_code(document: ControlledDocument, code: str) -> ControlledDocument:
    """Save the document under a code. Raises Conflict when another transaction took it first."""
    document.code = code
    take_lock(Line.CODES)
    try:
        with transaction.atomic():
            if FormerCode.objects.filter(code=code).exists():
                raise IntegrityError
            document.save()
    except IntegrityError as error:
        message = _("The code %(code)s belongs to another document.") % {"code": code}
        raise Conflict([Reason("code_taken", message, "code")]) from error
    return document


def _classification_reasons(content: Content, today: date) -> list[Reason]:
    reasons = []
    if content["process"] is None:
        reasons.append(Reason("no_process", _("Choose the process."), "process"))
    elif not Process.objects.filter(code=content["process"]["code"]).exists():
        reasons.append(Reason("no_process", _("That process does not exist."), "process"))
    if content["office"] is None or _office(content, today) is None:
        reasons.append(Reason("no_office", _("Choose an office that exists today."), "office"))
    if content["series"] is None:
        message = _("Choose the series in which the document is filed.")
        reasons.append(Reason("no_series", message, "series"))
    elif _series(content, today) is None:
        message = _("That series is not in the scheme in force.")
        reasons.append(Reason("no_series", message, "series"))
    return reasons


def _office(content: Content, today: date) -> Office | None:
    return Office.objects.on(today).filter(code=content["office"]["code"]).first()


def _series(content: Content, today: date) -> Series | None:
    if content["series"] is None:
        return None
    scheme = ClassificationScheme.objects.in_force_on(today)
    return Series.objects.filter(scheme=scheme, code=content["series"]["code"]).first()


def prepare(
    document: ControlledDocument,
    content: Content,
    *,
    waivers: Sequence[Waiver] = (),
    at: datetime,
) -> Prepared:
    """Check, render and store a content. Raises NotAllowed with every reason; changes no row."""
    content = normalized(content)
    document = ControlledDocument.objects.get(pk=document.pk)
    if reasons := reasons_against(document, content, waivers=waivers, today=timezone.localdate(at)):
        raise NotAllowed(reasons)
    try:
        review = renditions.review(content, entity=Entity.current())
    except RenderingError as error:
        raise NotAllowed([Reason("not_rendered", str(error))]) from error
    content_bytes = canonical(content)
    keep = storage.storage()
    annexes = kept_annexes(content)
    return Prepared(
        content=content,
        content_sha256=keep.put(content_bytes),
        content_size=len(content_bytes),
        review_sha256=keep.put(review),
        review_size=len(review),
        annexes=annexes,
        waivers=tuple(waivers),
        checked_on=timezone.localdate(at),
    )


def submit(
    document: ControlledDocument,
    prepared: Prepared,
    *,
    route: Sequence[Step],
    change_note: str,
    change_scope: str = DocumentVersion.Scope.MAJOR,
    effective_on: date | None = None,
    label: str = "",
    former_code: str = "",
    request: ChangeRequest | None = None,
    authors: Sequence[int] = (),
    authentication: str,
    by: Any,
    at: datetime,
    circumstances: signing.Circumstances = signing.ALONE,
) -> DocumentVersion:
    """Freeze a prepared content as a version and sign it as prepared by `by`.

    Guarantees: the content is on disk before the row; at most one version of a document is open;
    the first submission fixes the document's code; whoever wrote the draft (`authors`, ids of
    people) neither reviews nor approves it; `request` is the accepted request of change that it
    answers, where the entity asks for one; the first submission also keeps `former_code`, under
    which the document was known elsewhere. Raises NotAllowed, Conflict when another
    version was submitted meanwhile.
    """
    today = timezone.localdate(at)
    content = prepared.content
    label = label.strip()
    with act(by=by, at=at) as log:
        document = ControlledDocument.objects.select_for_update().get(pk=document.pk)
        if document.versions.in_review().exists():
            raise Conflict([Reason("in_review", _("The document is already in review."))])
        reasons = _standing_reasons(document, content, today)
        if prepared.checked_on != today:
            reasons.append(Reason("stale", _("It was checked on another day. Submit it again.")))
        reasons += _route_reasons(route, document.kind, today)
        reasons += vetoes.reasons("submit", document, today)
        if label:
            problems = numbering.label_reasons(label)
            reasons += [Reason("label", problem, "label") for problem in problems]
        if document.code is None and former_code != content["code"]:
            reasons += codes.reasons_against_former(document, former_code)
        reasons += changes.reasons_against_answer(document, request)
        if change_scope == DocumentVersion.Scope.MINOR and not document.issuances.exists():
            message = _("A first version corrects no form: it is of substance.")
            reasons.append(Reason("first_minor", message, "change_scope"))
        if not change_note.strip():
            reasons.append(Reason("no_note", _("Say what changes and why."), "change_note"))
        if effective_on is not None and effective_on < today:
            message = _("It cannot be in force before it is issued.")
            reasons.append(Reason("effective_past", message, "effective_on"))
        office = _office(content, today)
        if reasons or office is None:
            raise NotAllowed(reasons)
        if document.code is None:
            take_code(document, content["code"])
            codes.keep_former(document, former_code, by=by, at=at)
        version = DocumentVersion.objects.create(
            document=document,
            number=document.versions.count() + 1,
            code=content["code"],
            title=content["title"],
            kind=content["kind"],
            process=Process.objects.get(code=content["process"]["code"]),
            office=office,
            series=_series(content, today),
            access=content["access"],
            content_sha256=prepared.content_sha256,
            route=[{**asdict(step), "people": list(step.people)} for step in route],
            label=label,
            change_note=change_note.strip(),
            change_scope=change_scope,
            effective_on=effective_on,
            waivers=[asdict(waiver) for waiver in prepared.waivers],
            authors=sorted({*authors, by.pk}),
            legacy_changes=issue.legacy_changes(content),
            submitted_by=by,
            submitted_at=at,
        )
        _keep_components(version, prepared, at)
        if request is not None:
            changes.answer(request, version=version, at=at)
        log.record(
            "version.submitted",
            version,
            facts={"document": document.pk, "content_sha256": prepared.content_sha256},
        )
        signing.sign(
            version,
            step=0,
            content_sha256=prepared.content_sha256,
            authentication=authentication,
            by=by,
            at=at,
            circumstances=circumstances,
        )
    return version


def _route_reasons(route: Sequence[Step], kind: str, today: date) -> list[Reason]:
    """Why this route cannot be frozen; terms are asked of the calendar only where there are any."""
    reasons = [
        Reason("route", problem, "route") for problem in route_problems(route, roles_of_kind(kind))
    ]
    for step in route:
        reasons += too_long(Signature, "step_name", step.name, place="route")
    if any(step.days is not None for step in route):
        problems = terms.reasons_against(route, calendar(), today)
        reasons += [Reason("term", problem, "route") for problem in problems]
    return reasons


def _keep_components(version: DocumentVersion, prepared: Prepared, at: datetime) -> None:
    stem = version.code
    Component.objects.bulk_create(
        [
            Component(
                version=version,
                role=Component.Role.CONTENT,
                sha256=prepared.content_sha256,
                size=prepared.content_size,
                media_type=CONTENT_TYPE,
                name=f"{stem}.json",
                created_at=at,
            ),
            Component(
                version=version,
                role=Component.Role.REVIEW,
                sha256=prepared.review_sha256,
                size=prepared.review_size,
                media_type="application/pdf",
                name=f"{stem}.pdf",
                created_at=at,
            ),
            *annex_components(version, prepared.annexes, at),
        ]
    )


def digest_of(content: Content) -> str:
    """The digest that a submission of this content would have."""
    return sha256(canonical(normalized(content)))
