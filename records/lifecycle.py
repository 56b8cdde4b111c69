"""Rules of a version's way: its route of signers, who may sign next, which version is in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from records.exceptions import Reason

ROLES = ("prepared", "reviewed", "approved")
MINUTES = "minutes"


def roles_of_kind(kind: str) -> tuple[str, ...]:
    """What a route of that kind must have. Minutes: the secretary prepares, the chair approves."""
    return ("prepared", "approved") if kind == MINUTES else ROLES


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route. `people`: ids of those who must sign it, each; empty: anyone allowed.

    `committee`: code of the committee that approves it in session, and nobody else. `days`: its
    term in business days; None where it has none.
    """

    role: str
    name: str
    people: tuple[int, ...] = ()
    committee: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that is already there. `user` None: a committee's.

    `stands_for`: whom the route named and `user` signed in place of, by an act.
    """

    step: int
    role: str
    user: int | None
    stands_for: int | None = None

    @property
    def counts_for(self) -> int | None:
        """Whose signature of the route it is: one signature is that of one person."""
        return self.user if self.stands_for is None else self.stands_for


@dataclass(frozen=True, slots=True)
class Signer:
    """Who wants to sign: bound to the entity that day or not, contractor or not.

    `of_office`: appointed in the office of the document, or in the one that took it over; asked of
    what is restricted only. `stands_for`: whose post they hold that day by an act that says so.
    """

    user: int
    appointed: bool
    contractor: bool
    holds_role: bool
    of_office: bool
    stands_for: int | None = None


def route_problems(route: Sequence[Step], roles: Collection[str] = ROLES) -> list[str]:
    """Why a route cannot be used; empty when it prepares, reviews and approves, in order.

    `roles` are those that it must have: minutes are prepared and approved, reviewed by nobody.
    """
    problems = []
    ranks = [ROLES.index(step.role) for step in route if step.role in ROLES]
    if len(ranks) != len(route):
        problems.append("La ruta tiene un paso de un tipo desconocido.")
    if ranks != sorted(ranks):
        problems.append("En la ruta se elabora, luego se revisa y al final se aprueba.")
    for role, name in zip(ROLES, ("elabore", "revise", "apruebe"), strict=True):
        if role in roles and role not in {step.role for step in route}:
            problems.append(f"La ruta no tiene quién {name}.")
    named = [person for step in route for person in step.people]
    if len(named) != len(set(named)):
        problems.append("Una misma persona aparece en dos pasos de la ruta.")
    if any(step.committee and (step.people or step.role != "approved") for step in route):
        problems.append("Un comité solo aprueba, y su paso no nombra personas.")
    return problems


def step_done(step: int, route: Sequence[Step], signed: Iterable[Signed]) -> bool:
    """True when everybody named in the step signed it, or one person where nobody is named.

    Whoever holds the post of a named person by an act signs in their place. A committee's step is
    done by its decision, which is the signature without a person.
    """
    signers = {one.counts_for for one in signed if one.step == step}
    if route[step].committee:
        return None in signers
    people = set(route[step].people)
    return people <= signers if people else bool(signers)


def next_step(route: Sequence[Step], signed: Sequence[Signed]) -> int | None:
    """Index of the step that waits for a signature; None when all are there."""
    for index in range(len(route)):
        if not step_done(index, route, signed):
            return index
    return None


def stood_for(asked: Step, user: int, replaces: int | None) -> int | None:
    """Whom the step names and this person signs in place of; None when they sign for themselves.

    `replaces`: whose post they hold by an act.
    """
    return replaces if replaces in asked.people and user not in asked.people else None


def reasons_against_signing(
    route: Sequence[Step],
    signed: Sequence[Signed],
    step: int,
    signer: Signer,
    *,
    restricted: bool,
    authors: Collection[int] = (),
) -> list[Reason]:
    """Every reason why this person may not sign that step now; empty when they may.

    Who prepared (`authors`: whoever wrote the draft) does not review, who reviewed does not approve
    (segregation of duties), and a contractor prepares, and neither reviews nor approves (domain
    11.9). Whoever signs reads: what is `restricted` (Ley 1712 de 2014, arts. 18 and 19) is signed
    by its own office, or by whom the route names.
    """
    if next_step(route, signed) != step:
        return [Reason("not_next", "Este paso no es el que está pendiente de firma.")]
    if route[step].committee:
        message = "Este paso lo aprueba un comité en sesión: se decide allí y consta en su acta."
        return [Reason("committee", message)]
    return reasons_against_signer(
        route, signed, route[step], signer, restricted=restricted, authors=authors
    )


def reasons_against_signer(
    route: Sequence[Step],
    signed: Sequence[Signed],
    asked: Step,
    signer: Signer,
    *,
    restricted: bool,
    authors: Collection[int] = (),
) -> list[Reason]:
    """Every reason why this person may not do what `asked` says, whoever's turn it is."""
    reasons = []
    role = asked.role
    if any(one.user == signer.user for one in signed):
        reasons.append(
            Reason(
                "separation",
                "Usted ya firmó esta versión: quien elabora no revisa y quien revisa no aprueba.",
            )
        )
    elif role != "prepared" and signer.user in authors:
        reasons.append(
            Reason("separation", "Usted escribió el borrador: quien elabora no revisa ni aprueba.")
        )
    people = asked.people
    in_place_of = stood_for(asked, signer.user, signer.stands_for)
    if any(one.stands_for == signer.user for one in signed):
        message = "En su lugar ya firmó quien lo reemplaza."
        reasons.append(Reason("stood_for", message))
    if in_place_of is not None and any(one.counts_for == in_place_of for one in signed):
        reasons.append(Reason("stood_for", "Ya firmó la persona a quien usted reemplaza."))
    if people and signer.user not in people and in_place_of is None:
        reasons.append(Reason("not_named", "Este paso lo firma otra persona."))
    if not signer.holds_role:
        reasons.append(Reason("no_role", "Su cuenta no tiene el rol que firma este paso."))
    if not signer.appointed:
        reasons.append(
            Reason("not_appointed", "No tiene un nombramiento ni un contrato vigente hoy.")
        )
    named = in_place_of is not None or any(signer.user in one.people for one in route)
    if restricted and not (named or signer.of_office):
        reasons.append(
            Reason(
                "restricted",
                "La información es de acceso restringido: la firma su dependencia o quien la ruta "
                "nombre.",
            )
        )
    if signer.contractor and role != "prepared":
        reasons.append(Reason("contractor", "Un contratista elabora, pero no revisa ni aprueba."))
    return reasons


