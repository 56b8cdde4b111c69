"""Benchmarks as a table and JSON; several databases stand side by side.

The times say what this machine does now: its load stands in each row of the JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
NAMES = tuple(
    sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
)
COLUMNS = {  # of the table; those that no row has are left out
    "p50_ms": "p50",
    "p95_ms": "p95",
    "cpu_ms": "procesador",
    "queries": "consultas",
    "ndcg_10": "nDCG@10",
    "mrr": "MRR",
    "first": "primera",
}
OWN = ""  # the database that the environment names, SQLite by default
Row = dict[str, Any]


def main() -> int:
    options = arguments()
    console = Console(stderr=options.json)
    rows: list[Row] = []
    status = 0
    with console.status("Preparando una base de datos…") as shown:
        for database in options.database or [OWN]:
            with measuring(database, options) as process:
                for line in process.stdout or ():
                    rows.append(json.loads(line))
                    shown.update(f"{rows[-1]['database']}: {rows[-1]['what']}")
                    if options.json:
                        sys.stdout.write(line)
            status = 3 if process.returncode else status
    if rows and not options.json:
        console.print(table(rows))
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        made = {"made_at": time.strftime("%FT%T%z"), "rows": rows}
        written = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
        options.output.write_text(written, encoding="utf-8")
    return status


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Mide lo que más tarda en Legajo; sin nombres, todo.",
    )
    parser.add_argument("names", nargs="*", choices=[[], *NAMES], metavar="NOMBRE", help=str(NAMES))
    parser.add_argument("--documents", type=int, default=300, help="documentos en la búsqueda")
    parser.add_argument(
        "--case-files",
        type=int,
        action="append",
        metavar="N",
        help="expedientes en el archivo; varias veces, la curva (300)",
    )
    parser.add_argument(
        "--kept",
        metavar="NOMBRE",
        help="guarda el archivo de N expedientes en la base NOMBRE_N (PostgreSQL) y lo reutiliza",
    )
    parser.add_argument("--rounds", type=int, default=20, help="veces que se mide cada cosa")
    parser.add_argument(
        "--database",
        action="append",
        metavar="DIRECCIÓN",
        help="DATABASE_URL de la base en que se mide; varias, lado a lado",
    )
    parser.add_argument("--json", action="store_true", help="una fila por línea en la salida")
    parser.add_argument("--output", type=Path, help="archivo JSON con todas las filas")
    return parser.parse_args()


def measuring(database: str, options: argparse.Namespace) -> subprocess.Popen[str]:
    """The process that measures on one database: settings cannot change within one."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "LEGAJO_ENV": "test",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
    }
    if database:
        environment["DATABASE_URL"] = database
    sizes = ["--documents", str(options.documents), "--rounds", str(options.rounds)]
    if options.kept:
        sizes += ["--kept", options.kept]
    for one in options.case_files or [300]:
        sizes += ["--case-files", str(one)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.measuring", *sizes, *(options.names or NAMES)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def table(rows: list[Row]) -> Table:
    databases = list(dict.fromkeys(row["database"] for row in rows))
    told = {key: name for key, name in COLUMNS.items() if any(key in row for row in rows)}
    shown = Table(title="Milisegundos, mediana y percentil 95")
    shown.add_column("")
    for database in databases:
        for column in told.values():
            shown.add_column(f"{database} {column}", justify="right")
    last = ""
    for benchmark, what in dict.fromkeys((row["benchmark"], row["what"]) for row in rows):
        cells = []
        for database in databases:
            here = (benchmark, what, database)
            row: Row = next(
                (one for one in rows if (one["benchmark"], one["what"], one["database"]) == here),
                {},
            )
            cells += [_cell(row.get(key)) for key in told]
        if benchmark != last and last:
            shown.add_section()
        last = benchmark
        shown.add_row(what, *cells)
    return shown


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:,}"


if __name__ == "__main__":
    sys.exit(main())
