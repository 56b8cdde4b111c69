"""What an attacker who owns the database and the files would try, one thing at a time.

Each names the check that must see it and a word of the object that must be named. They run as raw
SQL with the guards dropped, as the superuser of a database could.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, models
from django.utils import timezone

from records.digests import canonical, sha256
from records.events import GENESIS, digest_of, salted
from records.integrity.events import evidence_models
from records.models import (
    Component,
    Cursor,
    DocumentVersion,
    EventDetail,
    Issuance,
    RecordEvent,
    RegisterHead,
    RegistryNumber,
    Sequence,
    Signature,
)
from records.sealing import PadesSealer
from records.storage import LocalStorage, storage
from records.witness import witnessed
from tests.records.test_sealing import other_key_of_the_same_name

URGENT = {"reason": "Prisa.", "confirm_by": "2020-02-05T09:00:00-05:00"}


@dataclass(frozen=True)
class Tampering:
    """`act` changes one thing; `check` must find it and name `where`."""

    name: str
    check: str
    where: str
    act: Callable[[], None]


def drop_guards() -> None:
    """As a superuser of the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            statements = [f'DROP TRIGGER "{name}"' for (name,) in cursor.fetchall()]
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(
                "SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
            )
            statements = [f'DROP TRIGGER "{name}" ON {on}' for name, on in cursor.fetchall()]
        for statement in statements:
            cursor.execute(statement)


def put(row: models.Model, **columns: Any) -> None:
    """UPDATE by SQL: no model is asked."""
    fields: dict[str, Any] = {field.attname: field for field in row._meta.concrete_fields}
    for name, value in columns.items():
        field = fields[name]
        prepared = field.get_db_prep_save(value, connection)
        statement = f'UPDATE "{row._meta.db_table}" SET "{field.column}" = %s WHERE id = %s'  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [prepared, row.pk])


def drop(row: models.Model) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{row._meta.db_table}" WHERE id = %s', [row.pk])  # noqa: S608


def other(field: Any, value: Any) -> Any:
    """Another value that the column takes."""
    if isinstance(field, models.JSONField):
        return {"x": 1} if isinstance(value, dict) else [*(value or []), 1]
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    if isinstance(field, models.DateTimeField):
        return datetime.fromisoformat("2001-02-03T04:05:06+00:00")
    if isinstance(field, models.DateField):
        return date(2001, 2, 3)
    if isinstance(value, int) or isinstance(
        field, models.ForeignKey | models.IntegerField | models.AutoField
    ):
        return (value or 0) + 1_000
    if field.max_length == 64:  # a digest stays one
        return ("1" if value[:1] == "0" else "0") + value[1:] if value else "0" * 64
    if field.name == "access":
        return "reserved"
    return f"{value[:-1]}{'X' if value[-1:] != 'X' else 'Y'}" if value else "X"


def columns() -> Iterator[Tampering]:
    """Every column of one row of every table of evidence."""
    for model in evidence_models():
        row = model._default_manager.order_by("pk").first()
        if row is None:
            continue
        for field in row._meta.concrete_fields:
            if field.primary_key or (isinstance(row, Signature) and field.name == "user"):
                continue
            # One that Django reads with another converter would still be read as it was.
            value = other(field, getattr(row, field.attname))
            yield Tampering(
                f"{row._meta.label}.{field.name}",
                "event_rows",
                f"{row._meta.verbose_name} {row.pk} ",
                lambda row=row, name=field.attname, value=value: put(row, **{name: value}),
            )


def events() -> Iterator[Tampering]:
    every = list(RecordEvent.objects.order_by("seq"))
    middle = every[3]
    for field in middle._meta.concrete_fields:
        if field.primary_key or field.name == "seq":
            continue
        value = other(field, getattr(middle, field.attname))
        yield Tampering(
            f"event.{field.name}",
            {"previous": "event_chain"}.get(field.name, "event_digest"),
            f"evento {middle.seq}",
            lambda name=field.attname, value=value: put(middle, **{name: value}),
        )
    detailed = [one for one in every if one.detail_sha256]
    told = EventDetail.objects.get(event=detailed[0])
    place = f"evento {detailed[0].seq}"
    for name, tamper in (
        ("payload", lambda: put(told, payload={"reason": "otra"})),
        ("salt", lambda: put(told, salt="0" * 32)),
        ("half erased", lambda: put(told, payload=None)),
        ("gone", lambda: drop(told)),
    ):
        yield Tampering(f"detail {name}", "event_detail", place, tamper)
    bare = next(one for one in every if not one.detail_sha256)
    yield Tampering(
        "a detail put in",
        "event_detail",
        f"evento {bare.seq}",
        lambda: put(told, event_id=bare.pk),
    )
    yield Tampering("an event out of the middle", "event_sequence", "evento 4", lambda: out(middle))
    yield Tampering("its number", "event_sequence", "evento 4", lambda: put(middle, seq=9_999))
    yield Tampering("two events changed places", "event_digest", "evento 5", lambda: swap(every))
    last = every[-1]
    yield Tampering("the last event", "register_end", f"evento {last.seq}", lambda: out(last))

    def cut() -> None:
        Cursor.objects.all().delete()
        size = RegisterHead.objects.latest("number").size
        for one in every[size - 1 :]:
            out(one)

    covered = RegisterHead.objects.latest("number").size
    yield Tampering("the last events, followers too", "head_size", f"evento {covered}", cut)
    yield Tampering("the whole chain written anew", "head_root", "cabeza 1", lambda: rewrite(every))


