"""`manage.py load_demo`: the invented entity that shows what Legajo does."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from rich.console import Console
from rich.progress import Progress

from portal.demo import loading
from portal.demo import year as whole_year
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
        parser.add_argument(
            "--year",
            action="store_true",
            help="Agrega un año de vida: más de 120 documentos de todas las clases, sesiones de "
            "comité, formatos diligenciados y solicitudes. Tarda varios minutos; si se corta, la "
            "próxima vez sigue donde iba.",
        )
        parser.add_argument(
            "--offices",
            type=int,
            choices=range(1, whole_year.OFFICES + 1),
            default=whole_year.OFFICES,
            metavar=f"1-{whole_year.OFFICES}",
            help="Con --year: cuántas dependencias lo viven; menos tardan menos.",
        )

    def handle(
        self,
        *args: Any,
        quiet: bool,
        verbosity: int,
        year: bool,
        offices: int,
        **options: Any,
    ) -> None:
        self.refuse()
        quiet = quiet or verbosity == 0
        with followers.held_back():  # what follows does so once, after the last act
            loading.found(settings.DEMO_PASSWORD)
            performed = self._perform(quiet, self._deeds(offices if year else 0))
        self._follow(quiet)
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
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError(_("The database is not ready: run manage.py migrate first."))
        entity = Entity.objects.first()
        if entity is not None and not loading.is_demo(entity):
            message = _("This database serves %(name)s: the demo entity is not mixed with it.")
            raise CommandError(message % {"name": entity.name})

    def _deeds(self, offices: int) -> list[loading.Deed]:
        """The core, and the year of that many offices.

        Raises CommandError where the year needs what this database does not have.
        """
        deeds = list(loading.deeds(settings.DEMO_PASSWORD))
        if offices:
            written = whole_year.script(offices=offices)
            if missing := loading.missing(written):
                message = _(
                    "An earlier release founded this demo entity, and the year needs what it does "
                    "not have (%(codes)s): load the demo into an empty database."
                )
                raise CommandError(message % {"codes": ", ".join(missing)})
            deeds += loading.deeds_of_year(written, settings.DEMO_PASSWORD)
        return deeds

    def _perform(self, quiet: bool, deeds: list[loading.Deed]) -> int:
        with self._progress(quiet) as progress:
            task = progress.add_task(_("Loading the demo entity"), total=len(deeds))
            return loading.perform(deeds, each=lambda: progress.advance(task))

    def _progress(self, quiet: bool) -> Progress:
        console = Console(stderr=True)
        return Progress(console=console, disable=quiet or not console.is_terminal)

    def _follow(self, quiet: bool) -> None:
        """What followed from the acts: PDFs, pages, index; then a signed head over all of it."""
        pending = issue.pending()
        with self._progress(quiet) as progress:
            task = progress.add_task(_("Making the PDF of each version"), total=len(pending))
            for issuance in pending:
                issue.attach(issuance, at=timezone.now())
                progress.advance(task)
        followers.catch_up()
        late = [name for name, count in followers.behind().items() if count]
        if late:
            message = _("These followers of the register did not finish: %(names)s.")
            raise CommandError(message % {"names": ", ".join(late)}, returncode=3)
        register.sign_head(at=timezone.now())
