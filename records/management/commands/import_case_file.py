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
        parser.add_argument(
            "--firmante",
            dest="trusted",
            action="append",
            default=[],
            metavar="HUELLA",
            help="SHA-256 del certificado de quien lo envía, si le consta que es suyo; repetible",
        )

    def handle(self, *args: Any, folder: Path, trusted: list[str], **options: Any) -> None:
        try:
            taken = take_in(folder, by=None, at=timezone.now(), trusted=trusted)
        except (Failure, NotAllowed) as error:
            raise CommandError(str(error)) from error
        message = _("%(code)s was taken in with %(count)s records.")
        case_file = taken.case_file
        self.stdout.write(message % {"code": case_file.code, "count": case_file.records.count()})
        for signer in taken.signers:
            told = {"subject": signer.subject, "fingerprint": signer.sha256}
            self.stdout.write(_("Signed by «%(subject)s» (%(fingerprint)s).") % told)
        for sentence in taken.left:
            self.stdout.write(_("It did not come along: %(what)s") % {"what": sentence})
