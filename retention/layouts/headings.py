"""Which column is which: the headings of the official layouts and their many other names. Pure.

A heading may take two rows (RETENCIÓN over AG and AC) and stand below a block that says whose the
table is. What a lone letter means is told by the heading above it, or by its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from records.sheets import Row
from records.text import fold
from retention.layouts.words import key

CODES = ("office_code", "code", "series_code", "subseries_code")
RETENTION = ("ag", "ac", "retention")
MARKS = ("ct", "e", "s", "m", "d", "mt")
_MANY = {"disposition", "support", "procedure", "ignored"}
_DEPTH = 3  # rows that a heading takes at most
_LOOKED_AT = 25

_YEARS = "(?:retencion|tiempo|anos?|anios?|trd|de|en|el|del|archivo|la|tiempos)*"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("office_code", "(?:codigo|cod|id)(?:de)?(?:la)?(?:dependencia|oficina|seccion|unidad|area)"
     "(?:productora|administrativa)?|(?:dependencia|oficina)codigo|d|dep|codigooficinaproductora"),
    ("office_name", "(?:nombre)?(?:de)?(?:la)?(?:dependencia|oficina|seccion|subseccion)"
     "(?:productora)?|oficina(?:o|y)dependencia(?:productora)?"),
    ("subseries_code", "(?:codigo|cod|id)(?:de)?(?:la)?subserie|subseriecodigo|sb|ss|sub|csb|subs"),
    ("series_code", "(?:codigo|cod|id)(?:de)?(?:la)?serie|seriecodigo|cs"),
    ("code", "codigos?|cod|codigotrd|codigotvd|codigoccd|codigo(?:de)?clasificacion|codigocompleto"
     "|codigodsb|codigodssb|codigo(?:de)?(?:la)?serie(?:y|o)?subserie|codigos?archivisticos?"),
    ("names", "(?:nombre)?(?:de)?(?:las?)?series?.{0,4}(?:subseries?).{0,40}|asuntos?"
     "|(?:nombre)?(?:de)?(?:las?)?series?(?:documentales)?(?:y|o|u)?"
     "(?:los)?(?:tipos?|tipologias?|asuntos?|expedientes?)(?:documentales|documental)?"
     "|asuntos?(?:y|o)series?|nombre|denominacion"),
    ("series_name", "(?:nombre)?(?:de)?(?:la)?series?(?:documental|documentales|nombre)?"),
    ("subseries_name", "(?:nombre)?(?:de)?(?:la)?subseries?(?:documental|documentales|nombre)?"),
    ("types", "(?:tipos?|tipologias?)(?:documentales|documental|dedocumentos?)?"
     "|documentos?tipos?|unidaddocumental"),
    ("paper", "p|f|sf|ff|papel|fisico|soporte(?:papel|fisico)|enpapel"),
    ("electronic", "el|se|elec|electronico|digital|soporte(?:electronico|digital|el)"),
    ("support", "soportes?(?:oformato|yformato|documental|documentales)?|tipodesoporte"
     "|medio(?:desoporte)?"),
    ("ag", f"{_YEARS}(?:ag|gestion)(?:ag|anos?|anios?)*"),
    ("ac", f"{_YEARS}(?:ac|central)(?:ac|anos?|anios?)*"),
    ("retention", "(?:tiempo(?:s)?de)?retencion(?:enanos|anos|anios|enarchivo)?|anosderetencion"),
    ("disposition", "(?:codigo)?disposicion(?:final)?(?:codigo|original|texto)?|df"),
    ("reproduction", "reproduccion|reproducciontecnica|mediodereproduccion"),
    ("ct", "ct|c|conservaciontotal(?:ct)?|conservacion"),
    ("e", "e|eliminacion(?:e)?"),
    ("s", "s|seleccion(?:s)?|muestreo"),
    ("mt", "mt|md|mediotec(?:nologico|nico)(?:mt)?|reprografia|mdmt|microfilmaciondigitalizacion"
     "|microfilmacionodigitalizacion(?:md)?|microfilmacionydigitalizacion"),
    ("m", "m|microfilmacion(?:m)?|microfilm"),
    ("d", "digitalizacion(?:d)?"),
    ("procedure", "procedimientos?(?:s)?(?:de)?(?:disposicion)?(?:final)?|observaciones"
     "|procedimiento(?:y|o)observaciones"),
    ("trigger", "(?:inicio(?:de)?)?(?:la)?retencion(?:desde|cuentadesde)|cuentadesde|iniciaconteo"),
    ("sampling_method", "metodo(?:de)?(?:seleccion|muestreo)"),
    ("sampling_rate", "(?:porcentaje|%)(?:de)?(?:seleccion|muestra|muestreo)|muestra%?"),
    ("human_rights", "ddhh|derechoshumanos|ddhhdih|derechoshumanosydih"),
    ("legal_basis", "(?:fundamento|sustento|base)(?:legal|normativ[ao])|normas?|normatividad"),
    ("access", "(?:nivel(?:de)?)?acceso(?:propuesto)?|clasificacion(?:de)?acceso"),
    ("period", "periodo(?:organico)?|organicoperiodo"),
    ("subject", "esasunto|serieoasunto"),
)  # fmt: skip
_KNOWN = tuple((name, re.compile(pattern)) for name, pattern in _PATTERNS)

# What the heading above decides: its own signs come first.
_UNDER = {
    "code": {
        "office_code": {"d", "dep", "dependencia", "oficina", "seccion", "of", "depen", "o"},
        "series_code": {"s", "serie", "ser", "series"},
        "subseries_code": {"sb", "ss", "sub", "subserie", "subs", "sbs", "subseries"},
    },
    "support": {
        "paper": {"p", "f", "sf", "ff", "papel", "fisico", "fisicopapel", "ppapel", "s"},
        "electronic": {"e", "el", "se", "d", "electronico", "digital", "elec", "elelectronico"},
        "ignored": {"o", "otro", "otros", "formato", "h"},
    },
    "disposition": {
        "ct": {"ct", "c", "conservaciontotal"},
        "e": {"e", "eliminacion"},
        "s": {"s", "seleccion"},
        "m": {"m", "microfilmacion"},
        "d": {"d", "digitalizacion"},
        "mt": {"mt", "md", "mediotecnologico", "mediotecnico", "dm"},
    },
    "series": {
        "series_code": {"codigo", "cod"},
        "series_name": {"nombre", "denominacion", "serie"},
    },
    "subseries": {
        "subseries_code": {"codigo", "cod"},
        "subseries_name": {"nombre", "denominacion", "subserie"},
    },
    "office": {
        "office_code": {"codigo", "cod"},
        "office_name": {"nombre", "denominacion"},
    },
}


@dataclass(slots=True)
class Heading:
    """Where each field stands, what its heading says, and what is wrong with the headings."""

    fields: dict[str, list[int]] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    rows: int = 1
    unread: list[tuple[int, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    """Column, what is expected, sentence."""

    def head(self, name: str) -> str:
        """The heading of a field, as the file writes it; the field's own name without one."""
        columns = self.fields.get(name)
        return self.heads[columns[0]] if columns else name

    def has(self, *names: str) -> bool:
        """Whether one of these stands in the table."""
        return any(name in self.fields for name in names)

    @property
    def kind(self) -> str:
        """A CCD without retention; with a single column of it a TVD."""
        if not self.has(*RETENTION, *MARKS, "disposition"):
            return "ccd"
        return "trd" if self.has("ag") else "tvd"


