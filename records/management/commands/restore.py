"""`manage.py restore DIR`: a copy back into an empty installation, verified before it says done."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from records.backup import restore
from records.exceptions import Failure


class Command(BaseCommand):
    help = (
        "Restaura una copia de `backup` en una instalación vacía, después de comprobar cada tabla "
        "y cada archivo; termina con `verify_register` y con el índice de búsqueda rehecho."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="carpeta de la copia")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        try:
            back = restore(folder)
        except Failure as error:
            raise CommandError(str(error)) from error
        if not back["trusted"]:
            self.stderr.write(
                _("Mind: the copy was signed with another seal than this installation's.")
            )
        if back["newer_heads"]:
            self.stderr.write(
                _("Mind: the copy is older than %(count)d heads that were signed after it.")
                % {"count": back["newer_heads"]}
            )
        call_command("verify_register", stdout=self.stderr)
        self._index()
        message = _("Restored and verified: the copy of %(moment)s, %(events)s events.")
        told = {"moment": back["made_at"], "events": back["register"]["events"]}
        self.stdout.write(message % told)

    def _index(self) -> None:
        """What is searched is made anew wherever it can be.

        A search server that is away spoils nothing of what came back: the database answers.
        """
        try:
            call_command("rebuild_index", stdout=self.stderr)
        except SystemExit:
            self.stderr.write(
                _("The search index was not made everywhere: run rebuild_index once it can be.")
            )
