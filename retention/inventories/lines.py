"""What a line of an inventory says of one unit: the rules of each column (domain 3.2). Pure.

Acuerdo AGN 042 de 2002, art. 7, and Acuerdo 001 de 2024, Annex 3. Sentences are in Spanish: they
are the document.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

UNDATED = "s.f."
OFTEN, SOMETIMES = 12, 3
FREQUENCIES = ("Alta", "Media", "Baja", "Ninguna")
ACCESS = {"classified": "Pública clasificada", "reserved": "Pública reservada"}
_UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryLine:
    """One unit of conservation, as it is printed. Numbers are None where there is nothing to count.

    `name` is what the unit is called for whoever reads the inventory; `other` is a unit that is
    neither box, folder nor volume, by its name and number.
    """

    order: int
    code: str
    series: str
    unit: str
    name: str
    first: str
    last: str
    on_paper: bool
    electronic: bool
    box: str = ""
    folder: str = ""
    volume: str = ""
    other: str = ""
    folios: int | None = None
    kinds: str = ""
    files: int | None = None
    size: str = ""
    place: str = ""
    consultation: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What is known of a unit that a note must tell.

    `lent_until`: the day by which each loan that is out is to be given back. `apart`: what is kept
    elsewhere and where. `office_until`, `archive_until`: its last days in each archive, where its
    years count. `stands_at`: deposit, shelf and tray. `numbers`: the volumes there are. `producer`:
    the office that produced it, where neither its code nor the head of the form says so.
    """

    producer: str = ""
    access: str = "public"
    standing: str = ""
    lent_until: Sequence[date] = ()
    apart: Sequence[tuple[str, str]] = ()
    stands_at: str = ""
    numbers: Collection[int] = ()
    on_paper: bool = False
    unfoliated: bool = False
    records: int = 0
    office_until: date | None = None
    archive_until: date | None = None


def extreme_dates(first: date | None, last: date | None) -> tuple[str, str]:
    """Initial and final date, aaaa-mm-dd; one alone where there is one; `s.f.` without any."""
    days = [one.isoformat() for one in (first, last) if one is not None]
    if not days:
        return UNDATED, UNDATED
    days.sort()
    return days[0], days[-1] if days[-1] != days[0] else ""


def volume_of(number: int, total: int) -> str:
    """«2 de 3»; a unit in one volume says only its number."""
    return f"{number} de {total}" if total > 1 else str(number)


def stands_at(deposit: str, shelf: str, tray: str) -> str:
    """Where a volume stands, in words; empty where nothing was said."""
    said = (("Depósito", deposit), ("estante", shelf), ("entrepaño", tray))
    words = ", ".join(f"{name} {value.strip()}" for name, value in said if value.strip())
    return words[:1].upper() + words[1:]


def other_unit(name: str, number: str) -> str:
    """A unit of another kind: its name and its number («Planoteca 3»)."""
    return " ".join(part.strip() for part in (name, number) if part.strip())


def consultation(times: int | None) -> str:
    """How often it was asked for in a year, in the words of the form; None where nobody counts.

    Loans are counted, and readings of what is restricted, which are events. What is public and
    electronic is read without leaving a trace of its readers, and says nothing.
    """
    if times is None:
        return ""
    often, sometimes, seldom, never = FREQUENCIES
    if times >= OFTEN:
        return often
    if times >= SOMETIMES:
        return sometimes
    return seldom if times else never


def size_in_words(count: int) -> str:
    """Bytes as people say them, with one decimal and a comma: «1,2 MB»."""
    size, unit = Decimal(count), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    told = size if unit == 0 else size.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{told} {_UNITS[unit]}".replace(".", ",")


def support_codes(*, on_paper: bool, electronic: bool) -> str:
    """The letters of the form of 2002: P for paper, EL for what is electronic."""
    return ", ".join(code for code, there in (("P", on_paper), ("EL", electronic)) if there)


def kinds_in_words(counted: Mapping[str, int]) -> str:
    """The kinds of file, the most usual first."""
    ordered = sorted(counted, key=lambda kind: (-counted[kind], kind))
    return ", ".join(ordered)


def notes(seen: Observed, *, public: bool) -> str:
    """What the column of notes says: access, gaps, what is apart, what is out, how it stands.

    The public form tells of no loan, and of what is kept apart only that there is something: those
    words were written for the archive (Ley 1581 de 2012).
    """
    told = [ACCESS[seen.access]] if seen.access in ACCESS else []
    if seen.producer:
        told.append(f"Oficina productora: {seen.producer}")
    if gone := _gaps(seen.numbers):
        word = "Falta el tomo" if len(gone) == 1 else "Faltan los tomos"
        told.append(f"{word} {_listed(gone)}")
    if seen.on_paper and not seen.numbers:
        told.append("Sin tomos registrados")
    if seen.unfoliated:
        told.append("Sin foliar")
    if not seen.on_paper and not seen.records:
        told.append("Sin documentos")
    if seen.standing == "reopened":
        told.append("Reabierto: sin fecha de cierre")
    if seen.standing == "merged":
        told.append("Sus documentos pasaron a otro expediente")
    if seen.archive_until is not None:
        office = f"gestión hasta {seen.office_until}, " if seen.office_until else ""
        told.append(f"Se conserva: {office}central hasta {seen.archive_until}")
    if public:
        if seen.apart:
            told.append("Con testigo de lo que se conserva aparte")
    else:
        told += [seen.stands_at] if seen.stands_at else []
        told += [f"Testigo: {what}, en {where}" for what, where in seen.apart]
        told += [f"Prestado hasta {day.isoformat()}" for day in sorted(seen.lent_until)]
    return ". ".join(told)


def public_name(*, series: str, code: str, public_title: str, title: str, of_document: bool) -> str:
    """What a unit is called for everybody: never what was written for the archive alone.

    The title that was given for everybody; that of a public controlled document; else the series
    and the code, since the name of a case file is often a person (domain 11.6).
    """
    if public_title.strip():
        return public_title.strip()
    return title if of_document else f"{series} · {code}"


def _gaps(numbers: Collection[int]) -> list[int]:
    return [one for one in range(1, max(numbers, default=0)) if one not in numbers]


def _listed(numbers: Sequence[int]) -> str:
    words = [str(one) for one in numbers]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} y {words[-1]}"
