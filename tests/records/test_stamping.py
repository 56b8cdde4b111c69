"""Time stamps of a real authority: what they prove, what happens without, how they are renewed."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db.models import ProtectedError
from django.utils import timezone

import pytest
import typst
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from records import (
    due_tasks,
    filled_pdf,
    integrity,
    issue,
    keys,
    register,
    renewal,
    sealing,
    verification,
)
from records.events import act
from records.exceptions import NotAllowed, SealingError
from records.models import Component, Issuance, RecordEvent
from records.seals import seals_of, stamps_of
from records.storage import storage
from tests.authority import SOON, Authority, authority, started
from tests.factories import World
from tests.records import filling
from tests.records.account_form import account_format
from tests.standing import standing

__all__ = ["authority", "started"]  # fixtures
AT = datetime(2026, 1, 2, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def plain() -> bytes:
    pdf: bytes = typst.compile(b"= Acta\nSe aprueba.", format="pdf")
    return pdf


def test_without_its_chain_a_seal_is_stamped_and_no_more(authority: Authority, plain: bytes):
    alone = replace(keys.seal_key(), chain=())
    sealed = sealing.PadesSealer(alone).seal(plain, at=AT)
    (seal,) = seals_of(sealed)
    assert (seal.valid, seal.timestamped, seal.covers_all) == (True, True, True)
    assert (stamps_of(sealed), sealing.stamped_until(sealed)) == ([], None)
    assert sealing.problems(sealed) == []


@pytest.mark.conformance("K08")
def test_with_its_chain_all_that_proves_it_later_is_in_the_file(authority: Authority, plain: bytes):
    """Judged by pyHanko without asking anybody, as long after, when nobody answers any more."""
    sealed = sealing.PadesSealer().seal(plain, at=AT)
    (seal,), (stamp,) = seals_of(sealed), stamps_of(sealed)
    assert (seal.valid, seal.timestamped, seal.tampered_after, stamp.holds) == (
        True,
        True,
        False,
        True,
    )
    assert sealing.stamped_until(sealed) == datetime(2060, 1, 1, tzinfo=UTC)
    assert judged(sealed, authority)
    alone = sealing.PadesSealer(replace(keys.seal_key(), chain=()))
    assert not judged(alone.seal(plain, at=AT), authority)


def judged(pdf: bytes, authority: Authority) -> bool:
    """Whether pyHanko finds a whole PAdES B-LTA that leads to the root, from the file alone."""
    root = x509.load_pem_x509_certificate(authority.root.read_bytes())
    trusted = asn1_x509.Certificate.load(root.public_bytes(serialization.Encoding.DER))
    spec = SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=[trusted]),
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
    )
    (embedded,) = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    found = asyncio.run(ades_lta_validation(embedded, PdfSignatureValidationSpec(spec)))
    return bool(found.ades_subindic == AdESPassed.OK)


def test_an_authority_with_a_root_of_its_own_must_be_named(
    authority: Authority, plain: bytes, settings: Any
):
    settings.TSA_URL = authority.strange
    with pytest.raises(SealingError, match="Raíz Otra"):
        sealing.PadesSealer().seal(plain, at=AT)
    settings.TSA_ROOTS = str(authority.other_root)
    sealed = sealing.PadesSealer().seal(plain, at=AT)
    assert (len(stamps_of(sealed)), sealing.problems(sealed)) == (1, [])
    settings.TSA_ROOTS = str(authority.seal)
    with pytest.raises(keys.KeyUnavailable, match="TSA_ROOTS"):
        sealing.PadesSealer().seal(plain, at=AT)


def test_what_nobody_answers_for_is_not_called_lasting(authority: Authority, plain: bytes):
    authority.silent.update({"/sede/ocsp", "/sede/crls"})
    with pytest.raises(SealingError):
        sealing.PadesSealer().seal(plain, at=AT)


def test_a_stamp_that_was_touched_does_not_hold(authority: Authority, plain: bytes):
    sealed = sealing.PadesSealer().seal(plain, at=AT)
    place = sealed.rindex(b"/Contents <") + 2_000
    changed = sealed[:place] + (b"0" if sealed[place : place + 1] != b"0" else b"1")
    assert sealing.problems(changed + sealed[place + 1 :]) != []


# --- level L2 -------------------------------------------------------------------------------------


def with_two_factors(world: World) -> Issuance:
    version = world.submit(world.document(), world.content(), authentication="password+totp")
    for step, by in enumerate((world.reviewer, world.approver), start=1):
        world.sign(version, step, by, authentication="password+totp")
    return Issuance.objects.get(version=version)


@pytest.mark.django_db
def test_what_says_two_factors_and_a_stamp_waits_for_its_stamp(authority: Authority, settings: Any):
    issuance = with_two_factors(standing(World))
    assert issuance.envelope["level"] == "L2"
    authority.silent.add("/sede/tsa")
    with pytest.raises(SealingError):
        issue.attach(issuance, at=timezone.now())
    settings.TSA_URL = ""
    with pytest.raises(SealingError, match="TSA_URL"):
        issue.attach(issuance, at=timezone.now())
    assert issue.pending() == [issuance]
    assert not issuance.version.components.filter(role=Component.Role.RENDITION).exists()
    settings.TSA_URL = authority.stamps
    authority.silent.clear()
    call_command("follow_events", "attach")
    issue.attach(issuance, at=timezone.now())
    assert issue.pending() == []
    (seal,) = seals_of(storage().read(issue.pdf_of(issuance).sha256))
    assert seal.timestamped
    assert seal.signed_at == issuance.issued_at
    assert integrity.verify().problems == []


# --- renewal --------------------------------------------------------------------------------------


@pytest.fixture
def world(db: None) -> World:
    return standing(World)


@pytest.fixture
def ending(world: World, authority: Authority, settings: Any) -> Issuance:
    """An issued version whose stamp ends soon; the authority stamps by a new certificate now."""
    settings.TSA_URL = authority.short
    issuance = world.issue()
    issue.attach(issuance, at=timezone.now())
    settings.TSA_URL = authority.stamps
    return Issuance.objects.get(pk=issuance.pk)


def test_a_stamp_near_its_end_gets_a_follower_and_nothing_issued_changes(
    ending: Issuance, client: Any, capsys: pytest.CaptureFixture[str]
):
    former = issue.pdf_of(ending)
    address = f"/documentos/{ending.version.code}/{ending.label}.pdf"
    before = client.get(address)
    assert before.status_code == 200
    assert list(renewal.due(timezone.now(), SOON - timedelta(days=1))) == []
    for _again in range(2):
        call_command("run_due_tasks", "timestamps")
    assert capsys.readouterr().out.count("Se renovó") == 1
    ending = Issuance.objects.get(pk=ending.pk)
    renewed = issue.pdf_of(ending)
    assert (renewed.role, renewed.stamped_until.year) == ("renewal", 2060)
    assert storage().read(renewed.sha256).startswith(storage().read(former.sha256))
    assert len(stamps_of(storage().read(renewed.sha256))) == 2
    assert list(renewal.due(timezone.now())) == []
    with pytest.raises(ProtectedError):
        former.delete()
    event = RecordEvent.objects.get(action="version.renewed")
    assert (event.facts["sha256"], event.facts["former"]) == (renewed.sha256, former.sha256)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after.content) == (200, storage().read(renewed.sha256))
    for kept in (former, renewed):
        found = verification.examine(storage().read(kept.sha256), Issuance.objects.all())
        assert found == verification.Verdict("genuine", ending)
    assert register.sign_head(at=timezone.now()) is not None
    asked = {"codigo": ending.version.code, "version": ending.label}
    for told, kept in (({}, renewed), ({"huella": former.sha256}, former)):
        proof = client.get("/verificar/registro.json", {**asked, **told}).json()
        assert proof["attached"]["event"]["facts"]["sha256"] == kept.sha256
    assert integrity.verify().problems == []


def test_what_was_filled_in_is_stamped_and_its_stamp_is_renewed(
    world: World, authority: Authority, settings: Any
):
    settings.TSA_URL = authority.short
    filled = filling.completed(world, account_format(world), filling.head(world))
    former = filled_pdf.attach(filled, at=timezone.now())
    assert former.stamped_until is not None
    assert integrity.verify().problems == []
    settings.TSA_URL = authority.stamps
    assert list(renewal.filled_due(timezone.now(), SOON - timedelta(days=1))) == []
    assert list(renewal.filled_due(timezone.now())) == [filled]
    done = renewal.renew_due(at=timezone.now())
    assert (done.failures, list(renewal.filled_due(timezone.now()))) == ([], [])
    renewed = filled_pdf.pdf_of(filled)
    assert (renewed.role, renewed.stamped_until.year) == ("renewal", 2060)
    assert storage().read(renewed.sha256).startswith(storage().read(former.sha256))
    assert RecordEvent.objects.get(action="filling.renewed").facts["former"] == former.sha256
    assert filled_pdf.attach(filled, at=timezone.now()) == renewed
    assert filled_pdf.pending() == []
    assert integrity.verify().problems == []


def test_a_forgery_of_the_former_file_is_told_by_the_former_file(ending: Issuance):
    former = storage().read(issue.pdf_of(ending).sha256)
    renewal.renew(ending, at=timezone.now())
    ending = Issuance.objects.get(pk=ending.pk)
    place = former.index(b"stream") + 40
    changed = former[:place] + bytes([former[place] ^ 1]) + former[place + 1 :]
    found = verification.examine(changed, Issuance.objects.all())
    assert (found.result, found.issuance) == ("altered", ending)
    assert any(str(place) in one for one in found.differences), found
    added = verification.examine(former + b"\n% algo\n", Issuance.objects.all())
    assert any("8 bytes" in one for one in added.differences), added


def test_nothing_is_renewed_that_would_not_last_longer(
    ending: Issuance, authority: Authority, settings: Any
):
    settings.TSA_URL = authority.short
    assert renewal.renew_due(at=timezone.now()) == renewal.Renewals()
    assert not Component.objects.filter(role=Component.Role.RENEWAL).exists()


def test_of_two_that_renew_at_once_one_does(ending: Issuance, monkeypatch: pytest.MonkeyPatch):
    own = sealing.PadesSealer.renew

    def raced(self: sealing.PadesSealer, pdf: bytes) -> bytes:
        monkeypatch.setattr(sealing.PadesSealer, "renew", own)
        renewal.renew(Issuance.objects.get(pk=ending.pk), at=timezone.now())
        return own(self, pdf)

    monkeypatch.setattr(sealing.PadesSealer, "renew", raced)
    kept = renewal.renew(ending, at=timezone.now())
    assert list(Component.objects.filter(role=Component.Role.RENEWAL)) == [kept]


def test_what_cannot_be_renewed_is_named_and_the_rest_goes_on(
    ending: Issuance, world: World, authority: Authority, settings: Any, capsys: Any
):
    settings.TSA_URL = authority.short
    other = world.issue(content=world.content("PR-M2-P6-02", "Cerrar datos"))
    issue.attach(other, at=timezone.now())
    path = storage().path(issue.pdf_of(other).sha256)
    kept = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(kept[:-1] + b" ")
    settings.TSA_URL = authority.stamps
    with pytest.raises(SystemExit) as stopped:
        call_command("renew_timestamps")
    assert stopped.value.code == 1
    said = capsys.readouterr()
    assert "PR-M2-P6-02" in said.err
    assert said.out.strip().endswith(": 1")
    authority.silent.add("/sede/tsa")
    with pytest.raises(SealingError):
        due_tasks.run("timestamps", at=timezone.now())
    authority.silent.clear()
    path.write_bytes(kept)
    call_command("renew_timestamps")
    assert list(renewal.due(timezone.now())) == []


def test_what_no_longer_verifies_is_not_stamped_again(
    ending: Issuance, authority: Authority, settings: Any, plain: bytes
):
    sealer = sealing.PadesSealer()
    kept = storage().read(issue.pdf_of(ending).sha256)
    with pytest.raises(SealingError, match="agregó algo"):
        sealer.renew(kept + b"\n% algo\n")
    with pytest.raises(SealingError, match="estampa"):
        sealer.renew(sealing.PadesSealer(keys.seal_key(), "").seal(plain, at=AT))
    settings.TSA_URL, settings.TSA_ROOTS = authority.strange, str(authority.other_root)
    strange = sealing.PadesSealer().seal(plain, at=AT)
    settings.TSA_ROOTS = ""
    with pytest.raises(SealingError, match="no es de confianza"):
        sealer.renew(strange)
    settings.TSA_URL = ""
    with pytest.raises(SealingError, match="TSA_URL"):
        sealing.PadesSealer().renew(kept)


def test_a_pdf_without_stamp_and_a_foreign_original_stay_as_they_are(
    world: World, settings: Any, authority: Authority
):
    settings.TSA_URL = ""
    issuance = world.issue()
    issue.attach(issuance, at=timezone.now())
    settings.TSA_URL = authority.stamps
    with pytest.raises(NotAllowed):
        renewal.renew(issuance, at=timezone.now())
    rendition = issue.pdf_of(issuance)
    rendition.role, rendition.stamped_until = Component.Role.ORIGINAL, timezone.now()
    issuance.version._prefetched_objects_cache = {"components": [rendition]}
    with pytest.raises(NotAllowed):
        renewal.renew(issuance, at=timezone.now())


def test_a_renewal_that_does_not_go_on_from_its_former_is_seen(
    ending: Issuance, world: World, plain: bytes
):
    forged = sealing.PadesSealer().seal(plain, at=AT)
    with act(by=None, at=timezone.now()) as log:
        Component.objects.create(
            version=ending.version,
            role=Component.Role.RENEWAL,
            sha256=storage().put(forged),
            size=len(forged),
            media_type="application/pdf",
            name="x.pdf",
            created_at=timezone.now(),
        )
        log.record("version.renewed", ending.version, facts={})
    said = [one.message for one in integrity.verify().problems if one.check == "seal"]
    assert len(said) == 2
    assert any("renueva" in one for one in said)
    assert any("vence" in one for one in said)