def out(event: RecordEvent) -> None:
    for detail in EventDetail.objects.filter(event=event):
        drop(detail)
    drop(event)


def swap(every: list[RecordEvent]) -> None:
    fourth, fifth = every[3], every[4]
    put(fourth, seq=99_999)
    put(fifth, seq=4)
    put(fourth, seq=5)


def rewrite(every: list[RecordEvent]) -> None:
    """A forger who knows every algorithm: the chain is whole afterwards."""
    previous = GENESIS
    for event in every:
        if event.seq == 2:
            event.at += timedelta(days=30)
        event.previous = previous
        previous = event.sha256 = digest_of(event)
    for event in reversed(every):  # UNIQUE never meets the old digests: all are new from the second
        put(event, at=event.at, previous=event.previous, sha256=event.sha256)


def replaced(version: DocumentVersion, content: bytes) -> None:
    """Another content under a version, every digest of it moved along."""
    digest = storage().put(content)
    component = Component.objects.get(version=version, role=Component.Role.CONTENT)
    put(component, sha256=digest, size=len(content))
    put(version, content_sha256=digest)


def versions() -> Iterator[Tampering]:
    version = DocumentVersion.objects.earliest("pk")
    content = storage().read(version.content_sha256)
    component = Component.objects.get(version=version, role=Component.Role.CONTENT)
    fields = json.loads(content)
    without = {key: value for key, value in fields.items() if key != "sections"}
    where = f"{version.code}, sometimiento 1"
    yield Tampering("no content", "version_content", where, lambda: drop(component))
    yield Tampering(
        "content not canonical",
        "version_content",
        where,
        lambda: replaced(version, content + b" "),
    )
    yield Tampering(
        "content outside its schema",
        "version_schema",
        where,
        lambda: replaced(version, canonical(without)),
    )
    yield Tampering(
        "another title in the content",
        "version_fields",
        where,
        lambda: replaced(version, canonical({**fields, "title": "Otro título"})),
    )


def issuances() -> Iterator[Tampering]:
    issuance = Issuance.objects.select_related("version").earliest("pk")
    version = issuance.version
    where = f"{version.code} versión {issuance.label}"

    def enveloped(**changes: Any) -> None:
        envelope = {**issuance.envelope, **changes}
        sealed = canonical({key: value for key, value in envelope.items() if value != "-"})
        put(issuance, envelope_json=sealed.decode(), envelope_sha256=sha256(sealed))

    reviewer = Signature.objects.get(version=version, role="reviewed")
    event = RecordEvent.objects.get(action="version.issued", subject_id=version.pk)
    later = Issuance.objects.get(document=issuance.document_id, number=2)

    def stampless() -> None:
        for one in Signature.objects.filter(version=version):
            put(one, level="L2")
        enveloped(level="L2")

    for name, check, tamper in (
        ("envelope", "envelope_digest", lambda: put(issuance, envelope_sha256="0" * 64)),
        ("envelope's shape", "envelope_schema", lambda: enveloped(entity="-")),
        ("envelope's label", "envelope_columns", lambda: enveloped(label="09")),
        ("a former envelope", "envelope_previous", lambda: enveloped(previous_sha256="0" * 64)),
        ("an urgency in it", "envelope_urgent", lambda: enveloped(urgent=URGENT)),
        ("a signature in it", "envelope_signatures", lambda: enveloped(signatures=[])),
        ("a signer's name", "envelope_signatures", lambda: put(reviewer, name="Otra Persona")),
        ("what was signed", "signature_content", lambda: put(reviewer, content_sha256="0" * 64)),
        ("a personal signature", "signature_cms", lambda: put(reviewer, cms="bm8=")),
        ("a level without its stamp", "level_found", stampless),
        ("a level above a signature", "level_found", lambda: enveloped(level="L3")),
        ("the author's hand", "signature_duties", lambda: put(version, authors=[reviewer.user_id])),
        ("a signature gone", "signature_duties", lambda: drop(reviewer)),
        ("the event", "issuance_event", lambda: put(event, facts={"issuance": 1})),
    ):  # fmt: skip
        yield Tampering(f"issuance: {name}", check, where, tamper)
    yield Tampering(
        "an issue out of the middle",
        "envelope_previous",
        f"{version.code}, expedición 1",
        lambda: drop(issuance),
    )
    yield Tampering("the last issue", "event_rows", f"expedición {later.pk}", lambda: drop(later))


