"""A session of a committee. What is planned may change; what happened is written once.

State is derived: convened, held, closed and signed are rows, never a column.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records import quorum
from records.models.committee import Committee, CommitteeMember, CommitteeRequest
from records.models.controlled_document import ControlledDocument, DocumentVersion
from records.models.evidence import Evidence, EvidenceQuerySet
from records.models.number import RegistryNumber
from records.models.record import Record

CHOICES = [
    (quorum.IN_FAVOUR, _("in favour")),
    (quorum.AGAINST, _("against")),
    (quorum.ABSTENTION, _("abstention")),
    (quorum.IMPEDED, _("impeded")),
]
OUTCOMES = [
    (quorum.APPROVED, pgettext_lazy("decision", "approved")),
    (quorum.RETURNED, _("returned for correction")),
    (quorum.REJECTED, _("not approved")),
    (quorum.DEFERRED, _("put off")),
]


class CommitteeSession(models.Model):
    """A session as it is planned. The row that verbs lock."""

    class Mode(models.TextChoices):
        FACE_TO_FACE = "face_to_face", _("face to face")
        VIRTUAL = "virtual", _("virtual")
        ASYNCHRONOUS = "asynchronous", _("asynchronous, with a window for votes")

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="sessions", verbose_name=_("committee")
    )
    mode = models.CharField(_("mode"), max_length=12, choices=Mode, default=Mode.FACE_TO_FACE)
    starts_at = models.DateTimeField(_("begins"))
    votes_until = models.DateTimeField(
        _("votes are received until"), null=True, blank=True, help_text=_("Asynchronous only.")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), blank=True)
    extraordinary = models.BooleanField(_("extraordinary session"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("session of a committee")
        verbose_name_plural = _("sessions of committees")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode="asynchronous", votes_until__isnull=False)
                | ~Q(mode="asynchronous") & Q(votes_until__isnull=True),
                name="session_window_of_votes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.committee.code} · {self.starts_at:%Y-%m-%d}"


class AgendaItem(models.Model):
    """A point of the agenda: a version to approve, a request, or a matter of its own.

    `development` is what the minutes tell of it, until they are submitted.
    """

    session = models.ForeignKey(CommitteeSession, models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("matter"), max_length=300)
    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    request = models.ForeignKey(
        CommitteeRequest, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    decides = models.BooleanField(_("it is voted"), default=True)
    development = models.TextField(_("development"), blank=True)

    class Meta:
        verbose_name = _("point of the agenda")
        verbose_name_plural = _("points of the agenda")
        ordering = ["session", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "version"],
                condition=Q(version__isnull=False),
                name="version_once_in_an_agenda",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"


class _Written(Evidence):
    """What somebody did at a moment."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        abstract = True


class Convocation(_Written):
    """The members were called, with this agenda. Calling again is another row."""

    session = models.ForeignKey(CommitteeSession, models.PROTECT, related_name="convocations")
    means = models.CharField(_("means and evidence"), max_length=300)
    agenda = models.JSONField(_("agenda"), default=list)
    people = models.JSONField(_("who was called"), default=list)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("convocation")
        verbose_name_plural = _("convocations")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.session} · {self.at:%Y-%m-%d}"


