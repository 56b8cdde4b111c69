"""The rules of the canonical content of kinds that have tables or parts of their own.

Each such schema is a file of `records/schemas`, so that a document outlives this program; once one
was issued under it the file is never edited (a change is the next number). A test holds that file
and declaration say the same; `python -m records.kinds.schema` writes the file of a new kind.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from records import charts
from records.kinds import EVERYWHERE, KINDS, NUMBERS
from records.kinds.model import Column, Grid, Of

FOLDER = Path(__file__).parents[1] / "schemas"
BASE = "content-1"
_PARTS_OF_BASE = ("code", "title", "language", "access", "process", "office", "series")

Schema = dict[str, Any]


def names() -> list[str]:
    """The schemas that kinds name besides the base."""
    return sorted({kind.schema for kind in KINDS.values()} - {BASE})


def schema_of(name: str) -> Schema:
    """The JSON Schema (draft 2020-12) of the kinds that name it: the base's, and their tables."""
    kinds = [kind for kind in KINDS.values() if kind.schema == name]
    grids = {grid.name: grid for kind in kinds for grid in kind.grids}
    roles = [role for kind in kinds for role in kind.roles]
    roles += [part.role for part in EVERYWHERE]
    base = f"urn:legajo:{BASE}#"
    section: dict[str, Schema] = {
        "id": {"$ref": f"{base}/$defs/id"},
        "role": {"enum": list(dict.fromkeys(roles))},
        "number": {"type": ["string", "null"]},
        "title": {"type": "string"},
        "blocks": {"type": "array", "items": {"$ref": "#/$defs/block"}},
    }
    named = {name for kind in kinds for part in kind.parts for name in part.names}
    drawn = {name: _drawn(base)[name] for name in ("chart", "figure") if name in named}
    own = [{"$ref": f"#/$defs/{block}"} for block in (*grids, *drawn)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:legajo:{name}",
        "title": f"Canonical content of: {', '.join(kind.name for kind in kinds)}",
        "description": f"{BASE} with the parts and tables of these kinds. Never edited once used.",
        **_closed(
            {
                "schema": {"const": name},
                "kind": {"enum": [kind.name for kind in kinds]},
                **{part: {"$ref": f"{base}/properties/{part}"} for part in _PARTS_OF_BASE},
                "sections": {"type": "array", "items": {"$ref": "#/$defs/section"}},
            }
        ),
        "$defs": {
            "section": _closed(section),
            "block": {"oneOf": [{"$ref": f"{base}/$defs/block"}, *own]},
            **{grid.name: _grid(grid, base) for grid in grids.values()},
            **drawn,
        },
    }


def _closed(properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


def _grid(grid: Grid, base: str) -> Schema:
    identity = {"id": {"$ref": f"{base}/$defs/id"}}
    row = _closed({**identity, **{column.name: _cell(column) for column in grid.columns}})
    items: Schema = {"type": "array", "items": row}
    if grid.single:
        items["maxItems"] = 1
    return _closed({**identity, "type": {"const": grid.name}, "items": items})


def _drawn(base: str) -> Schema:
    """Blocks that are looked at: a chart made from its table, a picture with what it shows."""
    table = f"{base}/$defs/table/properties"
    rows = {name: {"$ref": f"{table}/{name}"} for name in ("id", "caption", "head", "rows")}
    annex = f"{base}/$defs/annexes/properties/items/items/properties/file"
    return {
        "chart": _closed(
            {
                **rows,
                "type": {"const": "chart"},
                "chart": {"enum": list(charts.SHAPES)},
                "unit": {"type": ["string", "null"]},
            }
        ),
        "figure": _closed(
            {
                "id": {"$ref": f"{base}/$defs/id"},
                "type": {"const": "figure"},
                "caption": {"type": ["string", "null"]},
                "alt": {"type": "string"},
                "file": {"$ref": annex},
            }
        ),
    }


def _cell(column: Column) -> Schema:
    if column.of == Of.CHOICE:
        return {"enum": [*(key for key, _label in column.choices), None]}
    if column.of == Of.DATE:
        return {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    if column.of == Of.DECIMAL:
        return {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}
    if column.of not in NUMBERS:
        return {"type": ["string", "null"]}
    bounds = {"minimum": column.least, "maximum": column.most}
    return {"type": ["integer", "null"]} | {
        key: value for key, value in bounds.items() if value is not None
    }


def written(name: str) -> str:
    """The text of its file."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=1) + "\n"


def write_new() -> list[Path]:
    """Write the files that are not there yet; a file that is there is never touched."""
    missing = [path for name in names() if not (path := FOLDER / f"{name}.schema.json").exists()]
    for path in missing:
        path.write_text(written(path.name.removesuffix(".schema.json")), encoding="utf-8")
    return missing


if __name__ == "__main__":
    sys.stdout.writelines(f"{path}\n" for path in write_new())
