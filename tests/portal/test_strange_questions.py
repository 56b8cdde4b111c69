"""What nobody asks in good faith gets an answer too, and never a 500."""

from __future__ import annotations

from urllib.parse import quote

from django.test import Client
from django.urls import reverse

import pytest

from portal.urls import urlpatterns
from tests.factories import World

LISTS = ("/documentos/", "/buscar/", "/listado-maestro/")
DATED = ("/documentos/", "/procesos/", "/listado-maestro/", "/listado-maestro.csv")
MANY = "9" * 5000


@pytest.mark.parametrize("year", [MANY, "0000", "02020", "２０２０", "²", "-1"])
def test_what_is_no_year_leaves_nothing(world: World, client: Client, year: str) -> None:
    world.issue()
    answer = client.get("/documentos/", {"anio": year})
    assert answer.status_code == 200
    assert 'class="entry"' not in answer.content.decode()


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("number", [MANY, "01", "0", "-1", "+1", "１", "²", "1.0", "last", "2"])
def test_a_page_is_written_in_one_way(
    world: World, client: Client, address: str, number: str
) -> None:
    assert client.get(address, {"pagina": number}).status_code == 404


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("number", ["", "1"])
def test_no_page_is_the_first(world: World, client: Client, address: str, number: str) -> None:
    assert client.get(address, {"pagina": number}).status_code == 200


@pytest.mark.parametrize("address", DATED)
@pytest.mark.parametrize("day", [MANY, "20200203", "2020-W06", "２０２０-02-03", "0000-01-01"])
def test_what_is_no_day_is_not_found(world: World, client: Client, address: str, day: str) -> None:
    assert client.get(address, {"fecha": day}).status_code == 404


@pytest.mark.parametrize("day", [MANY, "20200203", "２０２０-02-03"])
def test_search_takes_what_is_no_day_for_nothing(world: World, client: Client, day: str) -> None:
    assert client.get("/buscar/", {"desde": day, "hasta": day}).status_code == 200


PARAMETERS = [
    *(
        ("/documentos/", name)
        for name in ["tipo", "proceso", "oficina", "etiqueta", "anio", "fecha", "pagina"]
    ),
    *(
        ("/listado-maestro/", name)
        for name in ["tipo", "proceso", "oficina", "etiqueta", "anio", "estado", "pagina"]
    ),
    *(
        ("/buscar/", name)
        for name in [
            "q",
            "tipo",
            "proceso",
            "oficina",
            "serie",
            "etiqueta",
            "anio",
            "estado",
            "desde",
            "hasta",
            "orden",
            "anteriores",
            "despues",
            "pagina",
        ]
    ),
    *((address, "q") for address in ("/buscar/sugerencias/", "/buscar.atom")),
    *((address, "fecha") for address in ("/procesos/", "/listado-maestro/", "/documentos/X-1/")),
]


@pytest.mark.parametrize(("address", "name"), PARAMETERS)
def test_a_nul_in_a_parameter_gets_the_common_404(
    world: World, client: Client, address: str, name: str
) -> None:
    common = client.get("/no-hay/", {name: "a\0b"})
    answer = client.get(address, {name: "a\0b"})
    assert (answer.status_code, answer.content) == (404, common.content)


@pytest.mark.parametrize(
    "path",
    [
        "/documentos/PR-M2-P6-01/0\0/",
        "/documentos/PR-M2-P6-01/0\0.pdf",
        f"/documentos/PR-M2-P6-01/01/anexos/{'a' * 64}-\0.txt",
        "/estilo/fuentes/\0",
        "/pagina\0/",
    ],
)
def test_a_nul_in_the_path_gets_the_common_404(world: World, client: Client, path: str) -> None:
    common = client.get("/no-hay/")
    world.issue()
    answer = client.get(quote(path))
    assert (answer.status_code, answer.content) == (404, common.content)


@pytest.mark.parametrize("address", ["/no-hay/", "/documentos/NO-1/", "/documentos/?fecha=x"])
def test_a_404_is_not_framed_by_others(world: World, client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"])
def test_citizens_only_read(world: World, client: Client, method: str) -> None:
    world.issue()
    answers = {}
    # A file that is verified is examined and forgotten.
    reading = [one for one in urlpatterns if (method, one.name) != ("POST", "verify")]
    for one in reading:
        given = {
            "code": "PR-M2-P6-01",
            "label": "01",
            "file": ("a" * 64, "x.txt"),
            "name": "otra.woff2",
            "number": "1",
            "older": "01",
            "newer": "02",
            "version": "1",
            "pk": 1,
        }
        needed = {name: given[name] for name in one.pattern.converters}
        answers[one.name] = client.generic(method, reverse(one.name, kwargs=needed)).status_code
    assert len(answers) == len(reading)
    assert set(answers.values()) == {405}
    assert client.head("/documentos/PR-M2-P6-01/").status_code == 200
