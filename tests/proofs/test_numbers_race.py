"""P7: numbers have no gap and no twin, whoever takes them at once, rolls back or dies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from records.models import Office, RecordEvent, RegistryNumber, Sequence
from tests.factories import World
from tests.proofs.conftest import Figure, Sized

WORKERS = 32
SETTINGS = "config.settings.test"
ROOT = Path(__file__).resolve().parents[2]


def test_numbers_have_no_gap_and_no_twin(own_database: str, sized: Sized, figure: Figure) -> None:
    World()
    workers, each = sized((4, 20), (WORKERS, 500))
    environment = {
        **os.environ,
        "DATABASE_URL": own_database,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.proofs.numbers_worker", str(each), str(seed), "0.002"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(workers)
    ]
    told = [int(line) for worker in running for line in worker.communicate(timeout=900)[0].split()]
    ended = [worker.returncode for worker in running]
    assert set(ended) <= {0, 9}

    rows = list(RegistryNumber.objects.order_by("number").values_list("number", "pk"))
    numbers = [number for number, _pk in rows]
    assert numbers == list(range(1, len(rows) + 1))
    assert Sequence.objects.get(scope="proof").last == len(rows)
    assert set(told) <= set(numbers)
    assert len(told) == len(set(told))
    events = RecordEvent.objects.filter(action="number.given").order_by("seq")
    assert [one.facts["value"] for one in events] == numbers
    assert Office.objects.exists()
    figure(
        "P7",
        f"{len(rows)} números, {workers} procesos, {ended.count(9)} muertos en plena transacción: "
        "0 huecos, 0 repetidos, el orden de los números es el de los commits",
    )
