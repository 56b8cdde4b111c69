"""The page of a document: answered from what was issued, whatever happens to the tree."""

from __future__ import annotations

import re
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import pytest

from records.issue import withdraw
from records.models import Issuance
from retention.scheduling import rules_by_code, sentence
from tests.factories import World, at

PAGE = "/documentos/PR-M2-P6-01/"
BACKEND = "editorial.passwords.WatchedBackend"


def second(world: World, first: Issuance, *, day: str, **changes: str) -> Issuance:
    content = world.content(objective="Segundo objetivo, ya corregido.", **changes)
    return world.issue(first.document, content, day=day, note="Se corrige el objetivo.")


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_document_in_force_shows_all_its_parts(world: World, client: Client) -> None:
    issuance = world.issue()
    text = text_of(client, PAGE)
    for part in (
        "PR-M2-P6-01",
        "Publicar datos abiertos",
        "Publicar los datos de la entidad",
        "Dato abierto",
        "Levantar el acta del inventario.",
        "Líder o quien delegue",
        "Ley 1712 de 2014",
        "Secretaria de las TIC",
        "3 de febrero de 2020",
        "Primera versión.",
        issuance.verification_code,
        "<svg",
    ):
        assert part in text, part


def test_the_rule_stands_beside_each_record(world: World, client: Client) -> None:
    world.issue()
    rule = rules_by_code(["130.02.03"], today=date(2020, 3, 1))["130.02.03"]
    assert sentence(rule).lower() in text_of(client, PAGE).lower()


def test_a_norm_is_shown_with_how_it_stands_that_day(world: World, client: Client) -> None:
    world.issue()
    assert (
        "state--in_force" in text_of(client, PAGE).split('class="references"')[1].split("</ul>")[0]
    )


def test_a_draft_and_a_submission_show_nothing_new(world: World, client: Client) -> None:
    first = world.issue()
    before = text_of(client, PAGE)
    changed = world.content(objective="Texto que nadie ha aprobado.")
    world.submit(first.document, changed, day="2020-05-04", note="Cambio en camino.")
    assert text_of(client, PAGE) == before


@pytest.mark.conformance("K04")
def test_a_superseded_version_says_so_and_leads_to_the_one_in_force(
    world: World, client: Client
) -> None:
    first = world.issue()
    second(world, first, day="2021-05-04")
    assert "Segundo objetivo" in text_of(client, PAGE)
    old = text_of(client, PAGE + "01/")
    assert "banner--past" in old
    assert "Segundo objetivo" not in old
    assert f'href="{PAGE}"' in old
    assert "banner--past" not in text_of(client, PAGE + "02/")


def test_the_page_answers_as_of_a_day(world: World, client: Client) -> None:
    first = world.issue()
    second(world, first, day="2021-05-04")
    then = text_of(client, PAGE + "?fecha=2020-12-31")
    assert "Publicar los datos de la entidad" in then
    assert "banner--past" not in then
    assert PAGE + "02/" not in then
    assert "Segundo objetivo" in text_of(client, PAGE + "?fecha=2021-05-04")
    assert client.get(PAGE + "?fecha=2020-02-02").status_code == 404


def test_a_withdrawn_document_says_why_and_revives_nothing(world: World, client: Client) -> None:
    first = world.issue()
    last = second(world, first, day="2021-05-04")
    withdraw(
        last,
        effective_on=date(2022, 1, 10),
        reason="El trámite se suprimió.",
        by=world.approver,
        at=at("2022-01-10"),
    )
    page = text_of(client, PAGE)
    assert "El trámite se suprimió." in page
    assert "Segundo objetivo" in page
    assert "El trámite se suprimió." not in text_of(client, PAGE + "?fecha=2022-01-09")
    assert "PR-M2-P6-01" not in text_of(client, "/documentos/")
    assert "PR-M2-P6-01" in text_of(client, "/documentos/?fecha=2022-01-09")


def test_a_version_to_come_is_announced_not_in_force(world: World, client: Client) -> None:
    world.issue(effective_on="2999-01-01")
    assert "state--future" in text_of(client, PAGE)
    assert "PR-M2-P6-01" not in text_of(client, "/documentos/")
    assert client.get(PAGE + "?fecha=2998-12-31").status_code == 404


def test_a_page_is_answered_with_six_queries_at_most(world: World, client: Client) -> None:
    first = world.issue()
    second(world, first, day="2021-05-04")
    client.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(PAGE)
    assert len(queries) <= 6, [one["sql"][:120] for one in queries]


def test_what_a_signed_in_person_sees_is_kept_nowhere(world: World, client: Client) -> None:
    world.issue()
    assert client.get(PAGE)["Cache-Control"] == "public, no-cache"
    unchanged = client.get(PAGE, headers={"if-none-match": client.get(PAGE)["ETag"]})
    assert unchanged.status_code == 304
    client.force_login(world.author, BACKEND)
    assert client.get(PAGE)["Cache-Control"] == "private, no-store"


def test_the_portal_runs_under_a_strict_policy(world: World, client: Client) -> None:
    world.issue()
    answer = client.get(PAGE)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    text = answer.content.decode()
    # Of scripts there is our own file, and nothing inside the page.
    (script,) = re.findall(r"<script.*?</script>", text, re.DOTALL)
    assert re.fullmatch(r'<script src="/static/search/[\w.]+\.js" defer></script>', script)
    assert "style=" not in text
    assert "<style" not in text


def test_markup_in_a_content_is_text(world: World, client: Client) -> None:
    world.issue(content=world.content(objective="<script>alert(1)</script>", title="A <b>mano</b>"))
    text = text_of(client, PAGE)
    assert "<script>" not in text
    assert "<b>mano" not in text
