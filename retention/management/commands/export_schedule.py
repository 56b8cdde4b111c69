"""`manage.py export_schedule VERSION FILE`"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from records.exceptions import NotAllowed
from retention.scheduling.exporting import WRITTEN, keep, why_not, written_as
from retention.scheduling.versions import version_called


class Command(BaseCommand):
    help = (
        "Escribe una versión de la TRD, la TVD o el CCD en el formato oficial, en CSV, XLSX o XML "
        "según el nombre del archivo; importarla da los mismos datos."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "version_label",
            metavar="VERSIÓN",
            help="La versión («02»), o el cuadro y la versión («Cuadro de la entidad/02»).",
        )
        parser.add_argument(
            "file", metavar="ARCHIVO", type=Path, help="Termina en .csv, .xlsx o .xml."
        )

    def handle(self, *args: Any, version_label: str, file: Path, **options: Any) -> None:
        if file.suffix.lower() not in WRITTEN:
            self.stderr.write(f"{file}: el nombre debe terminar en .csv, .xlsx o .xml.")
            sys.exit(2)
        try:
            scheme = version_called(version_label)
        except NotAllowed as refusal:
            self.stderr.write(str(refusal))
            sys.exit(1)
        content, count = written_as(file.suffix, scheme)
        try:
            keep(file, content)
        except (OSError, ValueError) as error:
            reason = why_not(error)
            self.stderr.write(f"{file}: no se puede escribir: {reason}.")
            sys.exit(1)
        self.stdout.write(f"{file}: {scheme}, {count} series y subseries.")
