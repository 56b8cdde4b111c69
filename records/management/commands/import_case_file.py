"""`manage.py import_case_file DIR`: a case file out of a package that `export_case_file` made."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from records.exceptions import Failure, NotAllowed
from records.packaging.importing import take_in


class Command(BaseCommand):
    help = (
        "Recibe un expediente exportado como paquete E-ARK o BagIt: comprueba cada huella, cada "
        "firma y el índice, y lo archiva igual que estaba, entero o nada."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="carpeta del paquete")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            taken = take_in(folder, by=None, at=timezone.now())
        except (Failure, NotAllowed) as error:
            raise CommandError(str(error)) from error
        message = _("%(code)s was taken in with %(count)s records.")
        self.stdout.write(message % {"code": taken.code, "count": taken.records.count()})
