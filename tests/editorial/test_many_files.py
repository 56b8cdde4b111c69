"""A folder of three hundred documents is one upload."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import pytest

from editorial.views.importing import Landed
from records.permissions import Role
from tests.factories import World, person
from tests.standing import standing

pytestmark = pytest.mark.django_db


def test_three_hundred_files_reach_the_screen(client, monkeypatch):
    world = standing(World)
    client.force_login(person("rita.archiva", Role.ARCHIVIST, world.office))
    seen = []
    monkeypatch.setattr(
        "editorial.views.importing._adopted",
        lambda request, name, path, told: seen.append(name) or _landed(name),
    )
    files = [SimpleUploadedFile(f"{index:03}.pdf", b"%PDF-1.7") for index in range(300)]
    answer = client.post(
        reverse("adopt_documents"),
        {
            "files": files,
            "office": world.office.pk,
            "series": world.series.code,
            "access": "public",
        },
    )
    assert answer.status_code == 200
    assert len(seen) == 300


def _landed(name):
    return Landed(name, "listo", done=True)
