"""Adopting what is already in force: no entity approves 300 procedures again (domain 11.20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from records import codes, issue, numbering, storage, vetoes
from records.case_files.pages import pages_from_outside
from records.components import CONTENT_TYPE, annex_components, kept_annexes
from records.content import Content, schema_errors
from records.digests import canonical, normalized
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import (
    Component,
    ControlledDocument,
    DocumentVersion,
    Issuance,
    Office,
    Process,
    Series,
    Signature,
)
from records.permissions import ADOPTS, has_role
from records.submission import take_code
from records.wording import longest, too_long


@dataclass(frozen=True, slots=True)
class Original:
    """The file as it is in force, kept byte for byte: a signed PDF, or the DOCX or TXT it is."""

    content: bytes
    name: str
    media_type: str


def adopt(
    content: Content,
    *,
    label: str,
    approved_on: date | None,
    signatures: Sequence[dict[str, Any]],
    original: Original,
    office: Office,
    series: Series | None = None,
    process: Process | None = None,
    former_code: str = "",
    by: Any,
    at: datetime,
) -> Issuance:
    """Keep a document in force elsewhere as its issued version, at level L0, marked adopted.

    Its dates, signers and former versions are those it prints (`signatures` as in the exchange
    form). No approval is repeated and none is invented. Archive managers, who serve every office,
    and administrators adopt, under the code that it has here; `former_code`, which its file may
    show instead, leads to it. Nobody who writes puts in force alone. The envelope names the file
    and its type in `original`, whatever the importer reads. Raises NotAllowed with every reason,
    Conflict when the code was taken meanwhile, and nothing is kept then but the file's bytes.
    """
    content = _in_canonical_code(normalized(content))
    label = label.strip()
    today = timezone.localdate(at)
    reasons = reasons_against(
        content,
        label=label,
        approved_on=approved_on,
        signatures=signatures,
        original=original,
        series=series,
        former_code=former_code,
        by=by,
        at=at,
    )
    if reasons or approved_on is None or series is None:
        raise NotAllowed(reasons)
    content_bytes = canonical(content)
    keep = storage.storage()
    annexes = kept_annexes(content)
    content_sha256, original_sha256 = keep.put(content_bytes), keep.put(original.content)
    pages = pages_from_outside(original.content, original.media_type)
    with act(by=by, at=at) as log:
        if reasons := vetoes.reasons("adopt", office, today):
            raise NotAllowed(reasons)
        document = take_code(
            ControlledDocument(
                kind=content["kind"],
                office=office,
                access=content["access"],
                created_at=at,
                created_by=by,
            ),
            content["code"],
        )
        codes.keep_former(document, former_code, by=by, at=at)
        version = DocumentVersion.objects.create(
            document=document,
            number=1,
            code=content["code"],
            title=content["title"],
            kind=content["kind"],
            process=process,
            office=office,
            series=series,
            access=content["access"],
            content_sha256=content_sha256,
            route=[],
            label=label,
            change_note=_("Adopted as it was in force."),
            legacy_changes=issue.legacy_changes(content),
            change_scope=DocumentVersion.Scope.MAJOR,
            effective_on=approved_on,
            submitted_by=by,
            submitted_at=at,
        )
        kept = Component(
            version=version,
            role=Component.Role.ORIGINAL,
            sha256=original_sha256,
            size=len(original.content),
            media_type=original.media_type,
            name=original.name[: longest(Component, "name")],
            created_at=at,
        )
        Component.objects.bulk_create(
            [
                Component(
                    version=version,
                    role=Component.Role.CONTENT,
                    sha256=content_sha256,
                    size=len(content_bytes),
                    media_type=CONTENT_TYPE,
                    name=f"{version.code}.json",
                    created_at=at,
                ),
                kept,
                *annex_components(version, annexes, at),
            ]
        )
        log.record("version.adopted", version, facts={"document": document.pk, "label": label})
        return issue.put_on_record(
            version,
            [],
            label=label,
            approved_on=approved_on,
            effective_on=approved_on,
            signatures=_signatures(version, signatures),
            legacy=issue.legacy_changes(content),
            original=kept,
            pages=pages,
            by=by,
            at=at,
        )


def reasons_against(
    content: Content,
    *,
    label: str,
    approved_on: date | None,
    signatures: Sequence[dict[str, Any]],
    original: Original,
    series: Series | None,
    former_code: str = "",
    by: Any,
    at: datetime,
) -> list[Reason]:
    """Every reason why this cannot be adopted so; else empty. Changes nothing."""
    content = _in_canonical_code(normalized(content))
    reasons = [
        *_reasons(content, label.strip(), approved_on, series, timezone.localdate(at), by),
        *_unkept(signatures),
        *too_long(Component, "media_type", original.media_type, place="original"),
    ]
    if former_code and former_code != content["code"]:
        nobody = ControlledDocument(code=content["code"])
        reasons += codes.reasons_against_former(nobody, former_code)
    return reasons


def _in_canonical_code(content: Content) -> Content:
    if isinstance(content.get("code"), str):
        return {**content, "code": numbering.canonical(content["code"])}
    return content


def _reasons(
    content: Content,
    label: str,
    approved_on: date | None,
    series: Series | None,
    today: date,
    by: Any,
) -> list[Reason]:
    if errors := schema_errors(content):
        return [Reason("schema", error) for error in errors]
    reasons = []
    if not has_role(by, *ADOPTS):
        reasons.append(Reason("no_role", _("Your account does not adopt documents.")))
    if not content["code"]:
        reasons.append(Reason("no_code", _("The document does not show its code."), "code"))
    else:
        taken = [content["code"]] if codes.is_taken(content["code"]) else []
        problems = numbering.code_reasons(content["code"], taken=taken)
        reasons += [Reason("code", message, "code") for message in problems]
    if not content["title"].strip():
        reasons.append(Reason("no_title", _("The document does not show its title."), "title"))
    reasons += too_long(DocumentVersion, "title", content["title"])
    if not label:
        message = _("The document does not show its version.")
        reasons.append(Reason("no_label", message, "label"))
    else:
        reasons += [Reason("label", message, "label") for message in numbering.label_reasons(label)]
    if approved_on is None:
        message = _("The document does not show its date of approval.")
        reasons.append(Reason("no_date", message, "approved_on"))
    elif approved_on > today:
        message = _("Its date of approval lies in the future.")
        reasons.append(Reason("date_future", message, "approved_on"))
    if series is None:
        message = _("Choose the series in which the document is filed.")
        reasons.append(Reason("no_series", message, "series"))
    return reasons


def _unkept(signatures: Sequence[dict[str, Any]]) -> list[Reason]:
    """What the signatures that it prints say at more length than a register keeps."""
    texts = [
        (column, entry.get(column) or "")
        for entry in signatures
        for column in ("position", "committee", "minutes_number")
    ]
    texts += [("name", name) for entry in signatures for name in entry["names"]]
    return [
        reason
        for column, text in texts
        for reason in too_long(Signature, column, text, place="signatures")
    ]


def _signatures(version: DocumentVersion, signatures: Sequence[dict[str, Any]]) -> list[Signature]:
    names = {
        "prepared": pgettext("signature", "Prepared"),
        "reviewed": pgettext("signature", "Reviewed"),
        "approved": pgettext("signature", "Approved"),
    }
    rows = []
    for step, entry in enumerate(signatures):
        for name in entry["names"] or [""]:
            rows.append(
                Signature.objects.create(
                    version=version,
                    role=entry["role"],
                    step=step,
                    step_name=names[entry["role"]],
                    name=name,
                    position=(entry["position"] or "") if name else "",
                    committee=entry.get("committee") or "",
                    minutes_number=entry.get("minutes_number") or "",
                    content_sha256=version.content_sha256,
                    authentication="paper",
                    signed_on=date.fromisoformat(entry["date"]) if entry["date"] else None,
                )
            )
    return rows
