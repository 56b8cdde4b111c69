"""`manage.py protect`: the guards of the evidence tables, made anew."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from records import guards
from records.guards import roles


class Command(BaseCommand):
    help = (
        "Rehace en la base de datos las guardas que impiden cambiar o borrar lo que es evidencia, "
        "y dice cuál faltaba o no era la que debía. Corre después de migrate y en cada arranque. "
        "Termina en 0 si todas quedan en su lugar, en 1 si no, y en 3 si no se pudo revisar."
    )
    requires_system_checks: list[str] = []  # they would stop at what this mends

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="solo compara, no cambia nada; 1 si algo falta"
        )

    def handle(self, *args: Any, check: bool, verbosity: int, **options: Any) -> None:
        try:
            if not check:
                with roles.owner():
                    for sentence in guards.protect():
                        self.stderr.write(sentence + " " + _("It was made anew."))
                    guards.after_migrations(using="default")
            remaining, total = guards.problems(), guards.count()
        except DatabaseError as error:
            message = _("The guards could not be looked at or made: %(error)s")
            raise CommandError(message % {"error": str(error).strip()}, returncode=3) from error
        for sentence in remaining:
            self.stderr.write(sentence)
        if remaining:
            sys.exit(1)
        if verbosity:
            self.stdout.write(_("%(count)s guards in their place.") % {"count": total})