def looks_like_heading(cells: Sequence[str]) -> bool:
    """A quick look: three cells or more that are headings by their words."""
    return sum(1 for cell in cells if cell and len(cell) < 90 and _named(key(cell))) >= 2


def find_heading(rows: Sequence[Row], start: int) -> Heading | None:
    """The heading that begins in this row, or None where none does."""
    best = _best(rows, start)
    if best is None:
        return None
    if best.rows > 1 and start + 1 < len(rows):
        # What stands above a heading (OFICINA PRODUCTORA, CÓDIGO) is no part of it.
        later = _best(rows, start + 1)
        if later is not None and len(later.fields) >= len(best.fields):
            return None
    _judge(best)
    return best


def _best(rows: Sequence[Row], start: int) -> Heading | None:
    if not looks_like_heading(rows[start][1]):
        return None
    best: Heading | None = None
    for depth in range(1, _DEPTH + 1):
        block = [cells for _, cells in rows[start : start + depth]]
        if len(block) < depth or (depth > 1 and not _continues(block)):
            break
        found = _placed(block, rows[start + depth : start + depth + _LOOKED_AT])
        if found is not None and (best is None or len(found.fields) > len(best.fields)):
            best = found
    return best


def _continues(block: Sequence[Sequence[str]]) -> bool:
    """Whether the last row is more of the heading: most of what it says are headings."""
    told = [(column, key(cell)) for column, cell in enumerate(block[-1]) if cell.strip()]
    known = [column for column, word in told if _role(word, _group(block[:-1], column))]
    return bool(told) and len(known) >= 2 and len(known) >= 0.6 * len(told)


