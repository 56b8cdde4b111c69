"""Issued versions made row by row: quick, any number of them, in any state. Words, no files."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from records import storage
from records.models import (
    Appointment,
    Bond,
    ClassificationScheme,
    ControlledDocument,
    DocumentVersion,
    Issuance,
    Office,
    Process,
    Series,
    Withdrawal,
)
from search.backends import engines
from search.backends.base import Engine
from search.entries import Sort
from search.fields import Field, Span, chosen
from search.indexing import index
from search.queries import Results, search

MOMENT = datetime(2020, 1, 2, 15, tzinfo=UTC)
TODAY = date(2021, 6, 1)
ANYBODY = AnonymousUser()
_serial = itertools.count(1)


def scheme() -> ClassificationScheme:
    made, _ = ClassificationScheme.objects.get_or_create(name="Cuadro", label="1")
    return made


@dataclass
class Corpus:
    """Two offices, a macroprocess with two processes, a series, and a person of each office."""

    office: Office = field(init=False)
    other: Office = field(init=False)
    process: Process = field(init=False)
    other_process: Process = field(init=False)
    series: Series = field(init=False)
    own: Any = field(init=False)
    stranger: Any = field(init=False)
    engines: list[Engine] = field(default_factory=engines)

    def __post_init__(self) -> None:
        self.office = Office.objects.create(code="210", name="Dirección de Aguas")
        self.other = Office.objects.create(code="220", name="Dirección de Bosques")
        macro = Process.objects.create(code="M7", name="Ambiente", kind="mission")
        self.process, self.other_process = (
            Process.objects.create(code=f"M7-P{n}", name=name, kind="mission", parent=macro)
            for n, name in ((1, "Cuencas"), (2, "Viveros"))
        )
        self.series = Series.objects.create(
            scheme=scheme(), office=self.office, code="210.11", name="Manuales"
        )
        self.own, self.stranger = (
            self._person(name, office)
            for name, office in (("olga", self.office), ("pablo", self.other))
        )

    def _person(self, name: str, office: Office) -> Any:
        user = get_user_model().objects.create_user(name)
        Appointment.objects.create(
            user=user, office=office, bond=Bond.CONTRACTOR, act="Contrato 1", position=None
        )
        return user

    def add(
        self,
        code: str,
        title: str = "",
        body: str = "",
        *,
        headings: tuple[str, ...] = (),
        access: str = "public",
        document_access: str | None = None,
        kind: str = "procedure",
        office: Office | None = None,
        process: Process | None = None,
        series: Series | None = None,
        effective_on: date = date(2020, 1, 2),
        tags: tuple[str, ...] = (),
    ) -> Issuance:
        """The next version of the document of that code, issued and indexed."""
        office = office or self.office
        document, _ = ControlledDocument.objects.get_or_create(
            code=code,
            defaults={
                "kind": kind,
                "office": office,
                "access": document_access or access,
                "created_at": MOMENT,
            },
        )
        document.tags.add(*tags)
        number = document.issuances.count() + 1
        content = json.dumps(_content(title, body, headings)).encode()
        version = DocumentVersion.objects.create(
            document=document,
            number=number,
            code=code,
            title=title,
            kind=kind,
            process=process or self.process,
            office=office,
            series=series,
            access=access,
            content_sha256=storage.storage().put(content),
            route=[],
            change_note="-",
            change_scope="major",
            submitted_by=self.own,
            submitted_at=MOMENT,
        )
        serial = next(_serial)
        issuance = Issuance.objects.create(
            document=document,
            version=version,
            label=f"{number:02}",
            number=number,
            access=access,
            approved_on=effective_on,
            effective_on=effective_on,
            issued_at=MOMENT,
            envelope_json="{}",
            envelope_sha256=f"{serial:064x}",
            verification_code=f"{serial:019}",
        )
        self.index(issuance)
        return issuance

    def index(self, issuance: Issuance) -> None:
        """What the follower of the register does when a version was issued."""
        ids = list(issuance.document.issuances.values_list("pk", flat=True))
        for engine in self.engines:
            index(engine, Sort.VERSION, ids)

    def withdraw(self, issuance: Issuance, day: date) -> None:
        Withdrawal.objects.create(
            issuance=issuance, effective_on=day, reason="-", by=self.own, at=MOMENT
        )
        self.index(issuance)


def ask(
    text: str = "",
    *,
    user: Any = ANYBODY,
    today: date = TODAY,
    since: date | None = None,
    until: date | None = None,
    **asked: Any,
) -> Results:
    """`search`, with each field by its name."""
    narrowed = [
        condition
        for field in Field
        if field.value in asked
        for condition in chosen(field, [asked.pop(field.value)])
    ]
    return search(text, user=user, today=today, narrowed=narrowed, span=Span(since, until), **asked)


def _content(title: str, body: str, headings: tuple[str, ...]) -> dict[str, Any]:
    """As much of a content as an index reads: the text, and a section for each heading."""
    section = {"number": None, "title": "", "blocks": [{"type": "paragraph", "text": body}]}
    others = [{"number": None, "title": heading, "blocks": []} for heading in headings]
    return {"title": title, "sections": [section, *others]}
