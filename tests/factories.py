"""A small entity and its documents, made through the verbs, as in life."""

from __future__ import annotations

import copy
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from editorial.drafting import create_draft
from editorial.drafts import content_of_revision
from editorial.models import DocumentPage
from editorial.publishing import sign_version, submit_revision
from records import agreements, signing, submission
from records.lifecycle import Step
from records.models import (
    Appointment,
    Bond,
    ClassificationScheme,
    ControlledDocument,
    DocumentVersion,
    Entity,
    Issuance,
    Office,
    Position,
    Process,
    Series,
)
from records.permissions import Role
from retention.models import FinalDisposition, RetentionRule, RetentionSchedule
from retention.scheduling.life import bring_in_force

BOGOTA = ZoneInfo("America/Bogota")
PASSWORD = "una clave larga y secreta"


def at(day: date | str, hour: int = 9) -> datetime:
    """A moment of that day in Bogotá."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, hour, tzinfo=BOGOTA)


def person(
    username: str,
    role: Role,
    office: Office | None = None,
    *,
    accepts: bool = True,
    position: str = "Profesional universitario",
    bond: str = Bond.PERMANENT,
    since: str = "2015-01-01",
) -> Any:
    """Somebody with a role and, where an office is given, an appointment in it.

    They accepted the entity's agreement on electronic signatures, unless told.
    """
    first, _, last = username.partition(".")
    user = get_user_model().objects.create_user(
        username,
        f"{username}@entidad.example",
        PASSWORD,
        first_name=first.title(),
        last_name=(last or "Prueba").title(),
    )
    user.groups.add(Group.objects.get(name=role.value))
    if office is not None:
        contractor = bond == Bond.CONTRACTOR
        Appointment.objects.create(
            user=user,
            office=office,
            position=None if contractor else Position.objects.create(name=position, office=office),
            bond=bond,
            act="CPS 014 de 2015" if contractor else "Resolución 10 de 2015",
            valid_from=date.fromisoformat(since),
        )
    if accepts and (agreement := agreements.in_force_on(date(2015, 1, 1))):
        agreements.accept(agreement, by=user, authentication="password", at=at("2015-01-01"))
    return user


@dataclass
class World:
    """An entity with two offices, a process, series with rules, and people of each role."""

    document_types: tuple[str, ...] = ()  # of its first series, before its schedule is frozen
    office: Office = field(init=False)
    other_office: Office = field(init=False)
    process: Process = field(init=False)
    series: Series = field(init=False)
    author: Any = field(init=False)
    reviewer: Any = field(init=False)
    approver: Any = field(init=False)
    stranger: Any = field(init=False)
    archivist: Any = field(init=False)

    def __post_init__(self) -> None:
        Entity.objects.create(name="Gobernación de Prueba", nit="900.000.001-1")
        agreements.adopt_agreement(
            "Firmamos con cuenta y contraseña.",
            order="Resolución 1 de 2015",
            adopted_on=date(2015, 1, 1),
            by=None,
            at=at("2015-01-01"),
        )
        self.office = Office.objects.create(code="130", name="Secretaría de las TIC")
        self.other_office = Office.objects.create(code="140", name="Secretaría de Hacienda")
        macro = Process.objects.create(code="M2", name="Gestión de las TIC", kind="mission")
        self.process = Process.objects.create(
            code="M2-P6", name="Gobierno digital", kind="mission", parent=macro
        )
        scheme = ClassificationScheme.objects.create(
            name="CCD", label="1", valid_from=date(2015, 1, 1), act="Resolución 1 de 2015"
        )
        schedule = RetentionSchedule.objects.create(scheme=scheme, label="1")
        held = {"scheme": scheme, "office": self.office}
        self.series = Series.objects.create(**held, code="130.22.01", name="Procedimientos")
        minutes = Series.objects.create(**held, code="130.02.03", name="Actas de comité")
        for series in (self.series, minutes):
            RetentionRule.objects.create(
                schedule=schedule,
                series=series,
                office_years=2,
                archive_years=8,
                disposition=FinalDisposition.PERMANENT,
            )
        for name in self.document_types:
            self.series.document_types.create(name=name)
        since = at("2015-01-01")
        bring_in_force(schedule, act="Resolución 1", on=since.date(), by=None, at=since)
        self.author = person("ana.autora", Role.EDITOR, self.office)
        self.reviewer = person("beto.revisor", Role.REVIEWER, self.office, position="Líder")
        self.approver = person(
            "carla.aprueba", Role.APPROVER, self.office, position="Secretaria de las TIC"
        )
        self.stranger = person("zoe.ajena", Role.EDITOR, self.other_office)
        self.archivist = person("dora.archivo", Role.ARCHIVIST, self.office)

    def content(
        self, code: str = "PR-M2-P6-01", title: str = "Publicar datos abiertos", **changes: Any
    ) -> dict[str, Any]:
        """A complete procedure. `changes` replace top keys; `objective=` replaces its text."""
        return procedure(self, code, title, **changes)

    def document(self, *, kind: str = "procedure", day: str = "2020-02-03") -> ControlledDocument:
        return submission.open_document(kind=kind, office=self.office, by=self.author, at=at(day))

    def submit(
        self,
        document: ControlledDocument,
        content: dict[str, Any],
        *,
        day: str = "2020-02-03",
        note: str = "Primera versión.",
        effective_on: str | None = None,
        authentication: str = "password",
        route: list[Step] | None = None,
        **told: Any,
    ) -> DocumentVersion:
        moment = at(day)
        return submission.submit(
            document,
            submission.prepare(document, content, at=moment),
            route=route
            or [
                Step("prepared", "Elaboró", (self.author.pk,)),
                Step("reviewed", "Revisión técnica"),
                Step("approved", "Aprobación"),
            ],
            change_note=note,
            effective_on=date.fromisoformat(effective_on) if effective_on else None,
            authentication=authentication,
            by=self.author,
            at=moment,
            **told,
        )

    def sign(
        self,
        version: DocumentVersion,
        step: int,
        by: Any,
        day: str = "2020-02-03",
        *,
        authentication: str = "password",
    ) -> None:
        signing.sign(
            version,
            step=step,
            content_sha256=version.content_sha256,
            authentication=authentication,
            by=by,
            at=at(day, 10 + step),
        )

    def issue(
        self,
        document: ControlledDocument | None = None,
        content: dict[str, Any] | None = None,
        *,
        day: str = "2020-02-03",
        **kwargs: Any,
    ) -> Issuance:
        """Submit and sign with everybody: an issued version."""
        document = document or self.document(day=day)
        version = self.submit(document, content or self.content(), day=day, **kwargs)
        self.sign(version, 1, self.reviewer, day)
        self.sign(version, 2, self.approver, day)
        return Issuance.objects.get(version=version)

    # --- the same through pages, as the admin's screens do it ---

    def page(
        self,
        content: dict[str, Any] | None = None,
        *,
        day: str = "2020-02-03",
        by: Any = None,
        office: Office | None = None,
        **kwargs: Any,
    ) -> DocumentPage:
        """A draft with its page and its controlled document; nothing is submitted."""
        return create_draft(
            content or self.content(),
            office=office or self.office,
            by=by or self.author,
            at=at(day),
            **kwargs,
        )

    def submit_page(
        self, page: DocumentPage, *, day: str = "2020-02-03", **kwargs: Any
    ) -> DocumentVersion:
        """Submit the latest revision of a page, its workflow started."""
        page = type(page).objects.get(pk=page.pk)
        revision = page.get_latest_revision()
        told = {"change_note": "Primera versión.", "change_scope": "major", "effective_on": None}
        return submit_revision(
            page,
            revision,
            content_sha256=submission.digest_of(content_of_revision(revision)),
            authentication="password",
            at=at(day),
            **{**told, "signers": {}, "by": self.author, **kwargs},
        )

    def sign_page(
        self, version: DocumentVersion, step: int, by: Any, day: str = "2020-02-03"
    ) -> None:
        """Sign as the signing screen does: our row, then Wagtail's picture of it."""
        sign_version(
            version,
            step=step,
            content_sha256=version.content_sha256,
            authentication="password",
            by=by,
            at=at(day, 10 + step),
        )

    def issue_page(self, page: DocumentPage, *, day: str = "2020-02-03", **kwargs: Any) -> Issuance:
        """Submit a page and sign with everybody."""
        version = self.submit_page(page, day=day, **kwargs)
        self.sign_page(version, 1, self.reviewer, day)
        self.sign_page(version, 2, self.approver, day)
        return Issuance.objects.get(version=version)


