"""The list of synonyms, kept beside the searches: who asks for one expression finds the others."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList

from records.permissions import Role
from records.viewsets.base import KeptViewSet
from search.models import SynonymSet


class SynonymSetViewSet(KeptViewSet):
    """A set is changed or taken out of use; each change is in the register."""

    model = SynonymSet
    name = "synonyms"
    url_prefix = "sinonimos"
    icon = "search"
    menu_label = _("Synonyms")
    menu_order = 700
    add_to_settings_menu = True
    change_roles = SynonymSet.kept_by
    view_roles = (Role.AUDITOR, Role.QUALITY)
    list_display = ["__str__", "in_use"]
    list_export = ["expressions", "in_use"]
    search_fields = ["expressions"]
    list_filter = ["in_use"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "Acronyms and old words find what is called otherwise: «FUID» finds the "
                    "«formato único de inventario documental». A change counts from the next "
                    "search on, in the portal and here. What is written in quotes is searched for "
                    "as it stands."
                )
            ),
            FieldPanel("expressions", widget=forms.Textarea(attrs={"rows": 6})),
            FieldPanel("in_use"),
        ]
    )


synonyms_viewset = SynonymSetViewSet()
