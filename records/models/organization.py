"""Who the entity is: its offices, their positions and the people appointed to them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.models.codes import refuse_ambiguous
from records.models.dated import Dated, DatedQuerySet


def person_name(user: Any) -> str:
    """What a person is called on screen and on paper; their user name where they have no other."""
    return str(user.get_full_name() or user.get_username())


class Entity(models.Model):
    """The one public entity that this installation serves."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    nit = models.CharField(_("tax number (NIT)"), max_length=20, blank=True)
    crest_svg = models.TextField(_("crest (SVG)"), blank=True)
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#0b4f5c",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")],
    )
    code_template = models.CharField(
        _("template of codes"),
        max_length=60,
        default="TT-Mn-Pn-nn",
        help_text=_(
            "TT is the kind, Mn the macroprocess, Pn the process, AA the letters of a process or "
            "office, nn the consecutive. The rest is printed as it stands; in quotes, words too."
        ),
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="America/Bogota")
    requests_required = models.BooleanField(
        _("every version answers a request of change"),
        default=False,
        help_text=_("Then nothing is submitted or withdrawn without an accepted request."),
    )
    works_saturdays = models.BooleanField(
        _("works on Saturdays"),
        default=False,
        help_text=_("Then Saturdays are business days, in which terms run."),
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    blocking_findings = models.JSONField(
        _("findings that hold a document back"),
        null=True,
        blank=True,
        help_text=_("Empty: those that Legajo proposes."),
    )
    urgent_allowed = models.BooleanField(
        _("one approver may issue urgently"),
        default=False,
        help_text=_(
            "An exception to the separation of duties: a second person must confirm in time, or "
            "the version is withdrawn. Allow it by an act of the entity."
        ),
    )
    urgent_hours = models.PositiveSmallIntegerField(
        _("hours to confirm what was issued urgently"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("From 1 to 120 hours of the clock; nights and holidays count."),
    )

    reminder_days = models.PositiveSmallIntegerField(
        _("business days before the end of a term to remind of it"),
        default=1,
        validators=[MaxValueValidator(30)],
        help_text=_("0: on its last day. Whoever must sign is told once more when it has passed."),
    )
    escalation_days = models.PositiveSmallIntegerField(
        _("business days overdue to tell the substitute"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(250)],
        help_text=_(
            "Whoever holds the post by an encargo or a delegation; with nobody, the quality "
            "office. Empty: nobody else is told."
        ),
    )

    capture_formats = models.JSONField(
        _("formats that are captured"),
        null=True,
        blank=True,
        help_text=_("Empty: those that Legajo proposes. Compressed files are never captured."),
    )
    capture_megabytes = models.PositiveSmallIntegerField(
        _("largest file that is captured, in megabytes"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(4000)],
        help_text=_("A larger one is refused before it has arrived."),
    )

    class Meta:
        verbose_name = _("entity")
        verbose_name_plural = _("entity")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        refuse_ambiguous("code_template", self.code_template)

    @classmethod
    def current(cls) -> Entity:
        """The entity of this installation; one without name before it is set up."""
        return cls.objects.order_by("pk").first() or cls(name="")


class Office(Dated):
    """A producing office (oficina productora). It ends by an act and names its successors."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("depends on"),
    )
    acronym = models.CharField(_("letters in codes"), max_length=10, blank=True)
    act = models.CharField(_("act that creates it"), max_length=200, blank=True)
    ending_act = models.CharField(_("act that ends it"), max_length=200, blank=True)
    successors: models.ManyToManyField[Office, OfficeSuccession] = models.ManyToManyField(
        "self",
        through="OfficeSuccession",
        symmetrical=False,
        related_name="predecessors",
        verbose_name=_("successors"),
    )

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["code"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="office_code_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"

    def lineage(self) -> list[Office]:
        """This office and those above it, nearest first."""
        offices: list[Office] = []
        office: Office | None = self
        while office is not None and office not in offices:
            offices.append(office)
            office = office.parent
        return offices


class OfficeSuccession(models.Model):
    """An office continues in another: renamed, merged or split, by an act on a day."""

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("renamed")
        MERGED = "merged", _("merged")
        SPLIT = "split", _("split")

    former = models.ForeignKey(Office, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Office, models.PROTECT, related_name="inheritances")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    act = models.CharField(_("act"), max_length=200)
    on = models.DateField(_("date"))

    class Meta:
        verbose_name = _("succession of offices")
        verbose_name_plural = _("successions of offices")
        constraints = [
            models.UniqueConstraint(fields=["former", "successor"], name="succession_once"),
            models.CheckConstraint(
                condition=~Q(former=models.F("successor")), name="succession_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.former.code} → {self.successor.code}"


class Position(Dated):
    """A post of the staff list (cargo) in an office."""

    name = models.CharField(_("name"), max_length=200)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="positions", verbose_name=_("office")
    )

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.office.name})"


class Bond(models.TextChoices):
    """How a person is bound to the entity."""

    PERMANENT = "permanent", _("career")
    PROVISIONAL = "provisional", _("provisional")
    FREE = "free", _("free appointment")
    ACTING = "acting", _("acting (encargo)")
    DELEGATED = "delegated", _("delegation")
    CONTRACTOR = "contractor", _("contractor")


class AppointmentQuerySet(DatedQuerySet["Appointment"]):
    def held_by(self, user: Any, day: date) -> AppointmentQuerySet:
        """What that person holds that day, the most recent first."""
        return (
            self.on(day)
            .filter(user=user)
            .select_related("position__office", "office", "user")
            .order_by("-valid_from", "-pk")
        )


class Appointment(Dated):
    """A person holds a position, or works under a contract, from one day to another.

    The position printed under a signature is the one held that day. A contractor has an office
    and a contract but no position: prepares, never approves (domain 11.9).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="appointments",
        verbose_name=_("person"),
    )
    position = models.ForeignKey(
        Position,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("position"),
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="appointments", verbose_name=_("office")
    )
    bond = models.CharField(_("bond"), max_length=12, choices=Bond)
    act = models.CharField(_("act or contract"), max_length=200)
    substitutes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="substitutions",
        verbose_name=_("in place of"),
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-valid_from"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(bond=Bond.CONTRACTOR, position__isnull=True)
                | ~Q(bond=Bond.CONTRACTOR) & Q(position__isnull=False),
                name="appointment_position_by_bond",
                violation_error_message=_("A contractor has no position; anybody else holds one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person()} · {self.title}"

    @admin.display(description=_("person"), ordering="user__last_name")
    def person(self) -> str:
        """The name of whoever is appointed."""
        return person_name(self.user)

    @property
    def title(self) -> str:
        """What is printed under the person's name."""
        if self.position is None:
            return f"Contratista – {self.act}"
        if self.bond == Bond.DELEGATED:
            # Whoever signs by delegation says by which act (Ley 489 de 1998, art. 9).
            return f"{self.position.name}, por delegación ({self.act})"[:250]
        return f"{self.position.name}{' (E)' if self.bond == Bond.ACTING else ''}"

    @property
    def may_approve(self) -> bool:
        """A contractor prepares and never approves."""
        return self.bond != Bond.CONTRACTOR
