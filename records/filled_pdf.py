"""The PDF of what was filled in: made and sealed after its completion, as often as needed."""

from __future__ import annotations

from datetime import datetime

from records import renditions, sealing, storage
from records.case_files.filing import counted
from records.case_files.pages import pages_of
from records.events import act
from records.filled_reading import content_of, is_suppressed
from records.filled_signing import lock
from records.models import Component, Entity, FilledCompletion, FilledFormat, Suppression


def attach(filled: FilledFormat, *, at: datetime) -> Component:
    """Render, seal and keep the PDF of what was completed. Done twice is done once.

    Nothing is locked while it renders and seals. Raises RenderingError, SealingError or
    KeyUnavailable: it stays pending, and is tried again by the follower.
    """
    done = pdf_of(filled)
    if done is not None:
        return done
    completion = FilledCompletion.objects.select_related("number").get(filled=filled)
    signatures = list(filled.signatures.order_by("step"))
    pdf = renditions.filled(
        content_of(filled),
        number=completion.number.printed,
        completed_at=completion.completed_at,
        content_sha256=filled.content_sha256,
        signatures=[
            {
                "name": one.name,
                "position": one.position,
                "office": one.office,
                "date": one.signed_on.isoformat() if one.signed_on else None,
            }
            for one in signatures
        ],
        entity=Entity.current(),
    )
    pdf = sealing.sealer().seal(pdf, at=completion.completed_at)
    digest = storage.storage().put(pdf)
    with act(by=None, at=at) as log:
        lock(filled)
        done = pdf_of(filled)
        if done is not None:
            return done
        component = Component.objects.create(
            filled=filled,
            role=Component.Role.RENDITION,
            sha256=digest,
            size=len(pdf),
            media_type="application/pdf",
            name=f"{completion.number.printed}.pdf",
            created_at=at,
            stamped_until=sealing.stamped_until(pdf),
        )
        counted(component, pages_of(pdf))
        log.record("filling.attached", filled, facts={"sha256": digest})
    return component


def pdf_of(filled: FilledFormat) -> Component | None:
    """Its sealed PDF, with the time stamp put on it last.

    None while it is being made, and once it was suppressed.
    """
    if is_suppressed(filled):
        return None
    made = filled.components.filter(role__in=[Component.Role.RENDITION, Component.Role.RENEWAL])
    return made.order_by("-pk").first()


def pending() -> list[FilledFormat]:
    """What was completed and has no PDF yet; what was suppressed meanwhile gets none."""
    made = Component.objects.filter(role=Component.Role.RENDITION, filled__isnull=False)
    gone = Suppression.objects.filter(component=None, confirmation__isnull=False)
    return list(
        FilledFormat.objects.filter(completion__isnull=False)
        .exclude(pk__in=made.values("filled"))
        .exclude(completion__record__in=gone.values("record"))
    )
