"""Codes that differ only by dots share an address: said beside the code, never an error page."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import pytest

from editorial.models import ProcedurePage
from tests.editorial.conftest import Enter
from tests.editorial.posting import page_form
from tests.factories import World
from tests.fixtures.importing.make import make


@pytest.mark.parametrize("code", ["PR.M2.P6.01", "pr.m2-p6.01", "PR-M2-P6-01"])
def test_the_editor_refuses_a_code_with_the_address_of_another(
    world: World, enter: Enter, code: str
) -> None:
    world.page(world.content("PR-M2-P6-01"))
    page = world.page(world.content("PR-M2-P6-02"))
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = enter(world.author).post(address, page_form(page, code=code))
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"code"}
    assert ProcedurePage.objects.get(pk=page.pk).slug == "pr-m2-p6-02"


@pytest.mark.parametrize("code", ["---", "¿?"])
def test_a_code_without_address_is_kept_in_a_draft(world: World, enter: Enter, code: str) -> None:
    page = world.page(world.content("PR-M2-P6-02"))
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = enter(world.author).post(address, page_form(page, code=code))
    assert answer.status_code == 302


def test_an_import_refuses_a_code_with_the_address_of_another(
    world: World, enter: Enter, tmp_path: Path
) -> None:
    world.page(world.content("PR.M4.P3.07"))
    file = SimpleUploadedFile("a.txt", make("tabulado.txt", tmp_path).read_bytes())
    form = {"file": file, "office": world.office.pk}
    answer = enter(world.author).post(reverse("import_document"), form)
    assert set(answer.context["form"].errors) == {"file"}
    assert ProcedurePage.objects.count() == 1


@pytest.mark.parametrize("character", ["\x0b", "\x1f", "\ufffe"])
def test_a_draft_keeps_no_character_that_breaks_a_workbook(
    world: World, enter: Enter, character: str
) -> None:
    page = world.page()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = page_form(page, title=f"Uno{character}dos")
    assert enter(world.author).post(address, form).status_code == 302
    title = ProcedurePage.objects.get().get_latest_revision_as_object().title
    assert title.replace(" ", "") == "Unodos"
