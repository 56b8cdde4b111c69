"""Panels of a document, in the order of its printed layout."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel


def document_panels() -> list[Any]:
    """Header, parts, tags: one set for every kind."""
    return [
        HelpPanel(template="editorial/panels/findings.html", heading=_("What is missing")),
        MultiFieldPanel(
            [
                FieldPanel("title", help_text=_("Without the word that names its kind.")),
                FieldRowPanel([FieldPanel("code"), FieldPanel("access")]),
                FieldRowPanel([FieldPanel("process"), FieldPanel("office")]),
                FieldPanel("series_code"),
            ],
            heading=_("Header"),
        ),
        FieldPanel("body", heading=_("Parts of the document")),
        FieldPanel("tags"),
    ]
