"""What the titles of sections and the leading words of documents mean, whatever their dress."""

# ruff: noqa: E501 - a lexicon reads best with one meaning a line
from __future__ import annotations

import re

from .words import fold

_OF = r"(?: (?:del?|de la|de este|de esta|para el|al) (?:presente )?(?:procedimiento|proceso|documento|instructivo|manual|guia|protocolo|politica|plan|programa|formato|actividad|caracterizacion)(?: .{0,60})?)?"
_ROLES: tuple[tuple[str, str], ...] = (
    ("approval", r"(?:control (?:de )?(?:la )?)?(?:elaboracion|revision|aprobacion|emision)(?:,? (?:y )?(?:revision|aprobacion|elaboracion|emision|actualizacion|validacion))*"),
    ("approval", r"(?:cuadro de )?(?:control de )?firmas(?: de .*)?|elaboro,? reviso,? (?:y )?aprobo|(?:control|ruta|flujo|cuadro|responsables) de (?:elaboracion|revision|aprobacion|firmas)\b.*"),
    ("changes", r"(?:control|historial|historia|registro|relacion|cuadro|tabla) (?:de |del )?(?:los )?(?:cambios?|versiones|modificaciones|actualizaciones|revisiones)(?: (?:y|o|de|del|al|en) .*)?|(?:cambios|versiones|modificaciones)(?: (?:del|al) documento)?|historial"),
    ("objective", r"(?:objeto|objetivos?|proposito|finalidad)(?: (?:general|principal|y alcance|y justificacion|generales))?"),
    ("scope", r"(?:alcance|campo de aplicacion|ambito de aplicacion|alcance y (?:campo|ambito) de aplicacion|alcance y aplicacion|cobertura)"),
    ("definitions", r"(?:definicion(?:es)?|glosario|terminologia|siglas|abreviaturas|terminos|conceptos|acronimos|vocabulario)(?:(?: de| y|,| o| e)? (?:los )?(?:definiciones|terminos|siglas|abreviaturas|abreviaciones|acronimos|conceptos|glosario|simbolos|generales|basicas|terminologia))*"),
    ("responsible", r"(?:responsables?|responsabilidad(?:es)?|autoridad(?:es)?|roles|lider(?:es)?|dueno|encargado)(?: (?:y|e|o|u) (?:responsabilidad(?:es)?|autoridad(?:es)?|responsables?|roles))*(?: (?:general|principal|lider)(?:es)?)?"),
    ("activities", r"(?:(?:descripcion|desarrollo|secuencia|detalle|relacion|listado|tabla|matriz|cuadro) (?:detallada )?(?:de |del )?(?:las? |los )?(?:actividad(?:es)?|pasos|tareas|procedimientos?)(?: .{0,40})?|actividades(?: (?:del|a) .{0,40})?|paso a paso|pasos|procedimiento|metodologia|descripcion)"),
    ("content", r"(?:contenido|desarrollo|contenido y desarrollo|desarrollo del tema|cuerpo)"),
    ("references", r"(?:soportes?|marco|base|fundamentos?|sustento|soporte|requisitos|normograma|referencias?|normatividad|normativa|normas|normativas|documentos?|legislacion|bases|referente|antecedentes)(?: (?:de |y |e |o )?(?:legal(?:es)?|normativ[oa]s?|juridic[oa]s?|referencias?|normatividad|aplicables?|bibliografic[oa]s?|documental(?:es)?|de referencia|tecnic[oa]s?|relacionad[oa]s|externos?|vigentes?|asociad[oa]s?|reglamentari[oa]s?|conceptual|consulta))+|normatividad|normativa|normas|normograma|referencias?|bibliografia|legislacion"),
    ("records", r"(?:(?:control|relacion|listado|lista|tabla|identificacion|cuadro|matriz) de (?:los )?)?(?:registros?|formatos y registros|registros y formatos|documentos y registros|registros y documentos|evidencias)(?: (?:de calidad|de la calidad|generados?|asociados?|relacionados?|del sistema|documentales|y anexos|y evidencias|de gestion))*"),
    ("annexes", r"(?:(?:listados?|lista|relacion|control|indice|cuadro) de (?:los )?)?anexos(?: (?:y|o) (?:formatos|documentos))?|documentos anexos|formatos y anexos"),
)  # fmt: skip
_COMPILED = tuple((role, re.compile(rf"(?:{pattern}){_OF}")) for role, pattern in _ROLES)
_ANNEX = re.compile(
    r"(?:anexo|apendice)(?: (?:n|no|nro|num|numero))?(?: (?:\d{1,2}|[a-z]|[ivx]+))?(?: .*)?"
)
_OTHER = re.compile(
    r"(?:condiciones|disposiciones|consideraciones|aspectos|criterios|recomendaciones|politicas|lineamientos|puntos|generalidades|introduccion|presentacion|justificacion|flujograma|diagrama|indicadores|riesgos|recursos|insumos|entradas|salidas|requisitos|materiales|equipos|documentos|tabla de contenido|indice|tiempos?|normas de operacion|observaciones)"
    r"(?: (?:generales|especificas|especiales|de operacion|de control|de flujo|del? .{0,40}|y .{0,40}|previas|relacionados|asociados|basicos?|operativ[oa]s))*"
)

