"""P7: numbers have no gap and no twin, whoever takes them at once, rolls back or dies."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from records.models import Office, RecordEvent, RegistryNumber, Sequence
from tests.factories import World
from tests.proofs.conftest import Figure, Sized

WORKERS = 32
SETTINGS = "config.settings.test"
ROOT = Path(__file__).resolve().parents[2]


class Shift(NamedTuple):
    """What one place of work gave: the numbers it told of, and how many of its workers died."""

    told: list[int]
    killed: int


def work_until(wanted: int, seed: int, environment: dict[str, str]) -> Shift:
    """Numbers taken by one worker after the other: whoever dies is followed by the next."""
    told: list[int] = []
    killed = 0
    while len(told) < wanted:
        command = ["-m", "tests.proofs.numbers_worker", str(wanted - len(told))]
        ended = subprocess.run(
            [sys.executable, *command, f"{seed}.{killed}", "0.002"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            timeout=3600,
            check=False,
        )
        assert ended.returncode in {0, 9}
        told += [int(line) for line in ended.stdout.split()]
        killed += ended.returncode == 9
    return Shift(told, killed)


@pytest.mark.conformance("P06")
def test_numbers_have_no_gap_and_no_twin(own_database: str, sized: Sized, figure: Figure) -> None:
    World()
    workers, each = sized((4, 20), (WORKERS, 500))
    environment = {
        **os.environ,
        "DATABASE_URL": own_database,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
    }
    with ThreadPoolExecutor(workers) as places:
        shifts = list(places.map(lambda seed: work_until(each, seed, environment), range(workers)))
    told = [number for shift in shifts for number in shift.told]
    killed = sum(shift.killed for shift in shifts)

    rows = list(RegistryNumber.objects.order_by("number").values_list("number", "pk"))
    numbers = [number for number, _pk in rows]
    assert numbers == list(range(1, len(rows) + 1))
    assert Sequence.objects.get(scope="proof").last == len(rows)
    assert set(told) <= set(numbers)
    assert len(told) == len(set(told)) == workers * each
    events = RecordEvent.objects.filter(action="number.given").order_by("seq")
    assert [one.facts["value"] for one in events] == numbers
    assert Office.objects.exists()
    figure(
        "P7",
        f"{len(rows)} números, {workers} procesos, {killed} muertos en plena transacción: "
        "0 huecos, 0 repetidos, el orden de los números es el de los commits",
    )
