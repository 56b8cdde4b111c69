"""Copies of what is no longer in force: a mark on every page, the issued bytes as they were."""

from __future__ import annotations

import io
from datetime import date

from django.test import Client

import pdfplumber
import pytest
import time_machine

from records import issue
from records.issue import attach
from tests.factories import World, at

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [page.extract_text() for page in opened.pages]


def test_a_superseded_version_has_a_copy_with_its_mark(world: World, client: Client) -> None:
    former = world.issue()
    kept = attach(former, at=at("2020-02-03", 15)).sha256
    world.issue(former.document, day="2020-03-02", note="Cambió la norma.")
    with time_machine.travel(at("2020-03-03")):
        shown = client.get("/documentos/PR-M2-P6-01/01/").content.decode()
        copy = client.get("/documentos/PR-M2-P6-01/01/copia-marcada.pdf")
        bytes_ = client.get("/documentos/PR-M2-P6-01/01.pdf")
        in_force = client.get("/documentos/PR-M2-P6-01/02/copia-marcada.pdf")
    assert "/documentos/PR-M2-P6-01/01/copia-marcada.pdf" in shown
    pages = text_of(copy.content)
    assert all("OBSOLETO" in page for page in pages)
    assert bytes_["ETag"] == f'"{kept}"'
    assert in_force.status_code == 404


def test_a_withdrawn_version_is_marked_as_annulled(world: World, client: Client) -> None:
    issued = world.issue()
    issue.withdraw(
        issued,
        effective_on=date(2020, 3, 2),
        reason="Ya no se hace.",
        by=world.approver,
        at=at("2020-03-02"),
    )
    with time_machine.travel(at("2020-03-03")):
        copy = client.get("/documentos/PR-M2-P6-01/01/copia-marcada.pdf")
    assert all("ANULADO" in page for page in text_of(copy.content))


def test_a_restricted_version_has_no_copy_for_visitors(world: World, client: Client) -> None:
    issued = world.issue(content=world.content(access="reserved"))
    world.issue(issued.document, world.content(access="reserved"), day="2020-03-02")
    with time_machine.travel(at("2020-03-03")):
        address = "/documentos/PR-M2-P6-01/01/copia-marcada.pdf"
        assert client.get(address).status_code == 404
        client.force_login(world.author)
        assert client.get(address).status_code == 200
