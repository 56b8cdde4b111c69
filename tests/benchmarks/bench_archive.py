"""The archive at its size: the page of a case file, filtered lists, filing one record.

At 300 case files in a usual run; `--case-files 10000 --case-files 100000 --case-files 1000000`
draws the curve of the promises, each size grown from the one before in the same database. Beside
each stand the same question in raw SQL and a plain insert.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from records import followers
from records.case_files import filing
from records.models import CaseFile, CaseFileClosing, Office, Record
from tests.benchmarks.population import Archive, unsound
from tests.benchmarks.timing import Sizes, timed
from tests.factories import World

SEED = 20260101
SAMPLE = 0.01
MANY = 500
CONTENT = bytes(range(256)) * 400  # 100 kB


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    world = World()
    archive = Archive(SEED)
    client = Client()
    client.force_login(world.archivist)
    there = 0
    for wanted in sorted(sizes.case_files):
        archive.grow(wanted - there)
        there = wanted
        wrong = [*unsound(SAMPLE)]
        if wrong:
            raise RuntimeError(f"{len(wrong)} of the sample: {wrong[:3]}")
        yield from _at(there, client, world, sizes.rounds)


def _at(size: int, client: Client, world: World, rounds: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(SEED)  # noqa: S311  no secret
    open_ones = list(
        CaseFile.objects.exclude(pk__in=CaseFileClosing.objects.values("case_file"))
        .filter(code__startswith="5")
        .order_by("pk")
        .values_list("pk", flat=True)[: rounds * 4]
    )
    shown = [chance.choice(open_ones) for _round in range(rounds)]
    office = Office.objects.get(code="507")
    named = f"{size:,} expedientes".replace(",", ".")

    def row(what: str, acts: list[Any]) -> dict[str, Any]:
        acts[0]()
        return timed(f"{named}: {what}", acts, size=size)

    yield row("página de un expediente", [partial(_page, client, pk) for pk in shown])
    yield row("los mismos renglones en SQL", [partial(_raw_page, pk) for pk in shown])
    yield row("lista con tres filtros", [partial(_list, client, office.pk)] * rounds)
    yield row("la misma lista en SQL", [partial(_raw_list, office.pk)] * rounds)
    with followers.held_back():
        into = iter([*open_ones, *open_ones])
        yield row(
            "archivar un documento",
            [partial(_file, next(into), world.archivist, n) for n in range(rounds)],
        )
    with followers.held_back():
        into = iter(open_ones)
        yield row(
            f"archivar {MANY} de una vez",
            [partial(_file_many, next(into), world.archivist) for _round in range(rounds)],
        )
    yield row("insertar el renglón sin más", [partial(_insert, pk) for pk in shown])


def _page(client: Client, pk: int) -> None:
    answer = client.get(reverse("case_files:inspect", args=[pk]))
    assert answer.status_code == 200, answer.status_code


def _raw_page(pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_casefile WHERE id = %s", [pk])
        cursor.fetchall()
        cursor.execute(
            "SELECT r.*, c.* FROM records_record r LEFT JOIN records_component c "
            "ON c.record_id = r.id WHERE r.case_file_id = %s ORDER BY r.position",
            [pk],
        )
        cursor.fetchall()


def _list(client: Client, office: int) -> None:
    answer = client.get(
        reverse("case_files:index"), {"access": "public", "office": office, "q": "contrato"}
    )
    assert answer.status_code == 200, answer.status_code


def _raw_list(office: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM records_casefile WHERE office_id = %s AND access = 'public' "
            "AND upper(title) LIKE '%%CONTRATO%%' ORDER BY code LIMIT 50",
            [office],
        )
        cursor.fetchall()


def _file(pk: int, by: Any, number: int) -> None:
    filing.put(
        CaseFile.objects.get(pk=pk),
        title=f"Oficio {number}",
        created_on=timezone.localdate(),
        by=by,
        at=timezone.now(),
    )


def _file_many(pk: int, by: Any) -> None:
    """Records with a file each whose digest is taken here, as of bytes that came."""
    filing.put_all(
        CaseFile.objects.get(pk=pk),
        [
            filing.Entry(
                title=f"Oficio {number}",
                created_on=timezone.localdate(),
                files=[
                    filing.KeptFile(
                        f"{number}.pdf",
                        hashlib.sha256(CONTENT + str(number).encode()).hexdigest(),
                        len(CONTENT),
                        "application/pdf",
                    )
                ],
            )
            for number in range(MANY)
        ],
        by=by,
        at=timezone.now(),
    )


def _insert(pk: int) -> None:
    last = Record.objects.filter(case_file=pk).order_by("-position").first()
    with transaction.atomic():
        Record.objects.create(
            case_file_id=pk,
            title="Oficio",
            created_on=timezone.localdate(),
            incorporated_at=timezone.now(),
            position=last.position + 1 if last else 1,
        )
