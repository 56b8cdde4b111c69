"""Signing with one's own certificate on the screen: used once, kept nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from records import personal_signature
from records.models import RecordEvent, Signature
from tests.editorial.conftest import Enter
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
