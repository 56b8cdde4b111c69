"""Random lives of an entity: whatever changes an entry of the index, done through the verbs."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from records import codes, issue, tagging
from records.capture import works
from records.case_files import correcting, filing, opening, reclassifying
from records.case_files.access import Grounds
from records.exceptions import Conflict, NotAllowed
from records.models import (
    CaseFile,
    ClassificationScheme,
    ControlledDocument,
    Issuance,
    Office,
    Process,
    Record,
    RecordRemoval,
    Restriction,
    Series,
)
from records.no_record import quarantine, suppressing
from records.organization import register
from records.permissions import Role
from records.restrictions.imposing import declassify, impose
from search.backends.base import Engine, Order
from search.fields import Field, chosen
from search.queries import PORTAL, STAFF, STAFF_FACETS, search
from tests.factories import World, at, person
from tests.records.case_files.files import kept

WORDS = (
    *("agua", "bosque", "camino", "datos", "escuela", "finca", "guadua", "humedal", "inventario"),
    *("jardín", "labranza", "monte", "nacimiento", "orilla", "páramo", "quebrada", "río"),
    *("siembra", "trámite", "vivero", "año", "niño", "señal", "zanja"),
)
Questions = list[tuple[str, dict[str, Any]]]
Step = Callable[[], object]


class History:
    """One of them: the same seed lives the same life. A step that is refused changes nothing."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.chance = random.Random(seed)  # noqa: S311  no secret
        self.day = date(2020, 2, 3)
        self.done: Counter[str] = Counter()
        self.admin = person("ada.admin", Role.ADMINISTRATOR, world.office)
        self.second = person("sara.segunda", Role.ARCHIVIST, world.office)
        self.count = 0
        self.refused: list[str] = []
        self.in_force = list(Series.objects.order_by("pk"))
        self.drafts = self._drafted()
        self.steps: tuple[Step, ...] = (
            *(self.issue_new, self.issue_new, self.replace, self.withdraw, self.tag, self.tag),
            *(self.know_as, self.open, self.open, self.put, self.put, self.put, self.read),
            *(self.restrict, self.restrict, self.declassify, self.reclassify, self.merge),
            *(self.file_also, self.remove, self.give_back, self.suppress, self.classify_document),
            *(self.rename_office, self.rename_series, self.rename_process),
        )

    def _drafted(self) -> list[int]:
        """A series with one below it, of a schedule that is not adopted: its names may change."""
        told = {"by": self.admin, "at": self.now}
        scheme = register(ClassificationScheme(name="Otro", label="9"), **told)
        draft = {"scheme": scheme, "office": self.world.office}
        above = register(Series(code="130.7", name="Contratos", **draft), **told)
        below = register(Series(code="130.7.1", name="De obra", parent=above, **draft), **told)
        return [above.pk, below.pk]

    def live(self) -> str:
        """Take one step; what it was. Refused ones are told with a question mark."""
        self.day += timedelta(days=self.chance.randrange(1, 20))
        step = self.chance.choice(self.steps)
        name = step.__name__
        try:
            with transaction.atomic():
                step()
        except (NotAllowed, Conflict, Nothing) as refused:
            self.refused.append(f"{name}: {refused}")
            name += "?"
        self.done[name] += 1
        return name

    # --- what it is made of ---

    def text(self, least: int = 2, most: int = 5) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randrange(least, most + 1)))

    def any_of(self, rows: Any) -> Any:
        """A row of these, by chance; raises Nothing where there is none."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if not keys:
            raise Nothing
        return rows.model._base_manager.get(pk=self.chance.choice(keys))

    @property
    def now(self) -> Any:
        return at(self.day, 12)

    def grounds(self, access: str) -> Grounds:
        until = self.day + timedelta(days=900) if access == "reserved" else None
        norm = "Ley 1712 de 2014, artículo 19" if access == "reserved" else "Ley 1581 de 2012"
        return Grounds(norm=norm, aim="Proteger a quien", harm="Se sabría", until=until)

    def content(self, code: str) -> dict[str, Any]:
        for row in (self.world.process, self.world.office, self.world.series):
            row.refresh_from_db()
        access = self.chance.choice(["public", "public", "public", "classified"])
        return self.world.content(code, self.text(), access=access, objective=self.text(5, 30))

    # --- documents ---

    def issue_new(self) -> None:
        self.count += 1
        content = self.content(f"PR-M2-P6-{self.count:02}")
        self.world.issue(self.world.document(day=str(self.day)), content, day=str(self.day))

    def replace(self) -> None:
        issuance = self.any_of(Issuance.objects.all())
        content = self.content(issuance.version.code)
        self.world.issue(issuance.document, content, day=str(self.day), note=self.text())

    def withdraw(self) -> None:
        issuance = self.any_of(Issuance.objects.all())
        until = self.day + timedelta(days=self.chance.randrange(0, 60))
        told = {"reason": self.text(), "by": self.world.approver, "at": self.now}
        issue.withdraw(issuance, effective_on=until, **told)

    def tag(self) -> None:
        document = self.any_of(ControlledDocument.objects.all())
        names = self.chance.sample(WORDS, self.chance.randrange(0, 4))
        tagging.retag(document, names, by=self.world.author, at=self.now)

    def know_as(self) -> None:
        document = self.any_of(ControlledDocument.objects.exclude(code=None))
        former = f"VIEJO-{self.chance.randrange(1000)}"
        codes.keep_former(document, former, by=self.admin, at=self.now)

    def classify_document(self) -> None:
        """What was issued is restricted: the document, every version and its records with it."""
        record = self.any_of(Record.objects.kept().exclude(version=None))
        self._impose(record.case_file)

    # --- case files ---

    def open(self) -> None:
        offices = [self.world.office, self.world.other_office]
        told = opening.Opening(
            series=self.chance.choice(self.in_force),
            office=self.chance.choice(offices[:1] * 2 + offices),
            title=self.text(),
            public_title=self.text(),
        )
        opening.open_case_file(told, by=self.world.archivist, at=self.now)

    def put(self) -> None:
        case_file = self.any_of(CaseFile.objects.all())
        filing.put(
            case_file,
            title=self.text(),
            created_on=self.day,
            files=[kept(self.text(3, 40).encode(), f"{self.text(1, 1)}.txt")],
            access=self.chance.choice(["public", "public", "reserved"]),
            by=self.world.archivist,
            at=self.now,
        )

    def read(self) -> None:
        """The texts of files that came in since the last time."""
        works.work_off(self.now)

    def restrict(self) -> None:
        rows = self.chance.choice([CaseFile.objects.all(), Record.objects.kept()])
        self._impose(self.any_of(rows))

    def _impose(self, subject: Any) -> None:
        access = self.chance.choice(["reserved", "classified"])
        impose(subject, access, self.grounds(access), by=self.world.archivist, at=self.now)

    def declassify(self) -> None:
        declassify(
            self.any_of(Restriction.objects.all()),
            act_="Resolución 7",
            on=self.day,
            reason=self.text(),
            by=self.world.archivist,
            at=self.now,
        )

    def reclassify(self) -> None:
        case_file = self.any_of(CaseFile.objects.all())
        told = {"reason": self.text(), "by": self.world.archivist, "at": self.now}
        reclassifying.reclassify(case_file, self.chance.choice(self.in_force), **told)

    def merge(self) -> None:
        source, target = self.any_of(CaseFile.objects.all()), self.any_of(CaseFile.objects.all())
        told = {"reason": self.text(), "by": self.world.archivist, "at": self.now}
        reclassifying.merge(source, target, **told)

    def file_also(self) -> None:
        record, other = self.any_of(Record.objects.kept()), self.any_of(CaseFile.objects.all())
        correcting.file_also(record, other, by=self.world.archivist, at=self.now)

    def remove(self) -> None:
        record = self.any_of(Record.objects.kept())
        correcting.remove(record, reason=self.text(), by=self.world.archivist, at=self.now)

    def give_back(self) -> None:
        removal = self.any_of(RecordRemoval.objects.all())
        quarantine.give_back(removal, reason=self.text(), by=self.world.archivist, at=self.now)

    def suppress(self) -> None:
        order = suppressing.order_suppression(
            self.any_of(Record.objects.kept()),
            suppressing.Ordered(
                ground=suppressing.Ground.JUDICIAL,
                what="Todo",
                reason=self.text(),
                authority="Juzgado Segundo",
                order="Sentencia 12",
                ordered_on=self.day,
            ),
            by=self.world.archivist,
            at=self.now,
        )
        suppressing.confirm_suppression(order, by=self.second, at=self.now)

    # --- what they are classified by ---

    def rename_office(self) -> None:
        self._rename(self.any_of(Office.objects.all()), self.admin, code=True)

    def rename_series(self) -> None:
        """Of a schedule that is no more than a draft: others do not change."""
        series = self.any_of(Series.objects.filter(pk__in=self.drafts))
        self._rename(series, self.world.archivist, code=False)

    def rename_process(self) -> None:
        self._rename(self.any_of(Process.objects.all()), self.admin, code=True)

    def _rename(self, row: Any, by: Any, *, code: bool) -> None:
        row.name = self.text()
        if code and self.chance.random() < 0.5:
            row.code = f"{row.code[:8]}{self.chance.randrange(10)}"
        register(row, by=by, at=self.now)


class Nothing(Exception):
    """There is none of what the step is about."""


def asked(seed: int, count: int) -> Questions:
    """Questions of everybody, in every form that the language has."""
    chance = random.Random(seed)  # noqa: S311  no secret
    forms = (
        *("{0}", "{0} {1}", '"{0} {1}"', "{0} -{1}", "{0} OR {1}", "{2}*", "título:{0}", ""),
        *("{0}x", "etiqueta:{0}", "PR-M2-P6-0", "VIEJO-1", "tipo:procedimiento {0}", "acceso:{1}"),
        *("desde:2020-06 {0}", "estado:vigente", "oficina:130", "serie:130.22.01 {0}"),
    )
    found = []
    for _question in range(count):
        one, other = chance.choices(WORDS, k=2)
        text = chance.choice(forms).format(one, other, one[:3])
        told: dict[str, Any] = {
            "sorts": chance.choice([PORTAL, STAFF]),
            "order": chance.choice(list(Order)),
            "older": chance.random() < 0.3,
            "today": date(2020, 2, 3) + timedelta(days=chance.randrange(0, 900)),
        }
        if chance.random() < 0.2:
            told["narrowed"] = chosen(Field.KIND, [chance.choice(["procedure", "record"])])
        found.append((text, told))
    return found


def answered(
    engine: Engine, world: World, questions: list[tuple[str, dict[str, Any]]]
) -> list[Any]:
    """What each of them finds, asked by a citizen, two offices and the archive in turn."""
    people = [AnonymousUser(), world.author, world.stranger, world.archivist]
    found = []
    for place, (text, told) in enumerate(questions):
        user = people[place % len(people)]
        results = search(text, user=user, counted=STAFF_FACETS, per_page=100, **told)
        assert not results.degraded, engine.name
        hits = [(str(hit.key), str(hit.excerpt)) for hit in results.hits]
        found.append((text, hits, results.total, results.facets, results.after, results.meant))
    return found
