"""Checks of the schedules: steps, status and lines agree, and what was frozen is kept."""

from __future__ import annotations

from typing import Any

from records.digests import canonical, sha256
from records.exceptions import StorageError
from records.integrity.model import Found, State, check
from records.storage import storage
from retention.models import RetentionSchedule, ScheduleStep
from retention.scheduling import stages
from retention.scheduling.differences import essence
from retention.scheduling.freezing import content_of, frozen


@check("schedule_life", over="once")
def lived(rows: list[Any], state: State) -> Found:
    """Each step was lawful, and the status is where they lead."""
    for schedule in RetentionSchedule.objects.order_by("pk").prefetch_related("steps"):
        steps = [stages.Taken(one.kind, one.leads_to, one.on) for one in schedule.steps.all()]
        if not stages.is_lawful(steps):
            yield str(schedule), "Sus pasos no se siguen unos de otros como deben."
        if stages.status_after(steps) != schedule.status:
            led = stages.status_after(steps)
            yield str(schedule), f"Su estado es «{schedule.status}» y sus pasos llevan a «{led}»."


@check("schedule_files", over="once")
def kept(rows: list[Any], state: State) -> Found:
    """What each step names is in the store, byte for byte."""
    for step in ScheduleStep.objects.order_by("pk").select_related("schedule"):
        for digest in (step.content_sha256, step.file_sha256):
            if not digest:
                continue
            try:
                storage().read(digest)
            except StorageError:
                yield str(step), f"Falta o fue alterado en el almacén: {digest[:12]}…"


@check("schedule_lines", over="once")
def unchanged(rows: list[Any], state: State) -> Found:
    """What is no draft has the lines that were frozen when it was last presented or brought in."""
    for schedule in RetentionSchedule.objects.order_by("pk").select_related("scheme"):
        freezing = schedule.steps.exclude(content_sha256="").order_by("-place").first()
        if schedule.editable or freezing is None or schedule.status == stages.APPROVED:
            continue
        try:
            then = essence(frozen(freezing.content_sha256))
        except StorageError:
            continue  # the check of its files says so
        now = essence(content_of(schedule))
        if sha256(canonical(then)) != sha256(canonical(now)):
            yield str(schedule), "Sus renglones no son los que se congelaron."
