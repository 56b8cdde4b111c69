"""`manage.py export_case_file ID DIR [--bagit]`: a case file as a package for preservation."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from records.exceptions import Failure
from records.models import CaseFile
from records.packaging.exporting import export
from records.querysets import key_of


class Command(BaseCommand):
    help = (
        "Exporta un expediente entero como paquete E-ARK (METS, PREMIS): documentos, índices, "
        "metadatos y huellas. Con --bagit, dentro de una bolsa BagIt. El expediente no cambia."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("case_file", metavar="ID", help="código del expediente, o su número")
        parser.add_argument("folder", metavar="DIR", type=Path, help="carpeta que lo recibe")
        parser.add_argument("--bagit", action="store_true", help="dentro de una bolsa BagIt")

    def handle(self, *args: Any, case_file: str, folder: Path, bagit: bool, **options: Any) -> None:
        asked = Q(code=case_file)
        if (key := key_of(case_file)) is not None:
            asked |= Q(pk=key)
        found = CaseFile.objects.select_related("series__scheme", "office").filter(asked).first()
        if found is None:
            raise CommandError(_("There is no case file %(code)s.") % {"code": case_file})
        try:
            made = export(found, folder, bag=bagit, at=timezone.now())
        except Failure as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("%(code)s is in %(folder)s.") % {"code": found.code, "folder": made})
