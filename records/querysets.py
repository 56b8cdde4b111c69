"""Questions that everything asks: what is in force, what is open, what may this person see."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from records.models.access import AccessLevel
from records.models.evidence import EvidenceQuerySet
from records.permissions import KEEPS_QUALITY, has_role, offices_of, sees_everything


def _issuances() -> IssuanceQuerySet:
    return IssuanceQuerySet(apps.get_model("records", "Issuance"))


def _visible(user: Any, *levels: str, office: str) -> Q:
    """What `user` may read: every level in `levels` public, or an office of theirs."""
    if sees_everything(user):
        return Q()
    public = Q(**dict.fromkeys(levels, AccessLevel.PUBLIC))
    if not getattr(user, "is_authenticated", False):
        return public
    return public | Q(**{f"{office}__in": offices_of(user)})


def case_files_visible_to(user: Any) -> models.QuerySet[Any]:
    """The case files that this person may know of.

    One that gathers a document's versions bears its title: no more people see it than may see the
    document and each of its versions.
    """
    case_files = apps.get_model("records", "CaseFile").objects
    restricted = (
        _issuances().filter(document=OuterRef("document")).exclude(access=AccessLevel.PUBLIC)
    )
    theirs = _of_public_document(user, "document")
    if not sees_everything(user):
        theirs &= ~Exists(restricted) | Q(document__office__in=offices_of(user))
    return case_files.filter(_visible(user, "access", office="office"), theirs)


def records_visible_to(user: Any) -> models.QuerySet[Any]:
    """The records that this person may know of: record, case file and document all allow it.

    One that shows the files of another asks the same of that other. None that was taken out.
    """
    known = _known_records(user)
    if sees_everything(user):
        return known
    original = _known_records(user).filter(pk=OuterRef("same_as"))
    return known.filter(Q(same_as=None) | Exists(original))


def _known_records(user: Any) -> models.QuerySet[Any]:
    records = apps.get_model("records", "Record").objects.kept()
    found: models.QuerySet[Any] = records.filter(
        _visible(user, "access", "case_file__access", office="case_file__office"),
        _of_public_document(user, "version__document"),
        _of_public_document(user, "case_file__document"),
    )
    return found


def _of_public_document(user: Any, document: str) -> Q:
    """Of no controlled document, or of one that `user` may read, whatever was issued before."""
    if sees_everything(user):
        return Q()
    nothing = Q(**{f"{document}__isnull": True})
    return nothing | _visible(user, f"{document}__access", office=f"{document}__office")


# They hold what the public projection leaves out: for the archive, and for the office itself.
_INNER = ("content", "review")


def files_of(record: Any, user: Any) -> models.QuerySet[Any]:
    """The files of a record and of the version it keeps, in the order in which they came.

    Those of the record that it is the same as, where it is so: bytes are never copied. None where
    the person may not know of the record. The content as it was signed and the PDF for
    review are for those who read everything and for the record's office.
    """
    components = apps.get_model("records", "Component").objects
    if not records_visible_to(user).filter(pk=record.pk).exists():
        return components.none()
    if record.same_as is not None:
        record = record.same_as
    suppressed = apps.get_model("records", "Suppression").objects.filter(
        record=record, confirmation__isnull=False
    )
    if suppressed.filter(component=None).exists():
        return components.none()
    of_version = Q(version=record.version_id) if record.version_id else Q(pk__in=[])
    of_filled = Q(filled__completion__record=record)
    files: models.QuerySet[Any] = components.filter(Q(record=record) | of_version | of_filled)
    gone = suppressed.exclude(component=None).values("component")
    files = files.exclude(pk__in=gone).exclude(source__in=gone).exclude(pk__in=_not_yet(record))
    if not sees_everything(user) and record.case_file.office_id not in offices_of(user):
        files = files.exclude(role__in=_INNER)
    return files.order_by("created_at", "pk")


def _not_yet(record: Any) -> models.QuerySet[Any]:
    """Files that take the place of others once their suppression is confirmed."""
    ordered = apps.get_model("records", "Suppression").objects.filter(record=record)
    waiting = ordered.filter(confirmation=None).exclude(replacement=None)
    return waiting.values("replacement")


class ControlledDocumentQuerySet(models.QuerySet[Any]):
    def with_current(self, day: date) -> Self:
        """Adds `current`: id of the issuance in force that day, or None.

        The latest issuance effective by that day is taken first, and only then asked whether it was
        withdrawn: a withdrawn version 3 never revives version 2.
        """
        latest = (
            _issuances()
            .filter(document=OuterRef("pk"), effective_on__lte=day)
            .order_by("-effective_on", "-number")
        )
        withdrawals = apps.get_model("records", "Withdrawal").objects.filter(
            issuance=OuterRef("latest"), effective_on__lte=day
        )
        return self.annotate(latest=Subquery(latest.values("pk")[:1])).annotate(
            current=models.Case(
                models.When(Exists(withdrawals), then=None),
                default=F("latest"),
                output_field=models.BigIntegerField(null=True),
            )
        )

    def in_force_on(self, day: date) -> Self:
        """Documents with a version in force that day."""
        return self.with_current(day).filter(current__isnull=False)


class IssuanceQuerySet(EvidenceQuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The issued versions that this person may know of. Every visitor's answer starts here."""
        return self.filter(_visible(user, "access", "document__access", office="document__office"))

    def in_force_on(self, day: date) -> Self:
        """The issued versions in force that day, one a document at most."""
        documents = (
            apps.get_model("records", "ControlledDocument")
            .objects.in_force_on(day)
            .values("current")
        )
        return self.filter(pk__in=documents)

    def with_end(self) -> Self:
        """With the day on which each ends, so that nobody asks for it again."""
        withdrawals = apps.get_model("records", "Withdrawal").objects.filter(
            issuance=OuterRef("pk")
        )
        first = withdrawals.order_by("effective_on").values("effective_on")[:1]
        return self.annotate(first_end=Subquery(first))

    def described(self) -> Self:
        """With what says what each is and how it stands: document, process, office, series."""
        return self.with_end().select_related(
            "document",
            "urgency__confirmation",
            "version__process__parent",
            "version__office",
            "version__series",
        )

    def for_lists(self) -> Self:
        """Without the envelope, with what a line of a list shows."""
        return self.described().defer("envelope_json")


