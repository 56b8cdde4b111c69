"""The inventory on paper, in the official layout: PDF/A-3b and PDF/UA-1, HOJA n DE N."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from records.printed import printable
from records.printed.charts import accent_of
from records.rendering import Sheet, renderer
from retention.inventories.layouts import SIGNED_WITH, SIGNERS, TITLE, Head, Profile
from retention.inventories.lines import InventoryLine

MOST = 5_000
"""Lines that one PDF holds: more is no paper that anybody reads, and takes the server's memory."""


def pdf(lines: Sequence[InventoryLine], head: Head, profile: Profile, **told: Any) -> bytes:
    """The PDF of these lines; the rest as `sheet` takes it. Raises RenderingError."""
    return renderer().draw(sheet(lines, head, profile, **told))


def sheet(
    lines: Sequence[InventoryLine],
    head: Head,
    profile: Profile,
    *,
    entity: Mapping[str, Any],
    moment: datetime,
    public: bool,
    told: str,
    number: str = "",
    attachments: Mapping[str, bytes] | None = None,
) -> Sheet:
    """What is drawn of these lines. `told`: what was asked, in words; `number`: of a kept one."""
    kind = f"{TITLE} {number}".strip()
    columns = iter(profile.columns)
    page = {
        "title": kind,
        "full-title": f"{kind}. {head.facts()[-1][1]}",
        "keywords": ["FUID", profile.label, *([number] if number else [])],
        "description": f"{kind}, {head.office}",
        "entity": {"name": entity["name"]},
        "color": accent_of(entity),
        "accent": accent_of(entity),
        "banner": ["VERSIÓN PÚBLICA"] if public else ["USO INTERNO"],
        "facts": [list(one) for one in head.facts()],
        "entered": [{"name": name, "value": value} for name, value in entered]
        if (entered := head.entered()) is not None
        else None,
        "groups": [
            {"title": title, "columns": [next(columns).title for _place in range(count)]}
            for title, count in profile.groups()
        ],
        "widths": [column.width for column in profile.columns],
        "centred": [column.centred for column in profile.columns],
        "rows": [
            ["" if cell is None else str(cell) for cell in profile.row(line)] for line in lines
        ],
        "remark": head.remark,
        "signers": [
            {
                "role": role,
                "values": [list(one) for one in zip(SIGNED_WITH, who.values(), strict=True)],
            }
            for role, who in zip(SIGNERS, head.signers, strict=True)
        ],
        "footer": [
            f"{told} {moment:%Y-%m-%d %H:%M}.".strip(),
            f"Formato: {profile.label} del Archivo General de la Nación.",
        ],
    }
    return Sheet("inventory", printable(page), entity, moment, attachments or {})
