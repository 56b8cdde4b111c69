"""The register as citizens read it: heads, proofs, and nothing of what they may not know."""

from __future__ import annotations

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

import pytest

from records import anchors, issue, register
from records.events import act
from records.keys import seal_key
from records.models import Entity
from records.restricting import restrict
from records.storage import storage
from tests.factories import World, at
from tests.grounds import grounds
from tests.repository import ROOT
from tests.standing import standing

pytestmark = pytest.mark.django_db
PAGE, DATA = "/verificar/registro/", "/verificar/registro.json"
VERIFIER = ROOT / "docs" / "verificador" / "verificar.py"


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    """Two issued documents, a head after each."""
    settings.REGISTER_ANCHORS = tmp_path / "heads"
    world = standing(World)
    for code in ("PR-M2-P6-01", "PR-M2-P6-02"):
        issue.attach(
            world.issue(content=world.content(code, f"Publicar {code}")), at=at("2020-02-04")
        )
        assert register.sign_head(at=timezone.now()) is not None
    anchors.keep_missing()  # on commit, in life
    return world


def data(client: Client, **asked: str) -> Any:
    answer = client.get(DATA, asked)
    assert answer.status_code == 200
    return answer.json()


def verifier(folder: Path, order: str, *told: Any) -> subprocess.CompletedProcess[str]:
    """Run the stand-alone verifier: JSON goes to files, a string goes as it is."""
    words = []
    for number, one in enumerate(told):
        if isinstance(one, str):
            words.append(one)
            continue
        file = folder / f"{number}.file"
        file.write_bytes(one if isinstance(one, bytes) else json.dumps(one).encode())
        words.append(str(file))
    return subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), order, *words],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_verifier_is_short_and_asks_for_nothing(client: Client, world: World) -> None:
    assert len(VERIFIER.read_text(encoding="utf-8").splitlines()) <= 100
    assert verifier(Path(), "cabeza").returncode == 1


def test_what_is_served_convinces_a_stranger(client: Client, world: World, tmp_path: Path) -> None:
    first, second = data(client, cabeza="1"), data(client, cabeza="2")
    proof = data(client, codigo="pr-m2-p6-01", version="01")
    issuance = world_issuance("PR-M2-P6-01")
    component = issue.pdf_of(issuance)
    assert component is not None
    pdf = storage().read(component.sha256)
    between = data(client, desde="1", hasta="2")
    for order, *told in (
        ("cabeza", first),
        ("cabeza", second, second["certificate_sha256"]),
        ("continua", first, between),
        ("continua", first, data(client, desde="1", hasta="1")),
        ("version", proof),
        ("pdf", proof, pdf),
    ):
        run = verifier(tmp_path, order, *told)
        assert run.returncode == 0, (order, run.stderr)
        assert run.stdout.startswith("Cierto")


def world_issuance(code: str) -> Any:
    return issue.Issuance.objects.get(document__code=code)


def test_no_forgery_convinces_a_stranger(client: Client, world: World, tmp_path: Path) -> None:
    first = data(client, cabeza="1")
    between = data(client, desde="1", hasta="2")
    proof = data(client, codigo="PR-M2-P6-01", version="01")
    other = data(client, codigo="PR-M2-P6-02", version="01")

    def changed(value: Any, path: str, new: Any) -> Any:
        value = deepcopy(value)
        *steps, last = path.split("/")
        place = value
        for step in steps:
            place = place[int(step) if isinstance(place, list) else step]
        key: Any = int(last) if isinstance(place, list) else last
        place[key] = new(place[key]) if callable(new) else new
        return value

    def flipped(text: str) -> str:
        return ("0" if text[0] != "0" else "1") + text[1:]

    def later(statement: str) -> str:
        return statement.replace('"size":', '"size":1')

    forgeries = [
        ("cabeza", changed(first, "statement", later)),
        ("cabeza", changed(first, "sha256", flipped)),
        ("cabeza", changed(first, "signature", lambda text: "QUJD" + text[4:])),
        ("cabeza", changed(first, "public_key/modulus", flipped)),
        ("cabeza", changed(first, "public_key/modulus", "3" * 128)),
        ("cabeza", first, "0" * 64),
        ("continua", changed(first, "statement", later), between),
        ("continua", data(client, cabeza="2"), between),
        ("continua", first, changed(between, "proof/0", flipped)),
        ("continua", first, changed(between, "proof", lambda proof: proof[:-1])),
        ("continua", first, changed(between, "second/statement", later)),
        ("version", changed(proof, "issued/event/facts/label", "02")),
        ("version", changed(proof, "issued/event/at", "2019-01-01T00:00:00.000000+00:00")),
        ("version", changed(proof, "issued/event/seq", lambda seq: seq + 1)),
        ("version", changed(proof, "issued/proof/0", flipped)),
        ("version", changed(proof, "issued", proof["attached"])),
        ("version", changed(proof, "issued/event", other["issued"]["event"])),
        ("version", changed(proof, "head", first)),
        ("pdf", proof, b"%PDF-1.7 another"),
        ("pdf", changed(proof, "attached", other["attached"]), b"%PDF-1.7 another"),
        ("pdf", changed(proof, "attached", None), b"%PDF-1.7 another"),
    ]
    convinced = [
        (order, number)
        for number, (order, *told) in enumerate(forgeries)
        if verifier(tmp_path, order, *told).returncode != 1
    ]
    assert convinced == []


