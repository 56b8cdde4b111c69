"""Committees: who sits in them, by which rule they decide, and what is asked of them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records import quorum as rules
from records.models.access import AccessLevel
from records.models.dated import Dated, DatedQuerySet
from records.models.evidence import Evidence, EvidenceQuerySet
from records.models.organization import Office, Position, person_name
from records.models.processes import Process

QUORUMS = [
    (rules.MAJORITY, _("more than half of those who vote")),
    (rules.TWO_THIRDS, _("two thirds of those who vote")),
    (rules.ALL, _("all who vote")),
    (rules.NUMBER, _("a fixed number")),
]
MAJORITIES = [
    (rules.OF_PRESENT, _("more than half of those present")),
    (rules.SIMPLE, _("more in favour than against")),
    (rules.OF_SEATS, _("more than half of all who vote")),
    (rules.UNANIMOUS, _("nobody against")),
]


class Committee(Dated):
    """A collegiate body that an act creates. Its decisions are those of its signed minutes.

    `code` stands in the numbers of its minutes and in the routes that wait for it; it is fixed
    once a session was held.
    """

    code = models.CharField(
        _("code"),
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]*$", _("Capital letters and digits only."))],
        help_text=_("It stands in the number of its minutes: AC-CTIC-2026-001."),
    )
    name = models.CharField(_("name"), max_length=200)
    act = models.CharField(_("act that creates it"), max_length=200)
    duties = models.TextField(
        pgettext_lazy("committee", "what it does"), blank=True, help_text=_("Shown on the portal.")
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="committees", verbose_name=_("office")
    )
    process = models.ForeignKey(
        Process, models.PROTECT, related_name="committees", verbose_name=_("process")
    )
    chair = models.ForeignKey(
        Position, models.PROTECT, related_name="+", verbose_name=_("position that presides")
    )
    secretary = models.ForeignKey(
        Position, models.PROTECT, related_name="+", verbose_name=_("position of the secretary")
    )
    quorum = models.CharField(_("quorum"), max_length=12, choices=QUORUMS, default=rules.MAJORITY)
    quorum_number = models.PositiveSmallIntegerField(
        _("members of the quorum"), null=True, blank=True, help_text=_("For a fixed number only.")
    )
    majority = models.CharField(
        _("majority that decides"), max_length=12, choices=MAJORITIES, default=rules.OF_PRESENT
    )
    series_code = models.CharField(
        _("series of its minutes"),
        max_length=40,
        help_text=_("Where they are filed, by the classification scheme in force."),
    )
    minutes_access = models.CharField(
        _("access to its minutes"),
        max_length=10,
        choices=AccessLevel,
        default=AccessLevel.CLASSIFIED,
        help_text=_("Ley 1712 de 2014. The portal shows the extract that the secretary releases."),
    )

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        ordering = ["name"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(quorum="number", quorum_number__gte=1)
                | ~Q(quorum="number") & Q(quorum_number__isnull=True),
                name="committee_quorum_number",
                violation_error_message=_(
                    "Give the number of members for a fixed quorum, and only then."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CommitteeMember(Dated):
    """A seat, whoever holds its position; a delegate who sits for one by act; a guest.

    Only a titular has a seat. A delegate stands for a titular and uses its one vote; a guest has
    none.
    """

    class Kind(models.TextChoices):
        TITULAR = "titular", _("titular")
        DELEGATE = "delegate", _("delegate")
        GUEST = "guest", _("guest")

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="members", verbose_name=_("committee")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TITULAR)
    position = models.ForeignKey(
        Position,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("position"),
        help_text=_("Whoever holds it sits."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("person"),
    )
    votes = models.BooleanField(_("votes"), default=True)
    stands_for = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegates",
        verbose_name=_("delegate of"),
    )
    act = models.CharField(_("act that appoints or delegates"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("member of a committee")
        verbose_name_plural = _("members of committees")
        ordering = ["committee", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(position__isnull=True) ^ Q(user__isnull=True),
                name="member_position_or_person",
                violation_error_message=_("Choose a position or a person, one of the two."),
            ),
            models.CheckConstraint(
                condition=Q(kind="delegate", stands_for__isnull=False) & ~Q(act="")
                | ~Q(kind="delegate") & Q(stands_for__isnull=True),
                name="delegate_by_act",
                violation_error_message=_(
                    "A delegate stands for a titular, by an act; nobody else does."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind="guest", votes=True),
                name="guest_without_vote",
                violation_error_message=_("A guest has no vote."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.named} ({self.get_kind_display()})"

    @property
    @admin.display(description=_("member"))
    def named(self) -> str:
        """The position that has the seat, or the person where it is personal."""
        return self.position.name if self.position else person_name(self.user)


class CommitteeRequest(Evidence):
    """A matter that somebody asks a committee to treat. It waits in its inbox until decided.

    A version whose route waits for the committee is in the inbox by itself and needs none.
    """

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="requests", verbose_name=_("committee")
    )
    title = models.CharField(_("matter"), max_length=200)
    text = models.TextField(_("what is asked"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to a committee")
        verbose_name_plural = _("requests to committees")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.title
