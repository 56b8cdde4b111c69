"""Writes `docs/promises.md` from the figures: `python -m tests.proofs.promises FIGURES...`.

A figure is a line of JSON that a proof wrote when it had passed; nothing is written by hand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

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
    "P13": "Una aprobación falsa o movida se rechaza",
    "P14": "Lo restaurado es lo mismo, byte a byte",
    "P18": "Todo cambio de estado tiene su evento",
}
SIZES = {"full": "completo", "small": "muestra"}
HEAD = """# Lo que Legajo promete, medido

`make prove` escribe esta tabla: corre `tests/proofs` en su tamaño completo, con SQLite y con
PostgreSQL. Cada cifra la da una prueba que pasó; la que falla no deja cifra. No se edita a mano.

| Promesa | Lo que se hizo y la cifra | Base de datos | Tamaño | Prueba | Fecha | Commit |
|---|---|---|---|---|---|---|
"""


def page(lines: list[str], *, day: date, commit: str, cores: int) -> str:
    """The page, in the order of the promises; of one given twice, the last."""
    figures = {
        (one["promise"], one["test"], one["database"]): one
        for one in (json.loads(line) for line in lines)
    }

    def place(key: tuple[str, str, str]) -> tuple[int, str, str]:
        return int(key[0].removeprefix("P")), key[1], key[2]

    done = f"{day.isoformat()} | {commit}"
    rows = [
        f"| **{key[0]}** {PROMISES.get(key[0], '')} | {figures[key]['figure']} | {key[2]} "
        f"| {SIZES[figures[key]['size']]} | `{key[1].rpartition('/')[2]}` | {done} |"
        for key in sorted(figures, key=place)
    ]
    measured = f"\nMedido en una máquina de {cores} núcleos. «Muestra»: el tamaño de `make test`.\n"
    return HEAD + "\n".join(rows) + "\n" + measured


def main(paths: list[str]) -> None:
    lines = [line for path in paths for line in Path(path).read_text().splitlines()]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    text = page(lines, day=date.today(), commit=commit, cores=os.cpu_count() or 1)
    TARGET.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(lines)} cifras en {TARGET.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
