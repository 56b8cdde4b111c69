"""Heads of the register: what they cover, that they follow each other, and their proofs."""

from __future__ import annotations

import base64
import getpass
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

import pytest

from records import anchors, integrity, keys, merkle, register
from records.digests import canonical, sha256
from records.events import act, digest_of, opened
from records.handovers import may_follow
from records.models import Entity, RecordEvent, RegisterHead
from tests.factories import at
from tests.proofs.tampering_heads import forge_takeover
from tests.records.test_sealing import other_key_of_the_same_name

pytestmark = pytest.mark.django_db
DAY = at("2024-03-01")


@pytest.fixture(autouse=True)
def entity(settings: Any, tmp_path: Path) -> Any:
    settings.REGISTER_ANCHORS = tmp_path / "heads"
    return Entity.objects.create(name="Gobernación de Prueba", nit="900.000.001-1")


def happen(entity: Any, count: int) -> None:
    """So many events about anything."""
    with act(by=None, at=DAY) as log:
        for number in range(count):
            log.record("reference.changed", entity, facts={"number": number})


def head() -> RegisterHead:
    found = register.sign_head(at=DAY)
    assert found is not None
    anchors.keep_missing()  # on commit, in life
    return found


def digests() -> list[bytes]:
    found = RecordEvent.objects.order_by("seq").values_list("sha256", flat=True)
    return [bytes.fromhex(one) for one in found]


def test_a_head_states_all_events_and_is_signed(entity: Any) -> None:
    happen(entity, 5)
    found = head()
    assert json.loads(found.statement) == {
        "schema": "register-head-1",
        "number": 1,
        "day": "2024-03-01",
        "size": 5,
        "root": merkle.root_of(digests()).hex(),
        "previous": "0" * 64,
        "entity": {"name": "Gobernación de Prueba", "nit": "900.000.001-1"},
        "at": "2024-03-01T14:00:00.000000+00:00",
    }
    assert found.sha256 == sha256(found.statement.encode())
    signature = base64.b64decode(found.signature)
    assert keys.verifies(found.certificate, found.statement.encode(), signature)
    assert not keys.verifies(found.certificate, found.statement.encode() + b" ", signature)


def test_nothing_new_is_no_head_and_signing_is_no_event(entity: Any) -> None:
    assert register.sign_head(at=DAY) is None
    happen(entity, 1)
    head()
    assert register.sign_head(at=DAY) is None
    assert RecordEvent.objects.count() == 1


def test_another_seal_signs_nothing_until_the_former_names_it(
    entity: Any, settings: Any, tmp_path: Path
) -> None:
    happen(entity, 1)
    former, first = keys.seal_key(), head()
    settings.SEAL_DEMO_FOLDER = tmp_path / "other"
    key = keys.seal_key()
    happen(entity, 1)
    with pytest.raises(register.NotHandedOver, match="change_seal"):
        register.sign_head(at=DAY)
    with pytest.raises(register.NotHandedOver, match="por qué"):
        register.change_seal(at=DAY)
    with pytest.raises(register.NotHandedOver, match="última cabeza"):
        register.change_seal(former=key, at=DAY)
    assert list(RegisterHead.objects.all()) == [first]
    last = register.change_seal(former=former, at=DAY)
    handed = RegisterHead.objects.get(number=2)
    assert json.loads(handed.statement)["successor"] == keys.fingerprint(key.certificate_pem)
    assert (handed.certificate, last.certificate) == (
        former.certificate_pem,
        key.certificate_pem,
    )
    assert (last.number, last.size, last.previous) == (3, 2, handed.sha256)
    with pytest.raises(register.NotHandedOver):
        register.change_seal(former=former, at=DAY)
    happen(entity, 1)
    assert head().number == 4
    assert integrity.verify().problems == []


def test_the_former_seal_signs_nothing_after_it_handed_over(
    entity: Any, settings: Any, tmp_path: Path
) -> None:
    own = settings.SEAL_DEMO_FOLDER
    happen(entity, 1)
    former, first = keys.seal_key(), head()
    settings.SEAL_DEMO_FOLDER = tmp_path / "other"
    last = register.change_seal(former=former, at=DAY)
    assert not may_follow(RegisterHead.objects.get(number=2), former.certificate_pem)
    assert may_follow(first, former.certificate_pem)
    settings.SEAL_DEMO_FOLDER = own
    happen(entity, 1)
    with pytest.raises(register.NotHandedOver):
        register.sign_head(at=DAY)
    assert register.last_head() == last


