"""The blank of a format: made with its PDF, shown beside it, never to who may not know of it."""

from __future__ import annotations

import pytest

from records import issue
from records.models import Component
from tests.factories import World, at
from tests.records.account_form import account_format

pytestmark = pytest.mark.django_db


def test_an_issued_format_is_downloaded_blank(client, world: World):
    issuance = account_format(world)
    issue.attach(issuance, at=at("2020-02-03"))
    issue.attach(issuance, at=at("2020-02-04"))
    assert Component.objects.filter(role=Component.Role.BLANK).count() == 1
    code = issuance.version.code
    page = client.get(f"/documentos/{code}/").content.decode()
    assert "Descargar en blanco" in page
    response = client.get(f"/documentos/{code}/{issuance.label}/en-blanco.pdf")
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
    assert f"{code}-01-en-blanco.pdf" in response["Content-Disposition"]


def test_no_blank_of_what_has_no_form_or_may_not_be_known(client, world: World):
    issuance = world.issue()
    issue.attach(issuance, at=at("2020-02-03"))
    code = issuance.version.code
    assert "Descargar en blanco" not in client.get(f"/documentos/{code}/").content.decode()
    assert client.get(f"/documentos/{code}/01/en-blanco.pdf").status_code == 404
    hidden = account_format(world, access="reserved")
    issue.attach(hidden, at=at("2020-02-03"))
    address = f"/documentos/{hidden.version.code}/01/en-blanco.pdf"
    assert client.get(address).status_code == 404
    client.force_login(world.author)
    assert client.get(address).status_code == 200
