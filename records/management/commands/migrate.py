"""`manage.py migrate`, as the owner of the database where the application's role owns nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from records.checks import about_to_be_mended
from records.guards import roles


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        with roles.owner(options["database"]), about_to_be_mended():
            return super().execute(*args, **options)
