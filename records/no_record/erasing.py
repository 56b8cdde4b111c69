"""Erasing what a confirmed suppression took from everybody: the one way by which bytes go.

First the row that says so, then the bytes: after a crash, or once a backup is restored, the next
run erases what the rows say. Bytes that another file still lawfully has stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from records import storage
from records.capture import works
from records.case_files.standing import locked
from records.events import act
from records.models import Component, Derivation, Erasure, Suppression
from records.storage import ErasureTicket


def suppressed_files(suppression: Suppression) -> QuerySet[Component]:
    """The files that a suppression takes, with what was made of them in another format."""
    of_record = Component.objects.filter(record=suppression.record)
    if suppression.component is None:
        return of_record
    return of_record.filter(Q(pk=suppression.component_id) | Q(source=suppression.component_id))


def erase_suppressed(at: datetime) -> str | None:
    """The due task: erase what confirmed suppressions name and is still there."""
    confirmed = Suppression.objects.filter(confirmation__isnull=False)
    for suppression in confirmed.select_related("record__case_file").order_by("pk"):
        _write_down(suppression, at)
    count = sum(_erase(row) for row in Erasure.objects.select_related("component").order_by("pk"))
    message = ngettext(
        "The bytes of %(count)d suppressed file were erased.",
        "The bytes of %(count)d suppressed files were erased.",
        count,
    )
    return message % {"count": count} if count else None


def _write_down(suppression: Suppression, at: datetime) -> None:
    if not suppressed_files(suppression).filter(erasure=None).exists():
        return
    with act(by=None, at=at) as log:
        locked(suppression.record.case_file)
        for component in suppressed_files(suppression).filter(erasure=None):
            Erasure.objects.create(component=component, suppression=suppression, at=at)
            facts = {"component": component.pk, "suppression": suppression.pk}
            log.record("component.erased", suppression.record, facts=facts)


def has_holder(digest: str) -> bool:
    """Whether another file lawfully has the same bytes: one of a record, or of anything else.

    Whatever names bytes has a column `…sha256`, in any app: an annex of a draft or of a session, a
    frozen content. So a table that comes later holds its bytes too, unasked.
    """
    erased = Erasure.objects.filter(component=OuterRef("pk"))
    if Component.objects.filter(~Exists(erased), sha256=digest).exists():
        return True
    return any(
        model._default_manager.filter(**{name: digest}).exists() for model, name in _naming_bytes()
    )


def _naming_bytes() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        if model in (Component, Derivation):  # asked above; made of the bytes, and goes with them
            continue
        for field in model._meta.concrete_fields:
            if field.name.endswith("sha256"):
                yield model, field.name


def _erase(row: Erasure) -> bool:
    digest = row.component.sha256
    if has_holder(digest) or not storage.storage().exists(digest):
        return False
    works.forget(sha256=digest)
    storage.storage().erase(ErasureTicket(digest, erasure=row.pk))
    return True
