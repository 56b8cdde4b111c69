"""`manage.py change_seal`: the register goes on with another seal, named by the former one."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from records import keys, register
from records.exceptions import Failure


class Command(BaseCommand):
    help = (
        "Sigue el registro con el sello de SEAL_PKCS12 o SEAL_PKCS11: el anterior firma una última "
        "cabeza que nombra al nuevo. Pide la clave o el PIN del anterior. Si ese sello se perdió, "
        "el nuevo declara por qué sigue sin él."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument(
            "--former",
            metavar="P12",
            help="archivo del sello anterior, o la dirección de su token (pkcs11:…)",
        )
        way.add_argument(
            "--lost", metavar="MOTIVO", help="el anterior no puede firmar: por qué; será público"
        )

    def handle(self, *args: Any, former: str | None, lost: str | None, **options: Any) -> None:
        try:
            key = keys.key_of(former, _password()) if former else None
            head = register.change_seal(former=key, reason=lost or "", at=timezone.now())
        except Failure as error:
            raise CommandError(str(error)) from error
        message = _("Head %(number)d is signed with the new seal, %(fingerprint)s.")
        told = {"number": head.number, "fingerprint": keys.fingerprint(head.certificate)}
        self.stdout.write(message % told)


def _password() -> str:
    return getpass.getpass(_("Password of the former seal: "))
