"""A version on paper, in the official layout: PDF/A-3b and PDF/UA-1, with its places to sign."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from records.printed import printable
from records.printed.charts import accent_of
from records.rendering import Sheet, renderer
from retention.layouts import official
from retention.layouts.instrument import CONVENTIONS, SIGNED_WITH, SIGNERS, Instrument


def pdf(instrument: Instrument, *, entity: Mapping[str, Any], moment: datetime, told: str) -> bytes:
    """The PDF of a version. `told`: how it stands, in words. Raises RenderingError."""
    return renderer().draw(sheet(instrument, entity=entity, moment=moment, told=told))


def sheet(
    instrument: Instrument, *, entity: Mapping[str, Any], moment: datetime, told: str
) -> Sheet:
    """What is drawn: a block an office, each on a page of its own with its head."""
    columns = official.columns(instrument)
    listed = iter(columns)
    page = {
        "title": instrument.title,
        "full-title": f"{instrument.title} {instrument.label}".strip(),
        "keywords": [instrument.title, instrument.label],
        "description": f"{instrument.title}, {entity['name']}",
        "entity": {"name": entity["name"]},
        "accent": accent_of(entity),
        "label": instrument.label,
        "told": told,
        "groups": [
            {"title": title, "columns": [next(listed).title for _place in range(count)]}
            if title
            else {"title": "", "columns": [next(listed).title]}
            for title, count in official.groups(columns)
        ],
        "widths": [column.width for column in columns],
        "centred": [column.centred for column in columns],
        "names": official.NAMES_AT,
        "blocks": [
            {
                "facts": _facts(instrument, period, office),
                "rows": [
                    {"of": row.of, "level": row.level, "cells": list(row.cells)}
                    for row in official.rows(instrument, lines)
                ],
            }
            for period, office, lines in instrument.blocks()
        ],
        "conventions": [list(one) for one in CONVENTIONS],
        "facts": [list(one) for one in instrument.facts],
        "signers": [{"role": role, "values": list(SIGNED_WITH)} for role in SIGNERS],
        "footer": [f"{instrument.title} {instrument.label} · {told}".strip(" ·")],
    }
    return Sheet("schedule", printable(page), entity, moment)


def _facts(instrument: Instrument, period: str, office: str) -> list[list[str]]:
    told = [
        ("Entidad productora", instrument.entity),
        ("Unidad administrativa", instrument.units.get(office, "")),
        ("Oficina productora", instrument.offices.get(office, "")),
        ("Código", office),
        ("Periodo", period),
    ]
    return [[name, value] for name, value in told if value]
