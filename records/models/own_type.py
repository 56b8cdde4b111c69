"""Of what type is that which files itself: a version, minutes, what was filled in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.kinds import LABELS
from records.models.classification import DocumentType
from records.permissions import Role

FILLED, ATTENDANCE, HANDOVER, EXTRACT = "filled", "attendance", "handover", "extract"
# What files itself and is no version of a document.
OTHERS = {
    FILLED: "Formato diligenciado",
    ATTENDANCE: "Listado de asistencia",
    HANDOVER: "Acta de entrega del cargo",
    EXTRACT: "Extracto de acta",
}


def own_kinds() -> list[tuple[str, str]]:
    """What files itself: versions by their kind of document, and the others."""
    return [*LABELS.items(), *OTHERS.items()]


class SaidOnce(models.Model):
    """What the archive says once of a kind of thing that files itself, or of those of one code.

    The narrower counts: that of a code before that of its kind, that of a series before the one
    above it and before that of every series. Series are told by code (`series_code`, of each model)
    so that the next version of the scheme inherits it.
    """

    kept_by = (Role.ADMINISTRATOR, Role.ARCHIVIST)
    series_code: Any  # a field of each, which says what an empty one means

    kind = models.CharField(_("what files itself"), max_length=20, choices=own_kinds)
    code = models.CharField(
        _("code of the document or format"),
        max_length=60,
        blank=True,
        help_text=_("Empty: all of that kind."),
    )

    class Meta:
        abstract = True
        ordering = ["series_code", "kind", "code"]

    def __str__(self) -> str:
        return " · ".join(str(part) for part in self.told() if part)

    def told(self) -> tuple[object, ...]:
        """What names it: of what it is said."""
        return (self.series_code, self.get_kind_display(), self.code)

    def clean(self) -> None:
        super().clean()
        self.code = self.code.strip().upper()


class OwnType(SaidOnce):
    """The type of document, told by name, under which a kind of thing files itself."""

    series_code = models.CharField(
        _("series"),
        max_length=40,
        blank=True,
        help_text=_("Empty: every series that has such a type. Those below it inherit it."),
    )
    type_name = models.CharField(
        _("type of document"),
        max_length=250,
        blank=True,
        help_text=_("Empty: none, whoever keeps the case file says it each time."),
    )

    class Meta(SaidOnce.Meta):
        verbose_name = _("type of what files itself")
        verbose_name_plural = _("types of what files itself")
        constraints = [
            models.UniqueConstraint(
                fields=["series_code", "kind", "code"],
                name="own_type_once",
                violation_error_message=_("Its type is told already: change that one."),
            ),
        ]

    def clean(self) -> None:
        """The series and the type are of a scheme that there is."""
        super().clean()
        types = DocumentType.objects.filter(name=self.type_name)
        if self.series_code:
            known: Any = models.Q(series__code=self.series_code)
            known |= models.Q(series__parent__code=self.series_code)
            known |= models.Q(series__subseries__code=self.series_code)
            types = types.filter(known)
        if self.type_name and not types.exists():
            message = _("No series that it is about has a type “%(name)s”.")
            raise ValidationError({"type_name": message % {"name": self.type_name}})
