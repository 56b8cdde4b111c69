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
from records.committees.calling import locked
from records.committees.extracts import pdfs_of
from records.events import act
from records.exceptions import Failure, NotAllowed, Reason
from records.filled_pdf import pdf_of
from records.filled_signing import lock
from records.models import (
    CaseFile,
    CaseFileIndex,
    Component,
    ControlledDocument,
    FilledFormat,
    Issuance,
    MinutesExtract,
)

WINDOW = timedelta(days=180)
# What was issued, filled in and released, and what a stamp was put on anew.
_STAMPED = (Component.Role.RENDITION, Component.Role.FILE, Component.Role.RENEWAL)
Subject = Issuance | FilledFormat | MinutesExtract | CaseFileIndex


@dataclass
class Renewals:
    """What a run did: how many were renewed, and a sentence for each that could not be."""

    made: int = 0
    failures: list[str] = field(default_factory=list)


def due(at: datetime, within: timedelta = WINDOW) -> QuerySet[Issuance]:
    """Issued versions whose PDF readers get bears a last time stamp that ends within that time."""
    versions = _ending("version", at + within).values("version")
    return Issuance.objects.filter(version__in=versions).select_related("version").order_by("pk")


def filled_due(at: datetime, within: timedelta = WINDOW) -> QuerySet[FilledFormat]:
    """What was filled in and whose PDF bears a last time stamp that ends within that time."""
    filled = _ending("filled", at + within).values("filled")
    return FilledFormat.objects.filter(pk__in=filled).order_by("pk")


def extracts_due(at: datetime, within: timedelta = WINDOW) -> QuerySet[MinutesExtract]:
    """Extracts of minutes whose PDF bears a last time stamp that ends within that time."""
    records = _ending("record", at + within).values("record")
    return MinutesExtract.objects.filter(record__in=records).order_by("pk")


def indices_due(at: datetime, within: timedelta = WINDOW) -> QuerySet[CaseFileIndex]:
    """Electronic indices whose PDF bears a last time stamp that ends within that time."""
    indices = _ending("index", at + within).values("index")
    return CaseFileIndex.objects.filter(pk__in=indices).order_by("pk")


def _ending(owner: str, until: datetime) -> QuerySet[Component]:
    later = Component.objects.filter(
        **{owner: OuterRef(owner)}, role=Component.Role.RENEWAL, pk__gt=OuterRef("pk")
    )
    there = Component.objects.filter(erasure=None)
    ending = there.filter(role__in=_STAMPED, stamped_until__lt=until)
    return ending.filter(~Exists(later), **{f"{owner}__isnull": False})


def renew(subject: Subject, *, at: datetime) -> Component:
    """Put a further time stamp on the PDF of a version, filled format, extract or index.

    Of two that race, one does. Seal, stamps and the last stamp's certificate are verified before;
    nothing is locked while the authority answers. Raises NotAllowed for a PDF without time stamp or
    an adopted original, SealingError when what is there does not hold or the authority does not
    answer, StorageError.
    """
    former = _last(subject)
    if former is None or former.role not in _STAMPED or former.stamped_until is None:
        raise NotAllowed([Reason("not_stamped", _("Its PDF bears no time stamp of the entity."))])
    pdf = sealing.sealer().renew(storage.storage().read(former.sha256))
    digest = storage.storage().put(pdf)
    told = {"sha256": digest, "former": former.sha256}
    with act(by=None, at=at) as log:
        if isinstance(subject, FilledFormat):
            lock(subject)
        elif isinstance(subject, MinutesExtract):
            locked(subject.session)
        elif isinstance(subject, CaseFileIndex):
            CaseFile.objects.select_for_update().get(pk=subject.case_file_id)
        else:
            ControlledDocument.objects.select_for_update().get(pk=subject.document_id)
        last = Component.objects.filter(
            version=former.version_id,
            filled=former.filled_id,
            record=former.record_id,
            index=former.index_id,
            role__in=_STAMPED,
        ).latest("pk")
        if last.pk != former.pk:
            return last
        component = Component.objects.create(
            version_id=former.version_id,
            filled_id=former.filled_id,
            record_id=former.record_id,
            index_id=former.index_id,
            role=Component.Role.RENEWAL,
            sha256=digest,
            size=len(pdf),
            media_type=former.media_type,
            name=former.name,
            created_at=at,
            stamped_until=sealing.stamped_until(pdf),
        )
        if isinstance(subject, FilledFormat):
            log.record("filling.renewed", subject, facts=told)
        elif isinstance(subject, MinutesExtract):
            log.record("minutes.extract_renewed", subject.session, facts=told)
        elif isinstance(subject, CaseFileIndex):
            renewed = {"number": subject.number, "index": subject.pk, **told}
            log.record("case_file.index_renewed", subject.case_file, facts=renewed)
        else:
            log.record("version.renewed", subject.version, facts={"issuance": subject.pk, **told})
    return component


def _last(subject: Subject) -> Component | None:
    if isinstance(subject, MinutesExtract):
        return pdfs_of(subject)[0]
    if isinstance(subject, CaseFileIndex):
        return subject.components.filter(role__in=_STAMPED).order_by("-pk").first()
    return pdf_of(subject) if isinstance(subject, FilledFormat) else issue.pdf_of(subject)


def renew_due(*, at: datetime, within: timedelta = WINDOW) -> Renewals:
    """Renew all that is due and would last longer for it; what was done stays done.

    The authority is asked first until when it stamps: while its own certificate is the old one,
    nothing is gained, and nothing done. Raises SealingError when it does not answer.
    """
    done = Renewals()
    issued, filled = due(at, within), filled_due(at, within)
    extracts, indices = extracts_due(at, within), indices_due(at, within)
    if not any(one.exists() for one in (issued, filled, extracts, indices)):
        return done
    until = sealing.sealer().stamps_until()
    waiting: list[Subject] = [
        *issued.prefetch_related("version__components"),
        *filled,
        *extracts.select_related("session"),
        *indices.select_related("case_file"),
    ]
    for one in waiting:
        former = _last(one)
        if former is None or former.stamped_until is None or former.stamped_until >= until:
            continue
        try:
            renew(one, at=at)
        except (NotAllowed, Failure) as error:
            done.failures.append(f"{one}: {error}")
        else:
            done.made += 1
    return done
