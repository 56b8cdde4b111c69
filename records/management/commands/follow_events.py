"""`manage.py follow_events`: what should have followed the register and did not, after a crash."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from records import followers, issue
from records.exceptions import Failure


class Command(BaseCommand):
    help = (
        "Pone al día a quienes siguen la trazabilidad (índice, páginas, PDF) y hace los PDF que "
        "falten. Se puede repetir cuando se quiera; termina en 1 si alguno no pudo seguir."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "follower",
            nargs="*",
            help=f"solo estos: {', '.join(followers.names())}; sin ninguno, todos",
        )

    def handle(self, *args: Any, follower: list[str], **options: Any) -> None:
        known = followers.names()
        if strange := [name for name in follower if name not in known]:
            message = _(
                "Nobody follows the register under the name %(names)s: there are %(known)s."
            )
            told = {"names": ", ".join(strange), "known": ", ".join(known)}
            raise CommandError(message % told, returncode=2)
        wanted = follower or list(known)
        for name, count in followers.catch_up(*wanted).items():
            message = _("%(name)s: %(count)s events followed")
            self.stdout.write(message % {"name": name, "count": count})
        failed = 0 if follower else self._attach()
        behind = followers.behind()
        late = [name for name in wanted if behind[name]]
        for name in late:
            self._name_the_event(name, behind[name])
        if late or failed:
            sys.exit(1)

    def _name_the_event(self, name: str, missing: int) -> None:
        event = followers.waiting(name)
        if event is None:  # another process went on meanwhile
            return
        message = _(
            "%(name)s stopped at event %(seq)s (%(action)s, %(subject)s); it has %(missing)s to go"
        )
        told = {"name": name, "seq": event.seq, "action": event.action, "missing": missing}
        subject = f"{event.subject_type} {event.subject_id}"
        self.stderr.write(message % {**told, "subject": subject})

    def _attach(self) -> int:
        """Make the PDFs that no event will ask for again; how many could not be made."""
        made = failed = 0
        for issuance in issue.pending():
            try:
                issue.attach(issuance, at=timezone.now())
                made += 1
            except Failure as error:
                failed += 1
                self.stderr.write(f"{issuance}: {error}")
        if made:
            # Each is an event of its own.
            followers.catch_up()
        self.stdout.write(_("PDFs made besides: %(count)s") % {"count": made})
        return failed
