"""Choosers of the editor: the series of a record, the file of an annex."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
    CreateView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from editorial.annexes import PICTURES, AnnexFile, annexes_for, clean_picture, keep_annex
from records.exceptions import NotAllowed
from records.models import ClassificationScheme, Series
from records.refused import beside_fields
from records.text import natural
from retention.scheduling import rules_by_code, sentence

MAX_ANNEX = 20 * 1024 * 1024
KEY = re.compile(r"[0-9]{1,18}")  # what fits in the key of a row


def series_choices(*, above: bool = False) -> list[tuple[str, list[tuple[str, str]]]]:
    """The series of the scheme in force, by office, each with how long it is kept.

    What stands above subseries and has no rule keeps nothing: it is left out, unless `above`.

    One list of a whole entity is too long to choose from; browsers show the offices as groups.
    """
    today = timezone.localdate()
    scheme = ClassificationScheme.objects.in_force_on(today)
    found = Series.objects.filter(scheme=scheme).select_related("office")
    if not above:
        found = found.exclude(subseries__isnull=False, rule=None)
    series = sorted(found.distinct(), key=lambda one: (one.office.code, natural(one.code)))
    rules = rules_by_code((one.code for one in series), today=today)
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in series:
        rule = f" — {sentence(rules[one.code])}" if one.code in rules else ""
        groups.setdefault(str(one.office), []).append((one.code, f"{one}{rule}"))
    return list(groups.items())


class SeriesChooserBlock(blocks.ChoiceBlock):
    """Stores the code of a series, since codes are what a content speaks of."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("choices", None)
        super().__init__(choices=series_choices, **kwargs)

    def normalize_choice(self, value: Any) -> Any:
        """The code as it is: every reading of a page would ask the table of series otherwise."""
        return value

    def get_searchable_content(self, value: Any) -> list[str]:
        """The code alone: Wagtail would ask the table of series for the name at every save."""
        return [value] if value else []

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return ("editorial.choosers.SeriesChooserBlock", (), self._constructor_kwargs)


class AnnexForm(forms.Form):
    """Uploading an annex keeps its bytes at once, under their digest."""

    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty: the file's name.")
    )
    upload = forms.FileField(label=_("File"))

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload.size > MAX_ANNEX:
            raise ValidationError(_("The file is larger than 20 MB."))
        return upload


class _OwnOffices:
    """Only annexes of the person's offices are shown, whichever way they are asked for."""

    request: Any

    def get_object_list(self) -> QuerySet[Any]:
        return self._narrowed(super().get_object_list())  # type: ignore[misc]

    def get_object(self, pk: str) -> Any:
        return self._by_keys([pk]).get()

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        return self._by_keys(pks)

    def _by_keys(self, pks: list[str]) -> QuerySet[Any]:
        keys = [pk for pk in pks if KEY.fullmatch(pk)]
        objects: QuerySet[Any] = self.model_class.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
        return self._narrowed(objects)

    def _narrowed(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        return annexes_for(self.request.user, objects)


class AnnexChooseView(_OwnOffices, ChooseView):
    pass


class AnnexChooseResultsView(_OwnOffices, ChooseResultsView):
    pass


class AnnexChosenView(_OwnOffices, ChosenView):
    pass


class AnnexChosenMultipleView(_OwnOffices, ChosenMultipleView):
    pass


class AnnexCreateView(CreateView):
    """Keeps the file; what is not kept comes back as an error of the form."""

    def post(self, request: Any) -> Any:
        try:
            return super().post(request)
        except NotAllowed as refused:
            beside_fields(self.form, refused)
            return self.get_reshow_creation_form_response()

    def save_form(self, form: AnnexForm) -> Any:
        return keep_annex(
            form.cleaned_data["upload"],
            title=form.cleaned_data["title"],
            by=self.request.user,
            at=timezone.now(),
        )


class AnnexChooserViewSet(ChooserViewSet):
    model = AnnexFile
    icon = "doc-full"
    choose_one_text = _("Choose a file")
    choose_another_text = _("Choose another file")
    creation_form_class = AnnexForm
    creation_tab_label = _("Upload")
    create_action_label = _("Upload")
    choose_view_class = AnnexChooseView
    choose_results_view_class = AnnexChooseResultsView
    chosen_view_class = AnnexChosenView
    chosen_multiple_view_class = AnnexChosenMultipleView
    create_view_class = AnnexCreateView


class _Pictures(_OwnOffices):
    """Only what a page and a PDF can show."""

    def _narrowed(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        return super()._narrowed(objects).filter(media_type__in=PICTURES)


class PictureChooseView(_Pictures, ChooseView):
    pass


class PictureChooseResultsView(_Pictures, ChooseResultsView):
    pass


class PictureChosenView(_Pictures, ChosenView):
    pass


class PictureForm(AnnexForm):
    """What is kept is the picture alone, whatever else its file said."""

    def clean_upload(self) -> Any:
        upload = super().clean_upload()
        try:
            picture = clean_picture(upload.read())
        except NotAllowed as refused:
            raise ValidationError([reason.message for reason in refused.reasons]) from refused
        return SimpleUploadedFile(upload.name, picture)


class PictureChooserViewSet(AnnexChooserViewSet):
    icon = "image"
    choose_one_text = _("Choose a picture")
    choose_another_text = _("Choose another picture")
    creation_form_class = PictureForm
    choose_view_class = PictureChooseView
    choose_results_view_class = PictureChooseResultsView
    chosen_view_class = PictureChosenView


annex_chooser_viewset = AnnexChooserViewSet("annex_chooser", url_prefix="anexos")
picture_chooser_viewset = PictureChooserViewSet("picture_chooser", url_prefix="figuras")
PictureChooserBlock = picture_chooser_viewset.get_block_class(
    name="PictureChooserBlock", module_path="editorial.choosers"
)
AnnexChooserBlock = annex_chooser_viewset.get_block_class(
    name="AnnexChooserBlock", module_path="editorial.choosers"
)
