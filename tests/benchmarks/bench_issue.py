"""From a draft to an issued version, as the screens do it, and what follows each issue."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from records import followers, issue, sealing
from records.content import Content
from records.models import Issuance
from tests.benchmarks.timing import Clock, Sizes
from tests.contracts import rendering_samples as samples
from tests.factories import World, at

ACTIVITIES = 20  # with which a procedure fills seven pages


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    world = World()
    submit = Clock("someter, con el PDF de revisión")
    sign = Clock("firmar un paso")
    last = Clock("firmar el último: expedir")
    attach = Clock("adjuntar el PDF sellado")
    follow = Clock("lo que sigue: página, índice")
    issued: list[Issuance] = []
    with followers.held_back():
        for number in range(1, sizes.rounds + 1):
            page = world.page(_long(world, number))
            with submit.running():
                version = world.submit_page(page)
            with sign.running():
                world.sign_page(version, 1, world.reviewer)
            with last.running():
                world.sign_page(version, 2, world.approver)
            issued.append(Issuance.objects.get(version=version))
        sealing.sealer()  # a demo's key is made once
        for issuance in issued:
            with attach.running():
                issue.attach(issuance, at=at("2020-02-04"))
    with follow.running():  # of all of them in a row: the time is shared out
        followers.catch_up()
    follow.times = [follow.times[0] / sizes.rounds]
    follow.queries = [round(follow.queries[0] / sizes.rounds)]
    yield from (clock.row() for clock in (submit, sign, last, attach, follow))


def _long(world: World, number: int) -> Content:
    """A procedure of seven pages, with words that no other has."""
    content = world.content(f"PR-M2-P6-{number:02}", f"Publicar los datos {number}")
    for section in content["sections"]:
        for block in section["blocks"]:
            if block["type"] == "activities":
                activities = copy.deepcopy(samples.long_activities(ACTIVITIES))
                for activity in activities:
                    activity["text"] += f" Son los datos del conjunto {number}."
                block["items"] = activities
    return content
