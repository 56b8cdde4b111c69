"""Signing with one's own certificate on the screen: used once, kept nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from editorial.own_certificate import certificate_of
from records import personal_signature
from records.models import RecordEvent, Signature
from tests.editorial.conftest import Enter
from tests.editorial.test_batch_signing import item, results, submitted
from tests.editorial.test_second_factor import code_of, enrolled
from tests.factories import PASSWORD, World
from tests.records import test_personal_signature
from tests.records.test_personal_signature import SECRET, keystore


def post(client: Any, version: Any, file: bytes, password: str = SECRET) -> Any:
    return client.post(
        reverse("signing", args=[version.pk]),
        {
            "content_sha256": version.content_sha256,
            "step": 1,
            "action": "sign",
            "password": PASSWORD,
            "keystore": SimpleUploadedFile("mi.p12", file),
            "keystore_password": password,
        },
    )


def test_it_signs_and_leaves_no_trace_of_the_key(
    world: World, enter: Enter, monkeypatch: Any, settings: Any
):
    monkeypatch.setattr(test_personal_signature, "NOW", timezone.now() + timedelta(minutes=1))
    file = keystore()
    version = world.submit_page(world.page())
    client = enter(world.reviewer)
    wrong = post(client, version, file, "otra")
    assert set(wrong.context["form"].errors) == {"keystore"}
    assert "otra" not in wrong.context["form"].errors.as_text().split()
    assert not Signature.objects.filter(user=world.reviewer).exists()
    assert post(client, version, file).status_code == 302
    signature = Signature.objects.get(user=world.reviewer)
    assert signature.level == "L3"
    assert personal_signature.verify_personal(signature).name == "Beto Revisor"
    assert SECRET not in str(list(RecordEvent.objects.values_list("facts", flat=True)))
    kept = [path for path in settings.RECORDS_STORAGE_ROOT.rglob("*") if path.is_file()]
    assert not any(path.read_bytes() == file for path in kept)
    page = client.get(reverse("signing", args=[version.pk])).content.decode()
    assert signature.get_level_display() in page
    told = str(personal_signature.verify_personal(signature))
    assert ("Beto Revisor" in told, "Autoridad de Prueba" in told) == (True, True)
    assert page.count(told) == 2  # the message after signing, and the signature itself


def test_the_author_submits_with_it_too(world: World, enter: Enter, monkeypatch: Any):
    monkeypatch.setattr(test_personal_signature, "NOW", timezone.now() + timedelta(minutes=1))
    address = reverse("submit_document", args=[world.page().pk])
    client = enter(world.author)
    told = {
        **client.get(address).context["form"].initial,
        "change_note": "Primera.",
        "password": PASSWORD,
        "keystore": SimpleUploadedFile("mi.p12", keystore()),
        "keystore_password": SECRET,
    }
    assert client.post(address, told).status_code == 302
    signature = Signature.objects.get()
    assert (signature.user, signature.level) == (world.author, "L3")
    assert personal_signature.verify_personal(signature).name == "Beto Revisor"


def test_several_are_signed_with_one_file_and_each_bears_its_own_signature(
    world: World, enter: Enter, monkeypatch: Any
):
    monkeypatch.setattr(test_personal_signature, "NOW", timezone.now() + timedelta(minutes=1))
    key, _codes = enrolled(world.reviewer)
    versions = submitted(world, 2)
    client = enter(world.reviewer)

    def several(password: str) -> Any:
        return client.post(
            reverse("batch_signing"),
            {
                "item": [item(one) for one in versions],
                "password": PASSWORD,
                "factor": code_of(key),
                "keystore": SimpleUploadedFile("mi.p12", keystore()),
                "keystore_password": password,
            },
        )

    wrong = several("otra")
    assert set(wrong.context["form"].errors) == {"keystore"}
    assert wrong.context["results"] == []
    answer = several(SECRET)  # the code was not used up by the wrong file
    assert results(answer) == [True, True]
    signed = list(Signature.objects.filter(user=world.reviewer))
    assert [one.level for one in signed] == ["L3", "L3"]
    assert len({one.cms for one in signed}) == 2
    certificates = {str(personal_signature.verify_personal(one)) for one in signed}
    page = answer.content.decode()
    assert len(certificates) == 1
    assert page.count(certificates.pop()) == 2
    assert SECRET not in page


def test_a_certificate_that_is_not_of_the_content_is_told_so(world: World, enter: Enter):
    version = world.submit_page(world.page())
    signature = version.signatures.get()
    signature.cms = "nada"
    assert "no es de este contenido" in certificate_of(signature)


def test_returning_looks_at_no_certificate(world: World, enter: Enter):
    version = world.submit_page(world.page())
    client = enter(world.reviewer)
    told = {"content_sha256": version.content_sha256, "step": 1, "password": PASSWORD}
    file = SimpleUploadedFile("mi.p12", b"no")
    address = reverse("signing", args=[version.pk])
    client.post(address, {**told, "action": "return", "reason": "Falta.", "keystore": file})
    assert version.refusal.reason == "Falta."
