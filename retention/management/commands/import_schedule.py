"""`manage.py import_schedule FILE [--scheme NAME] [--version LABEL] [--office CODE] …`"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from records.exceptions import NotAllowed
from records.permissions import Role
from retention.layouts.lines import Problem
from retention.scheduling.exporting import why_not
from retention.scheduling.loading import MAX_BYTES, Load, load_schedule, look


class Command(BaseCommand):
    help = (
        "Importa un CCD, una TRD o una TVD desde un CSV, un XLSX o un XML: todo o nada. Dice a la "
        "vez todos los errores, por línea, con lo leído y lo esperado. Sin --scheme y --version "
        "queda como un borrador nuevo del cuadro de la entidad, con la versión siguiente."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Without Django's own --version, whose place the label of the new version takes."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="ARCHIVO", type=Path)
        parser.add_argument("--scheme", metavar="NOMBRE", default="", help="El cuadro (CCD).")
        parser.add_argument(
            "--version", metavar="VERSIÓN", default="", dest="label", help="Su versión, nueva."
        )
        parser.add_argument(
            "--office",
            metavar="CÓDIGO",
            default="",
            help="La dependencia de los códigos, si el archivo no la dice; si no, la entidad.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Solo revisa: no cambia nada.")
        parser.add_argument("--json", action="store_true", help="Escribe el informe como JSON.")
        parser.add_argument(
            "--user",
            metavar="USUARIO",
            help="Quién importa; si no, el primer gestor de archivo o administrador.",
        )

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        told = {
            "scheme_name": options["scheme"],
            "label": options["label"],
            "office": options["office"],
        }
        by = None if dry_run else self._importer(options["user"])
        try:
            if file.stat().st_size > MAX_BYTES:
                self._refuse(file, "El archivo pesa más de 20 MB.", as_json=options["json"])
            content = file.read_bytes()
        except (OSError, ValueError) as error:
            reason = why_not(error)
            self._refuse(file, f"No se puede leer: {reason}.", as_json=options["json"])
        now = timezone.now()
        try:
            if dry_run:
                load = look(content, file.name, at=now, **told)
            else:
                load = load_schedule(content, file.name, by=by, at=now, **told)
        except NotAllowed as error:
            self._refuse(file, str(error), as_json=options["json"])
        else:
            self._tell(file, load, as_json=options["json"])
            if load.sheet.errors:
                sys.exit(1)

    def _importer(self, name: str | None) -> Any:
        people = get_user_model()._default_manager.filter(
            is_active=True,
            groups__name__in=[Role.ARCHIVIST.value, Role.ADMINISTRATOR.value],
        )
        found = people.filter(username=name) if name else people.order_by("groups__pk", "pk")
        user = found.first()
        if user is None:
            raise CommandError(
                "No hay un gestor de archivo ni un administrador que importe: indique --user.",
                returncode=2,
            )
        return user

    def _refuse(self, file: Path, sentence: str, *, as_json: bool) -> NoReturn:
        self.stderr.write(f"{file}: {sentence}")
        if as_json:
            refused = Problem(0, "", "", "un CSV, un XLSX o un XML", sentence).as_json()
            told = {
                "file": str(file),
                "rows": 0,
                "valid": 0,
                "errors": [refused],
                "warnings": [],
            }
            self._print(told)
        sys.exit(1)

    def _tell(self, file: Path, load: Load, *, as_json: bool) -> None:
        for kind, listed in (("Error", load.sheet.errors), ("Aviso", load.sheet.warnings)):
            for one in listed:
                self.stderr.write(sentence(kind, one))
        if as_json:
            self._print({"file": str(file), **load.as_json()})
            return
        kept = "se guardó como" if load.scheme is not None else "quedaría como"
        version = f"; {kept} «{load.scheme_name}», versión {load.label}"
        self.stdout.write(
            f"{file}: {load.sheet.rows} filas, {load.sheet.valid} sin errores, "
            f"{len(load.sheet.errors)} errores, {len(load.sheet.warnings)} avisos"
            f"{'' if load.sheet.errors else version}."
        )

    def _print(self, told: dict[str, Any]) -> None:
        # A name that is no text on this system is told with marks in the place of its bytes.
        line = json.dumps(told, ensure_ascii=False)
        self.stdout.write(line.encode("utf-8", "replace").decode())


def sentence(kind: str, one: Problem) -> str:
    """A problem as a person reads it in a terminal."""
    where = [f"hoja {one.sheet}"] if one.sheet else []
    where += [f"línea {one.line}"] if one.line else []
    where += [f"columna {one.column}"] if one.column else []
    read = f" Se leyó «{one.read}»." if one.read or one.column else ""
    expected = f" Se esperaba {one.expected}." if one.expected else ""
    head = f"{kind}, {', '.join(where)}" if where else kind
    return f"{head}: {one.message}{read}{expected}"
