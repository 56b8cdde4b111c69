"""Into which case file that goes which files itself: one of its own, one a year, one a matter."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.classification import Series
from records.models.own_type import FILLED, SaidOnce


class GatheringRule(SaidOnce):
    """How case files are opened by what files itself there.

    Where nothing is said: one a controlled document, one a year of a committee for its minutes, one
    a format and year for what is filled in.
    """

    class By(models.TextChoices):
        EACH = "each", _("one of its own for each")
        YEAR = "year", _("one a year")
        FIELD = "field", _("one for each value of a field, such as the number of a contract")

    series_code = models.CharField(
        _("series"),
        max_length=40,
        blank=True,
        help_text=_("Empty: every series. Those below it inherit it."),
    )
    by = models.CharField(_("a case file is opened"), max_length=5, choices=By)
    field = models.CharField(
        _("field of the format"),
        max_length=200,
        blank=True,
        help_text=_(
            "Its label, as the format prints it. What it says stands in the title of the case "
            "file: choose none that names a person. Where it is empty, the case file is that of "
            "the year."
        ),
    )

    class Meta(SaidOnce.Meta):
        verbose_name = _("rule that opens case files")
        verbose_name_plural = _("rules that open case files")
        constraints = [
            models.UniqueConstraint(
                fields=["series_code", "kind", "code"],
                name="gathering_rule_once",
                violation_error_message=_("Its case file is told already: change that one."),
            ),
        ]

    def told(self) -> tuple[object, ...]:
        return (*super().told(), self.get_by_display())

    def clean(self) -> None:
        """Every reason against it: a series that is not there, a field where there is none."""
        super().clean()
        self.field = " ".join(self.field.split())
        reasons: dict[str, Any] = {}
        if self.series_code and not Series.objects.filter(code=self.series_code).exists():
            reasons["series_code"] = _("No scheme has a series of that code.")
        if self.by == self.By.FIELD:
            if self.kind != FILLED or not self.code:
                reasons["by"] = _("Only one format, by its code, has a field to go by.")
            elif not self.field:
                reasons["field"] = _("Name the field.")
        elif self.field:
            reasons["field"] = _("A field counts only where case files are opened by its value.")
        if reasons:
            raise ValidationError(reasons)
