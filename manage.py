#!/usr/bin/env python3
"""Command line of Legajo. `site/` is an import root, never a package: see docs/decisions/0001."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))

if __name__ == "__main__":
    environment = importlib.import_module("config.environment")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", environment.SETTINGS_MODULE)
    execute_from_command_line(sys.argv)
