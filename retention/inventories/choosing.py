"""What of the archive an inventory lists: any filter, and never more than the person may know."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import pgettext_lazy

from records.models import AccessLevel, CaseFile, Office, Record, Series, Standing, Support
from records.models.organization import Appointment, person_name
from records.permissions import with_former
from records.querysets import case_files_visible_to
from retention.scheduling.finding import with_all_below

STANDINGS: dict[str, Any] = {
    "open": pgettext_lazy("case files", "open"),
    "closed": pgettext_lazy("case files", "administratively closed"),
    "final": pgettext_lazy("case files", "finally closed"),
    "merged": pgettext_lazy("case files", "merged into another"),
}
_STANDS = {
    "open": (Standing.OPEN, Standing.REOPENED),
    "closed": (Standing.CLOSED,),
    "final": (Standing.FINAL,),
    "merged": (Standing.MERGED,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is listed. Each part that is told narrows it; without any, all that may be known.

    `offices` count with those that they took over (domain 11.18), `series` with its subseries, in
    every version of the scheme. `box` is of paper; `responsible` a person. What was merged into
    another is empty, and listed only where it is asked for.
    """

    offices: tuple[int, ...] = ()
    series: str = ""
    standing: str = ""
    opened_from: date | None = None
    opened_until: date | None = None
    closed_from: date | None = None
    closed_until: date | None = None
    support: str = ""
    access: str = ""
    box: str = ""
    responsible: int | None = None
    case_files: tuple[int, ...] = ()
    words: str = ""
    """What `case_files` were found by, to be told: it may name people, and is in no event."""

    def facts(self) -> dict[str, Any]:
        """The parts that were told, as JSON keeps them: ids, codes, days. No name of a person."""
        told = {name: value for name, value in asdict(self).items() if value and name != "words"}
        return {
            name: value.isoformat()
            if isinstance(value, date)
            else list(value)
            if isinstance(value, tuple)
            else value
            for name, value in told.items()
        }

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Self:
        """The choice that gave these facts."""
        told: dict[str, Any] = {}
        for name in (one.name for one in fields(cls) if one.name in facts):
            value = facts[name]
            if name in ("opened_from", "opened_until", "closed_from", "closed_until"):
                value = date.fromisoformat(value)
            told[name] = tuple(value) if isinstance(value, list) else value
        return cls(**told)


def chosen(choice: Choice, user: Any, *, day: date) -> QuerySet[CaseFile]:
    """The case files of this choice that the person may know of, with how each stands.

    In the order of the inventory: by office, series and code.
    """
    found = case_files_visible_to(user).with_standing()  # type: ignore[attr-defined]
    if choice.offices:
        found = found.filter(office__in=with_former(choice.offices, day))
    if choice.series:
        found = found.filter(series__in=_subtree(choice.series))
    if choice.standing:
        found = found.standing_in(_STANDS[choice.standing])
    else:
        found = found.standing_in({*Standing.values} - {Standing.MERGED})
    told = {
        "opened_on__gte": choice.opened_from,
        "opened_on__lte": choice.opened_until,
        "closed_on__gte": choice.closed_from,
        "closed_on__lte": choice.closed_until,
        "support": choice.support,
        "access": choice.access,
        "responsible__user": choice.responsible,
        "pk__in": choice.case_files,
    }
    found = found.filter(**{name: value for name, value in told.items() if value})
    if choice.box:
        found = found.filter(Exists(_volumes().filter(case_file=OuterRef("pk"), box=choice.box)))
    ordered: QuerySet[CaseFile] = found.order_by("office__code", "series__code", "code")
    return ordered


def not_public(found: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """Those of them that are not for everybody, by themselves or by a record that they hold."""
    public = case_files_visible_to(AnonymousUser()).filter(pk=OuterRef("pk"))
    restricted = Record.objects.filter(case_file=OuterRef("pk")).exclude(access=AccessLevel.PUBLIC)
    # By EXISTS: see `outside`, which this cannot be for its OR.
    return found.filter(~Exists(public) | Exists(restricted))


def in_words(choice: Choice) -> str:
    """What was asked, in a sentence of the document."""
    parts = []
    if choice.offices:
        names = Office.objects.filter(pk__in=choice.offices).order_by("code")
        parts.append(f"{'; '.join(str(one) for one in names)}, y las que reemplazó")
    if choice.series:
        parts.append(f"serie {choice.series}")
    if choice.standing:
        parts.append(str(STANDINGS[choice.standing]))
    for start, end, word in (
        (choice.opened_from, choice.opened_until, "abiertos"),
        (choice.closed_from, choice.closed_until, "cerrados"),
    ):
        said = [f"desde {start}"] if start else []
        said += [f"hasta {end}"] if end else []
        if said:
            parts.append(f"{word} {' '.join(said)}")
    if choice.support:
        parts.append(f"soporte {Support(choice.support).label}")
    if choice.access:
        parts.append(f"acceso {AccessLevel(choice.access).label}")
    if choice.box:
        parts.append(f"caja {choice.box}")
    if choice.responsible and (held := _held_by(choice.responsible)):
        parts.append(f"a cargo de {person_name(held.user)}")
    if choice.words:
        parts.append(f"en que se lee «{choice.words}»")
    elif choice.case_files:
        parts.append(f"{len(choice.case_files)} expedientes escogidos")
    return f"Expedientes: {', '.join(parts)}." if parts else "Todos los expedientes."


def _subtree(code: str) -> set[int]:
    """The series of that code in every version of the scheme, and all that stands below."""
    return with_all_below(Series.objects.filter(code=code).values_list("pk", flat=True))


def _volumes() -> Any:
    return CaseFile._meta.get_field("volumes").related_model._default_manager


def _held_by(user: int) -> Appointment | None:
    return Appointment.objects.filter(user=user).select_related("user").first()
