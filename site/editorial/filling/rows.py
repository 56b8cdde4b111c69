"""A table of rows in a form: each cell an input, a few empty rows at its end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from records.forms import MOST_ROWS, TableColumn
from records.kinds import forms as kinds

SPARE = 2
_TYPES = {kinds.DATE: "date", kinds.NUMBER: "text", kinds.LINE: "text"}


class RowsWidget(forms.Widget):
    """`name-ROW-COLUMN` is the input of a cell; how many rows there are is read from the names."""

    def __init__(self, columns: Sequence[TableColumn]) -> None:
        super().__init__()
        self.columns = columns

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> list[list[str]]:
        place = re.compile(re.escape(name) + r"-(\d{1,4})-(\d{1,3})")
        found = [place.fullmatch(key) for key in data]
        numbers = sorted({int(one[1]) for one in found if one})
        rows = [
            [str(data.get(f"{name}-{row}-{column}", "")).strip() for column, _ in self._numbered()]
            for row in numbers[: MOST_ROWS * 2]
        ]
        return [row for row in rows if any(row)]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def _numbered(self) -> list[tuple[int, TableColumn]]:
        return list(enumerate(self.columns))

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        rows = [*(value or []), *([""] * len(self.columns) for _spare in range(SPARE))]
        cells = [
            [
                {
                    "name": f"{name}-{place}-{number}",
                    "type": _TYPES[column.of],
                    "mode": "decimal" if column.of == kinds.NUMBER else "",
                    "value": row[number] if number < len(row) else "",
                    "label": column.label,
                }
                for number, column in self._numbered()
            ]
            for place, row in enumerate(rows)
        ]
        context = {"columns": self.columns, "rows": cells, "name": name}
        return SafeString(render_to_string("editorial/filling/rows.html", context))


class RowsField(forms.Field):
    """The rows that somebody filled in; empty ones are left out."""

    def __init__(self, *, columns: Sequence[TableColumn], **kwargs: Any) -> None:
        super().__init__(widget=RowsWidget(columns), **kwargs)

    def clean(self, value: list[list[str]]) -> list[list[str]]:
        return value
