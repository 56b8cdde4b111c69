"""From a declared form to a Django form, and from what was typed to values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from wagtail.contrib.forms.forms import BaseForm, FormBuilder

from editorial.filling.rows import RowsField
from records.forms import Field, Form
from records.kinds import forms as kinds
from records.models import Appointment, Office
from records.models.organization import person_name

_FEW = 5
_TYPES = {
    kinds.LINE: "singleline",
    kinds.TEXT: "multiline",
    kinds.NUMBER: "number",
    kinds.DATE: "date",
    kinds.MAIL: "email",
    kinds.CHOICES: "checkboxes",
    kinds.YES_NO: "yes_no",
    kinds.PERSON: "person",
    kinds.OFFICE: "office",
    kinds.FILE: "file",
    kinds.TABLE: "rows",
}


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody with an appointment in force, by name and position."""

    def __init__(self, *, day: date, **kwargs: Any) -> None:
        held = Appointment.objects.on(day).select_related("position", "office")
        self.held = {one.user_id: one for one in held}
        people = get_user_model()._default_manager.filter(pk__in=self.held, is_active=True)
        super().__init__(people.order_by("first_name", "last_name"), **kwargs)

    def label_from_instance(self, person: Any) -> str:
        return f"{person_name(person)} · {self.held[person.pk].title}"

    def told(self, person: Any) -> dict[str, Any]:
        """What a value says of that person."""
        held = self.held[person.pk]
        return {
            "id": person.pk,
            "name": person_name(person),
            "position": held.title,
            "office": held.office.name,
        }


class FillingBuilder(FormBuilder):
    """Fields of a form of ours. Nothing is required: a draft has gaps, and sending names them."""

    def __init__(self, form: Form, *, day: date) -> None:
        self.day = day
        super().__init__([self._adapted(field) for field in form.fields])

    def _adapted(self, field: Field) -> SimpleNamespace:
        few = len(field.options) <= _FEW
        return SimpleNamespace(
            field=field,
            clean_name=field.id,
            field_type=_TYPES.get(field.of, "radio" if few else "dropdown"),
            label=field.label,
            help_text=field.help,
            required=False,
            default_value="",
            choices="\n".join(field.options),
        )

    def get_field_options(self, field: SimpleNamespace) -> dict[str, Any]:
        options: dict[str, Any] = super().get_field_options(field)
        return {**options, "help_text": field.help_text, "initial": None}

    def get_formatted_field_choices(self, field: SimpleNamespace) -> list[tuple[str, str]]:
        return [(one, one) for one in field.field.options]

    def get_formatted_field_initial(self, field: SimpleNamespace) -> list[str]:
        return []

    def create_multiline_field(self, field: SimpleNamespace, options: dict[str, Any]) -> Any:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **options)

    def create_date_field(self, field: SimpleNamespace, options: dict[str, Any]) -> Any:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, **options)

    def create_number_field(self, field: SimpleNamespace, options: dict[str, Any]) -> Any:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        return forms.DecimalField(widget=widget, localize=True, **options)

    def create_dropdown_field(self, field: SimpleNamespace, options: dict[str, Any]) -> Any:
        choices = [("", "—"), *self.get_formatted_field_choices(field)]
        return forms.ChoiceField(choices=choices, **options)

    def create_yes_no_field(self, field: SimpleNamespace, options: dict[str, Any]) -> Any:
        return forms.ChoiceField(choices=kinds.YES_OR_NO, widget=forms.RadioSelect, **options)

    def create_person_field(self, field: SimpleNamespace, options: dict[str, Any]) -> Any:
        return PersonField(day=self.day, **options)

    def create_office_field(self, field: SimpleNamespace, options: dict[str, Any]) -> Any:
        return forms.ModelChoiceField(Office.objects.on(self.day), **options)

    def create_file_field(self, field: SimpleNamespace, options: dict[str, Any]) -> Any:
        return forms.FileField(allow_empty_file=True, **options)

    def create_rows_field(self, field: SimpleNamespace, options: dict[str, Any]) -> Any:
        return RowsField(columns=field.field.columns, **options)

    def form_class(self, form: Form) -> type[BaseForm]:
        """The class of the form: its fields, and a person for each signature that is chosen."""
        made: type[BaseForm] = self.get_form_class()
        for slot in form.slots:
            if slot.who == kinds.CHOSEN:
                label = _("Who signs as “%(name)s”") % {"name": slot.name}
                made.base_fields[slot.id] = PersonField(day=self.day, required=False, label=label)
        return made


def bound_form(
    form: Form,
    *,
    day: date,
    values: Mapping[str, Any],
    chosen: Mapping[str, int],
    data: Any = None,
    files: Any = None,
) -> BaseForm:
    """The form with what was written so far, or with what is being sent."""
    made = FillingBuilder(form, day=day).form_class(form)
    initial = {field.id: _initial(field, values.get(field.id)) for field in form.fields}
    return made(data, files, initial={**initial, **chosen})


def _initial(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.of == kinds.NUMBER:
        return Decimal(value)
    if field.of == kinds.PERSON:
        return value["id"]
    if field.of == kinds.OFFICE:
        return Office.objects.filter(code=value["code"], valid_to=None).first()
    return None if field.of == kinds.FILE else value


def values_of(form: Form, filled: BaseForm) -> dict[str, Any]:
    """What was typed, as values; a field that could not be read is left out. Files go apart."""
    told = {
        field.id: _value(field, filled.cleaned_data.get(field.id), filled.fields[field.id])
        for field in form.fields
        if field.of != kinds.FILE
    }
    return {key: value for key, value in told.items() if value not in (None, "", [])}


def _value(field: Field, typed: Any, made: Any) -> Any:
    if typed in (None, "", []):
        return None
    match field.of:
        case kinds.NUMBER:
            return format(typed, "f")
        case kinds.DATE:
            return typed.isoformat()
        case kinds.PERSON:
            return made.told(typed)
        case kinds.OFFICE:
            return {"code": typed.code, "name": typed.name}
        case kinds.TEXT:
            return str(typed).replace("\r\n", "\n")
    return typed


def chosen_in(form: Form, filled: BaseForm) -> dict[str, int]:
    """Who was chosen to sign, by the place."""
    people = {
        slot.id: filled.cleaned_data.get(slot.id) for slot in form.slots if slot.who == kinds.CHOSEN
    }
    return {place: person.pk for place, person in people.items() if person is not None}
