"""Every view of the archive is asked for keys and years that are none: it answers, it never fails.

`str.isdigit` takes a ² that `int` does not; more digits than a column holds are an error of the
database, and so is a NUL on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from records.permissions import Role
from records.querysets import key_of
from retention.models import RetentionSchedule
from retention.viewsets.case_files.deeds import DEEDS
from retention.viewsets.life import DEEDS as STEPS
from tests.factories import World, person
from tests.records.case_files.files import filed, opened

pytestmark = pytest.mark.django_db

HOSTILE = ("²", "9" * 25, "2\x00")
ARCHIVE = frozenset(
    [
        "archivo",
        "capturar",
        "cuadros",
        "cuarentena",
        "documentos-de-trabajo",
        "entregas",
        "expedientes",
        "inventarios",
        "periodos",
        "plazos-minimos",
        "reglas",
        "restricciones",
        "series",
        "supresiones",
        "terminos-trd",
        "tipos-documentales",
        "trd",
    ]
)
NUMBERED = frozenset(
    [
        "appointment",
        "case_file",
        "dependencia",
        "document_type",
        "documento",
        "expediente",
        "from",
        "loan",
        "office",
        "offices",
        "p",
        "pagina",
        "pk",
        "record",
        "responsible",
        "scheme",
        "series",
        "to",
        "ver",
        "volume",
        "year",
    ]
)


def walked(resolver: URLResolver, above: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        address = above + str(one.pattern)
        if isinstance(one, URLPattern):
            yield address, f"{space}:{one.name}" if space else str(one.name)
        else:
            yield from walked(one, address, one.namespace or space)


def of_archive() -> list[tuple[str, str]]:
    """Every view below the addresses of the archive: its address and its name."""
    found = [
        (address.removeprefix("gestion/"), name)
        for address, name in walked(get_resolver())
        if address.startswith("gestion/")
    ]
    return [one for one in found if one[0].split("/")[0] in ARCHIVE]


def addresses(pattern: str, name: str, keys: dict[str, int]) -> Iterator[str]:
    """Where a view is: about the row that there is, and about one with too many digits."""
    wanted = [part.split(">")[0].partition(":") for part in pattern.split("<")[1:]]
    kinds = {"case_files:deed": DEEDS, "schedules:step": STEPS}.get(name, ["csv"])
    for kind in kinds:
        space = name.partition(":")[0]
        for number in (keys.get(space, 1), 10**25) if wanted else (1,):
            told = {one: number if of == "int" else kind for of, _colon, one in wanted}
            yield reverse(name, kwargs=told)


def asked(answer: Any) -> list[str]:
    """The names of what a page's forms ask."""
    if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
        return []
    names = "//input/@name | //select/@name | //textarea/@name"
    found = html.fromstring(answer.content).xpath(names)
    return sorted(set(map(str, found)) - {"csrfmiddlewaretoken"})


@pytest.fixture
def client(world: World) -> Client:
    """Somebody who may do everything, so that no view stops before it reads its numbers."""
    user = person("raul.root", Role.ADMINISTRATOR, world.office)
    user.groups.add(*Group.objects.all())
    user.is_superuser = user.is_staff = True
    user.save()
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.fixture
def keys(world: World) -> dict[str, int]:
    case_file = opened(world, support="hybrid")
    record = filed(world, case_file)
    schedule = RetentionSchedule.objects.get()
    return {
        "case_files": case_file.pk,
        "capture_into": case_file.pk,
        "records": record.pk,
        "record_file_shown": record.pk,
        "schedules": schedule.pk,
        "schemes": schedule.scheme_id,
        "series": world.series.pk,
    }


