"""`docs/conformance.md` out of the requirements and of the tests that name their rows."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.repository import ROOT

TARGET = ROOT / "docs" / "conformance.md"
REQUIREMENTS = Path(__file__).with_name("requirements.toml")
HEAD = """# Con qué requisitos cumple Legajo

`make conformance` escribe esta página a partir de las pruebas: cada una nombra el renglón que
demuestra. Un renglón está **completo** si una prueba lo nombra y no se le conoce falta; **parcial**
si algo falta, y se dice qué; lo demás está **pendiente**. El puntaje es (completos + ½ parciales) /
total.

Las fuentes citadas: MQ, el Modelo de requisitos de documento electrónico que publicó la Función
Pública (versión 5, 2025), que sigue al del Archivo General de la Nación; MoReq2010; DoD 5015.02;
ISO 16175; y las normas que se nombran.
"""


@dataclass(frozen=True)
class Requirement:
    """A row: what is asked, who asks it, which tests prove it, and what is known to be missing."""

    row: str
    text: str
    sources: str
    gap: str = ""
    tests: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        if not self.tests:
            return "pendiente"
        return "parcial" if self.gap else "completo"

    @property
    def worth(self) -> float:
        return {"completo": 1.0, "parcial": 0.5, "pendiente": 0.0}[self.state]


@dataclass(frozen=True)
class Category:
    name: str
    rows: list[Requirement] = field(default_factory=list)


def named_in_tests(folder: Path = ROOT / "tests") -> dict[str, list[str]]:
    """By row, the tests that bear `@pytest.mark.conformance(row, …)` or a module's `pytestmark`."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        place = file.relative_to(folder.parent).as_posix()
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                for row in (row for mark in node.decorator_list for row in _rows(mark)):
                    found.setdefault(row, []).append(f"{place}::{node.name}")
            elif isinstance(node, ast.Assign) and _is_pytestmark(node):
                for row in (row for part in ast.walk(node.value) for row in _rows(part)):
                    found.setdefault(row, []).append(place)
    return found


def categories(tests: Mapping[str, list[str]]) -> list[Category]:
    """The requirements by category, in their order, each with its tests.

    Raises ValueError for a test that names a row that does not exist.
    """
    told = tomllib.loads(REQUIREMENTS.read_text(encoding="utf-8"))
    if unknown := sorted(set(tests) - set(told["rows"])):
        raise ValueError(f"tests name rows that no requirement has: {', '.join(unknown)}")
    found = {letter: Category(name) for letter, name in told["categories"].items()}
    for row, asked in told["rows"].items():
        found[row[0]].rows.append(Requirement(row, tests=tuple(tests.get(row, ())), **asked))
    return list(found.values())


def score(rows: list[Requirement]) -> float:
    """Between 0 and 1."""
    return sum(one.worth for one in rows) / len(rows)


def page(found: list[Category]) -> str:
    """The page, as it is kept."""
    every = [row for category in found for row in category.rows]
    lines = [HEAD, "| Categoría | Completos | Parciales | Pendientes | Puntaje |"]
    lines.append("|---|---|---|---|---|")
    lines += [_sum(category.name, category.rows) for category in found]
    lines += [_sum("**Todos**", every), ""]
    for category in found:
        lines += [
            f"## {category.name}",
            "",
            "| | Requisito | Estado | Pruebas |",
            "|---|---|---|---|",
        ]
        lines += [_line(one) for one in category.rows]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _sum(name: str, rows: list[Requirement]) -> str:
    states = [one.state for one in rows]
    counts = " | ".join(str(states.count(one)) for one in ("completo", "parcial", "pendiente"))
    return f"| {name} | {counts} | {score(rows):.0%} |".replace("%", " %")


def _line(one: Requirement) -> str:
    state = f"{one.state}: {one.gap}" if one.state == "parcial" else one.state
    tests = "<br>".join(f"`{name.removeprefix('tests/')}`" for name in one.tests)
    return f"| **{one.row}** | {one.text} ({one.sources}) | {state} | {tests} |"


def _rows(node: ast.AST) -> Iterator[str]:
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "conformance"
    ):
        for argument in node.args:
            if isinstance(argument, ast.Constant):
                yield str(argument.value)


def _is_pytestmark(node: ast.Assign) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "pytestmark" for one in node.targets)
