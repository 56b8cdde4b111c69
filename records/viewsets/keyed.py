"""Fields for what an address or a form asks by number: rows by their keys, a year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

import django_filters

from records.querysets import key_of
from records.viewsets.generic import ModelMultipleChoiceField


class KeysField(ModelMultipleChoiceField):
    """Rows by their keys. What is no key is told as such before the database is asked."""

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if key_of(one) is None:
                message = self.error_messages["invalid_pk_value"]
                raise ValidationError(message, code="invalid_pk_value", params={"pk": one})
        return super().clean(value)


class YearField(forms.IntegerField):
    """A year that a calendar and every database hold."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1800, "max_value": 2200, **kwargs})


class YearFilter(django_filters.NumberFilter):
    field_class = YearField
