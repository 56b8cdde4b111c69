"""`manage.py verify_register [--json]`: nothing that was issued has changed, or what did, named."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from rich.console import Console
from rich.progress import Progress

from records import integrity

_NOT_CHECKED = 3


class Command(BaseCommand):
    """Recomputes everything from the bytes. 0 only on proven success; 1 differences; 3 unknown."""

    help = (
        "Vuelve a calcular desde los bytes todo lo que prueba el registro: huellas, cadena, "
        "cabezas firmadas, contenidos, sobres, firmas, sellos, archivos y consecutivos. Nombra "
        "cada diferencia. Termina en 0 si todo está como se escribió, en 1 si algo difiere y en 3 "
        "si no se pudo comprobar. No cambia nada."
    )
    requires_system_checks: list[str] = []  # a lost guard is a finding here, not a reason to stop

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Escribe el informe como JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._verified()
        except (integrity.CouldNotCheck, DatabaseError) as error:
            self.stderr.write(f"No se pudo comprobar. {error}")
            if options["json"]:
                self._print({"ok": False, "checked": {}, "problems": [], "error": str(error)})
            sys.exit(_NOT_CHECKED)
        if options["json"]:
            problems = [asdict(problem) for problem in report.problems]
            self._print({"ok": report.ok, "checked": report.checked, "problems": problems})
        else:
            self._tell(report)
        if not report.ok:
            sys.exit(1)

    def _verified(self) -> integrity.Report:
        console = Console(stderr=True)
        if not console.is_terminal:
            return integrity.verify()
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task("Comprobando el registro", total=integrity.size())
            return integrity.verify(lambda rows: progress.advance(task, rows))

    def _print(self, report: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(report, ensure_ascii=False))

    def _tell(self, report: integrity.Report) -> None:
        for problem in report.problems:
            self.stderr.write(f"{problem.object}: {problem.message} [{problem.check}]")
        counted = [
            f"{count} {integrity.COUNTED[name][count != 1]}"
            for name, count in report.checked.items()
            if count
        ] or ["nada"]
        self.stdout.write(f"Se comprobó: {', '.join(counted)}.")
        if report.ok:
            self.stdout.write("Todo está como se escribió.")
        else:
            self.stdout.write(f"Diferencias: {len(report.problems)}.")
