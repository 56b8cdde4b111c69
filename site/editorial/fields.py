"""The field that holds a document's sections."""

from __future__ import annotations

import json
from typing import Any

from wagtail.fields import StreamField


class SectionStreamField(StreamField):
    """A StreamField whose migrations name no blocks.

    Changing a block then needs no migration, and the first migration stays small. A historical
    model knows no blocks, and Wagtail would read such a stream as empty and write `[]` over it;
    so without blocks the field passes the raw list through unchanged.
    """

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        self._blind = not block_types and not kwargs.get("block_lookup")
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs

    def to_python(self, value: Any) -> Any:
        if not self._blind:
            return super().to_python(value)
        return json.loads(value) if isinstance(value, str) else value or []

    def get_prep_value(self, value: Any) -> Any:
        if not self._blind:
            return super().get_prep_value(value)
        return json.dumps(list(value or []), ensure_ascii=False)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not self._blind:
            return super().get_db_prep_value(value, connection, prepared)
        return value if prepared else self.get_prep_value(value)

    def value_to_string(self, obj: Any) -> str:
        if not self._blind:
            return str(super().value_to_string(obj))
        return str(self.get_prep_value(self.value_from_object(obj)))

    def contribute_to_class(self, cls: Any, name: str, **kwargs: Any) -> None:
        if not self._blind:
            super().contribute_to_class(cls, name, **kwargs)
        else:
            super(StreamField, self).contribute_to_class(cls, name, **kwargs)
