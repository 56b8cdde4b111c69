"""One page class a kind of document. What a kind is made of is declared in `records.kinds`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from editorial.blocks import limits, sections_of
from editorial.fields import SectionStreamField
from editorial.models.document import DocumentPage
from editorial.panels import document_panels
from records import kinds
from records.kinds import Kind


def body_of(kind: Kind) -> Any:
    """The parts that a document of this kind is written in."""
    return SectionStreamField(
        sections_of(kind),
        block_counts=limits(kind),
        blank=True,
        verbose_name=_("parts of the document"),
    )


class CharacterizationPage(DocumentPage):
    """The characterisation of a process."""

    kind = kinds.CHARACTERIZATION
    icon = "cogs"
    page_description = _("Who gives the process what, what it does, and who gets what of it.")
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("characterisation of a process")
        verbose_name_plural = _("characterisations of processes")


class ProcedurePage(DocumentPage):
    """A procedure: what is done, who does it, which record it leaves."""

    kind = kinds.PROCEDURE
    icon = "tasks"
    page_description = _("What is done, who does it and which record it leaves.")
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")


class ProtocolPage(DocumentPage):
    """A protocol: what is done without fail, and with which precautions."""

    kind = kinds.PROTOCOL
    icon = "clipboard-list"
    page_description = _("What is done without fail, and with which precautions.")
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("protocol")
        verbose_name_plural = _("protocols")


class InstructionPage(DocumentPage):
    """An instruction: how one task is done."""

    kind = kinds.INSTRUCTION
    icon = "list-ol"
    page_description = _("How one task is done, step by step.")
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")


class GuidePage(DocumentPage):
    """A guide: advice on how to do well."""

    kind = kinds.GUIDE
    icon = "help"
    page_description = _("Advice on how to do something well.")
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")


class ManualPage(DocumentPage):
    """A manual: all that governs a matter."""

    kind = kinds.MANUAL
    icon = "openquote"
    page_description = _("All that governs a matter, in chapters.")
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("manual")
        verbose_name_plural = _("manuals")


class PolicyPage(DocumentPage):
    """A policy: what the entity binds itself to."""

    kind = kinds.POLICY
    icon = "pick"
    page_description = _("What the entity binds itself to, and who answers for it.")
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")


class PlanPage(DocumentPage):
    """A plan: what will be done, by whom and until when."""

    kind = kinds.PLAN
    icon = "calendar-check"
    page_description = _("Activities with responsible, product, dates, weight and progress.")
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")


class ProgramPage(DocumentPage):
    """A programme: a plan that goes on over years."""

    kind = kinds.PROGRAM
    icon = "date"
    page_description = _("A plan that goes on over years, with its justification.")
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")


class MatrixPage(DocumentPage):
    """A matrix: the risk map of a process, or another table."""

    kind = kinds.MATRIX
    icon = "warning"
    page_description = _(
        "The risk map of a process, with controls and treatment, or another table."
    )
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("matrix")
        verbose_name_plural = _("matrices")


class DatasheetPage(DocumentPage):
    """A technical sheet: what something must be like."""

    kind = kinds.DATASHEET
    icon = "form"
    page_description = _("What something must be like, and how that is checked.")
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("technical sheet")
        verbose_name_plural = _("technical sheets")


class FormatPage(DocumentPage):
    """A format: what is filled in to leave a record."""

    kind = kinds.FORMAT
    icon = "form"
    page_description = _("What is filled in to leave a record.")
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("format")
        verbose_name_plural = _("formats")


class ReportPage(DocumentPage):
    """A report: what was done in a period, against what was to be done."""

    kind = kinds.REPORT
    icon = "doc-full"
    page_description = _("What was done in a period: management, progress of a plan, supervision.")
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")


class ExternalPage(DocumentPage):
    """A document of others that binds the entity."""

    kind = kinds.EXTERNAL
    icon = "link-external"
    page_description = _(
        "A norm or document of others that binds the entity, and where it applies."
    )
    body = body_of(kind)

    is_creatable = True
    content_panels = document_panels()

    class Meta:
        verbose_name = _("external document")
        verbose_name_plural = _("external documents")


PAGE_TYPES: dict[str, type[DocumentPage]] = {
    page_type.kind.name: page_type
    for page_type in (
        CharacterizationPage,
        ProcedurePage,
        ProtocolPage,
        InstructionPage,
        GuidePage,
        ManualPage,
        PolicyPage,
        PlanPage,
        ProgramPage,
        MatrixPage,
        DatasheetPage,
        FormatPage,
        ReportPage,
        ExternalPage,
    )
}
