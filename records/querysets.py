"""Questions that everything asks: what is in force, what is open, what may this person see."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from records.models.access import AccessLevel
from records.models.evidence import EvidenceQuerySet
from records.permissions import KEEPS_QUALITY, has_role, offices_of, sees_everything

_KEY = re.compile(r"[0-9]{1,18}")


def key_of(told: object) -> int | None:
    """The key of a row, or another whole number, that somebody wrote; None for anything else.

    Every view and reader that takes keys asks here: `str.isdigit` takes a ², which `int` does not,
    and more digits than a column holds are an error of the database.
    """
    text = str(told)
    return int(text) if _KEY.fullmatch(text) else None


def keys_of(told: Iterable[object]) -> list[int]:
    """Those that are keys, in their order."""
    return [key for one in told if (key := key_of(one)) is not None]


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


def received_by(user: Any) -> frozenset[int]:
    """Case files that the person answers for, and was given the right to know by an act.

    Kept on the instance for one request, as the offices are.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    cached: frozenset[int] | None = getattr(user, "_legajo_received", None)
    if cached is None:
        theirs = apps.get_model("records", "Appointment").objects.on(timezone.localdate())
        grants = apps.get_model("records", "AccessGrant").objects.filter(
            to__in=theirs.filter(user=user), case_file__responsible=F("to")
        )
        cached = frozenset(grants.values_list("case_file_id", flat=True))
        user._legajo_received = cached
    return cached


def _or_received(known: Q, user: Any, case_file: str) -> Q:
    """What is known anyhow, and what `user` received with a post, where that is anything."""
    keys: frozenset[int] = frozenset() if sees_everything(user) else received_by(user)
    return known | Q(**{f"{case_file}__in": keys}) if keys else known


def outside(rows: models.QuerySet[Any], known: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Those of `rows` that are none of `known`, rows of the same model.

    By EXISTS: PostgreSQL answers NOT IN a million keys by reading all of them for each row.
    """
    return rows.filter(~Exists(known.filter(pk=OuterRef("pk"))))


def case_files_visible_to(user: Any) -> models.QuerySet[Any]:
    """The case files that this person may know of.

    One that gathers a document's versions bears its title: no more people see it than may see the
    document and each of its versions. Whoever received a case file with a post knows it.
    """
    case_files = apps.get_model("records", "CaseFile").objects
    restricted = (
        _issuances().filter(document=OuterRef("document")).exclude(access=AccessLevel.PUBLIC)
    )
    theirs = _of_public_document(user, "document")
    if not sees_everything(user):
        theirs &= ~Exists(restricted) | Q(document__office__in=offices_of(user))
    known = _visible(user, "access", office="office") & theirs
    return case_files.filter(_or_received(known, user, "pk"))


def records_visible_to(user: Any) -> models.QuerySet[Any]:
    """The records that this person may know of: record, case file and document all allow it.

    One that shows the files of another asks the same of that other. None that was taken out.
    """
    known = _known_records(user)
    if sees_everything(user):
        return known
    # Its key and not EXISTS, which PostgreSQL may answer by reading every record there is.
    original = _known_records(user).filter(pk=OuterRef("same_as")).order_by().values("pk")
    return known.filter(Q(same_as=None) | Q(same_as=Subquery(original[:1])))


def _known_records(user: Any) -> models.QuerySet[Any]:
    records = apps.get_model("records", "Record").objects.kept()
    known = (
        _visible(user, "access", "case_file__access", office="case_file__office")
        & _of_public_document(user, "version__document")
        & _of_public_document(user, "case_file__document")
    )
    found: models.QuerySet[Any] = records.filter(_or_received(known, user, "case_file"))
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
    [kept] = files_of_each([record], user).values()
    found: models.QuerySet[Any] = components.filter(pk__in=[one.pk for one in kept])
    return found.order_by("created_at", "pk")


def files_of_each(records: Collection[Any], user: Any) -> dict[int, list[Any]]:
    """The same by key of each record; two queries, however many there are."""
    kept: dict[int, list[Any]] = {record.pk: [] for record in records}
    filled_of = _known_sources(kept, user)
    sources = {
        record.pk: record if record.same_as is None else record.same_as
        for record in records
        if record.pk in filled_of
    }
    # Each kind of owner by its keys alone: over a join, every file of the archive is looked at.
    owned = Q(record__in={one.pk for one in sources.values()})
    if versions := {one.version_id for one in sources.values() if one.version_id}:
        owned |= Q(version__in=versions)
    if filled := {one for one in filled_of.values() if one}:
        owned |= Q(filled__in=filled)
    components = apps.get_model("records", "Component").objects.filter(owned)
    files = list(unsuppressed(components).order_by("created_at", "pk")) if sources else []
    for key, source in sources.items():
        inner = sees_everything(user) or source.case_file.office_id in offices_of(user)
        kept[key] = [
            file
            for file in files
            if (
                file.record_id == source.pk
                or (file.version_id and file.version_id == source.version_id)
                or (file.filled_id and file.filled_id == filled_of[key])
            )
            and (inner or file.role not in _INNER)
        ]
    return kept


def _known_sources(keys: Collection[int], user: Any) -> dict[int, int | None]:
    """The records of these keys that the person may know of, each with what was filled in there.

    That of the record whose files it shows.
    """
    completions = apps.get_model("records", "FilledCompletion").objects
    known = records_visible_to(user).filter(pk__in=keys).order_by()
    filled = completions.filter(record=OuterRef("shows")).values("filled")[:1]
    rows = known.annotate(shows=Coalesce("same_as", "pk")).values_list("pk", Subquery(filled))
    return dict(rows)


def unsuppressed(
    files: models.QuerySet[Any], *, until: datetime | None = None
) -> models.QuerySet[Any]:
    """Of these files, those that no confirmed suppression took from everybody; as it was `until`.

    Nor those that take the place of others once their suppression is confirmed.
    """
    orders = apps.get_model("records", "Suppression").objects
    confirmed = orders.filter(confirmation__isnull=False)
    if until is not None:
        confirmed = confirmed.filter(confirmation__at__lte=until)
    whole = confirmed.filter(component=None)
    waiting = outside(orders.all(), confirmed)
    return files.exclude(
        Exists(whole.filter(record=OuterRef("record")))
        | Exists(whole.filter(record__version=OuterRef("version")))
        | Exists(whole.filter(record__completion__filled=OuterRef("filled")))
        | Exists(confirmed.filter(component=OuterRef("pk")))
        | Exists(confirmed.filter(component=OuterRef("source")))
        | Exists(waiting.filter(replacement=OuterRef("pk")))
    )


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

    def in_force_on(self, day: date, *, among: Collection[int] | None = None) -> Self:
        """The issued versions in force that day, one a document at most.

        Of those with an id `among` these, where a few are asked for: no other document is read.
        """
        documents = apps.get_model("records", "ControlledDocument").objects.all()
        found = self
        if among is not None:
            documents = documents.filter(pk__in=self.filter(pk__in=among).values("document"))
            found = self.filter(pk__in=among)
        return found.filter(pk__in=documents.in_force_on(day).values("current"))

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