class SessionOpening(_Written):
    """The session is held: it has its quorum, its number, and the document of its minutes."""

    session = models.OneToOneField(CommitteeSession, models.PROTECT, related_name="opening")
    started_at = models.DateTimeField(_("began at"))
    number = models.OneToOneField(RegistryNumber, models.PROTECT, related_name="+")
    document = models.OneToOneField(
        ControlledDocument, models.PROTECT, related_name="session_opening"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening of a session")
        verbose_name_plural = _("openings of sessions")

    def __str__(self) -> str:
        return self.number.printed


class SessionClosing(_Written):
    """The session ended, or was called off before it began, with the reason."""

    session = models.OneToOneField(CommitteeSession, models.PROTECT, related_name="closing")
    ended_at = models.DateTimeField(_("ended at"))
    cancelled = models.BooleanField(_("called off"), default=False)
    reason = models.TextField(_("reason"), blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing of a session")
        verbose_name_plural = _("closings of sessions")

    def __str__(self) -> str:
        return str(self.session)


class Attendance(_Written):
    """Whether a seat is taken from now on, and by whom. The last row of a seat counts.

    `letter` names the substitute, or excuses whoever is absent. What is printed is copied here.
    """

    class State(models.TextChoices):
        PRESENT = "present", _("present")
        ABSENT = "absent", _("absent")
        LEFT = "left", _("left the session")

    session = models.ForeignKey(CommitteeSession, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(
        CommitteeMember, models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    state = models.CharField(_("attendance"), max_length=10, choices=State)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=250, blank=True)
    office = models.CharField(_("office"), max_length=200, blank=True)
    letter = models.CharField(_("letter"), max_length=200, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["session", "pk"]

    def __str__(self) -> str:
        return f"{self.name or self.member}: {self.get_state_display()}"


class Vote(_Written):
    """How a seat voted on a point of the agenda, once."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    member = models.ForeignKey(CommitteeMember, models.PROTECT, related_name="cast")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    choice = models.CharField(_("vote"), max_length=10, choices=CHOICES)
    reason = models.TextField(_("reason"), blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["item", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_choice_display()}"


class Decision(_Written):
    """What the committee decided on a point, with its votes. Approving a version, it approves it.

    The approval takes effect when the minutes are signed; a return, at once.
    """

    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="decision")
    number = models.PositiveSmallIntegerField(_("number"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=OUTCOMES)
    text = models.TextField(_("decision"))
    in_favour = models.PositiveSmallIntegerField(_("in favour"))
    against = models.PositiveSmallIntegerField(_("against"))
    abstentions = models.PositiveSmallIntegerField(_("abstentions"))
    impeded = models.PositiveSmallIntegerField(_("impeded"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["item__session", "number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.item.title}"

    @property
    def tally(self) -> quorum.Tally:
        return quorum.Tally(self.in_favour, self.against, self.abstentions, self.impeded)


class Commitment(_Written):
    """What somebody has to do, and until when. Followed up until it is done."""

    session = models.ForeignKey(CommitteeSession, models.PROTECT, related_name="commitments")
    text = models.TextField(_("commitment"))
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="commitments"
    )
    name = models.CharField(_("responsible"), max_length=200)
    due_on = models.DateField(_("due on"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text


class CommitmentStep(_Written):
    """Followed up: how it goes, a new day, or that it is done or dropped. The last one counts."""

    class State(models.TextChoices):
        GOING_ON = "going_on", _("going on")
        POSTPONED = "postponed", _("postponed")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="steps")
    state = models.CharField(_("state"), max_length=10, choices=State)
    note = models.TextField(_("note"))
    due_on = models.DateField(_("new day"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up of a commitment")
        verbose_name_plural = _("follow-ups of commitments")
        ordering = ["commitment", "pk"]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.get_state_display()}"


class SessionAnnex(_Written):
    """A file that goes with the session and its minutes. The bytes are in the storage."""

    session = models.ForeignKey(CommitteeSession, models.PROTECT, related_name="annexes")
    title = models.CharField(_("title"), max_length=200)
    name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("media type"), max_length=100)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("annex of a session")
        verbose_name_plural = _("annexes of sessions")
        ordering = ["session", "pk"]

    def __str__(self) -> str:
        return self.title


class MinutesDraft(_Written):
    """The minutes as they were circulated to the members, for their remarks until a day."""

    session = models.ForeignKey(CommitteeSession, models.PROTECT, related_name="drafts")
    number = models.PositiveSmallIntegerField(_("draft"))
    content_json = models.TextField(_("content"), help_text="RFC 8785")
    remarks_until = models.DateField(_("remarks until"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of minutes")
        verbose_name_plural = _("drafts of minutes")
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="minutes_draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.session} ({self.number})"


class MinutesRemark(_Written):
    """What a member remarks on a draft; or, with `answers`, what the secretary answers."""

    draft = models.ForeignKey(MinutesDraft, models.PROTECT, related_name="remarks")
    answers = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="answer"
    )
    name = models.CharField(_("name"), max_length=200)
    text = models.TextField(_("remark"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark on minutes")
        verbose_name_plural = _("remarks on minutes")
        ordering = ["draft", "pk"]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"


class MinutesExtract(_Written):
    """The part of signed minutes that the secretary releases: decisions without deliberation."""

    session = models.OneToOneField(CommitteeSession, models.PROTECT, related_name="extract")
    record = models.OneToOneField(Record, models.PROTECT, related_name="extract")
    content_json = models.TextField(_("content"), help_text="RFC 8785")
    pdf_sha256 = models.CharField("SHA-256", max_length=64)
    # Empty for what was released before extracts bore one.
    verification_code = models.CharField(
        _("verification code"), max_length=19, blank=True, default=""
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("extract of minutes")
        verbose_name_plural = _("extracts of minutes")
        constraints = [
            models.UniqueConstraint(
                fields=["verification_code"],
                condition=~Q(verification_code=""),
                name="extract_code_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.session)
