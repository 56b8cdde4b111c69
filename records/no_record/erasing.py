"""Erasing what a confirmed suppression took from everybody: the one way by which bytes go.

First the row that says so, then the bytes: after a crash, or once a backup is restored, the next
run erases what the rows say. Bytes that another file still lawfully has stay, also those of a file
that comes in the same moment (`records.guards.naming`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from records import storage
from records.capture import works
from records.case_files.standing import locked
from records.events import act
from records.guards.naming import columns_of
from records.models import (
    Component,
    Derivation,
    Erasure,
    FilledFormat,
    FilledSignature,
    Suppression,
)
from records.storage import ErasureTicket
from records.turns import Line, alone


def suppressed_files(suppression: Suppression) -> QuerySet[Component]:
    """The files that a suppression takes, with what was made of them in another format.

    Of what was filled in here, its content, its PDF and its annexes.
    """
    record = suppression.record
    of_record = Component.objects.filter(Q(record=record) | Q(filled__completion__record=record))
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


def waits_since() -> datetime | None:
    """Since when the oldest confirmed suppression waits to be carried out; None when none does."""
    of_it = Q(record=OuterRef("record")) | Q(filled__completion__record=OuterRef("record"))
    there = Component.objects.filter(of_it, erasure=None)
    own = there.filter(Q(pk=OuterRef("component")) | Q(source=OuterRef("component")))
    confirmed = Suppression.objects.filter(confirmation__isnull=False)
    waiting = confirmed.filter(Q(Exists(there), component=None) | Q(Exists(own)))
    found: datetime | None = waiting.aggregate(since=Min("confirmation__at"))["since"]
    return found


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


# A component is asked itself; a derivation is made of the bytes, and goes with them; what was
# filled in and its signatures name the content that a component of theirs holds.
_OF_COMPONENTS = (Component, Derivation, FilledFormat, FilledSignature)


def _naming_bytes() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        if model not in _OF_COMPONENTS:
            yield from ((model, name) for name in columns_of(model))


def _erase(row: Erasure) -> bool:
    digest = row.component.sha256
    derived = Derivation.objects.filter(sha256=digest)
    there = storage.storage().exists(digest)
    if not there and not derived.exists():
        return False
    with alone(Line.EVENTS):
        if has_holder(digest):
            return False
        works.forget(sha256=digest)
        storage.storage().erase(ErasureTicket(digest, erasure=row.pk))
    return there
