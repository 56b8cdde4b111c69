"""`manage.py backup DIR`: everything that cannot be made again, whole, while people work."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from records.backup import make
from records.exceptions import Failure


class Command(BaseCommand):
    help = (
        "Copia la base de datos y los archivos, con un manifiesto firmado, en una carpeta nueva. "
        "Nadie deja de trabajar mientras tanto."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="carpeta que aún no existe")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            made = make(folder, at=timezone.now())
        except Failure as error:
            raise CommandError(str(error)) from error
        message = _("Copied to %(folder)s: %(rows)s rows, %(files)s files, %(events)s events.")
        told = {
            "folder": folder,
            "rows": sum(table["rows"] for table in made["tables"].values()),
            "files": len(made["files"]),
            "events": made["register"]["events"],
        }
        self.stdout.write(message % told)
