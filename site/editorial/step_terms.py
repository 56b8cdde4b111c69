"""The terms of a route in its form: one number of business days for each of its steps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from editorial.workflows import SigningTask

_WHOLE = re.compile(r"[0-9]{1,9}")


class StepTermsWidget(forms.Widget):
    """`name-TASK` is the input of a step."""

    use_fieldset = True

    def __init__(self, tasks: Sequence[SigningTask]) -> None:
        super().__init__()
        self.tasks = tasks

    def id_for_label(self, id_: str) -> str:
        return ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        typed = {str(one.pk): str(data.get(f"{name}-{one.pk}", "")).strip() for one in self.tasks}
        return {task: days for task, days in typed.items() if days}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}-{one.pk}" in data for one in self.tasks)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        days = value or {}
        rows = [
            {
                "id": f"id_{name}-{one.pk}",
                "name": f"{name}-{one.pk}",
                "label": one.name,
                "value": days.get(str(one.pk)),
                "invalid": (attrs or {}).get("aria-invalid"),
            }
            for one in self.tasks
        ]
        return SafeString(render_to_string("editorial/routes/terms.html", {"rows": rows}))


class StepTermsField(forms.Field):
    """Whole numbers of days; what they reach is asked by the route (`records.terms`)."""

    def __init__(self, tasks: Sequence[SigningTask], **kwargs: Any) -> None:
        super().__init__(required=False, widget=StepTermsWidget(tasks), **kwargs)
        self.tasks = tasks

    def clean(self, value: dict[str, str]) -> dict[str, int]:
        names = {str(one.pk): one.name for one in self.tasks}
        wrong = [names[task] for task, days in value.items() if not _WHOLE.fullmatch(days)]
        if wrong:
            message = _("%(step)s: write its term as a whole number of business days.")
            raise ValidationError([message % {"step": name} for name in wrong])
        return {task: int(days) for task, days in value.items()}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return {task: str(days) for task, days in (initial or {}).items()} != (data or {})