def test_no_view_of_the_archive_fails_on_what_is_no_number(
    client: Client, keys: dict[str, int]
) -> None:
    walk = [one for view in of_archive() for one in addresses(*view, keys)]
    assert len(walk) > 90
    failed = []
    for address in walk:
        here = sorted({*NUMBERED, *asked(client.get(address))})
        for value in HOSTILE:
            told = dict.fromkeys(here, value)
            for answer in (client.get(address, told), client.post(address, told)):
                if answer.status_code >= 500:
                    failed.append((answer.request["REQUEST_METHOD"], address, value))
    assert failed == []


@pytest.mark.parametrize("value", [*HOSTILE, "\u202e2", "-1"])
def test_each_number_alone_is_no_error(client: Client, keys: dict[str, int], value: str) -> None:
    """Alone, so that what another field lacks does not keep it from the database."""
    for name, told in (
        ("restrictions:impose", {"expediente": value}),
        ("restrictions:impose", {"documento": value}),
        ("case_files:index", {"year": value}),
        ("case_files:index", {"office": value}),
        ("case_files:index", {"series": value}),
        ("case_files:open", {"series": value}),
        ("case_files:close_many", {"year": value}),
        ("case_files:close_many", {"series": value}),
        ("capture", {"q": value}),
        ("inventories", {"purpose": "office", "profile": "2024", "offices": value}),
        ("inventories", {"purpose": "office", "profile": "2024", "responsible": value}),
        ("handover_begin", {"appointment": value}),
    ):
        answer = client.get(reverse(name), told)
        assert answer.status_code < 500, name
    posted = client.post(reverse("case_files:close_many"), {"case_file": [value]})
    assert posted.status_code == 302
    assert client.post(reverse("case_files:open"), {"series": value}).status_code == 200
    entrusted = client.post(
        reverse("inventory_entrust"), {"purpose": "office", "profile": "2024", "to": value}
    )
    assert entrusted.status_code == 422
    shown = reverse("record_file_shown", args=[keys["records"], 1])
    assert client.get(shown, {"pagina": value}).status_code < 500


@pytest.mark.parametrize("value", [*HOSTILE, "\u202e2", "-1"])
def test_nor_does_what_everybody_reads(client: Client, keys: dict[str, int], value: str) -> None:
    number = int(value) if value.isascii() and value.isdigit() else 10**25
    for address in (
        reverse("verify-case-file", args=[number, "0000-0000-0000-0000"]),
        reverse("schedule-list"),
        *(f"/trd/{quote(value)}{ending}" for ending in ("/", ".json", ".csv", ".xlsx")),
    ):
        for told in ({}, {"fecha": value, "pagina": value, "dependencia": value, "serie": value}):
            assert client.get(address, told).status_code < 500, address


def test_half_a_year_is_no_year(client: Client, keys: dict[str, int]) -> None:
    assert client.get(reverse("case_files:index"), {"year": "2020.5"}).status_code == 200


@given(st.one_of(st.text(max_size=30), st.integers(0, 10**20).map(str)))
def test_a_key_is_up_to_eighteen_plain_digits(text: str) -> None:
    found = key_of(text)
    plain = text.isascii() and text.isdigit() and len(text) <= 18
    assert found == (int(text) if plain else None)


@pytest.mark.parametrize(
    ("name", "field", "megabytes"),
    [("step", "file", 20), ("import", "file", 5), ("open_many", "file", 5)],
)
def test_a_large_file_is_refused_before_it_is_read(
    client: Client, keys: dict[str, int], name: str, field: str, megabytes: int
) -> None:
    address = {
        "step": reverse("schedules:step", args=[keys["schedules"], "approved"]),
        "import": reverse("schemes:import"),
        "open_many": reverse("case_files:open_many"),
    }[name]
    large = SimpleUploadedFile("grande.pdf", bytes(megabytes * 1024 * 1024 + 1))
    answer = client.post(address, {field: large})
    assert answer.status_code == 413
    assert f"El archivo pesa más de {megabytes} MB." in answer.content.decode()
    announced = client.post(address, {}, CONTENT_LENGTH=str(4 * 1024**3))
    assert announced.status_code == 413
