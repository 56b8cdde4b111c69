"""The versions of the agreement on electronic signatures: read by all who keep, adopted anew."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from records.agreements import adopt_agreement
from records.models import SignatureAgreement
from records.permissions import Role
from records.viewsets.base import KeptCreateView, KeptIndexView, ReadOnlyViewSet


class AgreementIndexView(KeptIndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().annotate(accepted_by=Count("acceptances"))


class AdoptView(KeptCreateView):
    """A new version is adopted by the verb; what is there is evidence and stays as it is."""

    def save_instance(self) -> SignatureAgreement:
        told = self.form.instance
        return adopt_agreement(
            told.text,
            order=told.act,
            adopted_on=told.adopted_on,
            by=self.request.user,
            at=timezone.now(),
        )

    def get_success_buttons(self) -> list[Any]:
        """None leads to an edit view: there is none."""
        return []


class AgreementViewSet(ReadOnlyViewSet):
    model = SignatureAgreement
    icon = "doc-full"
    pages = frozenset({"index", "index_results", "inspect", "add"})
    change_roles = (Role.ADMINISTRATOR,)
    view_roles = (Role.AUDITOR,)
    ordering = "-pk"
    index_view_class = AgreementIndexView
    add_view_class = AdoptView
    list_display = [
        "label",
        "act",
        "adopted_on",
        Column("accepted_by", label=_("Accepted by (people)")),
    ]
    inspect_view_fields = ["label", "act", "adopted_on", "at", "sha256", "text"]
    edit_handler = ObjectList([FieldPanel("text"), FieldPanel("act"), FieldPanel("adopted_on")])
