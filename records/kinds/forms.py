"""Formats: forms that are filled in to leave a record, on paper or on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from records.kinds.model import Column, Fault, Grid, Kind, Of, Part, Row
from records.kinds.parts import ANNEXES, CONTENT, OBJECTIVE, RECORDS, SCOPE

LINE, TEXT, NUMBER, DATE, MAIL = "line", "text", "number", "date", "mail"
CHOICE, CHOICES, YES_NO = "choice", "choices", "yes_no"
PERSON, OFFICE, FILE, TABLE = "person", "office", "file", "table"
FIELD_KINDS = (
    (LINE, "Línea"),
    (TEXT, "Texto largo"),
    (NUMBER, "Número"),
    (DATE, "Fecha"),
    (CHOICE, "Una opción"),
    (CHOICES, "Varias opciones"),
    (YES_NO, "Sí o no"),
    (MAIL, "Correo electrónico"),
    (PERSON, "Persona de la entidad"),
    (OFFICE, "Dependencia"),
    (FILE, "Archivo adjunto"),
    (TABLE, "Tabla de filas"),
)
LISTED = (CHOICE, CHOICES)
# Of these the limits bound: characters, value, how many are marked, how many rows.
LIMITED = (LINE, TEXT, NUMBER, CHOICES, TABLE)
YES, NO = "yes", "no"
YES_OR_NO = ((YES, "Sí"), (NO, "No"))

FILLER, HEAD, OWNER, POSITION, CHOSEN = "filler", "head", "owner", "position", "chosen"
SIGNERS = (
    (FILLER, "Quien diligencia"),
    (HEAD, "Quien aprueba en la dependencia de quien diligencia"),
    (OWNER, "Quien aprueba en la dependencia responsable del formato"),
    (POSITION, "Quien ocupa el cargo"),
    (CHOSEN, "La persona que elige quien diligencia"),
)
ANYBODY, OF_OFFICE = "anybody", "office"
FILLERS = (
    (ANYBODY, "Cualquier servidor o contratista de la entidad"),
    (OF_OFFICE, "Solo la dependencia responsable del formato"),
)


def options_of(row: Row) -> list[str]:
    """What is listed in a field, one on a line: its options, or the columns of its table."""
    return [one.strip() for one in (row["options"] or "").splitlines() if one.strip()]


def field_faults(rows: Sequence[Row]) -> Iterable[Fault]:
    """Fields that nobody could fill in as they are declared."""
    labels: set[str] = set()
    for row in rows:
        label = row["label"] or ""
        named = f"La casilla «{label}»"
        if label and label.casefold() in labels:
            yield row["id"], f"{named} está dos veces: dele otro nombre a una de las dos."
        labels.add(label.casefold())
        options = options_of(row)
        if row["of"] in LISTED and len(options) < 2:
            yield row["id"], f"{named} necesita al menos dos opciones, una por línea."
        if row["of"] == TABLE and not options:
            yield row["id"], f"{named} necesita sus columnas, una por línea."
        if len({one.casefold() for one in options}) != len(options):
            yield row["id"], f"{named} repite una opción o una columna."
        least, most = row["least"], row["most"]
        if least is not None and most is not None and least > most:
            yield row["id"], f"{named} tiene un mínimo mayor que su máximo."
        if (least is not None or most is not None) and row["of"] not in LIMITED:
            yield row["id"], f"{named} no lleva mínimo ni máximo por ser de ese tipo."


def signer_faults(rows: Sequence[Row]) -> Iterable[Fault]:
    """Signatures that nobody could give, or that one person would give twice."""
    names: set[str] = set()
    for row in rows:
        name = row["name"] or ""
        if name and name.casefold() in names:
            yield row["id"], f"La firma «{name}» está dos veces."
        names.add(name.casefold())
        if row["who"] == POSITION and not row["position"]:
            yield row["id"], f"La firma «{name}» es de quien ocupa un cargo: diga cuál."
    if [row["who"] for row in rows].count(FILLER) > 1:
        yield None, "Quien diligencia firma una sola vez."


FORM_FIELDS = Grid(
    name="form_fields",
    label="Casillas",
    noun="casilla",
    icon="form",
    cells=(
        Column("label", "Casilla", Of.LINE, 24, required=True),
        Column("of", "Tipo", Of.CHOICE, 14, required=True, choices=FIELD_KINDS),
        Column(
            "options",
            "Opciones o columnas",
            Of.TEXT,
            20,
            help="Una por línea. En una tabla, «(fecha)» o «(número)» al final de una columna dice "
            "qué lleva.",
        ),
        Column("required", "Obligatoria", Of.CHOICE, 11, choices=YES_OR_NO),
        Column("personal", "Dato personal", Of.CHOICE, 10, choices=YES_OR_NO),
        Column("least", "Mínimo", Of.INTEGER, 8, help="Del número, o cuántos caracteres o filas."),
        Column("most", "Máximo", Of.INTEGER, 8),
        Column("help", "Ayuda", Of.TEXT, 20, help="Lo que lee quien diligencia, bajo la casilla."),
    ),
)
FORM_SIGNERS = Grid(
    name="form_signers",
    label="Firmas",
    noun="firma",
    icon="edit",
    cells=(
        Column("name", "Firma", Of.LINE, 24, required=True, help="Como se imprime: «Solicita»."),
        Column("who", "Quién firma", Of.CHOICE, 30, required=True, choices=SIGNERS),
        Column("position", "Cargo", Of.LINE, 24, help="Solo si firma quien ocupa un cargo."),
    ),
)
FORM_FILING = Grid(
    name="form_filing",
    label="Cómo se diligencia y dónde queda",
    noun="archivo de lo diligenciado",
    icon="folder-open-inverse",
    single=True,
    cells=(
        Column("fillers", "Quién lo diligencia", Of.CHOICE, required=True, choices=FILLERS),
        Column("series", "Serie de lo diligenciado", Of.SERIES, required=True),
        Column(
            "notice",
            "Aviso de tratamiento de datos",
            Of.TEXT,
            help="Se muestra y se acepta antes de enviar, si alguna casilla es un dato personal "
            "(Ley 1581 de 2012). Vacío: el de la entidad.",
        ),
    ),
)
FORM = Part(
    "form",
    "Formulario",
    (FORM_FIELDS, FORM_SIGNERS, FORM_FILING),
    ("form_fields", "form_signers", "form_filing"),
)

FORMAT = Kind(
    name="format",
    prefix="FO",
    label="Formato",
    plural="Formatos",
    parts=(OBJECTIVE, SCOPE, FORM, CONTENT, RECORDS, ANNEXES),
    mandatory=frozenset({"objective"}),
    schema="format-1",
)
