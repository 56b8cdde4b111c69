"""P18: nothing of a document's or number's state changes but with an event of the same act."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile

import pytest

from records import (
    adoption,
    followers,
    issue,
    numbers,
    restricting,
    returning,
    sealing,
    tagging,
    urgency,
)
from records.events import act
from records.exceptions import Conflict, NotAllowed
from records.models import (
    ControlledDocument,
    DocumentVersion,
    Entity,
    Issuance,
    Record,
    RecordEvent,
    RegistryNumber,
    UrgentIssuance,
)
from records.models.evidence import Evidence
from records.numbering import NumberClass
from tests.factories import World, at
from tests.grounds import grounds
from tests.proofs.changes import Change, changes, keep_a_log
from tests.proofs.conftest import Figure, Sized
from tests.urgent import confirm

DAY = "2020-02-03"
PROOF = NumberClass("proof")
MODELS = {model._meta.db_table: model for model in apps.get_models()}


class _Undone(Exception):
    pass


class _NoSealer:
    def seal(self, pdf: bytes, *, at: Any, stamped: bool = False) -> bytes:
        return pdf


@dataclass
class Walk:
    """A random history by the verbs; who acts and on what is by chance, allowed or not."""

    world: World
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    codes: int = 0

    def step(self, name: str = "") -> None:
        name = name or self.chance.choice(sorted(VERBS))
        try:
            if VERBS[name](self) is False:
                return
        except (NotAllowed, Conflict, _Undone):
            self.refused[name] += 1
        else:
            self.done[name] += 1

    def mostly(self, right: Any) -> Any:
        return self.chance.choice([right, right, self.anybody()])

    def anybody(self) -> Any:
        world = self.world
        return self.chance.choice(
            [world.author, world.reviewer, world.approver, world.stranger, world.archivist]
        )

    def one(self, rows: Any) -> Any:
        found = list(rows)
        return self.chance.choice(found) if found else None

    def code(self) -> str:
        self.codes += 1
        return f"PR-M{2 + self.codes // 90}-P6-{self.codes % 90 + 1:02}"


def _submit(walk: Walk) -> Any:
    old = walk.one(ControlledDocument.objects.exclude(code=None)) if walk.codes % 2 else None
    document = old or walk.world.document()
    return walk.world.submit(document, walk.world.content(document.code or walk.code()))


def _sign(walk: Walk) -> Any:
    version = walk.one(DocumentVersion.objects.in_review())
    if version is None:
        return False
    step = version.signatures.count()
    right = [walk.world.author, walk.world.reviewer, walk.world.approver][step]
    walk.world.sign(version, step, walk.mostly(right))
    return True


def _end(verb: Callable[..., Any], walk: Walk) -> Any:
    version = walk.one(DocumentVersion.objects.in_review())
    if version is None or walk.chance.random() < 0.7:
        return False
    reason = walk.chance.choice(["Falta el anexo.", ""])
    return verb(version, reason=reason, by=walk.anybody(), at=at(DAY, 15))


def _withdraw(walk: Walk) -> Any:
    issuance = walk.one(Issuance.objects.all())
    if issuance is None or walk.chance.random() < 0.6:
        return False
    when = date(2020, 2, walk.chance.choice([2, 3, 9]))
    by = walk.mostly(walk.world.approver)
    return issue.withdraw(issuance, effective_on=when, reason="Ya no se usa.", by=by, at=at(DAY))


def _issue_urgently(walk: Walk) -> Any:
    version = walk.one(DocumentVersion.objects.in_review())
    if version is None:
        return False
    return urgency.issue_urgently(
        version,
        reason=walk.chance.choice(["Se desbordó el río.", "Va.", "Urge.", ""]),
        content_sha256=version.content_sha256,
        authentication="password",
        by=walk.mostly(walk.world.approver),
        at=at(DAY, walk.chance.randrange(11, 14)),
    )


def _confirm(walk: Walk) -> Any:
    one = walk.one(UrgentIssuance.objects.filter(confirmation=None))
    if one is None:
        return False
    confirm(walk.world, one.issuance, by=walk.mostly(walk.world.reviewer), moment=at(DAY, 15))
    return True


def _lapse(walk: Walk) -> Any:
    one = walk.one(UrgentIssuance.objects.filter(confirmation=None))
    return one is not None and bool(urgency.withdraw_lapsed(one, at=at("2020-02-06")))


def _attach(walk: Walk) -> Any:
    issuance = walk.one(issue.pending())
    return issuance is not None and issue.attach(issuance, at=at(DAY, 16))


def _tag(walk: Walk) -> Any:
    document = walk.one(ControlledDocument.objects.all())
    names = walk.chance.sample(["datos", "pagos", "archivo"], 2)
    return document is not None and tagging.retag(document, names, by=walk.anybody(), at=at(DAY))


def _restrict(walk: Walk) -> Any:
    document = walk.one(ControlledDocument.objects.all())
    access = walk.chance.choice(["public", "reserved", "none"])
    return document is not None and restricting.restrict(
        document, access, grounds(), by=walk.mostly(walk.world.archivist), at=at(DAY)
    )


def _adopt(walk: Walk) -> Any:
    world, content = walk.world, ContentFile(b"%PDF-1.7 firmado")
    return adoption.adopt(
        world.content(walk.code()),
        label=walk.chance.choice(["1", ""]),
        approved_on=date(2018, 3, 1),
        signatures=[],
        original=adoption.Original(content.read(), "firmado.pdf", "application/pdf"),
        office=world.office,
        series=world.series,
        process=world.process,
        by=walk.mostly(world.archivist),
        at=at(DAY),
    )


def _give(walk: Walk) -> Any:
    with act(by=walk.world.author, at=at(DAY)):
        row = numbers.give(PROOF, walk.world.office, by=walk.world.author, at=at(DAY))
        if walk.chance.random() < 0.3:
            raise _Undone
    return row


def _annul(walk: Walk) -> Any:
    number, minutes = walk.one(RegistryNumber.objects.all()), walk.one(Record.objects.all())
    if number is None or minutes is None:
        return False
    by = walk.mostly(walk.world.archivist)
    return numbers.annul(
        number, reason="Dos veces.", order="Acta 3", minutes=minutes, by=by, at=at(DAY)
    )


def _open_range(walk: Walk) -> Any:
    by = walk.mostly(walk.world.archivist)
    return numbers.open_range(PROOF, walk.chance.choice([0, 3]), order="R. 5", by=by, at=at(DAY))


VERBS: dict[str, Callable[[Walk], Any]] = {
    "submit": _submit,
    "sign": _sign,
    "sign_again": _sign,
    "refuse": lambda walk: _end(returning.refuse, walk),
    "recall": lambda walk: _end(returning.recall, walk),
    "withdraw": _withdraw,
    "attach": _attach,
    "issue_urgently": _issue_urgently,
    "confirm": _confirm,
    "lapse": _lapse,
    "tag": _tag,
    "restrict": _restrict,
    "adopt": _adopt,
    "give": _give,
    "annul": _annul,
    "open_range": _open_range,
}


def untold(found: list[Change]) -> list[Change]:
    """The changes that no event of their act speaks of: no event, or evidence without digest."""
    events = {row.seq: row for row in RecordEvent.objects.order_by("seq")}
    ends = sorted({one.after for one in found} | {max(events, default=0)})
    until = dict(itertools.pairwise(ends))

    def told(one: Change) -> bool:
        own = range(one.after + 1, until.get(one.after, one.after) + 1)
        model = MODELS.get(one.table)
        if model is None or not issubclass(model, Evidence):
            return len(own) > 0
        named = f"{model._meta.label_lower} {one.key} "
        return any(
            said.startswith(named) for seq in own for said in events[seq].facts.get("evidence", [])
        )

    return [one for one in found if not told(one)]


def _enough_of_each() -> list[str]:
    """What chance alone rarely brings about: an urgent issue first, then what ends it."""
    rare = ("submit", "issue_urgently", "confirm", "submit", "issue_urgently", "lapse")
    rare += ("restrict",) * 3
    return [name for name in rare for _try in range(8)]


@pytest.mark.django_db
def test_every_change_of_state_has_its_event(
    sized: Sized, figure: Figure, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    monkeypatch.setattr(sealing, "sealer", _NoSealer)
    monkeypatch.setattr(sealing, "stamped_until", lambda _pdf: None)
    walk = Walk(World(), random.Random(7))  # noqa: S311  no secret
    Entity.objects.update(urgent_allowed=True)
    keep_a_log()
    with followers.held_back():
        steps = [*[""] * sized(150, 3000), *_enough_of_each()]
        for name in steps:
            before = len(changes()), RecordEvent.objects.count()
            walk.step(name)
            after = len(changes()), RecordEvent.objects.count()
            # Each step is one act or none: whatever was refused changed nothing at all.
            assert (after[0] > before[0]) == (after[1] > before[1])
    found = changes()
    assert untold(found) == []
    assert {*walk.done} >= {*VERBS} - {"refuse", "recall"}  # by chance hardly ever
    events = RecordEvent.objects.count()
    figure(
        "P18",
        f"{sum(walk.done.values())} actos y {sum(walk.refused.values())} rechazados al azar: "
        f"{len(found)} de {len(found)} cambios de estado, contados por la base, "
        f"con su evento ({events} eventos)",
    )


@pytest.mark.django_db
def test_a_change_without_event_is_seen(settings: Any) -> None:
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    world = World()
    keep_a_log()
    version = world.submit(world.document(), world.content())
    assert untold(changes()) == []
    ControlledDocument.objects.filter(pk=version.document_id).update(access="reserved")
    assert [(one.table, one.action) for one in untold(changes())] == [
        ("records_controlleddocument", "UPDATE")
    ]


def test_what_is_attached_at_once_has_its_event(own_database: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        issuance = World().issue()
        assert issue.pdf_of(issuance) is not None
        assert RecordEvent.objects.filter(action="version.attached").exists()
