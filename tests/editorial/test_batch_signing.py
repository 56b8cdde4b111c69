"""Signing several at once: all shown, some left out, each with its own result."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

import pytest

from records.models import Issuance, RecordEvent, Signature
from tests.editorial.conftest import Enter
from tests.factories import PASSWORD, World

ADDRESS = "/gestion/firmas/varias/"


def submitted(world: World, count: int = 3) -> list[Any]:
    codes = [f"PR-M2-P6-0{number}" for number in range(1, count + 1)]
    return [world.submit_page(world.page(world.content(code))) for code in codes]


def item(version: Any, step: int = 1, digest: str = "") -> str:
    return f"{version.pk}:{step}:{digest or version.content_sha256}"


def post(client: Any, items: list[str], **told: str) -> Any:
    return client.post(ADDRESS, {"item": items, "password": PASSWORD, **told})


def test_a_form_with_nothing_in_it_is_told_what_to_mark(world: World, enter: Enter):
    answer = enter(world.reviewer).post(ADDRESS)
    assert answer.status_code == 200
    assert "Marque por lo menos un documento." in answer.content.decode()


def results(answer: Any) -> list[bool]:
    return [one.signed for one in answer.context["results"]]


def test_everything_that_waits_is_shown_in_full(world: World, enter: Enter):
    issued = world.issue_page(world.page(), day="2020-02-03")
    page = issued.document.page.specific
    draft = page.get_latest_revision_as_object()
    draft.title = "Publicar datos mejores"
    draft.save_revision()
    again = world.submit_page(page, change_note="Se mide mejor.", day="2020-03-03")
    other = world.submit_page(world.page(world.content("PR-M2-P6-02")), day="2020-03-03")
    assert reverse("batch_signing") == ADDRESS
    client = enter(world.reviewer)
    assert ADDRESS in client.get(reverse("signing_inbox")).content.decode()
    answer = client.get(ADDRESS)
    page = answer.content.decode()
    # Each is signed with the post that its own step asks for.
    assert [one["post"].title for one in answer.context["items"]] == ["Líder", "Líder"]
    assert page.count("Líder<br>") == 2
    for version in (again, other):
        assert item(version) in page
        assert version.title in page
        assert version.change_note in page
        assert reverse("signing", args=[version.pk]) in page
    assert 'class="legajo-changes"' in page
    assert "Cambia el título." in page
    assert re.search(r"abiertos\W*<span[^>]*>\]</span></del>", page)


def test_what_is_left_out_stays_and_the_rest_has_a_row_each(world: World, enter: Enter):
    first, left, last = submitted(world)
    answer = post(enter(world.reviewer), [item(first), item(last)])
    assert results(answer) == [True, True]
    signed = Signature.objects.filter(user=world.reviewer)
    assert set(signed.values_list("version", flat=True)) == {first.pk, last.pk}
    assert RecordEvent.objects.filter(action="version.signed", actor=world.reviewer).count() == 2
    assert item(left) in answer.content.decode()


def test_a_conflict_in_one_does_not_stop_the_others(world: World, enter: Enter):
    gone, other, fine = submitted(world)
    client = enter(world.reviewer)
    client.get(ADDRESS)
    world.sign_page(gone, 1, world.reviewer)
    answer = post(client, [item(gone), item(other, digest="0" * 64), item(fine)])
    assert answer.status_code == 200
    assert results(answer) == [False, False, True]
    page = answer.content.decode()
    assert all(one.message in page for one in answer.context["results"])


def test_the_same_post_again_signs_nothing(world: World, enter: Enter):
    versions = submitted(world, 2)
    client = enter(world.reviewer)
    items = [item(one) for one in versions]
    assert results(post(client, items)) == [True, True]
    answer = post(client, items)
    assert answer.status_code == 409
    assert results(answer) == [False, False]
    assert Signature.objects.filter(user=world.reviewer).count() == 2


def test_one_wrong_password_signs_none(world: World, enter: Enter):
    versions = submitted(world, 2)
    client = enter(world.reviewer)
    answer = post(client, [item(one) for one in versions], password="otra")
    assert "password" in answer.context["form"].errors
    assert not Signature.objects.filter(user=world.reviewer).exists()
    assert post(client, []).context["form"].non_field_errors()


@pytest.mark.conformance("K07")
def test_the_last_signatures_issue_each(world: World, enter: Enter):
    versions = submitted(world, 2)
    post(enter(world.reviewer), [item(one) for one in versions])
    answer = post(enter(world.approver), [item(one, 2) for one in versions])
    assert results(answer) == [True, True]
    assert Issuance.objects.count() == 2


@pytest.mark.parametrize(
    "told", ["", "1", "1:1:zz", "9" * 30 + ":1:" + "0" * 64, "1:²:" + "0" * 64]
)
def test_what_no_page_posts_is_refused(world: World, enter: Enter, told: str):
    assert post(enter(world.reviewer), [told]).status_code == 400


def test_what_one_may_not_read_is_not_found(world: World, enter: Enter):
    (version,) = submitted(world, 1)
    assert post(enter(world.stranger), [item(version)]).status_code == 404
    assert post(enter(world.stranger), ["999999:1:" + "0" * 64]).status_code == 404
