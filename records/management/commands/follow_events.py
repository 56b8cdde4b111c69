"""`manage.py follow_events`: what should have followed the register and did not, after a crash."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from records import followers, issue
from records.exceptions import RenderingError, StorageError


class Command(BaseCommand):
    help = (
        "Pone al día a quienes siguen la trazabilidad (índice, páginas, PDF) y hace los PDF que "
        "falten. Se puede repetir cuando se quiera; termina en 1 si alguno no pudo seguir."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        taken: Counter[str] = Counter(dict.fromkeys(followers.behind(), 0))
        while any((round_ := followers.follow()).values()):
            taken.update(round_)
        for name, count in taken.items():
            self.stdout.write(f"{name}: {count} eventos")
        made, failed = self._attach()
        self.stdout.write(f"PDF hechos: {made}")
        late = {name: count for name, count in followers.behind().items() if count}
        for name, count in late.items():
            self.stderr.write(f"{name}: se detuvo, le faltan {count} eventos")
        if late or failed:
            sys.exit(1)

    def _attach(self) -> tuple[int, int]:
        made = failed = 0
        for issuance in issue.pending():
            try:
                issue.attach(issuance, at=timezone.now())
                made += 1
            except (RenderingError, StorageError) as error:
                failed += 1
                self.stderr.write(f"{issuance}: {error}")
        return made, failed