def introduced() -> Iterator[Tampering]:
    row = Signature.objects.earliest("pk")

    def insert() -> None:
        names = [
            f.column for f in row._meta.concrete_fields if f.column not in {"id", "previous_id"}
        ]
        listed = ", ".join(f'"{name}"' for name in names)
        taken = listed.replace('"user_id"', "NULL").replace('"signed_at"', "NULL")
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{row._meta.db_table}" (id, {listed}) '  # noqa: S608
                f'SELECT 7777, {taken} FROM "{row._meta.db_table}" WHERE id = %s',
                [row.pk],
            )

    yield Tampering("a signature put in", "unwitnessed_rows", "firma 7777", insert)


def files() -> Iterator[Tampering]:
    keep = storage()
    assert isinstance(keep, LocalStorage)
    for component in Component.objects.filter(role__in=["content", "rendition"]).order_by("pk")[:4]:
        path = keep.path(component.sha256)

        def flip(path: Path = path) -> None:
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.chmod(0o600)
            path.write_bytes(content)

        where = f"archivo {component.name}"
        yield Tampering("a byte of a file", "component_file", where, flip)
        yield Tampering("a file", "component_file", where, lambda path=path: path.unlink())
        yield Tampering(
            "a size", "component_file", where, lambda one=component: put(one, size=one.size + 1)
        )
    pdf = Component.objects.filter(role="rendition").earliest("pk")

    def reseal(content: bytes) -> None:
        put(pdf, sha256=keep.put(content), size=len(content))

    def flipped() -> bytes:
        content = bytearray(keep.read(pdf.sha256))
        content[content.index(b"/Type")] ^= 1
        return bytes(content)

    def sealed_by_a_forger() -> bytes:
        content = keep.read(pdf.sha256)
        unsealed = content[: content.index(b"%%EOF") + len(b"%%EOF\n")]
        return PadesSealer(other_key_of_the_same_name(), "").seal(unsealed, at=timezone.now())

    where = f"archivo {pdf.name}"
    yield Tampering("a forger's seal", "seal", where, lambda: reseal(sealed_by_a_forger()))
    yield Tampering("a byte under the seal", "seal", where, lambda: reseal(flipped()))
    yield Tampering("a PDF without seal", "seal", where, lambda: reseal(b"%PDF-1.7\n%%EOF"))


def numbers() -> Iterator[Tampering]:
    # The second of a row: of a row with one alone the event that gave it tells, not the gap.
    given = RegistryNumber.objects.filter(number=2).earliest("pk")
    row = Sequence.objects.get(scope=given.scope, year=given.year)
    where = f"consecutivo {row.scope}"
    yield Tampering("a number", "number_gaps", where, lambda: drop(given))
    yield Tampering("the last number", "number_gaps", where, lambda: put(row, last=row.last + 1))
    yield Tampering("a row of numbers", "number_rows", where, lambda: drop(row))


def forged_rows() -> Iterator[Tampering]:
    """A forger who also writes the digest of the changed row into its event: the chain tells."""
    row = Issuance.objects.earliest("pk")
    event = RecordEvent.objects.get(action="version.issued", subject_id=row.version_id)

    def forge() -> None:
        put(row, label="77")
        row.label = "77"
        put(event, facts={**event.facts, "evidence": [witnessed(event.nonce, row)]})

    yield Tampering("a row and its event", "event_digest", f"evento {event.seq}", forge)


def erasures() -> list[Callable[[], None]]:
    """What is lawful, and no problem: the detail of an event emptied by a disposal."""
    told = EventDetail.objects.exclude(salt=None).earliest("pk")
    assert salted(told.salt or "", told.payload or {}) == told.event.detail_sha256
    return [lambda: put(told, salt=None, payload=None)]


def every() -> list[Tampering]:
    """All of them, on what is recorded now."""
    kinds = (columns, events, versions, issuances, introduced, files, numbers, forged_rows)
    return [one for kind in kinds for one in kind()]
