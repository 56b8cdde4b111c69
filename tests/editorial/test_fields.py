"""The field of sections in migrations, where nobody knows its blocks."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from editorial.drafts import content_of
from editorial.models import ProcedurePage
from tests.factories import World
from tests.repository import ROOT


def test_a_historical_model_reads_raw_parts_and_saving_keeps_them(world: World):
    page = world.page()
    before = content_of(ProcedurePage.objects.get())
    apps = MigrationLoader(connection).project_state().apps
    old = apps.get_model("editorial", "ProcedurePage").objects.get(pk=page.pk)
    assert isinstance(old.body, list)
    assert old.body[0]["type"] == "objective"
    old.save()
    assert content_of(ProcedurePage.objects.get()) == before


def test_no_migration_is_missing(db: None):
    call_command("makemigrations", "editorial", "portal", check=True, dry_run=True, verbosity=0)


def test_migrations_of_pages_stay_small():
    sizes = [path.stat().st_size for path in (ROOT / "site").glob("*/migrations/*.py")]
    assert max(sizes) < 20_000
