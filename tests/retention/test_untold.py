"""Nothing is told or counted of a record that the reader may not know of."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

import pytest

from records.case_files import paper, unclassified
from records.models import DocumentVersion
from tests.factories import World, at
from tests.records.case_files.files import filed, opened
from tests.retention.test_case_file_screens import shown, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.mark.conformance("S05")
def test_nothing_is_counted_or_told_of_what_the_reader_may_not_know(world: World, client: Client):
    """The answers are those of a case file without it, but for the place of what follows."""
    case_file = opened(world)
    filed(world, case_file, "Oficio", pages=3)
    told = {"by": world.author, "at": at("2020-02-05")}
    paper.keep_apart(case_file, what="Plano 3", where="Planoteca", reason="Tamaño.", **told)

    def answers() -> list[str]:
        page = shown(client, case_file)
        history_ = client.get(reverse("case_files:history_file", args=[case_file.pk, "csv"]))
        sheet = client.get(reverse("case_files:control_sheet", args=[case_file.pk]))
        counted = [page.context[name] for name in ("pages", "volumes")]
        witnesses = [one.what for one in page.context["witnesses"]]
        total = words(sheet.content).partition("Total de folios")[2].split("Hecho el")[0]
        return [str(counted), str(witnesses), history_.content.decode(), total]

    client.force_login(world.stranger)
    before = answers()
    assert before[0] == "[3, 1]"
    secret = filed(world, case_file, "Queja canario", pages=900, access="reserved")
    witness = {"what": "Disco canario", "where": "Caja fuerte canario", "reason": "Reserva canario"}
    paper.keep_apart(case_file, record=secret, **witness, **told)
    assert answers() == before
    assert "canario" not in shown(client, case_file).content.decode()
    client.force_login(world.archivist)
    known = answers()
    assert known[0].startswith("[903, ")
    assert "Disco canario" in known[1]
    assert "Caja fuerte canario" in known[2]


def test_what_is_in_no_case_file_is_told_to_who_may_know_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    public = world.issue()
    content = world.content("PR-M2-P6-02", "Plan de contingencia", access="classified")
    classified = world.issue(world.document(), content)
    issued = DocumentVersion.objects.filter(issuance__isnull=False)
    monkeypatch.setattr(unclassified, "unfiled", lambda: issued)
    known = unclassified.unfiled_known_to
    assert list(known(world.stranger)) == [public.version]
    assert set(known(world.archivist)) == {public.version, classified.version}
