#!/usr/bin/env python3
"""Command line of Legajo. `site/` is an import root, never a package: see docs/decisions/0001."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))

if __name__ == "__main__":
    try:
        environment = importlib.import_module("config.environment")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", environment.SETTINGS_MODULE)
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A setting that is missing or malformed is told in a sentence, not in a traceback.
        sys.exit(str(error))
