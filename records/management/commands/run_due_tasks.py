"""`manage.py run_due_tasks`: everything that time triggers, safe to run whenever one wants."""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from records import due_tasks, followers
from records.exceptions import Failure

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs every due task; one that fails does not keep the others from running."""

    help = (
        "Hace lo que el tiempo pide, entre otras cosas firmar la cabeza del registro. Se puede "
        "repetir cuando se quiera: prográmelo cada hora. Termina en 1 si alguna tarea no se pudo "
        "hacer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "task",
            nargs="*",
            metavar="TAREA",
            help=f"solo estas: {', '.join(due_tasks.names())}; sin ninguna, todas",
        )

    def handle(self, *args: Any, task: list[str], **options: Any) -> None:
        known = due_tasks.names()
        if strange := [name for name in task if name not in known]:
            message = _("There is no due task %(names)s: there are %(known)s.")
            told = {"names": ", ".join(strange), "known": ", ".join(known)}
            raise CommandError(message % told, returncode=2)
        failed = [name for name in known if (not task or name in task) and not self._done(name)]
        followers.catch_up()
        if failed:
            sys.exit(1)

    def _done(self, name: str) -> bool:
        try:
            told = due_tasks.run(name, at=timezone.now())
        except Failure as error:
            self.stderr.write(f"{name}: {error}")
            return False
        except Exception as error:
            logger.exception("due task %s failed", name)
            self.stderr.write(f"{name}: {error}")
            return False
        if told:
            self.stdout.write(told)
        return True
