"""`manage.py renew_timestamps`: a further time stamp on the PDFs whose last one is near its end."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from records import followers, renewal
from records.exceptions import Failure


class Command(BaseCommand):
    help = (
        "Pone una estampa cronológica más a los PDF expedidos cuya última estampa está por vencer. "
        "Los archivos anteriores se conservan. Se puede repetir cuando se quiera, y lo hace "
        "también run_due_tasks; termina en 1 si alguno no se pudo renovar."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--within",
            type=int,
            default=renewal.WINDOW.days,
            metavar="DÍAS",
            help="los que vencen en estos días (por defecto, %(default)s)",
        )

    def handle(self, *args: Any, within: int, **options: Any) -> None:
        try:
            done = renewal.renew_due(at=timezone.now(), within=timedelta(days=within))
        except Failure as error:
            raise CommandError(str(error)) from error
        if done.made:
            followers.catch_up()
        for sentence in done.failures:
            self.stderr.write(sentence)
        self.stdout.write(_("PDFs with a new time stamp: %(count)s") % {"count": done.made})
        if done.failures:
            sys.exit(1)
