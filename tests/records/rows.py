"""One row of any model, whatever it is: what a test of all tables needs."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from wagtail.models import Page, Revision

from editorial.drafting import create_draft
from editorial.models import FrozenRevision
from records.models import (
    AgreementAcceptance,
    Appointment,
    CaseFile,
    CaseFileIndex,
    ChangeAnswer,
    ChangeRequest,
    CommitteeMember,
    Component,
    ContingencyRange,
    ControlledDocument,
    DocumentType,
    DocumentVersion,
    FilledFormat,
    FilledSignature,
    Issuance,
    MinutesRemark,
    OrganicPeriod,
    Record,
    Restriction,
    Sequence,
    Series,
    Signature,
)
from records.models.signature import PersonalSignature
from retention.models import (
    RetentionRule,
    RetentionSchedule,
    RuleBasis,
    RuleExtension,
    ScheduleStep,
)
from tests.factories import World, at

_numbers = itertools.count(1000)
MOMENT = datetime(2020, 2, 3, 14, tzinfo=UTC)
# What the checks of a table ask, and what makes every one of its keys whole.
TOLD: dict[type[models.Model], dict[str, Any]] = {
    Component: {"role": "content", "record": None, "filled": None},
    Issuance: {"label": "01"},
    CommitteeMember: {"kind": "titular"},
    Sequence: {"last": 5},
    ContingencyRange: {"first": 1, "last": 9},
    FilledFormat: {"kind": "attendance", "route": [], "ordered_activity": ""},
    FilledSignature: {"signed_at": MOMENT},
    Signature: {"signed_at": MOMENT},
    ChangeRequest: {"kind": "create"},
    RetentionSchedule: {"kind": "trd", "status": "draft"},
    ScheduleStep: {"kind": "brought", "leads_to": "in_force"},
    RuleExtension: {"permanent": True},
    RetentionRule: {"disposition": "permanent", "reproduction": "either"},
    Appointment: {"bond": "contractor"},
    Restriction: {"access": "classified"},
}
PARTS = {DocumentType, OrganicPeriod, Series}  # of a schedule, which are fixed with it
# Empty, though the key allows it, would leave the key untried.
FILLED = {
    (ChangeAnswer, "version"),
    (FilledSignature, "user"),
    (Signature, "user"),
    (Component, "version"),
    (AgreementAcceptance, "user"),
    (CommitteeMember, "user"),
    (Restriction, "case_file"),
}


def for_key(model: type[models.Model], columns: tuple[str, ...]) -> dict[str, Any]:
    """What makes this key of a row whole, where a row is of one thing or of another."""
    if model is Component and "filled_id" in columns:
        return {"version": None, "filled": a_row(FilledFormat)}
    if model is Component and "index_id" in columns:
        return {"version": None, "index": a_row(CaseFileIndex), "role": "index"}
    if model is Record and "version_id" in columns:
        return {"version": a_row(DocumentVersion)}
    if model is Series and "period_id" in columns:
        return {"period": a_row(OrganicPeriod)}
    if model is CaseFile and "document_id" in columns:
        return {"document": a_row(ControlledDocument)}
    return {}


def a_row(model: type[models.Model], *, settled: bool = True, **told: Any) -> models.Model:
    """A new row of `model`; rows that it needs are made too, nullable columns stay empty.

    A schedule is in force, and so is what a schedule is made of, unless it is not to be `settled`.
    """
    if model is get_user_model():
        return get_user_model().objects.create_user(f"u{next(_numbers)}")
    if issubclass(model, Page):
        return _page()
    if model is Revision:
        return _page().save_revision()
    told = TOLD.get(model, {}) | told
    schedule = None if "schedule" in told or not settled else _draft_for(model, told)
    if model is RetentionRule and "series" not in told:
        scheme = told["schedule"].scheme
        told["series"] = a_row(Series, settled=False, scheme=scheme)
    if issubclass(model, PersonalSignature) and "previous" not in told:
        told["previous"] = a_row(model, previous=None)
    if model is MinutesRemark and "answers" not in told:
        told["answers"] = a_row(MinutesRemark, answers=None)
    if model is FrozenRevision:
        page = _page()
        told |= {"page": page, "revision": page.save_revision()}
    values = {
        field.name: _value(model, field)
        for field in model._meta.concrete_fields
        if field.name not in told and not field.primary_key
    }
    if model is ControlledDocument:
        values["code"] = f"PR-{next(_numbers)}"
    row = model(**values | told)
    row.save(force_insert=True)
    if model is RetentionSchedule and settled:
        schedule = row
    if schedule is not None and model is not ScheduleStep:
        a_row(ScheduleStep, schedule=schedule, kind="brought", leads_to="in_force")
        schedule.status = RetentionSchedule.Status.IN_FORCE
        schedule.save()
    return row


def _draft_for(model: type[models.Model], told: dict[str, Any]) -> models.Model | None:
    """The draft that a line, its norm or a step comes into, put into `told`; None for others."""
    if model not in {RetentionRule, RuleBasis, ScheduleStep, *PARTS} or "scheme" in told:
        return None
    draft = a_row(RetentionSchedule, settled=False)
    if model is DocumentType:
        told["series"] = a_row(Series, settled=False, scheme=draft.scheme)
    elif model in PARTS:
        told["scheme"] = draft.scheme
    elif model is RuleBasis:
        told["rule"] = a_row(RetentionRule, schedule=draft)
    else:
        told["schedule"] = draft
    return draft


def _page() -> Page:
    world = World()
    return create_draft(world.content(), office=world.office, by=world.author, at=at("2020-02-03"))


def _value(model: type[models.Model], field: models.Field[Any, Any]) -> Any:
    if field.null and (model, field.name) not in FILLED:
        return None
    if isinstance(field, models.ForeignKey):
        return a_row(field.related_model)
    if field.choices:
        return next(iter(field.choices))[0]
    if isinstance(field, models.CharField | models.TextField):
        return uuid.uuid4().hex[: field.max_length or 32]
    if isinstance(field, models.DateTimeField):
        return MOMENT
    if isinstance(field, models.DateField):
        return date(2020, 2, 3)
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.JSONField):
        return {}
    return next(_numbers)
