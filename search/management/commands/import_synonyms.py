"""Take sets of synonyms into the list of the entity, from a text file or those that Legajo has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.exceptions import NotAllowed
from search import said


class Command(BaseCommand):
    help = _("Takes sets of synonyms in: those of a file, one a line, or those that Legajo has.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            help=_("a text: FUID = formato único de inventario documental"),
        )

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        try:
            lines = file.read_text(encoding="utf-8").splitlines() if file else said.starting()
            count = said.take_in(lines, by=None, at=timezone.now())
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(_("That file cannot be read as text: %s") % file) from error
        except NotAllowed as refusal:
            raise CommandError(str(refusal)) from refusal
        told = ngettext("%(count)d set is new.", "%(count)d sets are new.", count)
        self.stdout.write(told % {"count": count})
