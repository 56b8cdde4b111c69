"""The seal: steady, whole, and told apart from what somebody changed or made alike."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
import typst
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from records import issue
from records.exceptions import SealingError
from records.keys import SealKey, key_of, seal_key
from records.models import Component
from records.sealing import PadesSealer, problems
from records.seals import seals_of
from records.storage import storage
from records.tokens import TokenKey
from tests.factories import World, at
from tests.standing import standing
from tests.tokens import PIN

AT = datetime(2026, 1, 2, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def plain() -> bytes:
    pdf: bytes = typst.compile(b"= Acta\nSe aprueba.", format="pdf")
    return pdf


@pytest.fixture(scope="module", params=["file", pytest.param("token", marks=pytest.mark.pkcs11)])
def key(request: pytest.FixtureRequest) -> SealKey:
    """The same key, from a file and inside a token."""
    if request.param == "file":
        return seal_key()
    return key_of(request.getfixturevalue("softhsm"), PIN)


@pytest.fixture(scope="module")
def sealed(plain: bytes, key: SealKey) -> bytes:
    return PadesSealer(key, "").seal(plain, at=AT)


def other_key_of_the_same_name() -> SealKey:
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = seal_key().certificate.subject
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(own.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .sign(own, hashes.SHA256())
    )
    return SealKey(own, certificate, (), demo=True)


def test_the_same_pdf_gets_the_same_bytes_and_a_whole_seal(
    plain: bytes, sealed: bytes, key: SealKey
):
    assert PadesSealer(key, "").seal(plain, at=AT) == sealed
    (seal,) = seals_of(sealed)
    assert (seal.intact, seal.valid, seal.covers_all) == (True, True, True)
    assert seal.signed_at == AT
    assert seal.demo
    assert problems(sealed) == []
    assert sealed.startswith(plain)


def test_a_flipped_byte_is_seen_wherever_it_stands(sealed: bytes):
    for place in (30, len(sealed) // 2, len(sealed) - 40):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert problems(bytes(changed)) != []


def test_what_is_added_after_the_seal_is_seen(sealed: bytes):
    """A shadow attack: the sealed bytes stay, a later revision shows something else."""
    assert problems(sealed + b"\n% nada\n") != []
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    page, _rest = writer.find_page_for_modification(0)
    page.get_object()["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.update_container(page.get_object())
    output = io.BytesIO()
    writer.write(output)
    (seal,) = seals_of(output.getvalue())
    assert (seal.intact, seal.covers_all, seal.tampered_after) == (True, False, True)
    assert problems(output.getvalue()) != []


def test_another_certificate_of_the_same_name_is_another(plain: bytes, sealed: bytes):
    forged = PadesSealer(other_key_of_the_same_name(), "").seal(plain, at=AT)
    (theirs,), (ours,) = seals_of(forged), seals_of(sealed)
    assert theirs.subject == ours.subject
    assert theirs.certificate_sha256 != ours.certificate_sha256
    assert problems(sealed, {ours.certificate_sha256}) == []
    (told,) = problems(forged, {ours.certificate_sha256})
    assert "que no es la entidad" in told


def test_what_bears_no_seal_or_is_no_pdf_says_so(plain: bytes):
    assert len(problems(plain)) == 1
    assert len(problems(b"nada")) == 1
    with pytest.raises(ValueError, match=r"."):
        seals_of(b"%PDF-1.7 y nada mas")


def test_a_silent_time_stamp_authority_leaves_the_pdf_unsealed(plain: bytes, key: SealKey):
    with pytest.raises(SealingError):
        PadesSealer(key, "http://127.0.0.1:9/").seal(plain, at=AT)


@pytest.mark.django_db
def test_what_is_issued_is_sealed_and_a_failed_seal_is_tried_again(
    settings, key, django_capture_on_commit_callbacks
):
    if isinstance(key.private_key, TokenKey):
        settings.SEAL_PKCS11, settings.SEAL_PASSWORD = key.private_key.address, PIN
    world = standing(World)
    settings.TSA_URL = "http://127.0.0.1:9/"
    issuance = world.issue()
    with pytest.raises(SealingError):
        issue.attach(issuance, at=at("2020-02-03"))
    assert issue.pending() == [issuance]
    assert not Component.objects.filter(role=Component.Role.RENDITION).exists()
    settings.TSA_URL = ""
    issue.attach(issuance, at=at("2020-02-04"))
    issue.attach(issuance, at=at("2020-02-05"))
    kept = storage().read(issue.pdf_of(issuance).sha256)
    (seal,) = seals_of(kept)
    assert seal.signed_at == issuance.issued_at
