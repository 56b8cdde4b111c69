"""What a visitor reads of a document: one query finds its versions, the rest follows from them.

Everything starts from `Issuance.visible_to(user)`: neither a page, nor a draft, nor a privacy rule
of the tree shows or hides anything here (promise P8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Replace
from django.http import Http404
from django.utils import timezone

from portal.days import Day, known_until
from records import norms
from records.checking import norm_table
from records.content import Content, items
from records.issue import issued_facts
from records.lifecycle import Issued, status_on
from records.models import ControlledDocument, Erratum, Issuance, Withdrawal
from records.norms import Standing as NormStanding
from records.numbering import canonical
from records.restrictions.readings import note_version
from records.urgency import Standing, standing_of
from retention.scheduling import rules_by_code, sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """An issued version, how it stands that day, and the others that the visitor may know of.

    `status`: in_force, superseded, withdrawn or future. `current` is the version in force, or None
    when there is none or the visitor may not know it.
    """

    issuance: Any
    status: str
    versions: Sequence[tuple[Issuance, str]]
    current: Issuance | None
    day: Day

    @property
    def withdrawal(self) -> Withdrawal | None:
        return self.issuance.withdrawal if self.status == "withdrawn" else None

    @property
    def errata(self) -> Sequence[Erratum]:
        """The signed notes that are read with the version; no query when it has none."""
        return list(self.issuance.errata.all()) if self.issuance.has_errata else []

    @property
    def urgent(self) -> Standing | None:
        """How its urgent issue stood by then; None where it was issued in the usual way."""
        return standing_of(self.issuance, known_until(self.day.on))


@dataclass(frozen=True, slots=True)
class NormLine:
    """A norm that a reference names and what the table says of it that day."""

    label: str
    standing: NormStanding


def read_current(code: str, user: Any, day: Day) -> Reading:
    """The version in force that day; where none is, the last that was, marked with how it ended.

    A document whose first version is still to come shows it, unless a day was asked for. Raises
    Http404 for what does not exist, is not issued or is not for this visitor, all alike.
    """
    issued = _issued(code, user, day)
    begun = [one for one in issued if one.effective_on <= day.on]
    if begun:
        chosen = max(begun, key=_order)
        # What took its place is not for this visitor: then there is no document for them.
        if chosen.latest_id != chosen.pk:
            raise Http404
    elif issued and not day.asked:
        chosen = min(issued, key=_order)
        if chosen.latest_id is not None:
            raise Http404
    else:
        raise Http404
    return _read(chosen, issued, day, user)


def read_version(code: str, label: str, user: Any, day: Day) -> Reading:
    """One issued version, in force or not. Raises Http404 as `read_current` does."""
    issued = _issued(code, user, day)
    for one in issued:
        if one.label == label:
            return _read(one, issued, day, user)
    raise Http404


def read_pair(code: str, older: str, newer: str, user: Any, day: Day) -> tuple[Reading, Reading]:
    """Two versions of a document to compare, the one issued first before the other.

    Raises Http404 when either is not there for this visitor, as `read_current` does, and when they
    are one.
    """
    issued = _issued(code, user, day)
    found = sorted((one for one in issued if one.label in {older, newer}), key=_order)
    if len(found) != 2:
        raise Http404
    first, second = (_read(one, issued, day, user) for one in found)
    return first, second


def moved_to(issuance: Issuance, user: Any) -> Issuance | None:
    """The last version of what took the document's place under another code, if one may know it."""
    issued = Issuance.objects.visible_to(user).filter(document__replaces=issuance.document_id)
    return issued.for_lists().order_by("-number").first()


def moved_from(issuance: Issuance, user: Any) -> Issuance | None:
    """The last version of the document that this one replaces, if one may know it."""
    if issuance.document.replaces_id is None:
        return None
    issued = Issuance.objects.visible_to(user).filter(document=issuance.document.replaces_id)
    return issued.for_lists().order_by("-number").first()


def other_code(text: str, user: Any) -> str | None:
    """The code of the document that another address stands for.

    One that Wagtail makes (`fr-gd-021` is FR.GD.021), or a code that the document had before it
    came here.
    """
    found: str | None = (
        Issuance.objects.visible_to(user)
        .annotate(slug=Replace(F("document__code"), Value("."), Value("-")))
        .filter(Q(slug=text.upper()) | Q(document__former_codes__code=canonical(text)))
        .values_list("document__code", flat=True)
        .first()
    )
    return found


def urgent_facts(standing: Standing | None) -> dict[str, Any] | None:
    """What a machine is told of an urgent issue: how it stands, beside bytes that do not change."""
    if standing is None:
        return None
    second = standing.confirmation
    return {
        "state": standing.state,
        "confirm_by": _moment(standing.confirm_by),
        "confirmed_at": _moment(second.signed_at) if second else None,
        "confirmed_by": {"name": second.name, "position": second.position} if second else None,
    }


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _order(one: Issuance) -> tuple[date, int]:
    return one.effective_on, one.number


def _issued(code: str, user: Any, day: Day) -> list[Any]:
    """The versions that the visitor may know of, in order of issue; one query.

    Each knows `latest_id`, the last version to begin by that day whoever may know it, so that one
    that was replaced by a restricted version is never called in force.
    """
    latest = ControlledDocument.objects.with_current(day.on).filter(pk=OuterRef("document"))
    issued = Issuance.objects.visible_to(user).filter(document__code=code)
    return list(
        issued.annotate(latest_id=Subquery(latest.values("latest")[:1]))
        .annotate(has_errata=Exists(Erratum.objects.filter(issuance=OuterRef("pk"))))
        .described()
        .select_related("version__change_answer__request")
        .order_by("number")
    )


def _read(chosen: Any, issued: list[Any], day: Day, user: Any) -> Reading:
    """The reading, which is an event where the version is not for everybody."""
    note_version(chosen, by=user, at=timezone.now())
    return _reading(chosen, issued, day)


def _reading(chosen: Any, issued: list[Any], day: Day) -> Reading:
    facts = issued_facts(issued)
    known = [
        (one, _status(one, facts, day.on))
        for one in issued
        if not day.asked or one.effective_on <= day.on or one is chosen
    ]
    current = next((one for one, status in known if status == "in_force"), None)
    return Reading(chosen, _status(chosen, facts, day.on), known[::-1], current, day)


def _status(one: Any, facts: dict[int, Issued], day: date) -> str:
    status = status_on(facts[one.pk], facts.values(), day)
    return "superseded" if status == "in_force" and one.latest_id != one.pk else status


def rules_of(content: Content, day: date) -> dict[str, str]:
    """For the series of its records, the rule in words; no query when it names none."""
    codes = {row["series"] for row in items(content, "records") if row["series"]}
    if not codes:
        return {}
    return {code: sentence(rule) for code, rule in rules_by_code(codes, today=day).items()}


def norms_of(content: Content, day: date) -> dict[str, list[NormLine]]:
    """For each reference by its id, its norms and how they stand; no query when it names none."""
    named = {row["id"]: row["norms"] for row in items(content, "references") if row["norms"]}
    if not named:
        return {}
    table = norm_table()
    return {
        key: [NormLine(norms.label(one), norms.status(one, table, day)) for one in found]
        for key, found in named.items()
    }
