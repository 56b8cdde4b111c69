"""What is longer than its column is refused in words by every verb that takes free text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from records import adoption, issue, numbers, setup, signing, storage, submission, tagging
from records.exceptions import NotAllowed
from records.lifecycle import Step
from records.models import SignatureAgreement, Withdrawal
from records.numbering import NumberClass
from records.wording import longest, too_long
from tests.factories import World, at
from tests.standing import standing

pytestmark = pytest.mark.django_db
DAY = at("2021-03-01")
LONG = "x" * 500
ROW = NumberClass("prueba")


@pytest.fixture
def world(settings: Any) -> World:
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    return standing(World)


def withdraw(world: World) -> None:
    day = DAY.date()
    issue.withdraw(
        world.issue(), effective_on=day, reason="Ya no rige.", order=LONG, by=world.approver, at=DAY
    )


def step(world: World) -> None:
    route = [
        Step("prepared", "Elaboró", (world.author.pk,)),
        Step("reviewed", LONG),
        Step("approved", "Aprobación"),
    ]
    world.submit(world.document(), world.content(), route=route)


def title(world: World) -> None:
    submission.prepare(world.document(), world.content(title=LONG), at=DAY)


def name(world: World) -> None:
    version = world.submit(world.document(), world.content())
    world.reviewer.first_name, world.reviewer.last_name = "x" * 150, "y" * 150
    signing.sign(
        version,
        step=1,
        content_sha256=version.content_sha256,
        authentication="password",
        by=world.reviewer,
        at=DAY,
    )


def annex(world: World) -> None:
    content = world.content()
    digest = storage.storage().put(b"texto")
    file = {"sha256": digest, "name": LONG, "media_type": "text/plain", "size": 5}
    section = next(one for one in content["sections"] if one["role"] == "annexes")
    key = section["blocks"][0]["id"]
    section["blocks"][0]["items"] = [{"id": key, "title": "Plano", "file": file}]
    submission.prepare(world.document(), content, at=DAY)


def adopted(world: World, **printed: Any) -> None:
    entry = {"role": "approved", "names": ["Ana"], "position": "", "date": None, **printed}
    adoption.adopt(
        world.content(),
        label="01",
        approved_on=DAY.date(),
        signatures=[entry],
        original=adoption.Original(b"texto", "p.txt", "text/plain"),
        office=world.office,
        series=world.series,
        process=world.process,
        by=world.archivist,
        at=DAY,
    )


def annul(world: World) -> None:
    number = numbers.give(ROW, world.office, by=world.archivist, at=DAY)
    minutes: Any = None
    numbers.annul(number, reason="Error.", order=LONG, minutes=minutes, by=world.archivist, at=DAY)


def account(world: World) -> None:
    setup.open_account(LONG, first_name="", last_name="", roles=[], password=None, by=None, at=DAY)


Verb = Callable[[World], Any]
VERBS: dict[str, tuple[str, Verb]] = {
    "withdraw": ("order", withdraw),
    "title": ("title", title),
    "step": ("route", step),
    "signer": ("name", name),
    "annex": ("annexes", annex),
    "adopted name": ("signatures", lambda world: adopted(world, names=[LONG])),
    "adopted position": ("signatures", lambda world: adopted(world, position=LONG)),
    "adopted committee": ("signatures", lambda world: adopted(world, committee=LONG)),
    "adopted minutes": ("signatures", lambda world: adopted(world, minutes_number=LONG)),
    "range": (
        "order",
        lambda world: numbers.open_range(ROW, 5, order=LONG, by=world.archivist, at=DAY),
    ),
    "annul": ("order", annul),
    "tag": (
        "tags",
        lambda world: tagging.retag(world.document(), [LONG], by=world.author, at=DAY),
    ),
    "account": ("username", account),
}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_tells_what_is_too_long(world: World, verb: str) -> None:
    place, act = VERBS[verb]
    with pytest.raises(NotAllowed) as refused:
        act(world)
    (reason,) = [one for one in refused.value.reasons if one.code == "too_long"]
    assert reason.field == place
    assert "caracteres como máximo" in reason.message


def test_the_limit_is_the_columns(world: World) -> None:
    most = longest(Withdrawal, "act")
    assert too_long(Withdrawal, "act", "x" * most) == []
    (reason,) = too_long(SignatureAgreement, "act", "x" * (most + 1))
    assert (reason.code, reason.field) == ("too_long", "act")
