"""The editor's form of a typed table, made from its declaration (`records.kinds.model.Grid`).

Nothing is required: a draft may have gaps, and its findings name them.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock

from editorial.choosers import SeriesChooserBlock
from records.kinds.model import NUMBERS, Column, Grid, Of

# The words of the library's own menu are English only; a dash separates.
_MENU: dict[str, Any] = {
    "row_above": {"name": _("Insert a row above")},
    "row_below": {"name": _("Insert a row below")},
    "after_rows": "---------",
    "col_left": {"name": _("Insert a column on the left")},
    "col_right": {"name": _("Insert a column on the right")},
    "after_columns": "---------",
    "remove_row": {"name": _("Remove the row")},
    "remove_col": {"name": _("Remove the column")},
    "after_removals": "---------",
    "undo": {"name": _("Undo")},
    "redo": {"name": _("Redo")},
}
_WIDE = 4  # more cells than these do not fit on a line of the editor


def free_table(**told: Any) -> TableBlock:
    """A table whose heads its author writes; its menu opens by the right button or Shift+F10."""
    # Its own words are ours, and it speaks no other language: asked for one, it logs an error.
    options = {"contextMenu": {"items": _MENU}, "language": "en-US"}
    return TableBlock(required=False, table_options=options, **told)


def table(row: blocks.StructBlock, label: Any, icon: str, paste: str = "") -> blocks.ListBlock:
    """A table of rows; `paste` names the fields that a paste from a spreadsheet fills, in order."""
    return blocks.ListBlock(
        row,
        label=label,
        icon=icon,
        default=[],
        form_classname="legajo-grid",
        form_attrs={"data-legajo-paste": paste} if paste else {},
    )


def grid_block(grid: Grid) -> blocks.Block:
    """A list of rows with a field a column; of a single row, its fields alone."""
    many = grid.single or len(grid.columns) > _WIDE
    row = blocks.StructBlock(
        [(column.name, _field(column)) for column in grid.columns],
        label=grid.label if grid.single else grid.noun.capitalize(),
        icon=grid.icon,
        form_classname=f"legajo-row legajo-cells legajo-cells--{'many' if many else 'few'}",
    )
    if grid.single:
        return row
    return table(row, grid.label, grid.icon, ",".join(column.name for column in grid.columns))


def _field(column: Column) -> blocks.FieldBlock:
    given: dict[str, Any] = {"label": column.label, "required": False, "help_text": column.help}
    if column.of == Of.TEXT:
        return blocks.TextBlock(rows=2, **given)
    if column.of == Of.DATE:
        return blocks.DateBlock(**given)
    if column.of == Of.CHOICE:
        return blocks.ChoiceBlock(choices=column.choices, **given)
    if column.of == Of.SERIES:
        return SeriesChooserBlock(**given)
    if column.of == Of.DECIMAL:
        return blocks.DecimalBlock(**given)
    if column.of in NUMBERS:
        return blocks.IntegerBlock(min_value=column.least, max_value=column.most, **given)
    return blocks.CharBlock(**given)
