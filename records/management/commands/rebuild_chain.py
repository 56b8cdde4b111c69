"""`manage.py rebuild_chain`: what each issued version orders, drawn again from its content."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from records.chain import indexing


class Command(BaseCommand):
    help = (
        "Vuelve a leer qué registros ordena cada versión expedida. No cambia ningún documento ni "
        "registro; se puede repetir cuando se quiera."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = indexing.rebuild()
        message = ngettext("%(count)d record ordered", "%(count)d records ordered", count)
        self.stdout.write(message % {"count": count})
