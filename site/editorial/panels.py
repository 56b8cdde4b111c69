"""Panels of a document, in the order of its printed layout."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel

from editorial.drafts import content_of
from editorial.waiting import last_refusal
from records.checking import blocking_codes, findings_of, holds_back
from records.departures import open_departures
from records.models import Entity
from records.printed import placed


class FindingsPanel(Panel):
    """What a careful quality officer would mark in the draft as it was saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "editorial/panels/findings.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, **remarks(self.instance)}


def remarks(page: Any) -> dict[str, Any]:
    """What the editor shows of a draft: why it came back, its findings, its sections' numbers.

    The one place that counts them: the editor, the message of an import and the refresh after an
    autosave say the same number.
    """
    if not page.pk:
        return {"page": page, "findings": [], "held": [], "advisory": []}
    content = content_of(page)
    found = findings_of(content, today=timezone.localdate())
    codes = blocking_codes(Entity.current())
    return {
        "page": page,
        "findings": found,
        "held": [finding for finding in found if holds_back(finding, codes)],
        "advisory": [finding for finding in found if not holds_back(finding, codes)],
        "refusal": last_refusal(page.document),
        "departures": open_departures(page.document, timezone.localdate()),
        "numbers": [(one.section["id"], one.number) for one in placed(content)],
    }


def document_panels() -> list[Any]:
    """Remarks, header, parts, tags: one set for every kind."""
    return [
        FindingsPanel(heading=_("To look at before submitting")),
        MultiFieldPanel(
            [
                FieldPanel("title", help_text=_("Without the word that names its kind.")),
                FieldRowPanel([FieldPanel("code"), FieldPanel("access")]),
                FieldPanel("former_code"),
                FieldRowPanel([FieldPanel("process"), FieldPanel("office")]),
                FieldPanel("series_code"),
            ],
            heading=_("Header"),
        ),
        FieldPanel("body", heading=_("Parts of the document")),
        FieldPanel("tags"),
    ]
