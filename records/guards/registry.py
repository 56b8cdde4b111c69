"""Which tables are guarded in the database itself, and against what."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db import models

from records.models import (
    CaseFile,
    CaseFileMerge,
    ControlledDocument,
    EventDetail,
    Reclassification,
    Record,
    Sequence,
)
from records.models.evidence import Evidence

ALWAYS = "1 = 1"


@dataclass(frozen=True)
class Guard:
    """What the database refuses on the table of `model`, besides inserting over a row and TRUNCATE.

    `update`, `delete` and `insert` are SQL conditions over OLD and NEW, read alike by SQLite and
    PostgreSQL. What else they name stands in `reads`: SQLite cannot rebuild a table that a trigger
    elsewhere names, so such a guard is away while migrations run.
    """

    model: type[models.Model]
    update: str = ALWAYS
    delete: str = ALWAYS
    insert: str = ""
    reads: tuple[type[models.Model], ...] = ()
    sentence: str = "es evidencia y no se modifica ni se borra"

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def refusal(self) -> str:
        """What the database answers."""
        return f"{self.table}: {self.sentence}"

    @property
    def written_once(self) -> bool:
        """Whether no row ever changes or goes."""
        return (self.update, self.delete) == (ALWAYS, ALWAYS)


_registered = [
    # Erasing empties both columns of a row, and nothing else moves.
    Guard(
        EventDetail,
        update="NEW.id <> OLD.id OR NEW.event_id <> OLD.event_id "
        "OR NEW.salt IS NOT NULL OR NEW.payload IS NOT NULL",
    ),
    # Code, and what the document replaces, are fixed at the first submission; till then a draft.
    Guard(
        ControlledDocument,
        update="NEW.id <> OLD.id "
        "OR (OLD.code IS NOT NULL AND (NEW.code IS NULL OR NEW.code <> OLD.code "
        "OR COALESCE(NEW.replaces_id, 0) <> COALESCE(OLD.replaces_id, 0)))",
        delete="OLD.code IS NOT NULL",
    ),
    # Nobody deletes what is filed, nor gives it another name or another moment of entry (C12, C18).
    # A case file keeps the rule of its series: it goes to another by a reclassification (C10).
    Guard(
        CaseFile,
        update="NEW.id <> OLD.id OR NEW.code <> OLD.code "  # noqa: S608  names of our own models
        "OR NEW.opened_on <> OLD.opened_on "
        "OR (NEW.series_id <> OLD.series_id AND NOT EXISTS (SELECT 1 "
        f"FROM {Reclassification._meta.db_table} r WHERE r.case_file_id = NEW.id "
        "AND r.former_id = OLD.series_id AND r.series_id = NEW.series_id))",
        reads=(Reclassification,),
        sentence="no se borra, ni cambia de código ni de apertura, ni de serie sin reclasificarse",
    ),
    # A record goes to another case file only with a merge of its own (C11 shows it in two).
    Guard(
        Record,
        update="NEW.id <> OLD.id OR NEW.title <> OLD.title "  # noqa: S608  names of our own models
        "OR NEW.incorporated_at <> OLD.incorporated_at OR NEW.created_on <> OLD.created_on "
        "OR COALESCE(NEW.version_id, 0) <> COALESCE(OLD.version_id, 0) "
        "OR COALESCE(NEW.same_as_id, 0) <> COALESCE(OLD.same_as_id, 0) "
        "OR (NEW.case_file_id <> OLD.case_file_id AND NOT EXISTS (SELECT 1 "
        f"FROM {CaseFileMerge._meta.db_table} m WHERE m.source_id = OLD.case_file_id))",
        reads=(CaseFileMerge,),
        sentence="no se borra, ni cambia de título, fechas o expediente",
    ),
    # A number that was given is never given again.
    Guard(
        Sequence,
        update="NEW.id <> OLD.id OR NEW.scope <> OLD.scope OR NEW.year <> OLD.year "
        "OR NEW.last < OLD.last",
    ),
]


def register_guard(guard: Guard) -> None:
    """Guard a table of an upper app too. Called from `AppConfig.ready()`, once a model."""
    if all(guard.model is not known.model for known in _registered):
        _registered.append(guard)


def guards() -> list[Guard]:
    """Every guard there is to be: one for each model of evidence, and those registered."""
    evidence = [
        Guard(model)
        for model in apps.get_models()
        if issubclass(model, Evidence) and not model._meta.proxy
    ]
    return sorted([*evidence, *_registered], key=lambda guard: guard.table)
