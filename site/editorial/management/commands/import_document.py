"""`manage.py import_document`: files into drafts, or into the archive as they are in force."""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from rich.console import Console
from rich.progress import track

from editorial.importing import Unreadable
from editorial.importing.batches import Found, expanded
from editorial.intake import IMPORTS, Corrections, Reading, adopt_file, examine, import_draft
from records.exceptions import NotAllowed
from records.models import AccessLevel, Office
from records.permissions import ADOPTS

_log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Importa documentos controlados (DOCX, PDF con texto o TXT), sueltos, de una carpeta "
        "o de un ZIP, como borradores. "
        "Con --as-issued los adopta como versiones ya vigentes, sin repetir su aprobación."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="ARCHIVO", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="Solo lee y avisa: no cambia nada."
        )
        parser.add_argument(
            "--json", action="store_true", help="Escribe un objeto JSON por archivo y por línea."
        )
        parser.add_argument("--office", metavar="CÓDIGO", help="Oficina productora.")
        parser.add_argument("--user", metavar="USUARIO", help="Quién importa.")
        parser.add_argument(
            "--as-issued",
            action="store_true",
            help="Adopta el archivo, byte por byte, como la versión vigente (nivel L0).",
        )
        parser.add_argument(
            "--access",
            choices=AccessLevel.values,
            help=(
                "Nivel de acceso de lo que se adopta. Sin él es público, salvo los archivos que"
                " el texto marca como reservados o clasificados: esos no se adoptan."
            ),
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        self.console = Console(stderr=True)
        context = {} if options["dry_run"] else self._context(options)
        failed = 0
        with tempfile.TemporaryDirectory() as folder:
            found = [one for path in files for one in expanded(path, Path(folder))]
            for one in track(
                found, description="Leyendo", console=self.console, disable=len(found) < 3
            ):
                result = self._result(one, context, options)
                failed += "error" in result
                self._tell(result, as_json=options["json"])
        if failed:
            sys.exit(1)

    def _result(
        self, found: Found, context: dict[str, Any], options: dict[str, Any]
    ) -> dict[str, Any]:
        """What became of one file; whatever its failure, the others have their report."""
        if found.path is None:
            return {"file": found.name, "error": found.error}
        try:
            reading = examine(found.path, today=timezone.localdate())
            return {**self._land(reading, context, options), "file": found.name}
        except (Unreadable, NotAllowed) as error:
            return {"file": found.name, "error": _sentence(error)}
        except Exception:  # noqa: BLE001 - one file must not cost the others their report
            _log.exception("importing a file failed")
            message = _("It could not be imported: an unexpected error, which the log tells.")
            return {"file": found.name, "error": message}

    def _context(self, options: dict[str, Any]) -> dict[str, Any]:
        """Office and person of a real import. Raises CommandError (status 2 is argparse's)."""
        today = timezone.localdate()
        offices = Office.objects.on(today)
        code = options["office"]
        office = offices.filter(code=code).first() if code else offices.order_by("pk").first()
        if office is None:
            raise CommandError(
                f"No hay una oficina vigente con el código {code}."
                if code
                else "La entidad no tiene oficinas: créela con manage.py create_entity.",
                returncode=2,
            )
        users = get_user_model().objects.filter(is_active=True)
        name = options["user"]
        roles = ADOPTS if options["as_issued"] else IMPORTS
        allowed = users.filter(groups__name__in=roles)
        user = users.filter(username=name).first() if name else allowed.order_by("pk").first()
        if user is None:
            raise CommandError("No hay quién importe: indique --user.", returncode=2)
        return {
            "office": office,
            "by": user,
        }

    def _land(
        self, reading: Reading, context: dict[str, Any], options: dict[str, Any]
    ) -> dict[str, Any]:
        result = reading.exchange()
        if not context:
            return result
        if options["as_issued"]:
            access = options["access"]
            told = Corrections(access=access, despite_mark=access is not None)
            issuance = adopt_file(reading, series=None, at=timezone.now(), told=told, **context)
            return {**result, "adopted": str(issuance)}
        page = import_draft(reading, at=timezone.now(), **context)
        if reading.marked:
            level = AccessLevel(reading.marked).label
            self.stderr.write(
                f"{result['file']}: el texto está marcado como información {level}; el borrador"
                " también: revíselo."
            )
        return {**result, "page": page.pk}

    def _tell(self, result: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            if "error" in result:
                self.stderr.write(f"{result['file']}: {result['error']}")
            return
        if "error" in result:
            self.stderr.write(f"✗ {result['file']}: {result['error']}")
            return
        self.stdout.write(
            _("✓ %(file)s: %(code)s %(title)s, version %(version)s")
            % {
                "file": result["file"],
                "code": result["code"] or "—",
                "title": result["title"],
                "version": result["version"] or "—",
            }
        )
        for warning in result["warnings"]:
            where = f" ({warning['where']})" if warning["where"] else ""
            self.stdout.write(f"    · {warning['message']}{where}")


def _sentence(error: Exception) -> str:
    """The sentence of an error, with the option that answers it."""
    if isinstance(error, NotAllowed) and any(one.code == "access_marked" for one in error.reasons):
        return f"{error} Indique --access ({', '.join(AccessLevel.values)})."
    return str(error)
