"""A person's own certificate (L3): over these bytes, valid that day, the key never kept."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from records import personal_signature, signing
from records.exceptions import NotAllowed
from records.models import RecordEvent, Signature
from records.storage import storage
from tests.factories import World, at
from tests.standing import standing

NOW = datetime(2020, 2, 3, 16, tzinfo=UTC)
SECRET = "clave del certificado"
CONTENT = b'{"title":"Publicar datos abiertos"}'


def keystore(
    *, days: tuple[int, int] = (-10, 10), signs: bool = True, curve: bool = False
) -> bytes:
    """A file as an authority hands it over: key, certificate, and the authority's own."""
    key = ec.generate_private_key(ec.SECP256R1()) if curve else _rsa()
    root = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Autoridad de Prueba")])
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Beto Revisor")])

    def made(name: x509.Name, public: object, usage: bool) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW + timedelta(days=days[0]))
            .not_valid_after(NOW + timedelta(days=days[1]))
            .add_extension(
                x509.KeyUsage(usage, usage, not usage, False, False, False, False, False, False),
                critical=True,
            )
            .sign(root, hashes.SHA256())
        )

    return pkcs12.serialize_key_and_certificates(
        b"mine",
        key,
        made(subject, key.public_key(), signs),
        [made(issuer, root.public_key(), True)],
        BestAvailableEncryption(SECRET.encode()),
    )


def signed(content: bytes, file: bytes, moment: datetime = NOW) -> str:
    return personal_signature.signed(
        content, signer=personal_signature.opened(file, SECRET, at=moment), at=moment
    )


def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def codes(call: object, *args: object, **told: object) -> list[str]:
    with pytest.raises(NotAllowed) as refused:
        call(*args, **told)
    return [one.code for one in refused.value.reasons]


@pytest.mark.parametrize("curve", [False, True])
def test_the_signature_is_of_these_bytes_and_names_the_person(curve):
    made = signed(CONTENT, keystore(curve=curve))
    found = personal_signature.accepted(made, CONTENT, at=NOW)
    assert (found.name, found.issuer) == ("Beto Revisor", "Autoridad de Prueba")
    assert codes(personal_signature.read, made, CONTENT + b" ") == ["cms"]


def test_the_chain_travels_with_it_and_the_key_does_not():
    file = keystore()
    made = base64.b64decode(signed(CONTENT, file))
    assert b"Autoridad de Prueba" in made
    number = pkcs12.load_pkcs12(file, SECRET.encode()).key.private_numbers().p
    assert number.to_bytes(128, "big") not in made


@pytest.mark.parametrize(
    ("file", "password"),
    [
        (b"", SECRET),
        (b"no es un certificado", SECRET),
        (b"\x30" * 300_000, SECRET),
        (None, "otra"),
        (None, ""),
    ],
)
def test_a_wrong_file_or_password_is_one_sentence(file, password):
    told = keystore() if file is None else file
    assert codes(personal_signature.opened, told, password, at=NOW) == ["keystore"]


def test_the_certificate_is_valid_that_day_and_for_signing():
    old = keystore(days=(-20, -10))
    assert codes(personal_signature.opened, old, SECRET, at=NOW) == ["certificate_dates"]
    other = keystore(signs=False)
    assert codes(personal_signature.opened, other, SECRET, at=NOW) == ["key_usage"]
    made = signed(CONTENT, keystore())
    later = NOW + timedelta(days=30)
    assert codes(personal_signature.accepted, made, CONTENT, at=later) == ["certificate_dates"]


@pytest.mark.parametrize("told", ["", "no base64", base64.b64encode(b"nada").decode()])
def test_what_is_no_signature_is_refused(told):
    assert codes(personal_signature.read, told, CONTENT) == ["cms"]


@pytest.mark.django_db
def test_signing_with_it_is_the_third_level_and_is_read_again_from_the_bytes(settings):
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    world = standing(World)
    version = world.submit(world.document(), world.content())
    content = storage().read(version.content_sha256)
    moment = at("2020-02-03", 11)

    def sign(made: str) -> Signature:
        return signing.sign(
            version,
            step=1,
            content_sha256=version.content_sha256,
            authentication="password",
            by=world.reviewer,
            at=moment,
            circumstances=signing.Circumstances(cms=made),
        )

    other = signed(content + b" ", keystore(), moment)
    assert codes(sign, other) == ["cms"]
    assert not Signature.objects.filter(user=world.reviewer).exists()
    signature = sign(signed(content, keystore(), moment))
    assert signature.level == "L3"
    assert personal_signature.verify_personal(signature).name == "Beto Revisor"
    assert personal_signature.verify_personal(version.signatures.get(step=0)) is None
    event = RecordEvent.objects.latest("seq")
    assert event.facts["level"] == "L3"
    assert "Beto Revisor" not in str(event.facts)
