"""`/trd/`: what citizens read of the schedules, and what they never see."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

from django.test import Client

import pytest

from retention.models import RetentionSchedule
from tests.factories import World
from tests.retention.lives import DAY, lead, step
from tests.retention.test_settled import draft as draft  # a fixture

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_citizens_read_a_version_with_its_series_and_act(world: World, client: Client) -> None:
    assert "TRD 1" in read(client, "/trd/")
    page = read(client, "/trd/1/")
    assert "Adoptada por Resolución 1" in page
    assert "Procedimientos" in page
    assert "conservación total" in page
    told = json.loads(read(client, "/trd/1.json"))
    assert (told["state"], told["act"], told["in_force_to"]) == ("in_force", "Resolución 1", None)
    assert {one["code"] for one in told["lines"]} == {"130.22.01", "130.02.03"}
    rows = list(csv.reader(io.StringIO(read(client, "/trd/1.csv").lstrip("\ufeff"))))
    assert any("Procedimientos" in cell for row in rows for cell in row)
    answer = client.get("/trd/1.xlsx")
    assert answer.content.startswith(b"PK")


def test_citizens_read_the_act_of_adoption_and_no_other_document(
    draft: RetentionSchedule, client: Client
) -> None:
    """The transparency menu asks for the series and the act (Resolución 1519 de 2020, 7.1.5)."""
    pdf = b"%PDF-1.7 acto"
    lead(draft, "in_evaluation")
    step(draft, "convalidated", file=("certificado.pdf", b"%PDF-1.7 interno"))
    assert client.get("/trd/2/acto.pdf").status_code == 404
    step(draft, "adopted", file=("resolucion.pdf", pdf))
    answer = client.get("/trd/2/acto.pdf")
    assert (answer.content, answer["Content-Type"]) == (pdf, "application/pdf")
    assert '"/trd/2/acto.pdf"' in read(client, "/trd/2/")
    assert json.loads(read(client, "/trd/2.json"))["act_document"].endswith("/trd/2/acto.pdf")
    assert client.get("/trd/1/acto.pdf").status_code == 404
    assert "acto.pdf" not in read(client, "/trd/1/")
    before = (DAY - timedelta(days=1)).isoformat()
    assert client.get(f"/trd/2/acto.pdf?fecha={before}").status_code == 404


@pytest.mark.parametrize("status", ["draft", "approved", "in_evaluation", "convalidated"])
def test_nobody_reads_a_version_before_it_is_adopted(
    draft: RetentionSchedule, client: Client, status: str
) -> None:
    lead(draft, status)
    assert "TRD 2" not in read(client, "/trd/")
    for address in ("/trd/2/", "/trd/2.json", "/trd/2.csv", "/trd/2.xlsx"):
        assert client.get(address).status_code == 404


def test_a_day_answers_as_of_that_day(draft: RetentionSchedule, client: Client) -> None:
    lead(draft, "in_force")
    before = (DAY - timedelta(days=1)).isoformat()
    assert "sustituida" in read(client, "/trd/1/").lower()
    assert "vigente" in read(client, f"/trd/1/?fecha={before}").lower()
    assert client.get(f"/trd/2/?fecha={before}").status_code == 404
    assert client.get("/trd/?fecha=2014-01-01").status_code == 200
    assert "TRD 1" not in read(client, "/trd/?fecha=2014-01-01")
    assert client.get("/trd/9/").status_code == 404