def test_a_stranger_follows_a_seal_to_its_successor_and_to_no_other(
    client: Client, world: World, settings: Any, tmp_path: Path
) -> None:
    kept, former = data(client, cabeza="1"), seal_key()
    settings.SEAL_DEMO_FOLDER = tmp_path / "other"
    register.change_seal(former=former, at=timezone.now())
    proof = data(client, desde="1", hasta="4")
    assert proof["second"]["certificate_sha256"] != kept["certificate_sha256"]
    assert verifier(tmp_path, "continua", kept, proof).returncode == 0
    new, old = (proof["second"]["certificate_sha256"], kept["certificate_sha256"])
    assert f"<code>{new}</code></p>" in client.get(PAGE).content.decode()
    assert verifier(tmp_path, "continua", kept, proof, new).returncode == 0
    for forged in (
        ("continua", kept, {**proof, "handovers": []}),
        ("continua", kept, {**proof, "handovers": [proof["second"]]}),
        ("continua", kept, {**proof, "handovers": [kept]}),
        ("continua", kept, proof, old),
        ("continua", {**kept, "certificate_sha256": new}, proof),
    ):
        assert verifier(tmp_path, *forged).returncode == 1, forged


def test_the_register_rewritten_behind_a_kept_head_is_seen(
    client: Client, world: World, tmp_path: Path
) -> None:
    """The PDF of one version under the proof of another, both genuine, is no proof."""
    proof = data(client, codigo="PR-M2-P6-01", version="01")
    other = data(client, codigo="PR-M2-P6-02", version="01")
    component = issue.pdf_of(world_issuance("PR-M2-P6-02"))
    assert component is not None
    pdf = storage().read(component.sha256)
    mixed = {**proof, "attached": other["attached"]}
    run = verifier(tmp_path, "pdf", mixed, pdf)
    assert run.returncode == 1
    assert "no es el PDF" in run.stderr


def test_a_proof_names_nobody(client: Client, world: World) -> None:
    told = json.dumps(data(client, codigo="PR-M2-P6-01", version="01"))
    for person in (world.author, world.reviewer, world.approver):
        assert person.username not in told
        assert person.get_full_name() not in told
    assert '"actor"' not in told
    assert "nonce" not in told


def test_what_no_head_covers_yet_is_said(client: Client, world: World, tmp_path: Path) -> None:
    world.issue(content=world.content("PR-M2-P6-03", "Cerrar el portal"))
    asked = {"codigo": "PR-M2-P6-03", "version": "01"}
    proof = data(client, **asked)
    assert proof["issued"] is None
    for one in (proof, {**proof, "head": None}):
        told = verifier(tmp_path, "version", one)
        assert told.stderr.startswith("NO: ninguna cabeza firmada lo cubre aún")
    assert "próxima cabeza firmada" in client.get(PAGE, asked).content.decode()


def test_unknown_and_restricted_are_the_same_404(client: Client, world: World) -> None:
    known = {"codigo": "PR-M2-P6-02", "version": "01"}
    assert client.get(DATA, known).status_code == 200
    restrict(
        world_issuance("PR-M2-P6-02").document,
        "reserved",
        grounds(),
        by=world.archivist,
        at=timezone.now(),
    )
    questions: list[dict[str, str]] = [
        known,
        {"codigo": "NO-HAY", "version": "01"},
        {"codigo": "PR-M2-P6-01", "version": "77"},
        {"codigo": "PR-M2-P6-01"},
        {"version": "01"},
        {"desde": "1"},
        {"desde": "2", "hasta": "1"},
        {"desde": "1", "hasta": "99"},
        {"desde": "0", "hasta": "1"},
        {"cabeza": "uno"},
        {"cabeza": "9" * 40},
        {"pagina": "2"},
    ]
    plain = client.get("/no/existe/").content
    for asked in questions:
        answer = client.get(DATA, asked)
        assert (answer.status_code, answer.content) == (404, plain), asked
    answer = client.get(PAGE, known)
    assert (answer.status_code, answer.content) == (404, plain)
    client.force_login(world.archivist)
    assert client.get(DATA, known).status_code == 200


def test_the_page_shows_heads_and_answers_json_to_who_asks(client: Client, world: World) -> None:
    page = client.get(PAGE)
    head = register.last_head()
    assert head is not None
    assert head.root in page.content.decode()
    assert "Accept" in page["Vary"]
    asked = client.get(PAGE, headers={"accept": "application/json"})
    assert [one["number"] for one in asked.json()["heads"]] == [2, 1]
    proof = client.get(PAGE, {"codigo": "PR-M2-P6-01", "version": "01"}).content.decode()
    assert "descargar la prueba" in proof.lower()


def test_an_empty_register_says_what_will_be_here(client: Client) -> None:
    Entity.objects.create(name="Gobernación de Prueba")
    assert "Aquí estarán las cabezas" in client.get(PAGE).content.decode()
    assert data(client) == {"heads": [], "page": 1, "pages": 1}


def test_heads_are_paged(client: Client, world: World) -> None:
    for _ in range(30):
        with act(by=None, at=timezone.now()) as log:
            log.record("reference.changed", world.office)
        register.sign_head(at=timezone.now())
    told = data(client, pagina="2")
    assert [one["number"] for one in told["heads"]] == [2, 1]
    assert (told["page"], told["pages"]) == (2, 2)