def _id(*parts: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)))


def procedure(world: World, code: str, title: str, **changes: Any) -> dict[str, Any]:
    """Canonical content of a procedure with every mandatory part; ids follow from the code."""
    objective = changes.pop(
        "objective", "Publicar los datos de la entidad para que cualquiera los reutilice."
    )

    def section(role: str, heading: str, *blocks: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": _id(code, role),
            "role": role,
            "number": None,
            "title": heading,
            "blocks": list(blocks),
        }

    def block(role: str, kind: str, **value: Any) -> dict[str, Any]:
        return {"id": _id(code, role, kind), "type": kind, **value}

    def rows(role: str, *values: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"id": _id(code, role, str(i)), **value} for i, value in enumerate(values)]

    def activity(number: str, text: str, responsible: str, record: str) -> dict[str, Any]:
        return {
            "number": number,
            "text": text,
            "responsible": responsible,
            "record": record,
            "term": None,
            "decision": None,
        }

    def record(number: str, name: str) -> dict[str, Any]:
        return {
            "code": number,
            "name": name,
            "responsible": "Líder",
            "storage": "Secretaría de las TIC",
            "retrieval": "Por fecha",
            "protection": "Copia diaria",
            "retention": "Según TRD",
            "disposition": "Según TRD",
            "series": "130.02.03",
        }

    sections = [
        section("objective", "Objetivo", block("objective", "paragraph", text=objective)),
        section(
            "responsible", "Responsable", block("responsible", "paragraph", text="Líder de datos.")
        ),
        section(
            "scope",
            "Alcance",
            block("scope", "paragraph", text="Desde el inventario hasta la publicación."),
        ),
        section(
            "definitions",
            "Definiciones",
            block(
                "definitions",
                "definitions",
                items=rows(
                    "definitions", {"term": "Dato abierto", "meaning": "El que se reutiliza."}
                ),
            ),
        ),
        section(
            "content",
            "Contenido",
            block("content", "paragraph", text="Cada oficina propone sus conjuntos de datos."),
            block(
                "content",
                "activities",
                items=rows(
                    "activities",
                    activity(
                        "1", "Levantar el acta del inventario.", "Líder o quien delegue", "Acta"
                    ),
                    activity("2", "Redactar el informe de calidad.", "Profesional", "Informe"),
                ),
            ),
        ),
        section(
            "references",
            "Soporte normativo",
            block(
                "references",
                "references",
                items=rows(
                    "references",
                    {
                        "text": "Ley 1712 de 2014",
                        "norms": [{"kind": "law", "number": "1712", "year": 2014, "issuer": None}],
                    },
                ),
            ),
        ),
        section(
            "records",
            "Registros",
            block(
                "records",
                "records",
                items=rows("records", record("1", "Acta"), record("2", "Informe")),
            ),
        ),
        section("annexes", "Anexos", block("annexes", "annexes", items=[])),
    ]
    content = {
        "schema": "content-1",
        "kind": "procedure",
        "code": code,
        "title": title,
        "language": "es",
        "access": "public",
        "process": {
            "code": world.process.code,
            "name": world.process.name,
            "parent": {"code": "M2", "name": "Gestión de las TIC"},
        },
        "office": {"code": world.office.code, "name": world.office.name},
        "series": {"code": world.series.code, "name": world.series.name},
        "sections": sections,
    }
    return {**copy.deepcopy(content), **changes}