# The leading word of a title, singular or plural, and the prefix of a code.
_SMALL = frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "el",
        "los",
        "y",
        "e",
        "en",
        "para",
        "por",
        "a",
        "al",
        "con",
        "sobre",
    ]
)
_KIND_WORDS = {
    "procedimiento": "procedure", "caracterizacion": "characterization", "formato": "format",
    "manual": "manual", "instructivo": "instruction", "guia": "guide", "protocolo": "protocol",
    "politica": "policy", "plan": "plan", "programa": "program", "matriz": "matrix",
    "ficha tecnica": "datasheet", "acta": "minutes", "informe": "report",
}  # fmt: skip
_PREFIXES = {
    "PR": "procedure", "PRC": "procedure", "PD": "procedure", "P": "procedure", "PRO": "procedure",
    "CA": "characterization", "CP": "characterization", "FO": "format", "FR": "format",
    "F": "format", "FT": "format", "FOR": "format", "MA": "manual", "M": "manual", "MN": "manual",
    "IN": "instruction", "I": "instruction", "INS": "instruction", "GU": "guide", "G": "guide",
    "PT": "protocol", "PO": "policy", "PL": "plan", "PG": "program", "MZ": "matrix",
    "DE": "external",
}  # fmt: skip


def role_of(title: str) -> str | None:
    """The role of a section with that title; none where the title says nothing to us."""
    if len(title) > 160:
        return None
    folded = fold(title)
    if not folded or len(folded) > 110:
        return None
    for role, pattern in _COMPILED:
        if pattern.fullmatch(folded):
            return role
    return None


def is_usual_title(title: str) -> bool:
    """Whether documents commonly title a section so although it has no role of its own."""
    return bool(_OTHER.fullmatch(fold(title)))


def is_annex_title(title: str) -> bool:
    """Whether the line opens one annex ("ANEXO", "Anexo 2. Plano"), not their list."""
    return bool(_ANNEX.fullmatch(fold(title))) and len(title) <= 120


def leading_kind(title: str) -> tuple[str | None, str]:
    """The kind that the first word of a title names, and the title without that word."""
    words = title.split()
    for length in (2, 1):
        kind = _KIND_WORDS.get(fold(" ".join(words[:length])))
        if kind:
            return kind, " ".join(words[length:]).lstrip(" :.-–—").strip()
    return None, title


def is_same_title(title: str, other: str) -> bool:
    """Whether two titles differ only in small words: «de compras», «COMPRAS»."""
    return bool(_weighty(title)) and _weighty(title) == _weighty(other)


def is_run_on(title: str) -> bool:
    """Whether a title without its kind begins with what joined it: «de redacción de actas»."""
    return bool(re.match(r"(?:de|del|para|sobre)\b", title))


def _weighty(title: str) -> list[str]:
    return [word for word in fold(title).split() if word not in _SMALL]


def kind_of_code(code: str) -> str | None:
    """The kind that the letters of a code name (`PR-M1-P1-01`, `GD-PR-02`, `GAD-PRC10`)."""
    parts = [part for part in re.split(r"[-.\s/_]", code.upper()) if part]
    letters = [re.match(r"[A-Z]*", part)[0] for part in parts]  # type: ignore[index]
    known = [_PREFIXES[part] for part in letters if len(part) > 1 and part in _PREFIXES]
    if known:
        # a format nested under its procedure (GCA-PR-001-FR-01) is what its last letters say
        return known[-1]
    return next((_PREFIXES[part] for part in letters if part in _PREFIXES), None)
