"""Writes `docs/promises.md`: `python -m tests.proofs.promises [--keep] FIGURES...`.

A figure is a line of JSON that a proof wrote when it had passed; nothing is written by hand. With
`--keep`, what the page says already of proofs that did not run stays, with its day and commit.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from tests.repository import ROOT

TARGET = ROOT / "docs" / "promises.md"
PROMISES = {
    "P1": "Una versión expedida no cambia",
    "P2": "Lo que se altera a nuestras espaldas se ve",
    "P3": "Cualquiera puede verificar",
    "P4": "Una muerte súbita no deja estados a medias",
    "P5": "Un disco lleno o dañado no pierde ni inventa",
    "P6": "Dos que firman a la vez expiden una sola versión",
    "P7": "Los números no tienen huecos ni repetidos",
    "P8": "Ninguna respuesta dice una palabra de lo que quien pregunta no puede conocer",
    "P9": "Lo restringido no cambia ninguna respuesta pública",
    "P13": "Una aprobación falsa o movida se rechaza",
    "P14": "Lo restaurado es lo mismo, byte a byte",
    "P15": "El índice rehecho es el mismo que el que siguió los cambios",
    "P18": "Todo cambio de estado tiene su evento",
}
SIZES = {"full": "completo", "small": "muestra"}
HEAD = """# Lo que Legajo promete, medido

`make prove` escribe esta tabla: corre `tests/proofs` en su tamaño completo, con SQLite y con
PostgreSQL. Cada cifra la da una prueba que pasó; la que falla no deja cifra. No se edita a mano.

| Promesa | Lo que se hizo y la cifra | Base de datos | Tamaño | Prueba | Fecha | Commit |
|---|---|---|---|---|---|---|
"""


ROW = re.compile(
    r"\| \*\*(?P<promise>P\d+)\*\* [^|]*\| (?P<figure>[^|]+) \| (?P<database>\w+) \| (?P<size>\w+) "
    r"\| `(?P<test>[^`]+)` \| (?P<day>[\d-]+) \| (?P<commit>\w+) \|"
)


def page(figures: list[dict[str, Any]], *, cores: int) -> str:
    """The page, in the order of the promises; of one given twice, the last."""
    latest = {(one["promise"], one["test"], one["database"]): one for one in figures}

    def place(key: tuple[str, str, str]) -> tuple[int, str, str]:
        return int(key[0].removeprefix("P")), key[1], key[2]

    rows = [
        f"| **{key[0]}** {PROMISES.get(key[0], '')} | {latest[key]['figure']} | {key[2]} "
        f"| {latest[key]['size']} | `{key[1]}` | {latest[key]['day']} | {latest[key]['commit']} |"
        for key in sorted(latest, key=place)
    ]
    measured = f"\nMedido en una máquina de {cores} núcleos. «Muestra»: el tamaño de `make test`.\n"
    return HEAD + "\n".join(rows) + "\n" + measured


def told(lines: list[str], *, day: date, commit: str) -> list[dict[str, Any]]:
    """The figures that proofs wrote, as the page tells them."""
    return [
        {
            **one,
            "size": SIZES[one["size"]],
            "test": one["test"].rpartition("/")[2],
            "day": day.isoformat(),
            "commit": commit,
        }
        for one in map(json.loads, lines)
    ]


def kept(text: str) -> list[dict[str, Any]]:
    """The figures that a page holds."""
    return [found.groupdict() for found in map(ROW.match, text.splitlines()) if found]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("paths", nargs="+", type=Path)
    given = parser.parse_args(arguments)
    lines = [line for path in given.paths for line in path.read_text().splitlines()]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    before = kept(TARGET.read_text(encoding="utf-8")) if given.keep else []
    figures = [*before, *told(lines, day=date.today(), commit=commit)]
    TARGET.write_text(page(figures, cores=os.cpu_count() or 1), encoding="utf-8")
    sys.stdout.write(f"{len(lines)} cifras en {TARGET.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
