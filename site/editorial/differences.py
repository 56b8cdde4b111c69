"""What a signer compares: the version in review with the one in force, or the one last signed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from records import issue
from records.comparison import compare_read, told
from records.models import DocumentVersion, Issuance


def in_force(found: DocumentVersion) -> DocumentVersion | None:
    """The version in force that this one would follow; None for what was issued itself.

    Of a document that moves to another code, the first version follows that of the one it replaces.
    """
    if Issuance.objects.filter(version=found).exists():
        return None
    today = timezone.localdate()
    issued = Issuance.objects.in_force_on(today).select_related("version")
    issuance = (
        issued.filter(document=found.document_id).first()
        or issued.filter(document=found.document.replaces_id).first()
    )
    return issuance.version if issuance else None


def last_signed(user: Any, found: DocumentVersion) -> DocumentVersion | None:
    """The version of the document that this person signed last."""
    signature = (
        user.signatures.filter(version__document=found.document)
        .exclude(version=found)
        .select_related("version")
        .order_by("-signed_at")
        .first()
    )
    return signature.version if signature else None


def since(former: DocumentVersion | None, content: dict[str, Any]) -> dict[str, Any] | None:
    """What changed from that version to this content, for a signer to read; None without one."""
    if former is None:
        return None
    difference = compare_read(issue.content_of(former), content)
    issuance = Issuance.objects.filter(version=former).first()
    return {
        "version": former,
        "label": issuance.label if issuance else "",
        "difference": difference,
        "told": told(difference),
    }
