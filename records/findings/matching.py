"""When two names mean the same record: «Listado de asistencia» and «asistencias», «Acta», «Actas».

Names are compared by their meaningful words, in the singular; what only tells the support or the
form («formato de», «físico») does not count.
"""

from __future__ import annotations

import re
from functools import lru_cache

from records.text import fold


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A folded Spanish word without the ending of its plural: planes = plan, informes = informe."""
    if len(word) > 4 and word.endswith("ces"):
        return word[:-3] + "z"
    bare = word[:-1] if len(word) > 3 and word.endswith("s") else word
    return bare[:-1] if len(bare) > 3 and bare.endswith("e") else bare


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


_STOP = _stems(
    "a al con de del e el en la las lo los o para por que se su sus un una y u segun cada"
    " formato documento registro soporte evidencia copia anexo diligenciado firmado respectivo"
    " correspondiente"
)
# The support says nothing of what is recorded.
_SUPPORT = _stems("fisico electronico digital virtual impreso magnetico escrito papel")
_SAME = {
    "lista": "listado",
    "planilla": "listado",
    "correo": "comunicado",
    "comunicacion": "comunicado",
    "mail": "comunicado",
}
# A name after «y» is a record of its own when it begins like one.
_RECORD_NOUNS = _stems(
    "acta acto aviso base bitacora carta certificado certificacion circular citacion comprobante"
    " comunicado concepto constancia contrato convenio cotizacion cronograma cuadro diagnostico"
    " encuesta estudio expediente factura ficha foto fotografia guia hoja indicador informe"
    " inventario invitacion listado mapa matriz memorando memoria minuta notificacion oficio orden"
    " pagina plan pliego poliza presentacion presupuesto proyecto publicacion reporte requerimiento"
    " resolucion respuesta resultado solicitud ticket video"
)
_EMPTY = frozenset({"", "n/a", "na", "no aplica", "ninguno", "-", "--", "x", "no", "sin registro"})
_CODE = re.compile(r"(?<![\w.-])(?=[A-Za-z.-]{0,40}\d)[A-Za-z]{1,5}(?:[-.][A-Za-z0-9]{1,6}){1,5}\b")
_PARTS = re.compile(r"\s*[\n\t;,•]\s*|\s*/\s*(?=\w{3})|\.\s+(?=[A-ZÁÉÍÓÚÑ])")
# A cell that names more is prose, not a list of records.
MOST = 40
# As far as the first meaningful word of a name can stand.
_HEAD_LENGTH = 60
_BLANKS = re.compile(r"[^\S\n\t]+")
_AND = re.compile(r"\s+(?:y/o|y|e|o|u)\s+", re.IGNORECASE)


@lru_cache(maxsize=4096)
def meaning(name: str) -> tuple[str, ...]:
    """The meaningful words of a record's name, in order; empty where only form words stand."""
    words = []
    for word in re.findall(r"[a-zñ0-9]+", fold(_CODE.sub(" ", name))):
        one = stem(word)
        one = _SAME.get(one, one)
        if one not in _STOP and one not in _SUPPORT and not one.isdigit():
            words.append(one)
    return tuple(words)


def printed_codes(name: str) -> list[str]:
    """The document codes that stand in a name, as printed, in order, each once."""
    return list(dict.fromkeys(_CODE.findall(name)))


@lru_cache(maxsize=4096)
def codes(name: str) -> frozenset[str]:
    """The same, folded, to compare."""
    return frozenset(fold(code) for code in printed_codes(name))


def same_record(printed: str, listed: str, listed_code: str | None = None) -> bool:
    """Whether what an activity prints is the record that the table lists."""
    if listed_code and fold(listed_code) in codes(printed):
        return True
    if codes(printed) & codes(listed):
        return True
    one, other = meaning(printed), meaning(listed)
    if not one or not other:
        return fold(printed).strip(" .") == fold(listed).strip(" .")
    # «Informes» lists every kind of report; «asistencias» is short for «listado de asistencia».
    return (other[0] == one[0] and set(other) <= set(one)) or set(one) <= set(other)


def names(cell: str | None) -> list[str]:
    """The records that one cell names, each apart, `MOST` at most; empty for «no aplica»."""
    result: list[str] = []
    for part in _PARTS.split(_BLANKS.sub(" ", cell or ""))[:MOST]:
        pieces = [part]
        for found in reversed(list(_AND.finditer(part))[:MOST]):
            head = meaning(part[found.end() : found.end() + _HEAD_LENGTH])[:1]
            if head and head[0] in _RECORD_NOUNS:
                pieces[0:1] = [pieces[0][: found.start()], pieces[0][found.end() :]]
        result += [piece.strip(" .:–—-") for piece in pieces]
    return [name for name in result if fold(name).strip(" .") not in _EMPTY][:MOST]