def test_a_lost_seal_names_nobody_and_the_new_one_says_so(
    entity: Any, settings: Any, tmp_path: Path
) -> None:
    happen(entity, 1)
    head()
    settings.SEAL_DEMO_FOLDER = tmp_path / "other"
    out = io.StringIO()
    call_command("change_seal", "--lost", "Se dañó el token.", stdout=out)
    last = register.last_head()
    assert last is not None
    assert json.loads(last.statement)["takeover"] == "Se dañó el token."
    assert keys.fingerprint(last.certificate) in out.getvalue()
    assert integrity.verify().problems == []


def test_nothing_is_signed_over_a_takeover_that_the_copies_do_not_know(
    entity: Any, settings: Any, tmp_path: Path
) -> None:
    """Rows alone make no head: a forger names the entity, or its next seal, as the successor."""
    happen(entity, 1)
    former, last = keys.seal_key(), head()
    settings.SEAL_DEMO_FOLDER = tmp_path / "next"
    heir = keys.seal_key()
    forge_takeover(keys.fingerprint(heir.certificate_pem))
    with pytest.raises(register.RegisterBroken, match=r"cabeza 2.*verify_register"):
        register.sign_head(at=DAY)
    with pytest.raises(register.RegisterBroken, match="cabeza 2"):
        register.change_seal(reason="Se perdió.", at=DAY)
    with pytest.raises(register.RegisterBroken, match="cabeza 2"):
        register.change_seal(former=former, at=DAY)
    assert anchors.keep_missing() == 0
    assert anchors.last_number() == last.number
    told = {(one.check, one.object) for one in integrity.verify().problems}
    assert told >= {("head_origin", "cabeza 2"), ("head_origin", "cabeza 3")}


def test_a_seal_that_stopped_signing_does_not_come_back(
    entity: Any, settings: Any, tmp_path: Path
) -> None:
    own = settings.SEAL_DEMO_FOLDER
    happen(entity, 1)
    former = keys.seal_key()
    head()
    settings.SEAL_DEMO_FOLDER = tmp_path / "other"
    other = keys.seal_key()
    last = register.change_seal(former=former, at=DAY)
    anchors.keep_missing()
    settings.SEAL_DEMO_FOLDER = own
    for told in ({"former": other}, {"reason": "Volvemos al de antes."}):
        with pytest.raises(register.NotHandedOver, match="dejó de firmar"):
            register.change_seal(**told, at=DAY)
    assert register.last_head() == last
    # And where heads of before this rule, with their copies, say otherwise.
    fingerprint = keys.fingerprint(former.certificate_pem)
    handed = register._signed(last, register._continued(last), other, DAY, successor=fingerprint)
    anchors.keep_missing()
    with pytest.raises(register.NotHandedOver, match="dejó de firmar"):
        register.sign_head(at=DAY)
    register._signed(handed, register._continued(handed), former, DAY)
    told_of = [(one.check, one.object) for one in integrity.verify().problems]
    assert told_of == [("head_succession", "cabeza 5")]


def test_a_hand_over_whose_copies_a_crash_left_out_is_made_good(
    entity: Any, settings: Any, tmp_path: Path
) -> None:
    happen(entity, 1)
    former = keys.seal_key()
    head()
    settings.SEAL_DEMO_FOLDER = tmp_path / "other"
    register.change_seal(former=former, at=DAY)
    assert integrity.verify().problems == []
    assert anchors.keep_missing() == 2
    assert anchors.last_number() == 3


def test_no_head_is_signed_where_the_copies_say_otherwise(entity: Any, settings: Any) -> None:
    happen(entity, 1)
    first = head()
    happen(entity, 1)
    copy = Path(settings.REGISTER_ANCHORS) / "head-000001.json"
    for content in (b"{}", canonical({**anchors.published(first), "signature": "AAAA"})):
        copy.unlink()
        anchors.keep(1, content)
        with pytest.raises(register.RegisterBroken, match="cabeza 1"):
            register.sign_head(at=DAY)
    copy.unlink()
    anchors.keep(1, canonical(anchors.published(first)))
    anchors.keep(2, b"{}")  # of a head that is gone from the rows
    with pytest.raises(register.RegisterBroken, match="cabeza 2"):
        register.sign_head(at=DAY)


