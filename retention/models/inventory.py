"""Inventories that were kept: exactly what was listed that day, to be cited for ever."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from records.models import AccessLevel, CaseFile, Record, RegistryNumber
from records.models.evidence import Evidence, EvidenceQuerySet
from records.permissions import Role, has_role, sees_everything
from records.querysets import case_files_visible_to, outside, records_visible_to


class InventoryQuerySet(EvidenceQuerySet["Inventory"]):
    def visible_to(self, user: Any) -> Self:
        """Who reads everything, all; staff, those that list nothing that they may not know today.

        Judged at each question: what is restricted after one was kept takes it from whoever may no
        longer know of that, who made it among them.
        """
        if sees_everything(user):
            return self.all()
        if not has_role(user, *Role):
            return self.none()
        listed = Inventory.listed.through._default_manager.filter(inventory=OuterRef("pk"))
        known = case_files_visible_to(user).filter(pk=OuterRef("casefile"))
        restricted = Record.objects.filter(case_file=OuterRef("casefile")).exclude(
            access=AccessLevel.PUBLIC
        )
        inside = outside(restricted, records_visible_to(user))
        hidden = listed.filter(~Exists(known) | Exists(inside))
        return self.filter(Exists(listed), ~Exists(hidden))


class Inventory(Evidence):
    """An inventory (FUID) that was kept, with its number. Written once.

    `content_sha256` is its canonical content: head and lines. Sheet, workbook and PDF are drawn
    from it whenever they are asked for. `choice` is what was asked, as facts; `restricted`, how
    many of its case files were not for everybody; `listed`, which ones they were, so that who may
    read it is judged by what each may know of them.
    """

    number = models.OneToOneField(
        RegistryNumber, models.PROTECT, related_name="+", verbose_name=_("number")
    )
    purpose = models.CharField(_("purpose"), max_length=12)
    profile = models.CharField(_("layout"), max_length=6)
    public = models.BooleanField(_("public form"), default=False)
    choice = models.JSONField(_("what was asked"), default=dict)
    case_files = models.PositiveIntegerField(_("case files"))
    lines = models.PositiveIntegerField(_("lines"))
    restricted = models.PositiveIntegerField(_("not for everybody"))
    listed: models.ManyToManyField[CaseFile, models.Model] = models.ManyToManyField(
        CaseFile, related_name="+", verbose_name=_("case files that it lists")
    )
    content_sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    name = models.CharField(_("made by"), max_length=200)
    position = models.CharField(_("position"), max_length=250, blank=True)
    at = models.DateTimeField(_("made at"))

    objects = InventoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inventory")
        verbose_name_plural = _("inventories")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.number)


class InventoryPublicationQuerySet(EvidenceQuerySet["InventoryPublication"]):
    def visible_to(self, user: Any) -> Self:
        """Those of which this person may know something that they list, judged at each question.

        One of which nothing may be known any more is as one that there never was.
        """
        return self.filter(Exists(_known(user)))

    def with_known(self, user: Any) -> Self:
        """Adds `known`: how many of the case files that it lists this person may know of."""
        counted = _known(user).order_by().values("inventory").annotate(count=Count("pk"))
        return self.annotate(known=Subquery(counted.values("count")))


def _known(user: Any) -> models.QuerySet[Any]:
    """What a published inventory lists that this person may know of."""
    found: models.QuerySet[Any] = Inventory.listed.through._default_manager.filter(
        inventory=OuterRef("inventory"), casefile__in=case_files_visible_to(user)
    )
    return found


class InventoryPublication(Evidence):
    """That the public form of a kept inventory was put where citizens read it. Written once."""

    inventory = models.OneToOneField(
        Inventory, models.PROTECT, related_name="publication", verbose_name=_("inventory")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    name = models.CharField(_("published by"), max_length=200)
    position = models.CharField(_("position"), max_length=250, blank=True)
    at = models.DateTimeField(_("published at"))

    objects = InventoryPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication of an inventory")
        verbose_name_plural = _("publications of inventories")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.inventory)
