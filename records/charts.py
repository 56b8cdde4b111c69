"""Charts as SVG, made from a table: the same drawing on screen and on paper.

Pure: same table, same drawing. The table stands beside it, so that nothing is told by the drawing
alone; shades differ in lightness, not in colour only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import leather
from leather import theme

SHAPES = {"columns": "Columnas", "bars": "Barras", "lines": "Líneas"}
WIDTH, HEIGHT = 720, 340
SHADES = ("#1f5661", "#c98b2b", "#7a8f94", "#8c3b2e")
MOST_SERIES = len(SHADES)
MOST_ROWS = 24

_INK, _MUTED, _LINE = "#1b1f24", "#5a6470", "#d9d5cb"
_NUMBER = re.compile(r"[-−]?\$?\s*(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?\s*%?")
_PLAIN = re.compile(r"[-−]?\d+\.\d{1,2}|[-−]?\d+\.\d{4,}")

_FONT = "Source Sans 3"
_LETTER = 7.2  # about as wide as a letter of a label is drawn
_AROUND = 90  # what numbers and margins take of the width

# The library reads its look from this module alone.
theme.background_color = "none"
theme.tick_font_family = theme.legend_font_family = theme.axis_title_font_family = _FONT
theme.tick_color, theme.zero_color = _LINE, _MUTED
theme.label_color = theme.legend_color = theme.axis_title_color = _INK


def number(text: str) -> Decimal | None:
    """The number that a cell says in the Spanish way («1.250,5», «45 %», «$ 300»); None: none."""
    text = text.strip()
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace("−", "-"))
    if not _NUMBER.fullmatch(text):
        return None
    digits = re.sub(r"[$%\s.]", "", text).replace(",", ".").replace("−", "-")
    return Decimal(digits)


def faults(block: dict[str, Any]) -> list[str]:
    """Why this table makes no chart; empty when it makes one."""
    head, rows = block["head"], [row["cells"] for row in block["rows"]]
    if len(head) < 2 or not rows:
        return ["La gráfica necesita una fila de títulos, una columna de nombres y una de números."]
    found = []
    if len(head) - 1 > MOST_SERIES:
        found.append(f"Una gráfica muestra a lo sumo {MOST_SERIES} columnas de números.")
    if not 1 < len(rows) <= MOST_ROWS:
        found.append(f"Una gráfica muestra de 2 a {MOST_ROWS} filas.")
    names = [row[0] if row else "" for row in rows]
    if len(set(names)) < len(names):
        found.append("Dos filas de la gráfica se llaman igual.")
    width = range(1, len(head))
    cells = [row[place] if place < len(row) else "" for row in rows for place in width]
    wrong = [cell for cell in cells if number(cell) is None]
    if wrong:
        told = ", ".join(f"«{cell}»" for cell in wrong[:5])
        found.append(f"La gráfica tiene celdas que no son números: {told}.")
    return found


def drawing(block: dict[str, Any]) -> str:
    """The SVG of a chart; empty when its table makes none.

    Columns whose names do not fit below them are drawn as bars, and so are several numbers a row:
    one below the other, each with its name and its shade.
    """
    if faults(block):
        return ""
    rows = [row["cells"] for row in block["rows"]]
    names = [row[0] for row in rows]
    series = [
        (name, [number(row[place]) for row in rows])
        for place, name in enumerate(block["head"][1:], 1)
    ]
    chart = leather.Chart()
    if block["chart"] == "lines":
        _lines(chart, names, series)
    elif _as_bars(block):
        _bars(chart, names, series)
    else:
        _columns(chart, names, series[0][1])
    height = max(160, 70 + 30 * len(names) * len(series)) if _as_bars(block) else HEIGHT
    svg = str(chart.to_svg(width=WIDTH, height=height))
    # So that it shrinks with the page.
    return svg.replace("<svg ", f'<svg viewBox="0 0 {WIDTH} {height}" ', 1)


def _fits_below(names: Sequence[str]) -> bool:
    return max(map(len, names)) * _LETTER <= (WIDTH - _AROUND) / len(names)


def _as_bars(block: dict[str, Any]) -> bool:
    names = [row["cells"][0] for row in block["rows"]]
    if block["chart"] == "columns":
        return len(block["head"]) > 2 or not _fits_below(names)
    return str(block["chart"]) == "bars"


def _span(values: Sequence[Decimal | None]) -> leather.Linear:
    """From zero, or below it, to what is the most: a bar that does not begin at zero lies."""
    known = [Decimal(0), *(value for value in values if value is not None)]
    least, most = min(known), max(known)
    return leather.Linear(least, most if most > least else least + 1)


def _numbers() -> leather.Axis:
    return leather.Axis(tick_formatter=lambda value, _place, _count: _spanish(value))


def _spanish(value: Any) -> str:
    return f"{value:,.10g}".translate(str.maketrans(",.", ".,"))


def _columns(chart: leather.Chart, names: list[str], values: list[Decimal | None]) -> None:
    chart.add_columns(list(zip(names, values, strict=True)), fill_color=SHADES[0])
    chart.set_y_scale(_span(values))
    chart.set_y_axis(_numbers())


def _bars(
    chart: leather.Chart, names: list[str], series: list[tuple[str, list[Decimal | None]]]
) -> None:
    """Bars in the order of the rows; of several numbers a row each bears the name of its column."""
    shades = {}
    pairs = []
    for row, name in enumerate(names):
        for place, (column, values) in enumerate(series):
            told = f"{name} · {column}" if len(series) > 1 else name
            shades[told] = SHADES[place]
            pairs.append((values[row], told))
    chart.add_bars(pairs, fill_color=lambda one: shades[one.y])
    chart.set_x_scale(_span([value for _name, values in series for value in values]))
    chart.set_x_axis(_numbers())


def _lines(
    chart: leather.Chart, names: list[str], series: list[tuple[str, list[Decimal | None]]]
) -> None:
    places = [Decimal(place) for place in range(1, len(names) + 1)]
    for shade, (name, values) in zip(SHADES, series, strict=False):
        chart.add_line(
            list(zip(places, values, strict=True)), name=name or "—", stroke_color=shade, width=3
        )
    half = Decimal("0.5")
    chart.set_x_scale(leather.Linear(half, places[-1] + half))
    step = next(n for n in range(1, len(names) + 1) if n == len(names) or _fits_below(names[::n]))
    ticks = places[::step]
    chart.set_x_axis(
        leather.Axis(ticks=ticks, tick_formatter=lambda at, _n, _c: names[int(at) - 1])
    )
    chart.set_y_scale(_span([value for _name, values in series for value in values]))
    chart.set_y_axis(_numbers())