@pytest.mark.parametrize("number", [1, 2], ids=["the first", "a later one"])
def test_a_first_head_of_a_stranger_is_none(entity: Any, number: int) -> None:
    """Nothing is kept yet: still only the entity's own seal begins a register."""
    forger = other_key_of_the_same_name()
    happen(entity, 1)
    if number == 2:
        head()
    last = register.last_head()
    heir = keys.fingerprint(keys.seal_key().certificate_pem)
    register._signed(last, register._continued(last), forger, DAY, successor=heir)
    assert anchors.keep_missing() == 0
    with pytest.raises(register.RegisterBroken, match=f"cabeza {number}"):
        register.sign_head(at=DAY)


def test_the_former_seal_is_read_with_its_password(
    entity: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen(entity, 1)
    former = Path(settings.SEAL_DEMO_FOLDER) / "demo-seal.p12"
    head()
    settings.SEAL_DEMO_FOLDER = tmp_path / "other"
    for password, passes in (("otra", False), ("", True)):
        monkeypatch.setattr(getpass, "getpass", lambda prompt, password=password: password)
        if passes:
            call_command("change_seal", "--former", str(former), stdout=io.StringIO())
        else:
            with pytest.raises(CommandError, match="demo-seal"):
                call_command("change_seal", "--former", str(former))
    assert RegisterHead.objects.count() == 3


def test_heads_follow_each_other_and_grow_from_the_last_one_alone(entity: Any) -> None:
    heads = []
    for count in (3, 1, 8):
        happen(entity, count)
        heads.append(head())
    assert [one.number for one in heads] == [1, 2, 3]
    assert [one.size for one in heads] == [3, 4, 12]
    assert heads[2].previous == heads[1].sha256
    assert [one.root for one in heads] == [
        merkle.root_of(digests()[: one.size]).hex() for one in heads
    ]


@pytest.mark.parametrize("column", ["sha256", "previous", "seq"])
def test_no_head_is_signed_over_a_broken_register(
    entity: Any, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen(entity, 2)
    head()
    happen(entity, 2)
    # As a row would read that was changed in the database.
    original = RecordEvent.from_db.__func__  # type: ignore[attr-defined]

    def changed(cls: Any, db: Any, names: Any, values: Any) -> Any:
        row = original(cls, db, names, values)
        if row.seq == 3:
            setattr(row, column, 9 if column == "seq" else "f" * 64)
        return row

    monkeypatch.setattr(RecordEvent, "from_db", classmethod(changed))
    with pytest.raises(register.RegisterBroken, match="verify_register"):
        register.sign_head(at=DAY)
    assert RegisterHead.objects.count() == 1


def test_copies_of_the_heads_stand_beside_the_database(
    entity: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    for _ in range(2):
        happen(entity, 1)
        with django_capture_on_commit_callbacks(execute=True):
            head()
    kept = dict(anchors.kept())
    assert kept == {one.number: anchors.published(one) for one in RegisterHead.objects.all()}
    files = sorted(Path(settings.REGISTER_ANCHORS).iterdir())
    assert [file.name for file in files] == ["head-000001.json", "head-000002.json"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o444}
    files[0].unlink()
    with django_capture_on_commit_callbacks(execute=True):
        assert register.sign_head(at=DAY + timedelta(days=1)) is None
    assert dict(anchors.kept()) == kept


def test_proofs_of_events_and_of_heads(entity: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "TILE", 4)
    sizes = (1, 4, 7, 21)
    heads = []
    for before, size in zip((0, *sizes), sizes, strict=False):
        happen(entity, size - before)
        heads.append(head())
    leaves = digests()
    for one in heads:
        for seq in range(1, one.size + 1):
            proof = [bytes.fromhex(step) for step in register.inclusion(seq, one)]
            root = bytes.fromhex(one.root)
            assert merkle.includes(leaves[seq - 1], seq - 1, one.size, proof, root)
        with pytest.raises(ValueError, match="leaf"):
            register.inclusion(one.size + 1, one)
    for first in heads:
        for second in heads[first.number - 1 :]:
            proof = [bytes.fromhex(step) for step in register.consistency(first, second)]
            roots = bytes.fromhex(first.root), bytes.fromhex(second.root)
            assert merkle.consistent(first.size, second.size, *roots, proof)


def test_an_opened_event_gives_its_digest_and_names_nobody(entity: Any) -> None:
    person = get_user_model().objects.create_user("ana", pk=987_654_321)
    with act(by=person, at=DAY) as log:
        log.record("reference.changed", entity, facts={"n": 1}, detail={"name": "Ana"})
    event = RecordEvent.objects.get()
    told = opened(event)
    assert sha256(canonical(told)) == event.sha256 == digest_of(event)
    assert "987654321" not in json.dumps(told)
    assert event.nonce not in json.dumps(told)
