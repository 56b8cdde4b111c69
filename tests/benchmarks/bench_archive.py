"""The archive at its size: the page of a case file, filtered lists, filing one record.

At 300 case files in a usual run; `--case-files 10000 --case-files 100000 --case-files 1000000`
draws the curve of the promises, each size grown from the one before in the same database; with
`--kept NAME` each in a database of its own that stays for the next run. Beside each stand the same
question in raw SQL and a plain insert.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from records import followers
from records.case_files import filing
from records.models import CaseFile, Cursor, Office, Record, RecordEvent, Series, Standing
from records.permissions import Role
from retention.models import RetentionSchedule
from retention.scheduling.dry_run import dry_run
from tests import databases
from tests.benchmarks.population import Archive, unsound
from tests.benchmarks.timing import Sizes, timed
from tests.factories import World

SEED = 20260101
SAMPLE = 0.01
MANY = 500
INDEXING = "search:database"
CONTENT = bytes(range(256)) * 400  # 100 kB


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    there = 0
    for wanted in sorted(sizes.case_files):
        if sizes.kept:
            _enter(f"{sizes.kept}_{wanted}")
            there = CaseFile.objects.filter(code__startswith="5").count()
        people = get_user_model()._default_manager
        if not people.exists():
            World()
        if there < wanted:
            Archive(SEED + wanted).grow(wanted - there)
            wrong = [*unsound(SAMPLE)]
            if wrong:
                raise RuntimeError(f"{len(wrong)} of the sample: {wrong[:3]}")
        there = wanted
        _followed()
        archivist = people.filter(groups__name=Role.ARCHIVIST.value)[0]
        client = Client()
        client.force_login(archivist)
        yield from _at(wanted, client, archivist, sizes.rounds)


def _enter(name: str) -> None:
    """Go on in that database, which stays; as the release wants its tables."""
    connection.close()
    made = databases.there(name)
    if not made:
        databases.execute(f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    connection.settings_dict["NAME"] = name
    if made:
        call_command("migrate", verbosity=0)


def _followed() -> None:
    """What was copied in is taken as followed: its followers are measured elsewhere."""
    last = RecordEvent.objects.order_by("-seq").values_list("seq", flat=True)[0]
    for name in followers.names():
        Cursor.objects.update_or_create(follower=name, defaults={"seq": last})


def _at(size: int, client: Client, archivist: Any, rounds: int) -> Iterator[dict[str, Any]]:
    # An archive that is kept has grown by what was filed the last time: others are taken then.
    chance = random.Random(RecordEvent.objects.count())  # noqa: S311  no secret
    keys = sorted(chance.sample(range(1, size), min(size - 1, rounds * 40)))
    open_ones = list(
        CaseFile.objects.filter(pk__in=keys, code__startswith="5")
        .standing_in([Standing.OPEN])
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
    yield row("lista por estado, serie y año", [partial(_by_standing, client)] * rounds)
    yield row("documentos por título", [partial(_records, client)] * rounds)
    yield row("la misma lista en SQL", [partial(_raw_list, office.pk)] * rounds)
    schedule = RetentionSchedule.objects.get(label="1")
    again = [partial(dry_run, schedule, today=timezone.localdate())] * max(1, rounds // 10)
    yield row("simulación de otra versión de la tabla", again)
    with followers.held_back():
        into = iter([*open_ones, *open_ones])
        yield row(
            "archivar un documento",
            [partial(_file, next(into), archivist, n) for n in range(rounds)],
        )
    with followers.held_back():
        into = iter(open_ones)
        yield row(
            f"archivar {MANY} de una vez",
            [partial(_file_many, next(into), archivist) for _round in range(rounds)],
        )
    yield row(f"indexar {MANY} archivados de una vez", [_index_many] * rounds)
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


def _by_standing(client: Client) -> None:
    series = Series.objects.get(code="507.03").pk
    asked = {"standing": "closed", "series": series, "year": 2020}
    answer = client.get(reverse("case_files:index"), asked)
    assert answer.status_code == 200, answer.status_code


def _records(client: Client) -> None:
    answer = client.get(reverse("records:index"), {"q": "puente", "access": "public"})
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


def _index_many() -> None:
    """What follows the register for the search, over what was filed last."""
    last = RecordEvent.objects.order_by("-seq").values_list("seq", flat=True)[0]
    Cursor.objects.filter(follower=INDEXING).update(seq=last - MANY)
    taken = followers.catch_up(INDEXING)
    assert taken == {INDEXING: MANY}, taken


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
