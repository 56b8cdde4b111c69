"""`manage.py import_legal_references FILE [--dry-run] [--json] [--user NAME]`"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from records.exceptions import NotAllowed
from records.legal_references import Report, import_references, read_rows
from records.permissions import Role


class Command(BaseCommand):
    help = (
        "Importa la tabla de normas desde un CSV o un XLSX: todo o nada. Las columnas son las de "
        "records/data/legal_references.csv; repetir un archivo no cambia nada."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="ARCHIVO", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Solo revisa: no cambia nada.")
        parser.add_argument("--json", action="store_true", help="Escribe el informe como JSON.")
        parser.add_argument(
            "--user", metavar="USUARIO", help="Quién importa; si no, el primer administrador."
        )

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        by = None if dry_run else self._importer(options["user"])
        try:
            rows = read_rows(file.read_bytes(), file.name)
            report = import_references(rows, by=by, at=timezone.now(), dry_run=dry_run)
        except OSError as error:
            self._refuse(file, f"No se puede leer: {error.strerror}.", as_json=options["json"])
        except NotAllowed as error:
            self._refuse(file, str(error), as_json=options["json"])
        else:
            self._tell(file, report, as_json=options["json"])
            if report.errors:
                sys.exit(1)

    def _importer(self, name: str | None) -> Any:
        people = get_user_model().objects.filter(
            is_active=True, groups__name=Role.ADMINISTRATOR.value
        )
        user = (people.filter(username=name) if name else people.order_by("pk")).first()
        if user is None:
            raise CommandError("No hay un administrador que importe: indique --user.", returncode=2)
        return user

    def _refuse(self, file: Path, sentence: str, *, as_json: bool) -> None:
        self.stderr.write(f"{file}: {sentence}")
        if as_json:
            self.stdout.write(
                json.dumps({"file": str(file), "error": sentence}, ensure_ascii=False)
            )
        sys.exit(1)

    def _tell(self, file: Path, report: Report, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(
                json.dumps({"file": str(file), **report.as_json()}, ensure_ascii=False)
            )
        for error in report.errors:
            self.stderr.write(
                f"Línea {error.line}, columna {error.column}: se leyó «{error.read}», "
                f"se esperaba {error.expected}. {error.message}"
            )
        if not as_json:
            self.stdout.write(
                f"{file}: {report.rows} filas, {report.created} normas nuevas, "
                f"{report.changed} cambiadas, {len(report.errors)} errores."
            )
