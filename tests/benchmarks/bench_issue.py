"""From a draft to an issued version, as the screens do it, and what follows each issue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from records import followers
from tests.benchmarks.timing import Clock, Sizes
from tests.factories import World


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    world = World()
    submit = Clock("someter, con el PDF de revisión")
    sign = Clock("firmar un paso")
    issue = Clock("firmar el último: expedir")
    follow = Clock("lo que sigue: PDF, página, índice")
    with followers.held_back():
        for number in range(1, sizes.rounds + 1):
            content = world.content(f"PR-M2-P6-{number:02}", f"Publicar los datos {number}")
            page = world.page(content)
            with submit.running():
                version = world.submit_page(page)
            with sign.running():
                world.sign_page(version, 1, world.reviewer)
            with issue.running():
                world.sign_page(version, 2, world.approver)
    with follow.running():  # of all of them in a row: the time is shared out
        followers.catch_up()
    follow.times = [follow.times[0] / sizes.rounds]
    follow.queries = [round(follow.queries[0] / sizes.rounds)]
    yield from (clock.row() for clock in (submit, sign, issue, follow))
