"""An archive of any size from a seed: case files, records, files, closings and their events.

Rows go in by COPY on PostgreSQL and by many-row inserts on SQLite, but digests, chain and witnessed
rows are those that the verbs would have written: `unsound` looks at a sample of them.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max

from records import events
from records.models import (
    CaseFile,
    CaseFileClosing,
    ClassificationScheme,
    Component,
    DocumentType,
    Office,
    Record,
    RecordEvent,
    Series,
)
from records.witness import witnessed
from retention.models import FinalDisposition, RetentionRule, RetentionSchedule

OFFICES = 20
SERIES_EACH = 10
FIRST_DAY = date(2016, 1, 4)
DAYS = 3500
CLOSED = 0.6
PER_STEP = 2000  # case files that are written at once
WORDS = (
    *("contrato", "obra", "suministro", "consultoría", "vía", "acueducto", "escuela", "puesto"),
    *("salud", "licencia", "predio", "vereda", "barrio", "proyecto", "convenio", "dotación"),
    *("interventoría", "mantenimiento", "alumbrado", "puente"),
)


@dataclass
class Archive:
    """Where the rows go on from, and the chain of events as it stands."""

    seed: int
    chance: random.Random = field(init=False)
    series: list[tuple[Series, list[DocumentType]]] = field(init=False)
    actor: int = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  no secret
        self.actor = get_user_model()._default_manager.values_list("pk", flat=True)[0]
        self.series = _classified()

    def grow(self, case_files: int) -> None:
        """Add so many case files, three records each on average, with their events."""
        for done in range(0, case_files, PER_STEP):
            with transaction.atomic():
                self._write(min(PER_STEP, case_files - done))
        _refresh()

    def _write(self, how_many: int) -> None:
        keys = {model: _next_key(model) for model in _MODELS}
        files: list[models.Model] = []
        records: list[models.Model] = []
        components: list[models.Model] = []
        closings: list[models.Model] = []
        told: list[events.Event] = []
        for _number in range(how_many):
            case_file, types = self._case_file(keys[CaseFile])
            keys[CaseFile] += 1
            files.append(case_file)
            opened = _moment(case_file.opened_on)
            told.append(self._event("case_file.opened", case_file, opened))
            count = self.chance.randint(1, 5)
            for position in range(1, count + 1):
                at = opened + timedelta(days=position)
                record = self._record(keys[Record], case_file, types, position, at)
                file = self._component(keys[Component], record, at)
                keys[Record] += 1
                keys[Component] += 1
                records.append(record)
                components.append(file)
                told.append(self._event("record.filed", record, at, file))
            if self.chance.random() < CLOSED:
                closing = self._closing(keys[CaseFileClosing], case_file, count)
                keys[CaseFileClosing] += 1
                closings.append(closing)
                told.append(self._event("case_file.closed", case_file, closing.at, closing))
        for rows in (files, records, components, closings):
            _put(rows)
        _put(_chained(told))

    def _case_file(self, key: int) -> tuple[CaseFile, list[DocumentType]]:
        series, types = self.chance.choice(self.series)
        day = FIRST_DAY + timedelta(days=self.chance.randrange(DAYS))
        return (
            CaseFile(
                pk=key,
                series=series,
                office_id=series.office_id,
                code=f"{series.code}-{day.year}-{key:07}",
                title=" ".join(self.chance.sample(WORDS, 4)).capitalize(),
                opened_on=day,
                access="classified" if self.chance.random() < 0.05 else "public",
            ),
            types,
        )

    def _record(
        self, key: int, case_file: CaseFile, types: list[DocumentType], position: int, at: datetime
    ) -> Record:
        return Record(
            pk=key,
            case_file=case_file,
            document_type=self.chance.choice(types),
            title=" ".join(self.chance.sample(WORDS, 3)).capitalize(),
            created_on=at.date(),
            incorporated_at=at,
            access=case_file.access,
            position=position,
            pages=self.chance.randint(1, 40),
        )

    def _component(self, key: int, record: Record, at: datetime) -> Component:
        return Component(
            pk=key,
            record=record,
            role=Component.Role.FILE,
            sha256=hashlib.sha256(f"{self.seed} {key}".encode()).hexdigest(),
            size=self.chance.randint(10_000, 4_000_000),
            media_type="application/pdf",
            name=f"documento-{key}.pdf",
            created_at=at,
        )

    def _closing(self, key: int, case_file: CaseFile, records: int) -> CaseFileClosing:
        at = _moment(case_file.opened_on) + timedelta(days=records + self.chance.randint(1, 300))
        return CaseFileClosing(
            pk=key,
            case_file=case_file,
            kind=CaseFileClosing.Kind.ADMINISTRATIVE,
            number=1,
            on=at.date(),
            at=at,
            user_id=self.actor,
        )

    def _event(
        self, action: str, subject: models.Model, at: datetime, *rows: models.Model
    ) -> events.Event:
        return events.Event(action, subject, self.actor, at, {}, {}, list(rows))


def unsound(fraction: float, *, seed: int = 1) -> Iterator[str]:
    """What is wrong in a sample of the events: digest, link to the one before, rows witnessed."""
    count = RecordEvent.objects.count()
    chance = random.Random(seed)  # noqa: S311  no secret
    wanted = sorted(chance.sample(range(1, count + 1), max(1, int(count * fraction))))
    for seq in wanted:
        event = RecordEvent.objects.get(seq=seq)
        if events.digest_of(event) != event.sha256:
            yield f"event {seq}: digest"
        former = RecordEvent.objects.filter(seq=seq - 1).values_list("sha256", flat=True).first()
        if event.previous != (former or events.GENESIS):
            yield f"event {seq}: link"
        for name in event.facts.get("evidence", ()):
            label, key, _digest = name.split()
            row = _BY_LABEL[label]._default_manager.get(pk=key)
            if witnessed(event.nonce, row) != name:
                yield f"event {seq}: {label} {key}"


_MODELS: tuple[type[models.Model], ...] = (
    CaseFile,
    Record,
    Component,
    CaseFileClosing,
    RecordEvent,
)
_BY_LABEL = {model._meta.label_lower: model for model in _MODELS}


def _classified() -> list[tuple[Series, list[DocumentType]]]:
    scheme, _made = ClassificationScheme.objects.get_or_create(
        name="Archivo grande", label="1", defaults={"valid_from": FIRST_DAY, "act": "Resolución 7"}
    )
    if _made:
        schedule = RetentionSchedule.objects.create(scheme=scheme, label="grande")
        for number in range(OFFICES):
            office = Office.objects.create(code=f"{500 + number}", name=f"Dependencia {number + 1}")
            for place in range(1, SERIES_EACH + 1):
                series = Series.objects.create(
                    scheme=scheme,
                    office=office,
                    code=f"{office.code}.{place:02}",
                    name=f"Serie {place} de la dependencia {number + 1}",
                )
                for kind in ("Solicitud", "Informe", "Acta"):
                    DocumentType.objects.create(series=series, name=kind)
                RetentionRule.objects.create(
                    schedule=schedule,
                    series=series,
                    office_years=2,
                    archive_years=8,
                    disposition=FinalDisposition.DESTROY,
                )
    found = Series.objects.filter(scheme=scheme).prefetch_related("document_types").order_by("code")
    return [(series, list(series.document_types.all())) for series in found]


def _chained(told: list[events.Event]) -> list[models.Model]:
    """The rows of these events, as `records.events` would have appended them."""
    last = RecordEvent.objects.order_by("-seq").first()
    seq, previous = (last.seq, last.sha256) if last else (0, events.GENESIS)
    key = _next_key(RecordEvent)
    rows: list[models.Model] = []
    for event in told:
        seq += 1
        nonce = hashlib.md5(str(seq).encode(), usedforsecurity=False).hexdigest()
        row = RecordEvent(
            pk=key,
            seq=seq,
            action=event.action,
            subject_type=event.subject._meta.label_lower,
            subject_id=event.subject.pk,
            actor_id=event.actor_id,
            at=event.at,
            facts={"evidence": [witnessed(nonce, one) for one in event.rows]} if event.rows else {},
            nonce=nonce,
            detail_sha256="",
            previous=previous,
        )
        previous = row.sha256 = events.digest_of(row)
        key += 1
        rows.append(row)
    return rows


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(15), tzinfo=UTC)


def _next_key(model: type[models.Model]) -> int:
    return (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def _put(rows: list[models.Model]) -> None:
    if not rows:
        return
    model = type(rows[0])
    fields = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(one.column) for one in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    values = (
        [one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields]
        for row in rows
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lines = StringIO("".join(map(_line, values)))
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", lines)
            return
        places = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(values))  # noqa: S608  our own names


def _line(values: Iterable[Any]) -> str:
    return "\t".join(map(_text, values)) + "\n"


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    if hasattr(value, "dumps"):  # JSON, as the driver wraps it
        value = value.dumps(value.adapted)
    text = str(value)
    for mark, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(mark, written)
    return text


def _refresh() -> None:
    """Let keys go on after those written by hand, and the planner know how much there is."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in connection.ops.sequence_reset_sql(no_style(), list(_MODELS)):
                cursor.execute(statement)
            cursor.execute("VACUUM ANALYZE" if not connection.in_atomic_block else "ANALYZE")
            return
        cursor.execute("ANALYZE")
