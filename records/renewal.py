"""Renewing the time stamps of issued PDFs before the certificate of the last one ends.

What was issued keeps its bytes: a renewal is a file of its own that begins with all of them, and is
what readers get from then on. A signed original that came from elsewhere is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from records import issue, sealing, storage
from records.events import act
from records.exceptions import Failure, NotAllowed, Reason
from records.models import Component, ControlledDocument, Issuance

WINDOW = timedelta(days=180)
_STAMPED = (Component.Role.RENDITION, Component.Role.RENEWAL)


@dataclass
class Renewals:
    """What a run did: how many were renewed, and a sentence for each that could not be."""

    made: int = 0
    failures: list[str] = field(default_factory=list)


def due(at: datetime, within: timedelta = WINDOW) -> QuerySet[Issuance]:
    """Issued versions whose PDF readers get bears a last time stamp that ends within that time."""
    later = Component.objects.filter(
        version=OuterRef("version"), role=Component.Role.RENEWAL, pk__gt=OuterRef("pk")
    )
    ending = Component.objects.filter(role__in=_STAMPED, stamped_until__lt=at + within)
    last = ending.exclude(Exists(later)).values("version")
    return Issuance.objects.filter(version__in=last).select_related("version").order_by("pk")


def renew(issuance: Issuance, *, at: datetime) -> Component:
    """Put a further time stamp on the PDF of an issued version. Of two that race, one does.

    Seal, stamps and the last stamp's certificate are verified before; nothing is locked while the
    authority answers. Raises NotAllowed for a PDF without time stamp or an adopted original,
    SealingError when what is there does not hold or the authority does not answer, StorageError.
    """
    former = issue.pdf_of(issuance)
    if former is None or former.role not in _STAMPED or former.stamped_until is None:
        raise NotAllowed([Reason("not_stamped", _("Its PDF bears no time stamp of the entity."))])
    pdf = sealing.sealer().renew(storage.storage().read(former.sha256))
    digest = storage.storage().put(pdf)
    version = issuance.version
    with act(by=None, at=at) as log:
        ControlledDocument.objects.select_for_update().get(pk=version.document_id)
        last = version.components.filter(role__in=_STAMPED).order_by("-pk")[0]
        if last.pk != former.pk:
            return last
        component = Component.objects.create(
            version=version,
            role=Component.Role.RENEWAL,
            sha256=digest,
            size=len(pdf),
            media_type=former.media_type,
            name=former.name,
            created_at=at,
            stamped_until=sealing.stamped_until(pdf),
        )
        log.record(
            "version.renewed",
            version,
            facts={"issuance": issuance.pk, "sha256": digest, "former": former.sha256},
        )
    return component


def renew_due(*, at: datetime, within: timedelta = WINDOW) -> Renewals:
    """Renew all that is due and would last longer for it; what was done stays done.

    The authority is asked first until when it stamps: while its own certificate is the old one,
    nothing is gained, and nothing done. Raises SealingError when it does not answer.
    """
    done = Renewals()
    waiting = due(at, within)
    if not waiting.exists():
        return done
    until = sealing.sealer().stamps_until()
    for issuance in waiting.prefetch_related("version__components"):
        former = issue.pdf_of(issuance)
        if former is None or former.stamped_until is None or former.stamped_until >= until:
            continue
        try:
            renew(issuance, at=at)
        except (NotAllowed, Failure) as error:
            done.failures.append(f"{issuance}: {error}")
        else:
            done.made += 1
    return done