def _group(above: Sequence[Sequence[str]], column: int) -> str:
    """The heading over a column, also where it was joined over several."""
    for cells in reversed(above):
        for place in range(min(column, len(cells) - 1), -1, -1):
            if cells[place].strip():
                return cells[place]
    return ""


def _kind_of(group: str) -> str:
    told = fold(group)
    for word, kind in (("codigo", "code"), ("soporte", "support"), ("disposicion", "disposition")):
        if word in told:
            return kind
    if "subserie" in told and not told.startswith("serie"):
        return "subseries"
    if told.startswith("serie") and "subserie" not in told:
        return "series"
    return "office" if told.startswith(("dependencia", "oficina")) else ""


def _named(word: str) -> str:
    """The field of a heading by its words alone."""
    return next((name for name, pattern in _KNOWN if pattern.fullmatch(word)), "")


def _role(word: str, group: str = "") -> str:
    for name, signs in _UNDER.get(_kind_of(group), {}).items():
        if word in signs:
            return name
    return _named(word)


def _placed(block: Sequence[Sequence[str]], below: Sequence[Row]) -> Heading | None:
    width = max(len(cells) for cells in block)
    found = Heading(rows=len(block))
    roles: dict[int, str] = {}
    lone: set[int] = set()
    for column in range(width):
        own = [cells[column].strip() for cells in block if column < len(cells)]
        said = [text for text in own if text]
        if not said:
            if _group(block[:1], column) and _kind_of(_group(block[:1], column)) == "code":
                roles[column] = "more"
            continue
        bottom = said[-1]
        above = [cells[: column + 1] for cells in block[:-1]]
        group = _group(above, column) if len(block) > 1 and own[-1] else ""
        group = "" if group == bottom else group
        found.heads[column] = " ".join(bottom.split())
        roles[column] = _role(key(bottom), group) or "ignored"
        if not _kind_of(group):
            lone.add(column)
    _by_place(roles, found.heads, lone)
    _split_codes(roles, found.heads, below)
    for column, role in sorted(roles.items()):
        if role == "ignored":
            found.unread.append((column, found.heads[column]))
        elif role != "more":
            found.fields.setdefault(role, []).append(column)
    if "series_name" in found.fields and not found.has("subseries_name", "names"):
        found.fields["names"] = found.fields.pop("series_name")
    known = found.has("names", "series_name") and found.has(*CODES[1:])
    return found if known or (found.has("names") and len(found.fields) >= 4) else None