@dataclass(frozen=True, slots=True)
class Issued:
    """What the question of force needs to know of an issued version."""

    number: int
    effective_on: date
    withdrawn_on: date | None = None


def in_force_on(issued: Iterable[Issued], day: date) -> Issued | None:
    """The version in force that day: the latest effective one, unless it was withdrawn by then.

    A withdrawn version 3 never revives version 2.
    """
    latest = max(
        (one for one in issued if one.effective_on <= day),
        key=lambda one: (one.effective_on, one.number),
        default=None,
    )
    if latest is None or (latest.withdrawn_on is not None and latest.withdrawn_on <= day):
        return None
    return latest


def status_on(one: Issued, issued: Iterable[Issued], day: date) -> str:
    """`in_force`, `superseded`, `withdrawn` or `future`, as verification and banners say it."""
    if one.withdrawn_on is not None and one.withdrawn_on <= day:
        return "withdrawn"
    if one.effective_on > day:
        return "future"
    later = [
        other
        for other in issued
        if other.effective_on <= day
        and (other.effective_on, other.number) > (one.effective_on, one.number)
    ]
    return "superseded" if later else "in_force"


def urgent_step(route: Sequence[Step], signed: Sequence[Signed], user: int) -> int | None:
    """The step of approval that this person signs to issue urgently, before the others.

    One that names them, else one open to anyone, else the first that is not done, which then says
    whom it names. None when no approval is missing but those of committees.
    """
    missing = [
        index
        for index, step in enumerate(route)
        if step.role == "approved" and not step.committee and not step_done(index, route, signed)
    ]
    naming = [index for index in missing if user in route[index].people]
    open_to_all = [index for index in missing if not route[index].people]
    return next(iter([*naming, *open_to_all, *missing]), None)


def is_complete_with(route: Sequence[Step], signed: Sequence[Signed], step: int, user: int) -> bool:
    """Whether this person's signature of that step is the last one, so that nothing is skipped."""
    return next_step(route, [*signed, Signed(step, route[step].role, user)]) is None


@dataclass(frozen=True, slots=True)
class Urgent:
    """What the question of an urgent issue needs to know of it."""

    confirm_by: datetime
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    """Since when it is withdrawn, whoever did it."""


def urgent_state(one: Urgent, moment: datetime) -> str:
    """`confirmed`, `waiting` or `lapsed` at that moment.

    Lapsed is what nobody else confirmed in its time, or what ended before; in force or not is
    another question, which `status_on` answers.
    """
    if one.confirmed_at is not None and one.confirmed_at <= moment:
        return "confirmed"
    if one.ended_at is not None and one.ended_at <= moment:
        return "lapsed"
    return "waiting" if moment <= one.confirm_by else "lapsed"
