"""What the deeds on paper ask: of a volume, a document, a loan, what is kept apart."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from records.case_files.access import Grounds
from records.case_files.on_paper import Sheets
from records.case_files.paper import PLACE, place_in_words
from records.case_files.types import types_of
from records.models import AccessLevel, DocumentType, Loan, Standing, Volume
from records.models.organization import person_name
from records.querysets import key_of
from retention.viewsets.case_files.asking import LONGEST, DeedForm, day_input, why


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """People by their names, each with the user name that tells two of one name apart."""

    def label_from_instance(self, person: Any) -> str:
        return f"{person_name(person)} ({person.username})"


def volume_in_words(volume: Volume) -> str:
    """A volume as a list offers it: its number, its folios and where it stands."""
    told = {"number": volume.number, "folios": volume.folios, "place": place_in_words(volume)}
    return _("Volume %(number)d · folios: %(folios)d · %(place)s") % told


class VolumeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Volumes as who fetches them knows them."""

    def label_from_instance(self, volume: Any) -> str:
        return volume_in_words(volume)


class LendForm(DeedForm):
    borrower = PersonField(get_user_model()._default_manager.none(), label=_("Lent to"))
    volume = VolumeField(
        Volume.objects.none(), label=_("Volume"), required=False, help_text=_("Empty: all of it.")
    )
    purpose = forms.CharField(label=_("What for"), max_length=250)
    due_on = forms.DateField(label=_("To be given back by"), widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["volume"].queryset = Volume.objects.filter(case_file=self.of)
        people = get_user_model()._default_manager.filter(is_active=True, groups__isnull=False)
        fields["borrower"].queryset = people.distinct().order_by("first_name", "last_name")


class GiveBackForm(DeedForm):
    loan = forms.ModelChoiceField(Loan.objects.none(), label=_("Loan"))
    observation = why(_("Observation"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["loan"]
        chosen.queryset = Loan.objects.out().filter(case_file=self.of)
        chosen.initial = chosen.queryset.first()


class VolumeForm(DeedForm):
    """Which volume, how many folios it has and where it stands.

    The volume is chosen, never proposed where there are some: who wants to say where one stands
    does not begin another by it.
    """

    number = forms.TypedChoiceField(label=_("Volume"), coerce=int)
    folios = forms.IntegerField(
        label=_("Folios"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Empty: as many as it has."),
    )
    deposit = forms.CharField(label=_("Deposit"), max_length=60, required=False)
    shelf = forms.CharField(label=_("Shelf"), max_length=60, required=False)
    tray = forms.CharField(label=_("Tray"), max_length=60, required=False)
    box = forms.CharField(label=_("Box"), max_length=60, required=False)
    folder = forms.CharField(label=_("Folder"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = {one.number: one for one in self.of.volumes.order_by("number")}
        following = len(self.there) + 1
        choices = [(key, volume_in_words(one)) for key, one in self.there.items()]
        choices.append((following, _("A new one: volume %(number)d") % {"number": following}))
        number: Any = self.fields["number"]
        number.choices = choices if following == 1 else [("", "—"), *choices]
        chosen = self.there.get(key_of(self.initial.get("number")) or 0)
        if chosen is not None:  # one that is corrected shows what was said of it
            for name in ("folios", *PLACE):
                self.initial.setdefault(name, getattr(chosen, name))

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("number") is not None and "folios" in told and told["folios"] is None:
            there = self.there.get(told["number"])
            if there is None:
                self.add_error("folios", _("Say how many folios it has."))
            else:
                told["folios"] = there.folios
        return told


class PaperForm(DeedForm):
    """A document that is on paper, and the volume in which it is bound."""

    document_type = forms.ModelChoiceField(
        DocumentType.objects.none(), label=_("Type of document of its series"), required=False
    )
    title = forms.CharField(label=_("Title"), max_length=300)
    created_on = forms.DateField(label=_("Date of the document"), widget=day_input())
    folios = forms.IntegerField(label=_("Folios"), min_value=1, max_value=100_000)
    volume = forms.IntegerField(
        label=_("Volume"),
        min_value=1,
        max_value=5000,
        help_text=_("One that is there, or the next one: then say where it stands."),
    )
    deposit = forms.CharField(label=_("Deposit"), max_length=60, required=False)
    shelf = forms.CharField(label=_("Shelf"), max_length=60, required=False)
    tray = forms.CharField(label=_("Tray"), max_length=60, required=False)
    box = forms.CharField(label=_("Box"), max_length=60, required=False)
    folder = forms.CharField(label=_("Folder"), max_length=60, required=False)
    access = forms.ChoiceField(
        label=_("Access"),
        required=False,
        choices=[("", _("As its case file")), *AccessLevel.choices],
    )
    norm = forms.CharField(label=_("Norm that allows it"), max_length=250, required=False)
    aim = forms.CharField(label=_("Legitimate aim"), max_length=LONGEST, required=False)
    harm = forms.CharField(
        label=_("Harm that publishing would do"), max_length=LONGEST, required=False
    )
    until = forms.DateField(label=_("Last day of a reserve"), required=False, widget=day_input())
    late = why(_("Why it enters after the closing"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        types = types_of(self.of.series)
        fields["document_type"].queryset = types
        if not types.exists():
            del fields["document_type"]
        last = Volume.objects.filter(case_file=self.of).order_by("number").last()
        fields["volume"].initial = last.number if last else 1
        if self.of.standing != Standing.CLOSED:
            del fields["late"]


def sheets_of(told: dict[str, Any]) -> Sheets:
    """What the verb is asked, out of what `PaperForm` was told."""
    return Sheets(
        title=told["title"],
        created_on=told["created_on"],
        folios=told["folios"],
        document_type=told.get("document_type"),
        volume=told["volume"],
        place={name: told[name] for name in PLACE},
        access=told["access"] or None,
        grounds=Grounds(told["norm"], told["aim"], told["harm"], until=told["until"]),
        late=told.get("late", ""),
    )


class WitnessForm(DeedForm):
    what = forms.CharField(label=_("What is kept apart"), max_length=250)
    where = forms.CharField(label=_("Where it is"), max_length=250)
    reason = why()
