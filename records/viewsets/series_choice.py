"""A series chosen from a list: in the order of the codes as they are read, 2 before 10."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import ForeignKey

from wagtail.admin.forms.models import register_form_field_override

import django_filters

from records.models import Series
from records.text import natural
from records.viewsets.generic import ModelChoiceField, ModelChoiceIterator


class _ByCode(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for one in sorted(self.queryset, key=lambda series: natural(series.code)):
            yield self.choice(one)


class SeriesChoiceField(ModelChoiceField):
    """Whatever series its queryset holds, by code."""

    iterator = _ByCode


class _FilterField(SeriesChoiceField, django_filters.fields.ModelChoiceField):
    """As above, with the empty choice that a filter offers."""


class SeriesFilter(django_filters.ModelChoiceFilter):
    """Narrows a list to one series."""

    field_class = _FilterField


register_form_field_override(ForeignKey, to=Series, override={"form_class": SeriesChoiceField})
