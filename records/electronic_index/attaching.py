"""The signature and the PDF of an index that was frozen: made after it, as often as needed."""

from __future__ import annotations

from datetime import datetime

from records import renditions, sealing, storage
from records.electronic_index import paper, xades
from records.electronic_index.reading import read
from records.events import act
from records.models import CaseFile, CaseFileIndex, Component, Entity


def attach(index: CaseFileIndex, *, at: datetime) -> Component:
    """Sign the index (XAdES), draw it, seal its PDF (PAdES) and keep both. Returns what it signed.

    Done twice is done once. Nothing is locked while it signs and renders. Raises RenderingError,
    SealingError, KeyUnavailable or StorageError: it stays pending, and the follower tries it again.
    """
    done = signed_of(index)
    if done is not None:
        return done
    case_file = index.case_file
    xml = storage.storage().read(index.xml_sha256)
    signed = xades.sign(xml, at=index.made_at)
    name = f"{case_file.code}-indice-{index.number}"
    page = paper.page(read(xml), xml_sha256=index.xml_sha256)
    pdf = renditions.of_form(
        page,
        title=page["title"],
        access=case_file.access,
        at=index.made_at,
        attachments={f"{name}-firmado.xml": signed},
        entity=Entity.current(),
    )
    pdf = sealing.sealer().seal(pdf, at=index.made_at)
    digests = [storage.storage().put(one) for one in (signed, pdf)]
    with act(by=None, at=at) as log:
        CaseFile.objects.select_for_update().get(pk=case_file.pk)
        done = signed_of(index)
        if done is not None:
            return done
        component = Component.objects.create(
            index=index,
            role=Component.Role.SIGNED,
            sha256=digests[0],
            size=len(signed),
            media_type="application/xml",
            name=f"{name}-firmado.xml",
            created_at=at,
        )
        Component.objects.create(
            index=index,
            role=Component.Role.RENDITION,
            sha256=digests[1],
            size=len(pdf),
            media_type="application/pdf",
            name=f"{name}.pdf",
            created_at=at,
            stamped_until=sealing.stamped_until(pdf),
        )
        log.record(
            "case_file.index_signed",
            case_file,
            facts={"number": index.number, "index": index.pk, "sha256": digests[0]},
        )
    return component


def signed_of(index: CaseFileIndex) -> Component | None:
    """The signed XML; None while it is being made."""
    return index.components.filter(role=Component.Role.SIGNED).first()


def pending() -> list[CaseFileIndex]:
    """Frozen indices whose signature and PDF are still to be made."""
    signed = Component.objects.filter(role=Component.Role.SIGNED, index__isnull=False)
    found = CaseFileIndex.objects.exclude(pk__in=signed.values("index"))
    return list(found.select_related("case_file"))
