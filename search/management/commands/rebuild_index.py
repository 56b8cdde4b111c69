"""`manage.py rebuild_index [--check] [--json]`"""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from rich.console import Console
from rich.progress import Progress

from search.backends import engines
from search.backends.base import Engine, EngineError
from search.indexing import Rebuilt, rebuild

DIFFERENT, NOT_CHECKED = 1, 3


class Command(BaseCommand):
    help = _("Makes the search index anew from the database, while the site goes on.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help=_("only compare; exit status 1 when the index differs from the database"),
        )
        parser.add_argument(
            "--json", action="store_true", help=_("print the result as one JSON object")
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        results: dict[str, Rebuilt] = {}
        failed = False
        for engine in engines():
            try:
                results[engine.name] = _with_progress(engine, check=check)
            except (DatabaseError, EngineError) as error:
                failed = True
                told = {"engine": engine.name, "error": error}
                self.stderr.write(_("The index could not be read (%(engine)s): %(error)s") % told)
        if options["json"]:
            report = {name: _as_json(one, check=check) for name, one in results.items()}
            self.stdout.write(json.dumps(report))
        else:
            for name, result in results.items():
                self.stdout.write(f"{name}: {_sentences(result, check=check)}")
        if failed:
            sys.exit(NOT_CHECKED)
        if check and not all(one.ok for one in results.values()):
            sys.exit(DIFFERENT)


def _with_progress(engine: Engine, *, check: bool) -> Rebuilt:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(_("Index"), total=None)
        return rebuild(
            engine,
            check=check,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _as_json(result: Rebuilt, *, check: bool) -> dict[str, Any]:
    return {
        "ok": result.ok or not check,
        "checked": result.checked,
        "missing": [str(key) for key in result.missing],
        "different": [str(key) for key in result.different],
        "stray": [str(key) for key in result.stray],
        "intact": result.intact,
    }


def _sentences(result: Rebuilt, *, check: bool) -> str:
    counts = {
        "checked": result.checked,
        "missing": len(result.missing),
        "different": len(result.different),
        "stray": len(result.stray),
    }
    found = [
        _("Subjects: %(checked)s. Not indexed: %(missing)s.") % counts,
        _("Indexed with another text: %(different)s. Entries of nothing: %(stray)s.") % counts,
    ]
    if not result.intact:
        found.append(_("The full-text index did not agree with its entries."))
    if result.ok:
        found.append(_("The index is the same as the database."))
    else:
        found.append(_("Run it without --check.") if check else _("Now it is all right."))
    return " ".join(found)