def _by_place(roles: dict[int, str], heads: dict[int, str], lone: set[int]) -> None:
    """What a lone letter means: codes stand before the names, supports before the years."""
    names = [column for column, role in roles.items() if role in ("names", "series_name") and heads]
    first = min(names, default=-1)
    years = min((at for at, role in roles.items() if role in RETENTION), default=-1)
    for column in lone:
        word = key(heads[column])
        before = first >= 0 and column < first
        if word == "d":
            roles[column] = "office_code" if before else "d"
        elif word == "s":
            roles[column] = "series_code" if before else "s"
        elif word == "e":
            roles[column] = "electronic" if first < column < years else "e"
    # Beside SF and SE, F is the format of what is electronic.
    if "sf" in map(key, heads.values()):
        roles.update({at: "ignored" for at in roles if key(heads.get(at, "")) == "f"})
    # CÓDIGO SERIE CÓDIGO SUBSERIE: each code is of the name on its right.
    codes = [column for column, role in roles.items() if role == "code"]
    if len(codes) == 2 and [roles.get(at + 1) for at in codes] == ["series_name", "subseries_name"]:
        roles[codes[0]], roles[codes[1]] = "series_code", "subseries_code"
    # SERIE and SUBSERIE left of the names are their codes.
    if "names" in roles.values() and not {"code", "series_code"} & set(roles.values()):
        names_at = min(column for column, role in roles.items() if role == "names")
        for column, role in roles.items():
            if column < names_at and role in ("series_name", "subseries_name"):
                roles[column] = role.replace("name", "code")


def _split_codes(roles: dict[int, str], heads: dict[int, str], below: Sequence[Row]) -> None:
    """One heading over two or three columns of codes: office, series, subseries in this order."""
    for column in [at for at, role in roles.items() if role == "code"]:
        run = [column]
        while roles.get(run[-1] + 1) == "more":
            run.append(run[-1] + 1)
        used = [
            at for at in run if any(at < len(cells) and cells[at].strip() for _, cells in below)
        ]
        if len(used) < 2 or used[0] != column:
            continue
        parts = ("office_code", "series_code", "subseries_code")[-len(used) :]
        for at, role in zip(used, parts, strict=False):
            roles[at] = role
            heads[at] = heads[column]


def _judge(found: Heading) -> None:
    """Everything that keeps a table with these headings from being read."""
    for name, columns in found.fields.items():
        if len(columns) > 1 and name not in _MANY:
            told = " y ".join(f"«{found.heads[at]}» (columna {letter(at)})" for at in columns)
            what = "de código" if name in CODES else "para lo mismo"
            found.wrong.append(
                (
                    found.heads[columns[1]],
                    "una sola columna",
                    f"Hay {_number(len(columns))} columnas {what}: {told}. Deje solo una.",
                )
            )
    split = [name for name in ("series_code", "subseries_code") if name in found.fields]
    if "code" in found.fields and split and not found.wrong:
        found.wrong.append(
            (
                found.head(split[0]),
                "una sola columna",
                f"Hay dos columnas de código: «{found.head('code')}» y «{found.head(split[0])}». "
                "Deje el código completo o sus partes, no ambos.",
            )
        )
    if not found.has(*CODES[1:]):
        found.wrong.append(("", "una columna de código", "Falta la columna del código."))
    if found.kind == "ccd":
        return
    if found.has("ag") and not found.has("ac"):
        found.wrong.append(("AC", "una columna AC", "Falta la columna del archivo central (AC)."))
    if not found.has(*RETENTION):
        found.wrong.append(("AG", "columnas AG y AC", "Faltan las columnas de retención (AG, AC)."))
    if not found.has("ct", "e", "s", "disposition"):
        found.wrong.append(
            ("CT", "columnas CT, E y S", "Faltan las columnas de la disposición final.")
        )


def letter(column: int) -> str:
    """The letter of a column, as a spreadsheet names it: 0 is A."""
    told, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        told = chr(65 + rest) + told
    return told


def _number(count: int) -> str:
    return {2: "dos", 3: "tres", 4: "cuatro"}.get(count, str(count))
