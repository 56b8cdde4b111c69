"""Requests of change: who asks for a document, a new version or its end, and what came of it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models.access import AccessLevel
from records.models.controlled_document import (
    KIND_CHOICES,
    ControlledDocument,
    DocumentVersion,
    Issuance,
    Withdrawal,
)
from records.models.evidence import Evidence, EvidenceQuerySet
from records.models.organization import Office
from records.permissions import Role, has_role, offices_of, sees_everything


class ChangeRequestQuerySet(EvidenceQuerySet["ChangeRequest"]):
    def visible_to(self, user: Any) -> Self:
        """Those that this person may know of: their own, their offices', or what they decide on.

        A request names a document, so nobody else learns of one about what is restricted.
        """
        if sees_everything(user):
            return self
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        theirs = Q(by=user) | Q(office__in=offices_of(user))
        if has_role(user, Role.QUALITY):
            theirs |= self._of_nothing_restricted()
        return self.filter(theirs)

    def _of_nothing_restricted(self) -> Any:
        restricted = Issuance.objects.filter(document=OuterRef("document")).exclude(
            access=AccessLevel.PUBLIC
        )
        public = Q(document__access=AccessLevel.PUBLIC) & ~Exists(restricted)
        return Q(document__isnull=True) | public

    def with_state(self) -> Self:
        """Adds `state`, which follows from what was decided and what answered it."""
        answers = ChangeAnswer.objects.filter(request=OuterRef("pk"))
        decisions = ChangeDecision.objects.filter(request=OuterRef("pk"))
        state = ChangeRequest.State
        return self.annotate(
            state=Case(
                When(
                    Exists(
                        answers.filter(
                            Q(version__issuance__isnull=False) | Q(withdrawal__isnull=False)
                        )
                    ),
                    then=Value(state.ATTENDED.value),
                ),
                When(
                    Exists(
                        answers.filter(
                            version__isnull=False,
                            version__issuance__isnull=True,
                            version__refusal__isnull=True,
                        )
                    ),
                    then=Value(state.IN_REVIEW.value),
                ),
                When(Exists(decisions.filter(accepted=True)), then=Value(state.ACCEPTED.value)),
                When(Exists(decisions), then=Value(state.REJECTED.value)),
                default=Value(state.RECEIVED.value),
                output_field=models.CharField(),
            )
        )

    def open(self) -> Self:
        """Accepted, and neither attended nor on its way: a submission may answer them."""
        return self.with_state().filter(state=ChangeRequest.State.ACCEPTED)


class ChangeRequest(Evidence):
    """An official asks for a new document, for a change, or for the end of one. Written once."""

    state: str  # of rows read by `with_state`

    class Kind(models.TextChoices):
        CREATE = "create", _("a new document")
        CHANGE = "change", _("a change")
        ANNUL = "annul", _("the end of a document")

    class State(models.TextChoices):
        RECEIVED = "received", _("to be decided")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        IN_REVIEW = "in_review", _("in review")
        ATTENDED = "attended", _("attended")

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("what is asked"), max_length=10, choices=Kind)
    document = models.ForeignKey(
        ControlledDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="change_requests",
        verbose_name=_("document"),
    )
    document_kind = models.CharField(_("kind"), max_length=20, choices=KIND_CHOICES, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="change_requests", verbose_name=_("office")
    )
    reason = models.TextField(_("why"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="change_requests",
        verbose_name=_("asked by"),
    )
    at = models.DateTimeField(_("asked at"))

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of change")
        verbose_name_plural = _("requests of change")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="create", document__isnull=True)
                | ~Q(kind="create") & Q(document__isnull=False),
                name="change_request_of_a_document",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.about}"

    @property
    def about(self) -> str:
        """The document that it is about, or the one that is to be."""
        code = f"{self.document} " if self.document_id else ""
        return f"{code}{self.title}"

    @property
    def asked_on(self) -> str:
        """The day, as lists show it."""
        return f"{timezone.localdate(self.at):%Y-%m-%d}"


class ChangeDecision(Evidence):
    """The quality office accepts a request, or rejects it with its reason."""

    request = models.OneToOneField(ChangeRequest, models.PROTECT, related_name="decision")
    accepted = models.BooleanField(_("accepted"))
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on a request of change")
        verbose_name_plural = _("decisions on requests of change")

    def __str__(self) -> str:
        return str(self.request)


class ChangeAnswer(Evidence):
    """The submission, or the withdrawal, that answers an accepted request."""

    request = models.ForeignKey(ChangeRequest, models.PROTECT, related_name="answers")
    version = models.OneToOneField(
        DocumentVersion, models.PROTECT, null=True, related_name="change_answer"
    )
    withdrawal = models.ForeignKey(
        Withdrawal, models.PROTECT, null=True, related_name="change_answers"
    )
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a request of change")
        verbose_name_plural = _("answers to requests of change")
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=True, withdrawal__isnull=False)
                | Q(version__isnull=False, withdrawal__isnull=True),
                name="change_answer_is_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.request)