class DocumentVersionQuerySet(EvidenceQuerySet[Any]):
    def in_review(self) -> Self:
        """Submitted, and neither issued nor refused."""
        return self.filter(issuance__isnull=True, refusal__isnull=True)

    def followed_by(self, user: Any) -> Self:
        """The submissions that this person may follow: of their offices, or all that they may know.

        Who keeps the system of documents follows those of every office, restricted ones only where
        they may read them. What is in review is no public knowledge, whatever its level will be.
        """
        known = self.filter(_visible(user, "access", "document__access", office="document__office"))
        if sees_everything(user) or has_role(user, *KEEPS_QUALITY):
            return known
        return known.filter(document__office__in=offices_of(user))


class FilledFormatQuerySet(EvidenceQuerySet[Any]):
    def open(self) -> Self:
        """Sent, and neither completed nor given back."""
        return self.filter(completion__isnull=True, ending__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """Of their own, signed by them, of their offices once it is a record, or all of them.

        Whoever signs next is asked by the rule of the place: `records.filling.may_read`.
        """
        if sees_everything(user):
            return self.all()
        if not getattr(user, "is_authenticated", False):
            return self.none()
        signed = apps.get_model("records", "FilledSignature").objects.filter(
            filled=OuterRef("pk"), user=user.pk
        )
        kept = Q(completion__isnull=False, office__in=offices_of(user))
        return self.filter(Q(author=user.pk) | kept | Exists(signed))
