"""Sessions of the year: when each committee meets, what it hears, decides and leaves to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from random import Random

from portal.demo import sessions
from portal.demo.organization import toml
from portal.demo.sessions import Commitment, Committee, Session, Told
from portal.demo.year import pacing
from portal.demo.year.lives import Sitting
from portal.demo.year.prose import lower
from portal.demo.year.shelf import committee_of
from portal.demo.year.vocabulary import Theme

_DAYS = (
    ("CIGD", date(2026, 1, 27)),
    ("CTIC", date(2026, 2, 24)),
    ("CICCI", date(2026, 3, 10)),
    ("CIGD", date(2026, 3, 24)),
    ("CTIC", date(2026, 4, 28)),
    ("CIGD", date(2026, 5, 19)),
    ("CICCI", date(2026, 6, 16)),
    ("CIGD", date(2026, 7, 14)),
    ("CTIC", date(2026, 8, 11)),
    ("CIGD", date(2026, 9, 8)),
    ("CICCI", date(2026, 9, 29)),
    ("CIGD", date(2026, 10, 20)),
    ("CTIC", date(2026, 11, 3)),
    ("CIGD", date(2026, 11, 10)),
)
_CHAIRS = {"CIGD": "mtrujillo", "CTIC": "aprobadora", "CICCI": "ncaicedo"}
# Whose holder may be away: never the chair, and nobody who keeps the quorum alone.
_AWAY = {"CIGD": "secretario-hacienda", "CICCI": "secretario-hacienda"}
_DISSENT = {"CIGD": "secretario-educacion", "CICCI": "secretario-planeacion"}
_PLACES = ("Sala de juntas del Despacho", "Auditorio Manglares", "Sala de crisis de la Secretaría")
_QUESTIONS = (
    "Los miembros preguntaron por los recursos que hacen falta y por la fecha de la primera "
    "revisión; se acordó revisarlo en seis meses.",
    "Se leyó el concepto de la revisión metodológica y se aceptaron sus dos observaciones.",
    "La presentación mostró qué cambia frente a lo que se venía haciendo y a quién afecta.",
    "Se pidió divulgarlo en las sedes subregionales antes de que entre en vigencia.",
)
IMPEDIMENT = "Participó en la elaboración o en la revisión del documento."


def days(themes: Sequence[Theme]) -> list[tuple[str, date]]:
    """The sessions of the committees that these offices submit to."""
    mine = {committee_of(theme) for theme in themes}
    return [(code, pacing.on_or_after(on)) for code, on in _DAYS if code in mine]


def committees(
    sittings: Iterable[Sitting], themes: Sequence[Theme], pick: Random
) -> Iterator[Committee]:
    """The new committees and that of the core, each with its sessions of the year."""
    held: dict[str, list[Session]] = {}
    for place, sitting in enumerate(sittings):
        held.setdefault(sitting.committee, []).append(_session(place, sitting, themes, pick))
    core = toml("committee.toml")
    for told in (*toml("year/committees.toml")["committees"], core):
        if told["code"] in held:
            yield sessions.committee(told, tuple(held[told["code"]]))


def _session(place: int, one: Sitting, themes: Sequence[Theme], pick: Random) -> Session:
    theme = themes[place % len(themes)]
    subject = pick.choice(theme.subjects)
    convened, signed = pacing.earlier(one.on, 5), pacing.later(one.on, 3)
    virtual = place % 3 == 2
    away, dissent = _AWAY.get(one.committee), _DISSENT.get(one.committee)
    return Session(
        convened_on=convened,
        means=f"Correo del {convened:%d/%m/%Y} a todos los miembros, con el orden del día y sus "
        "documentos.",
        on=one.on,
        place="" if virtual else pick.choice(_PLACES),
        link=f"https://reuniones.aguaclara.example/{one.committee.lower()}-{one.on:%Y%m%d}"
        if virtual
        else "",
        told=(
            Told(
                title=f"Informe sobre {lower(subject.title)}",
                development=f"Se presentó el indicador «{lower(subject.measure[0])}», cuya meta es "
                f"{subject.measure[3]}.\nSe analizó este riesgo: {lower(subject.risk[0])}. "
                f"Su causa: {lower(subject.risk[1])}.",
            ),
        ),
        approves=one.approves,
        development=pick.choice(_QUESTIONS),
        impediment=IMPEDIMENT,
        absent=((away, f"Oficio 140-{place + 31:04} de excusa"),)
        if away and place % 4 == 3
        else (),
        dissents=(
            (dissent, "against", "Considera que falta asegurar los recursos antes de aprobarlo."),
        )
        if dissent and place % 5 == 0
        else (),
        commitments=tuple(_commitments(place, one, theme, pick)),
        circulated_on=pacing.later(one.on, 1),
        signed_on=signed,
        chair=_CHAIRS[one.committee],
    )


def _commitments(place: int, one: Sitting, theme: Theme, pick: Random) -> Iterator[Commitment]:
    for number, subject in enumerate(pick.sample(theme.subjects, 2)):
        due = pacing.later(one.on, pick.randint(20, 45))
        done = pacing.earlier(due, pick.randint(0, 4))
        kept = number == 0 and due <= pacing.LAST
        yield Commitment(
            text=f"{subject.improve[0]}.",
            by=theme.author,
            due_on=due,
            done_on=done if kept else None,
            note=f"Entregado: {lower(subject.improve[1])}." if kept else "",
        )
