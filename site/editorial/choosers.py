"""Choosers of the editor: the series of a record, the file of an annex."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, CreateView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from records.models import ClassificationScheme, Series
from records.permissions import offices_of, sees_everything
from retention.scheduling import rules_by_code, sentence

MAX_ANNEX = 20 * 1024 * 1024


def series_choices() -> list[tuple[str, str]]:
    """Each series of the scheme in force, with how long it is kept."""
    today = timezone.localdate()
    scheme = ClassificationScheme.objects.in_force_on(today)
    series = dict(Series.objects.filter(scheme=scheme).values_list("code", "name"))
    rules = rules_by_code(series, today=today)
    return [
        (code, f"{code} · {name}" + (f" — {sentence(rules[code])}" if code in rules else ""))
        for code, name in series.items()
    ]


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


class AnnexForm(forms.ModelForm):  # type: ignore[type-arg]
    """Uploading an annex keeps its bytes at once, under their digest."""

    upload = forms.FileField(label=_("File"))

    class Meta:
        fields = ["title"]

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload.size > MAX_ANNEX:
            raise ValidationError(_("The file is larger than 20 MB."))
        return upload


class _OwnOffices:
    """Only annexes of the person's offices are shown."""

    request: Any

    def get_object_list(self) -> QuerySet[Any]:
        objects: QuerySet[Any] = super().get_object_list()  # type: ignore[misc]
        if sees_everything(self.request.user):
            return objects
        return objects.filter(office__in=offices_of(self.request.user))


class AnnexChooseView(_OwnOffices, ChooseView):
    pass


class AnnexChooseResultsView(_OwnOffices, ChooseResultsView):
    pass


class AnnexCreateView(CreateView):
    def save_form(self, form: AnnexForm) -> Any:
        from editorial.annexes import keep_annex  # noqa: PLC0415  models load after blocks

        return keep_annex(
            form.cleaned_data["upload"],
            title=form.cleaned_data["title"],
            by=self.request.user,
            at=timezone.now(),
        )


class AnnexChooserViewSet(ChooserViewSet):
    model = "editorial.AnnexFile"
    icon = "doc-full"
    choose_one_text = _("Choose a file")
    choose_another_text = _("Choose another file")
    creation_form_class = AnnexForm
    creation_tab_label = _("Upload")
    create_action_label = _("Upload")
    choose_view_class = AnnexChooseView
    choose_results_view_class = AnnexChooseResultsView
    create_view_class = AnnexCreateView


annex_chooser_viewset = AnnexChooserViewSet("annex_chooser", url_prefix="anexos")
AnnexChooserBlock = annex_chooser_viewset.get_block_class(
    name="AnnexChooserBlock", module_path="editorial.choosers"
)
