"""A case file that came whole from another installation, in a package."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.case_file import CaseFile
from records.models.case_file_acts import Done
from records.models.evidence import EvidenceQuerySet


class CaseFileImport(Done):
    """Which package it came in, and what its records were called there.

    The indices that came with it name its records by `ids`: of there, to the keys of here.
    """

    case_file = models.OneToOneField(
        CaseFile, models.PROTECT, related_name="brought", verbose_name=_("case file")
    )
    source = models.CharField(_("came from"), max_length=250)
    mets_sha256 = models.CharField("SHA-256", max_length=64)
    signers = models.JSONField(
        _("who signed what came"),
        default=list,
        help_text=_("By the SHA-256 of each certificate; whom the importer said to know."),
    )
    ids = models.JSONField(_("records by their names there"), default=dict)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of a case file")
        verbose_name_plural = _("imports of case files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_file.code} · {self.source}"
