"""The editor's form. It keeps a draft with gaps and says early what cannot stay."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import AdminTagWidget

from taggit.forms import TagField

from editorial.annexes import AnnexFile, annexes_for
from editorial.choosers import series_choices
from editorial.contents import annex_keys, with_mended_ids
from records.characters import without_illegal
from records.codes import is_taken, reasons_against_former
from records.digests import normalized
from records.kinds import GRIDS, Kind, Template
from records.models import ControlledDocument, Office, Process
from records.numbering import canonical
from records.permissions import Role, has_role, offices_of
from records.submission import open_document
from records.tagging import retag


class DocumentPageForm(WagtailAdminPageForm):
    """A new page opens its controlled document; tags are changed by their verb.

    Tags are of the document, not of a version, so the portal shows them at once: they change only
    when a person changed them and saved, never by an autosave.
    """

    autosaved = False
    document_office: Any = None  # of a new document, told by clean()

    series_code = forms.ChoiceField(label=_("Series"), required=False)
    tags = TagField(label=_("Tags"), required=False, widget=AdminTagWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["series_code"].choices = [("", "---------"), *series_choices()]
        self.fields["series_code"].help_text = self._meta.model._meta.get_field(
            "series_code"
        ).help_text
        self.fields["process"].queryset = Process.objects.on(today)
        self._offer_offices(today)
        self.fields["code"].widget.attrs.update(
            {"data-kind": self.instance.kind.name, "data-offer": _("Next free:")}
        )
        if self.instance.pk is None:
            self._propose_parts()
        body = self.instance.body
        self.had_annexes = annex_keys(body.stream_block.get_prep_value(body)) if body else set()
        document = self.instance.document if self.instance.document_id else None
        if document is not None:
            self.initial["tags"] = list(document.tags.order_by("name"))
            if document.code:
                self.fields["code"].disabled = True
                del self.fields["former_code"]  # kept by the first submission

    def _offer_offices(self, today: date) -> None:
        """The person's offices; the document's own, fixed, once there is one that still exists."""
        field = self.fields["office"]
        field.queryset = Office.objects.on(today)
        document = self.instance.document if self.instance.document_id else None
        if document is not None and field.queryset.filter(pk=document.office_id).exists():
            self.initial["office"] = document.office_id
            field.disabled = True
            return
        if not has_role(self.for_user, Role.ADMINISTRATOR):
            field.queryset = field.queryset.filter(pk__in=offices_of(self.for_user))
        own = field.queryset.filter(pk__in=offices_of(self.for_user)).order_by("pk").first()
        if own is not None and self.instance.office_id is None:
            self.initial["office"] = own.pk

    def _propose_parts(self) -> None:
        kind: Kind = self.instance.kind
        if not self.instance.body:
            chosen = kind.template(self.instance.layout)
            self.initial["body"] = type(self.instance).body.field.stream_block.to_python(
                starting_parts(kind, chosen)
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "body" in data and self._foreign_annexes(data["body"]):
            self.add_error("body", _("An annex belongs to another office. Attach your own file."))
        if self.instance.document_id is None and "office" in data:
            self.document_office = data["office"] or self._own_office()
            if self.document_office is None:
                self.add_error(
                    "office", _("You hold no appointment in force in an office that exists today.")
                )
        return data

    def _foreign_annexes(self, body: Any) -> set[int]:
        """Annex files newly named that this person may not read; what the draft had may stay."""
        chosen = annex_keys(body.stream_block.get_prep_value(body)) - self.had_annexes
        if not chosen:
            return chosen
        known = annexes_for(self.for_user, AnnexFile.objects.filter(pk__in=chosen))
        return chosen - set(known.values_list("pk", flat=True))

    def clean_code(self) -> str:
        code = canonical(without_illegal(self.cleaned_data["code"]))
        document = self.instance.document if self.instance.document_id else None
        if code and (document is None or document.code != code) and is_taken(code):
            raise ValidationError(
                _("The code %(code)s belongs to another document."), "taken", {"code": code}
            )
        if self.instance.code_proposed_elsewhere(code):
            raise ValidationError(
                _("Another draft already proposes the code %(code)s, or it but for dots."),
                "taken",
                {"code": code},
            )
        return code

    def clean_former_code(self) -> str:
        """Told while it can still be corrected: the first submission keeps it."""
        code = canonical(without_illegal(self.cleaned_data["former_code"]))
        document = self.instance.document if self.instance.document_id else ControlledDocument()
        if reasons := reasons_against_former(document, code):
            raise ValidationError([reason.message for reason in reasons])
        return code

    def save(self, commit: bool = True) -> Any:
        page = super().save(commit=False)
        stream = page.body.stream_block
        page.body = stream.to_python(with_mended_ids(normalized(stream.get_prep_value(page.body))))
        now = timezone.now()
        if page.document_id is None:
            page.document = open_document(
                kind=page.kind.name,
                office=self.document_office,
                by=self.for_user,
                at=now,
            )
        if "tags" in self.changed_data and not self.autosaved:
            retag(page.document, self.cleaned_data["tags"], by=self.for_user, at=now)
        if commit:
            page.save()
        return page

    def _own_office(self) -> Office | None:
        mine = Office.objects.on(timezone.localdate()).filter(pk__in=offices_of(self.for_user))
        return mine.order_by("pk").first()


def starting_parts(kind: Kind, template: Template | None = None) -> list[dict[str, Any]]:
    """The raw stream of a new document: every part of the layout, in order, ready to fill."""
    roles = template.roles if template else kind.roles
    parts = {part.role: part for part in kind.parts}
    stream = [
        {
            "type": role,
            "value": {
                "title": "",
                "blocks": [
                    {"type": name, "value": _beginning(name, kind, template)}
                    for name in parts[role].starts
                ],
            },
        }
        for role in roles
    ]
    return with_mended_ids(stream)


def _beginning(name: str, kind: Kind, template: Template | None) -> Any:
    """What a new block says: nothing, but for the cell that names the layout."""
    if template and kind.chosen_by and name == kind.chosen_by[0]:
        return {kind.chosen_by[1]: template.key}
    if name == "paragraph":
        return ""
    if name in ("chart", "figure"):
        return {}
    return {} if name in GRIDS and GRIDS[name].single else []
