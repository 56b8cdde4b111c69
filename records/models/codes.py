"""How each kind of document is coded."""

from __future__ import annotations

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.coding import CodeTemplate, Scheme, scheme_problems
from records.kinds import KINDS


def kinds_coded() -> list[tuple[str, str]]:
    """The kinds that are written here, and so coded."""
    return [(kind.name, kind.label) for kind in KINDS.values()]


class CodeScheme(models.Model):
    """What is particular to a kind's codes. A kind without one follows the entity's template."""

    kind = models.CharField(
        _("kind"),
        max_length=20,
        unique=True,
        choices=kinds_coded,
    )
    letters = models.CharField(
        _("letters of the kind"),
        max_length=6,
        blank=True,
        help_text=_("What T stands for: PR, FO, PRC, F. Empty: those that Legajo proposes."),
    )
    template = models.CharField(
        _("template of codes"),
        max_length=60,
        blank=True,
        help_text=_("Empty: the entity's. A format below its procedure: AAA-'PR'-nnn-TT-nn."),
    )

    class Meta:
        verbose_name = _("scheme of codes")
        verbose_name_plural = _("schemes of codes")
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        self.letters = self.letters.strip().upper()
        self.template = self.template.strip()
        if self.template:
            _compiled("template", self.template)
        common = apps.get_model("records", "Entity").current().code_template
        refuse_ambiguous("template" if self.template else "letters", common, changed=self)


def schemes(template: str, *, changed: CodeScheme | None = None) -> list[Scheme]:
    """The scheme of every kind that is written here, by the order of the kinds.

    `template` is the entity's, for kinds without their own; `changed` a row that is about to be
    kept. Raises ValueError for a template that is none.
    """
    kept = {row.kind: row for row in CodeScheme.objects.all()}
    if changed is not None:
        kept = {kind: row for kind, row in kept.items() if row.pk != changed.pk}
        kept[changed.kind] = changed
    found = []
    for kind in KINDS.values():
        row = kept.get(kind.name)
        text = (row.template if row else "") or template
        letters = (row.letters if row else "") or kind.prefix
        found.append(Scheme(kind.name, CodeTemplate.compile(text), letters))
    return found


def refuse_ambiguous(field: str, template: str, *, changed: CodeScheme | None = None) -> None:
    """Raises ValidationError at the field, with every reason, where a code names nothing surely."""
    try:
        found = schemes(template, changed=changed)
    except ValueError as error:
        raise ValidationError({field: str(error)}) from error
    names = {kind.name: kind.label for kind in KINDS.values()}
    if problems := scheme_problems(found, names):
        raise ValidationError({field: problems})


def _compiled(field: str, text: str) -> None:
    try:
        CodeTemplate.compile(text)
    except ValueError as error:
        raise ValidationError({field: str(error)}) from error
