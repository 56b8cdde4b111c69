"""What somebody asks an inventory of: every filter, the layout and the form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.choosers import series_choices
from records.exceptions import NotAllowed
from records.models import AccessLevel, Appointment, Office, Support
from records.models.organization import person_name
from records.refused import beside_fields
from records.viewsets.keyed import KeysField
from retention.inventories.choosing import STANDINGS, Choice
from retention.inventories.keeping import Asked
from retention.inventories.layouts import DEFAULT, PROFILES, PURPOSES
from retention.inventories.lines import FREQUENCIES
from search.gathered import case_files_with

_ANY = ("", _("All"))
NONE = (0,)
"""Keys of no case file: that nothing has these words is not that any may be listed."""


def _series() -> list[Any]:
    return [("", _("All")), *series_choices(above=True)]


def _people() -> list[tuple[str, str]]:
    """Whoever answers for case files."""
    keys = Appointment.objects.filter(case_files__isnull=False).values("user")
    found = get_user_model()._default_manager.filter(pk__in=keys)
    named = sorted((person_name(one), str(one.pk)) for one in found)
    return [("", str(_ANY[1])), *((key, name) for name, key in named)]


def _day() -> forms.DateField:
    return forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class EntrustForm(forms.Form):
    """Who answers for what was found from now on."""

    to = forms.ModelChoiceField(
        Appointment.objects.none(), label=_("Who answers for them from now on"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Appointment.objects.on(timezone.localdate()).filter(user__is_active=True)
        self.fields["to"].queryset = held.select_related(  # type: ignore[attr-defined]
            "user", "position", "office"
        ).order_by("office__code", "user__first_name", "user__last_name")


class AskForm(forms.Form):
    """The filters, what it is for, and how it is laid out. Nothing told: the whole archive."""

    offices = KeysField(
        Office.objects.none(),
        label=_("Offices"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("Each counts with the offices that it took over. None: all."),
    )
    series = forms.ChoiceField(label=_("Series"), choices=_series, required=False)
    standing = forms.ChoiceField(
        label=_("State"), choices=[_ANY, *STANDINGS.items()], required=False
    )
    support = forms.ChoiceField(
        label=_("Support"), choices=[_ANY, *Support.choices], required=False
    )
    access = forms.ChoiceField(
        label=_("Access"), choices=[_ANY, *AccessLevel.choices], required=False
    )
    responsible = forms.ChoiceField(label=_("Responsible"), choices=_people, required=False)
    box = forms.CharField(label=_("Box"), max_length=60, required=False)
    words = forms.CharField(
        label=_("Words"),
        max_length=200,
        required=False,
        help_text=_("Of the case file, its documents or the text of their files."),
    )
    opened_from = _day()
    opened_until = _day()
    closed_from = _day()
    closed_until = _day()
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[*PURPOSES.items()], initial="office")
    profile = forms.ChoiceField(
        label=_("Official layout"),
        choices=[(code, one.label) for code, one in PROFILES.items()],
        initial=DEFAULT,
    )
    public = forms.BooleanField(
        label=_("Public form"),
        required=False,
        help_text=_("Only what anybody may know, under names that tell of nobody."),
    )
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    consultation = forms.ChoiceField(
        label=_("How often the electronic is asked for"),
        required=False,
        choices=[("", _("Not said")), *((one, one) for one in FREQUENCIES)],
        help_text=_("Of what is public nobody counts the readings: say it where you know."),
    )

    DAYS = (
        (_("Opened"), ("opened_from", "opened_until")),
        (_("Closed"), ("closed_from", "closed_until")),
    )
    NARROWS = ("offices", "series", "standing", "support", "access", "responsible", "box", "words")
    TOLD = ("purpose", "profile", "place", "consultation")

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["offices"].queryset = Office.objects.order_by("code")  # type: ignore[attr-defined]
        for start, end in (names for _title, names in self.DAYS):
            self.fields[start].label = _("From")
            self.fields[end].label = _("Until")

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins finds nothing: it is told instead."""
        told: dict[str, Any] = super().clean() or {}
        for _title, (start, end) in self.DAYS:
            if told.get(start) and told.get(end) and told[end] < told[start]:
                self.add_error(end, _("It ends before it begins."))
        if words := " ".join(told.get("words", "").split()):
            told["words"], told["found"] = words, self._found(words, told)
        return told

    def _found(self, words: str, told: dict[str, Any]) -> tuple[int, ...]:
        """The case files with these words, as who asks may know them: with them goes what for."""
        if told.get("public"):
            message = _("Words are looked for in what you may read, which the public form is not.")
            self.add_error("words", message)
            return ()
        try:
            asked = told.get("series", "")
            found = case_files_with(words, by=self.by, at=timezone.now(), series=asked)
        except NotAllowed as refused:
            beside_fields(self, refused)
            return ()
        return tuple(sorted(found)) or NONE

    def asked(self) -> Asked:
        """What was asked, of a valid form."""
        told = self.cleaned_data
        narrowed = {
            name: told[name]
            for name in (
                "series",
                "standing",
                "support",
                "access",
                "opened_from",
                "opened_until",
                "closed_from",
                "closed_until",
            )
            if told[name]
        }
        return Asked(
            choice=Choice(
                **narrowed,
                box=told["box"].strip(),
                words=told["words"],
                case_files=told.get("found", ()),
                offices=tuple(one.pk for one in told["offices"]),
                responsible=int(told["responsible"]) if told["responsible"] else None,
            ),
            purpose=told["purpose"],
            profile=told["profile"],
            public=told["public"],
            place=told["place"].strip(),
            consultation=told["consultation"],
        )
