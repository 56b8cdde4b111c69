"""`manage.py load_demo`: the invented entity that shows what Legajo does."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from rich.console import Console
from rich.progress import Progress

from portal.demo import loading
from records import followers, issue, register
from records.models import Entity


class Command(BaseCommand):
    """The demo entity through the verbs only. Twice is the same as once; cut short, it goes on."""

    help = (
        "Carga la entidad de ejemplo: dependencias, personas, tabla de retención y documentos con "
        "su historia. Repetirla no cambia nada. No corre con la configuración de producción."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--quiet", action="store_true", help="No muestra el avance ni el resumen."
        )

    def handle(self, *args: Any, quiet: bool, verbosity: int, **options: Any) -> None:
        self.refuse()
        quiet = quiet or verbosity == 0
        with followers.held_back():  # what follows does so once, after the last act
            loading.found(settings.DEMO_PASSWORD)
            performed = self._perform(quiet)
        self._follow()
        if not quiet:
            self.stdout.write(
                _("The demo entity is loaded.")
                if performed
                else _("The demo entity was loaded already.")
            )

    def refuse(self) -> None:
        """Raises CommandError, a sentence, where no demo may be."""
        if not settings.DEMO_PASSWORD:
            raise CommandError(_("The demo entity is not loaded with the settings of production."))
        entity = Entity.objects.first()
        if entity is not None and not loading.is_demo(entity):
            message = _("This database serves %(name)s: the demo entity is not mixed with it.")
            raise CommandError(message % {"name": entity.name})

    def _perform(self, quiet: bool) -> int:
        deeds = loading.deeds(settings.DEMO_PASSWORD)
        console = Console(stderr=True)
        with Progress(console=console, disable=quiet or not console.is_terminal) as progress:
            task = progress.add_task(_("Loading the demo entity"), total=len(deeds))
            return loading.perform(deeds, each=lambda: progress.advance(task))

    def _follow(self) -> None:
        """What followed from the acts: PDFs, pages, index; then a signed head over all of it."""
        followers.catch_up()
        for issuance in issue.pending():
            issue.attach(issuance, at=timezone.now())
        late = [name for name, count in followers.behind().items() if count]
        if late:
            message = _("These followers of the register did not finish: %(names)s.")
            raise CommandError(message % {"names": ", ".join(late)}, returncode=3)
        register.sign_head(at=timezone.now())
