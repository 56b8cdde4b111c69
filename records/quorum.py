"""Rules of a collegiate body: its quorum, who votes how, what majority decides.

Pure. A seat counts once, whoever sits in it; who is impeded by a matter takes no part in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from records.exceptions import Reason

MAJORITY, TWO_THIRDS, ALL, NUMBER = "majority", "two_thirds", "all", "number"
OF_PRESENT, SIMPLE, OF_SEATS, UNANIMOUS = "present", "simple", "seats", "unanimous"
IN_FAVOUR, AGAINST, ABSTENTION, IMPEDED = "for", "against", "abstention", "impeded"
CHOICES = (IN_FAVOUR, AGAINST, ABSTENTION, IMPEDED)
APPROVED, RETURNED, REJECTED, DEFERRED = "approved", "returned", "rejected", "deferred"


def needed(rule: str, seats: int, number: int | None = None) -> int:
    """How many of `seats` make a quorum. Never none, and never more than there are but by number.

    Raises ValueError for an unknown rule.
    """
    match rule:
        case "majority":
            return seats // 2 + 1
        case "two_thirds":
            return max(1, -(-2 * seats // 3))
        case "all":
            return max(1, seats)
        case "number":
            return max(1, number or 1)
    raise ValueError(rule)


def reasons_against_quorum(
    rule: str, seats: Collection[int], present: Collection[int], number: int | None = None
) -> list[Reason]:
    """Why those present cannot deliberate or decide; empty when they may.

    `seats` and `present`: ids of the seats that vote; whoever has none does not count.
    """
    there = len(set(present) & set(seats))
    wanted = needed(rule, len(set(seats)), number)
    if there >= wanted:
        return []
    message = f"No hay quórum: de {len(set(seats))} que votan hay {there} y se necesitan {wanted}."
    return [Reason("quorum", message, "attendance")]


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of a matter, counted."""

    in_favour: int = 0
    against: int = 0
    abstentions: int = 0
    impeded: int = 0

    @classmethod
    def of(cls, choices: Iterable[str]) -> Tally:
        """Raises KeyError for what is no vote."""
        counted = dict.fromkeys(CHOICES, 0)
        for choice in choices:
            counted[choice] += 1
        return cls(counted[IN_FAVOUR], counted[AGAINST], counted[ABSTENTION], counted[IMPEDED])

    @property
    def able(self) -> int:
        """How many voted who could: everybody but the impeded."""
        return self.in_favour + self.against + self.abstentions

    @property
    def words(self) -> str:
        """«3 a favor, 1 en contra»: what nobody did goes unsaid."""
        counts = (
            (self.in_favour, "a favor"),
            (self.against, "en contra"),
            (self.abstentions, "abstenciones" if self.abstentions > 1 else "abstención"),
            (self.impeded, "impedidos" if self.impeded > 1 else "impedido"),
        )
        return ", ".join(f"{count} {name}" for count, name in counts if count) or "—"


def carried(majority: str, tally: Tally, *, seats: int) -> bool:
    """Whether the matter is approved: by somebody, and by the majority that the rule asks.

    An abstention is a vote that does not approve. A tie approves nothing.
    Raises ValueError for an unknown rule.
    """
    if tally.in_favour == 0:
        return False
    match majority:
        case "present":
            return 2 * tally.in_favour > tally.able
        case "simple":
            return tally.in_favour > tally.against
        case "seats":
            return 2 * tally.in_favour > seats - tally.impeded
        case "unanimous":
            return tally.against == 0
    raise ValueError(majority)


def reasons_against_outcome(
    outcome: str, majority: str, tally: Tally, *, seats: int
) -> list[Reason]:
    """Why the votes do not support what is to be recorded; empty when they do.

    What is put off needs no vote: nothing is decided.
    """
    if outcome == DEFERRED:
        return []
    if tally.able == 0:
        return [Reason("no_votes", "Registre los votos antes de la decisión.", "outcome")]
    won = carried(majority, tally, seats=seats)
    if won == (outcome == APPROVED):
        return []
    counted = f"{tally.in_favour} a favor, {tally.against} en contra"
    counted += f" y {tally.abstentions} abstenciones"
    message = (
        f"Con {counted}, el comité aprobó: la decisión no puede ser otra."
        if won
        else f"Con {counted} no se alcanza la mayoría: no puede quedar aprobado."
    )
    return [Reason("majority", message, "outcome")]


def reasons_against_vote(
    choice: str,
    reason: str,
    *,
    seat: int | None,
    present: Collection[int],
    voted: Collection[int],
    impeded: bool,
) -> list[Reason]:
    """Every reason why this vote does not count; empty when it does.

    `seat`: that of the voter, None without one. `impeded`: wrote, prepared or reviewed what is
    voted, so that only their impediment is recorded (who prepares does not approve).
    """
    reasons = []
    if choice not in CHOICES:
        reasons.append(Reason("choice", "Elija el sentido del voto.", "choice"))
    if seat is None:
        reasons.append(Reason("no_member", "No vota quien no es miembro con voto.", "member"))
    else:
        if seat not in present:
            reasons.append(Reason("absent", "No vota quien no asiste a la sesión.", "member"))
        if seat in voted:
            reasons.append(Reason("twice", "Ese miembro ya votó este punto.", "member"))
    if impeded and choice != IMPEDED:
        message = (
            "Está impedido: escribió, elaboró o revisó el documento y no lo aprueba. "
            "Registre el impedimento."
        )
        reasons.append(Reason("impeded", message, "choice"))
    if choice in (AGAINST, IMPEDED) and not reason.strip():
        message = (
            "Escriba por qué vota en contra."
            if choice == AGAINST
            else "Escriba la causa del impedimento."
        )
        reasons.append(Reason("no_reason", message, "reason"))
    return reasons


def missing_votes(
    seats: Collection[int], present: Collection[int], voted: Collection[int]
) -> frozenset[int]:
    """The seats that are taken, vote, and have neither voted, abstained nor told an impediment."""
    return frozenset(seats) & frozenset(present) - frozenset(voted)


def reasons_against_window(
    now: datetime, *, opens: datetime, closes: datetime | None
) -> list[Reason]:
    """Why a vote comes at the wrong moment; `closes` None is a session that is going on."""
    if now < opens:
        return [Reason("window", "La votación no ha empezado.", "choice")]
    if closes is not None and now > closes:
        return [Reason("window", "La votación ya terminó.", "choice")]
    return []


def latest(states: Iterable[tuple[int, str]]) -> Mapping[int, str]:
    """The last state of each seat, of rows in the order in which they were written."""
    return dict(states)


def present(states: Iterable[tuple[int, str]]) -> frozenset[int]:
    """The seats that are taken, after all those rows."""
    return frozenset(seat for seat, state in latest(states).items() if state == "present")
