"""The demo entity on its first day: itself, its administrator, offices, processes and schedule."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wagtail.models import Workflow, WorkflowTask

from editorial.models import Route, SigningTask
from portal import demo
from portal.demo.loading import papers
from portal.demo.loading.deeds import FOUNDED_ON, moment
from portal.demo.loading.known import known
from portal.demo.loading.people import ADMINISTRATOR, account, person_named
from records.case_files.own_types import name_own_type
from records.events import act
from records.models import (
    ClassificationScheme,
    Entity,
    Office,
    OfficeSuccession,
    OwnType,
    Position,
    Process,
)
from records.organization import register
from records.setup import set_up
from retention.models import FinalDisposition, Reproduction, RetentionSchedule, Trigger
from retention.scheduling import Level, ScheduleLine, TypeName, adopt_schedule
from search import said

_KINDS = {"core": Process.Kind.MISSION}
_DISPOSITIONS = {
    "CT": FinalDisposition.PERMANENT,
    "E": FinalDisposition.DESTROY,
    "S": FinalDisposition.SAMPLE,
}


def is_demo(entity: Entity) -> bool:
    """True for the entity that `found` makes."""
    return entity.nit == demo.entity().nit


def found(password: str) -> None:
    """Everything that stands before the first document. One transaction; done twice is once."""
    if Entity.objects.exists():
        return
    at = moment(FOUNDED_ON, 6)
    with act(by=None, at=at):
        by = account(person_named(ADMINISTRATOR), password, by=None, at=at)
        offices = _offices(by, at)
        _processes(offices, by, at)
        _schedule(offices, by, at)
        for told in demo.entity().own_types:
            kept = OwnType(kind=told.kind, code=told.code, type_name=told.type)
            name_own_type(kept, by=by, at=at)
        said.take_in(said.starting(), by=by, at=at)
        for names in _routes():
            _workflow(names, by, at)


def _offices(by: Any, at: datetime) -> dict[str, Office]:
    written = demo.entity()
    kept: dict[str, Office] = {}
    for one in demo.offices():
        office = Office(
            code=one.code,
            name=one.name,
            parent=kept[one.parent] if one.parent else None,
            act=one.act,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
        )
        if kept:
            register(office, by=by, at=at)
        else:
            entity = Entity(
                name=written.name,
                short_name=written.short_name,
                nit=written.nit,
                crest_svg=demo.crest(),
                accent=written.accent,
                code_template=written.code_template,
                time_zone=written.time_zone,
                address=written.address,
                phone=written.phone,
                email=written.email,
                urgent_allowed=written.urgent_allowed,
            )
            set_up(entity, office, agreement_act=written.agreement_act, by=by, at=at)
        kept[one.code] = office
    for one in demo.offices():
        for successor in one.successors:
            heir = kept[successor]
            register(
                OfficeSuccession(
                    former=kept[one.code],
                    successor=heir,
                    kind=OfficeSuccession.Kind.RENAMED,
                    act=heir.act,
                    on=known(heir.valid_from, "since when an office is there"),
                ),
                by=by,
                at=at,
            )
    for position in demo.positions():
        register(Position(name=position.name, office=kept[position.office]), by=by, at=at)
    return kept


def _processes(offices: dict[str, Office], by: Any, at: datetime) -> None:
    kept: dict[str, Process] = {}
    for one in demo.processes():
        kept[one.code] = register(
            Process(
                code=one.code,
                name=one.name,
                kind=_KINDS.get(one.kind, one.kind),
                parent=kept[one.parent] if one.parent else None,
                office=offices[one.office] if one.office else None,
            ),
            by=by,
            at=at,
        )


def _path(row: demo.ScheduleRow) -> tuple[Level, ...]:
    subseries = [Level(row.subseries, row.subseries_name)] if row.subseries else []
    return (Level(row.series, row.series_name), *subseries)


def _schedule(offices: dict[str, Office], by: Any, at: datetime) -> None:
    written = demo.entity()
    adopt_schedule(
        [
            ScheduleLine(
                office=offices[row.office],
                path=_path(row),
                document_types=tuple(TypeName(name) for name in row.document_types),
                office_years=row.office_years,
                archive_years=row.archive_years,
                disposition=_DISPOSITIONS[row.disposition],
                reproduction=Reproduction.EITHER if row.reproduce else None,
                trigger=_trigger(row.procedure),
                on_paper="P" in row.support.split("/"),
                electronic="EL" in row.support.split("/"),
                procedure=row.procedure,
            )
            for row in demo.schedule()
        ],
        scheme=ClassificationScheme(
            name=written.scheme_name,
            label=written.scheme_label,
            act=written.scheme_act,
            valid_from=written.scheme_adopted_on,
        ),
        schedule=RetentionSchedule(
            label=written.scheme_label,
            status=RetentionSchedule.Status.ADOPTED,
            act=written.scheme_act,
            convalidation=written.scheme_convalidation,
            adopted_on=written.scheme_adopted_on,
        ),
        by=by,
        at=at,
    )


def _trigger(procedure: str) -> Trigger:
    """From what its procedure says that the years are counted from."""
    if "se cuenta desde el 31 de diciembre" in procedure:
        return Trigger.YEAR_END
    if "se cuenta desde el cierre" in procedure:
        return Trigger.CLOSING
    return Trigger.EVENT


def route_name(names: tuple[str, ...]) -> str:
    """What the route with these steps of review is called."""
    first, *others = names
    return ", ".join([first, *(name[0].lower() + name[1:] for name in others)]) + " y aprobación"


def _routes() -> list[tuple[str, ...]]:
    """The different ways of review that the demo's documents took, each once."""
    taken = [
        tuple(review.step for review in version.reviews)
        for document in papers.documents()
        for version in document.versions
        if version.approved_by
    ]
    return sorted({names for names in taken if len(names) > 1})


def _workflow(names: tuple[str, ...], by: Any, at: datetime) -> None:
    workflow = register(Workflow(name=route_name(names), active=True), by=by, at=at)
    default = Route.objects.select_related("workflow").earliest("pk").workflow
    approval = next(task for task in default.tasks if task.specific.role == "approved")
    tasks = [_task(name, by, at) for name in names]
    for order, task in enumerate([*tasks, approval]):
        register(WorkflowTask(workflow=workflow, task=task, sort_order=order), by=by, at=at)


def _task(name: str, by: Any, at: datetime) -> SigningTask:
    task: SigningTask | None = SigningTask.objects.filter(name=name).first()
    if task is None:
        reviewed = SigningTask.Role.REVIEWED
        task = register(SigningTask(name=name, role=reviewed, active=True), by=by, at=at)
    return task
