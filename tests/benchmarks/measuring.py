"""Runs the benchmarks named, each on a copy of its own of one migrated test database.

Started by `tests.benchmarks` once for each database; prints a JSON object a row.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.measuring")
    parser.add_argument("names", nargs="+")
    parser.add_argument("--documents", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--case-files", type=int, action="append", required=True)
    parser.add_argument("--kept", default="")
    options = parser.parse_args()
    django.setup()
    from django.db import connection  # noqa: PLC0415  settings come first
    from django.test.utils import teardown_databases  # noqa: PLC0415

    from tests.benchmarks.timing import Sizes  # noqa: PLC0415
    from tests.databases import copied, dropped, prepared  # noqa: PLC0415

    sizes = Sizes(options.documents, options.rounds, tuple(options.case_files), options.kept)
    template, made = prepared()
    try:
        for name in options.names:
            with tempfile.TemporaryDirectory() as folder:
                connection.close()
                copy = connection.settings_dict["NAME"] = copied(template, Path(folder))
                try:
                    for row in import_module(f"tests.benchmarks.bench_{name}").measure(sizes):
                        load = round(os.getloadavg()[0], 2)
                        told = {"benchmark": name, "database": connection.vendor, "load": load}
                        sys.stdout.write(json.dumps(told | row, ensure_ascii=False) + "\n")
                        sys.stdout.flush()
                finally:
                    connection.close()
                    connection.settings_dict["NAME"] = template
                    dropped(copy)
    finally:
        teardown_databases(made, 0)


if __name__ == "__main__":
    main()
