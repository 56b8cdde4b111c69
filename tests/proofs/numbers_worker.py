"""One of many who take numbers at once: `… -m tests.proofs.numbers_worker HOW_MANY SEED DEATHS`.

A fifth of its transactions are rolled back; in a share of DEATHS it dies inside. Prints each number
that was committed, so that nobody believes a commit that was not.
"""

from __future__ import annotations

import os
import random
import sys

import django


class _Changed(Exception):
    pass


def main(how_many: int, seed: str, deaths: float) -> None:
    from django.db import connection  # noqa: PLC0415  the apps are ready only now
    from django.utils import timezone  # noqa: PLC0415

    from records import numbers  # noqa: PLC0415
    from records.events import act  # noqa: PLC0415
    from records.models import Office  # noqa: PLC0415
    from records.numbering import NumberClass  # noqa: PLC0415

    chance = random.Random(seed)  # noqa: S311  no secret
    office = Office.objects.first()
    assert office is not None
    given = 0
    while given < how_many:
        fate = chance.random()
        try:
            with act(by=None, at=timezone.now()):
                row = numbers.give(NumberClass("proof"), office, by=None, at=timezone.now())
                if fate < deaths:
                    os._exit(9)
                if fate < 0.2:
                    raise _Changed
        except _Changed:
            continue
        sys.stdout.write(f"{row.number}\n")
        sys.stdout.flush()
        given += 1
    connection.close()


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
