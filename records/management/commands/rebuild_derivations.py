"""`manage.py rebuild_derivations`: forget what was read out of captured files, and do it anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from records.capture import works
from records.models import Derivation


class Command(BaseCommand):
    """Text, OCR and what a scanner found are derived; copies in PDF/A are files of their record."""

    help = (
        "Olvida lo que se extrajo de los archivos capturados (texto, OCR, búsqueda de virus) y lo "
        "hace de nuevo con las herramientas que haya. Sirve tras instalar o actualizar una. Las "
        "copias en PDF/A son archivos del documento y se conservan."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [one.value for one in Derivation.Work]
        parser.add_argument("work", nargs="*", choices=[*names, []], metavar="TRABAJO")
        parser.add_argument(
            "--failed", action="store_true", help="solo lo que no se pudo leer la vez anterior"
        )

    def handle(self, *args: Any, work: list[str], failed: bool, **options: Any) -> None:
        which: dict[str, Any] = {"work__in": work} if work else {}
        if failed:
            which["outcome"] = Derivation.Outcome.FAILED
        works.forget(**which)
        if told := works.work_off(timezone.now()):
            self.stdout.write(told)
