"""`/verificar/`: what anybody is told of a file or a code, and what nobody is."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import pytest

from portal.views import verify
from records import issue
from records.models import Issuance
from records.storage import storage
from tests.factories import World, at

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _fresh_count() -> None:
    cache.clear()


def attached(issuance: Issuance) -> bytes:
    issue.attach(issuance, at=at("2020-02-03"))
    component = issue.pdf_of(issuance)
    assert component is not None
    return storage().read(component.sha256)


def asked(client: Client, content: bytes, **headers: str) -> Any:
    file = SimpleUploadedFile("x.pdf", content, "application/pdf")
    return client.post("/verificar/", {"archivo": file}, **headers)


def test_the_issued_file_is_genuine_and_says_who_signed(world: World, client: Client):
    pdf = attached(world.issue())
    told = asked(client, pdf, **JSON).json()
    assert (told["result"], told["status"], told["version"]) == ("genuine", "in_force", "01")
    assert told["superseded_by"] is None
    assert [one["role"] for one in told["signed_by"]] == ["prepared", "reviewed", "approved"]
    page = asked(client, pdf)
    assert "Es auténtico" in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_a_version_that_was_replaced_says_by_which(world: World, client: Client):
    document = world.document()
    pdf = attached(world.issue(document))
    world.issue(document, day="2021-02-03")
    told = asked(client, pdf, **JSON).json()
    assert (told["result"], told["status"], told["superseded_by"]) == (
        "genuine",
        "superseded",
        "02",
    )


def test_an_altered_file_says_where(world: World, client: Client):
    pdf = attached(world.issue())
    told = asked(client, pdf + b"\n% nada\n", **JSON).json()
    assert (told["result"], told["copy"]) == ("altered", False)
    assert told["differences"]


def test_the_code_of_the_footer_answers_too(world: World, client: Client):
    issuance = world.issue()
    went = client.get("/verificar/", {"codigo": issuance.verification_code.lower()})
    assert went.status_code == 302
    told = client.get(went["Location"], **JSON).json()
    assert (told["result"], told["code"]) == ("genuine", issuance.version.code)


def test_what_is_restricted_or_in_review_is_unknown_like_nothing(world: World, client: Client):
    reserved = world.issue(content=world.content(access="reserved"))
    version = world.submit(world.document(), world.content("PR-M2-P6-09"))
    review = version.components.get(role="review")
    unknown = client.get("/verificar/0000-0000-0000-0000/", **JSON).content
    assert client.get(f"/verificar/{reserved.verification_code}/", **JSON).content == unknown
    assert asked(client, attached(reserved), **JSON).content == unknown
    assert asked(client, storage().read(review.sha256), **JSON).content == unknown


def test_who_may_read_it_is_told(world: World, client: Client):
    reserved = world.issue(content=world.content(access="reserved"))
    client.force_login(world.author, "editorial.passwords.WatchedBackend")
    told = client.get(f"/verificar/{reserved.verification_code}/", **JSON).json()
    assert told["result"] == "genuine"


@pytest.mark.parametrize(
    ("content", "status"), [(b"", 400), (b"hola", 400), (b"%PDF-1.7 nada", 200)]
)
def test_what_is_no_pdf_gets_one_sentence(
    world: World, client: Client, content: bytes, status: int
):
    answer = asked(client, content, **JSON)
    assert answer.status_code == status
    assert set(answer.json()) <= {"error", "result"}


def test_nothing_asked_and_too_much_asked(world: World, client: Client, monkeypatch: Any):
    assert client.post("/verificar/", {}).status_code == 400
    monkeypatch.setattr(verify, "MAX_BYTES", 10)
    assert asked(client, b"%PDF-1.7 mucho").status_code == 413
    monkeypatch.setattr(verify, "QUESTIONS", 3)
    answers = [client.get("/verificar/0000/").status_code for _ in range(3)]
    assert answers[-1] == 429


def test_the_form_is_there_for_a_person(world: World, client: Client):
    page = client.get("/verificar/").content.decode()
    assert 'name="archivo"' in page
    assert 'name="codigo"' in page
    assert client.put("/verificar/").status_code == 405
