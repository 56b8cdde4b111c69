"""What a version says on paper: content and envelope turned into the pieces that the page draws.

Pure. Derived parts (numbers of sections, change control, signatures, targets of decisions) are
computed here once, so that a template only draws. Sentences are in Spanish: they are the document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from records import flowchart, kinds
from records.content import Content, blocks
from records.days import in_words
from records.printed import room
from records.printed.charts import accent_of, chart_on_paper
from records.printed.difference import comparison_page
from records.printed.ordering import Placed, placed
from records.printed.pieces import pieces_of
from records.printed.text import printable

Envelope = dict[str, Any]
Piece = dict[str, Any]

__all__ = [
    "Placed",
    "comparison_page",
    "facts",
    "nothing_in",
    "page",
    "pieces_of",
    "placed",
    "printable",
    "sections",
    "signature_columns",
]

UNCONTROLLED = "Documento controlado; al imprimirse o descargarse se considera copia no controlada."
ACCESS_MARKS = {
    "classified": "INFORMACIÓN PÚBLICA CLASIFICADA",
    "reserved": "INFORMACIÓN PÚBLICA RESERVADA",
}
ROLES = (("prepared", "Elaboró"), ("reviewed", "Revisó"), ("approved", "Aprobó"))
ROLES_OF_KIND = {"minutes": (("approved", "Presidencia"), ("prepared", "Secretaría"))}
URGENT_MARK = "EXPEDIDO DE URGENCIA"
EMPTY = {
    "annexes": "Sin anexos.",
    "changes": "Primera versión: aún no hay cambios.",
    "records": "Sin registros.",
    "references": "Sin referencias.",
}

STATES = {"draft": "BORRADOR", "review": "EN REVISIÓN", "extract": "EXTRACTO", "annex": "ANEXO"}
PREPARING = "Documento en preparación: no está vigente ni produce efectos."
# What goes with minutes and is no version: nobody signs it, and its foot says what it is.
BESIDE = {
    "extract": "Extracto publicado por la secretaría del comité. El acta completa reposa en el "
    "archivo de la entidad.",
    "annex": "Anexo restringido del acta: contiene datos personales y no se publica.",
}


def page(
    content: Content,
    envelope: Envelope | None,
    *,
    entity: Mapping[str, Any],
    mode: str,
    marks: tuple[str, ...] = (),
    verify_url: str | None = None,
    seal: str = "",
    check_code: str = "",
) -> Piece:
    """Everything the Typst sources draw, as JSON values whose text the typefaces can print."""
    listed, closing = sections(content, envelope)
    kind = kinds.LABELS.get(content["kind"], kinds.LABELS["other"])
    declared = kinds.KINDS.get(content["kind"])
    title = content["title"].strip() or "Sin título"
    code = content["code"] or "Sin código"
    banner = [STATES[mode]] if mode in STATES else []
    if envelope and envelope["adopted"]:
        banner.append("ADOPTADO")
    if envelope and "urgent" in envelope:
        banner.append(URGENT_MARK)
    if mark := ACCESS_MARKS.get(content["access"]):
        banner.append(mark)
    made = {
        "kind": kind,
        "landscape": declared is not None and declared.landscape,
        "title": title,
        "title-size": 12 if len(title) <= 70 else 10.5 if len(title) <= 140 else 9,
        "full-title": f"{kind} {title}",
        "keywords": [code, kind],
        "description": f"{kind} {code}, {entity['name']}",
        "code": code,
        "version": envelope["label"] if envelope else STATES[mode].capitalize(),
        "approved": envelope["approved_on"] if envelope else "—" if mode in BESIDE else "pendiente",
        "banner": [*banner, *marks],
        "stamp": " · ".join(marks),
        "entity": {"name": entity["name"]},
        "accent": accent_of(entity),
        "facts": facts(content, envelope),
        "sections": listed,
        "approval": closing if mode not in BESIDE else None,
        "companions": room.companions(
            listed, room.closing_height(closing["columns"], verified=bool(envelope and verify_url))
        )
        if mode not in BESIDE
        else None,
        "footer": _footer(
            envelope["verification_code"] if envelope else check_code, entity, verify_url, mode
        ),
        "verification": _verification(envelope, verify_url, seal),
        "flowcharts": _flowcharts(content),
    }
    cleaned: Piece = printable(made)
    return cleaned


def _footer(code: str, entity: Mapping[str, Any], verify_url: str | None, mode: str) -> list[str]:
    """How to check a sheet; the legend of the uncontrolled copy; whose it is."""
    owner = []
    if entity.get("nit"):
        owner.append(f"NIT {entity['nit']}")
    if address := entity.get("address"):
        owner.append(" ".join(address.split())[:90])
    lines = [" · ".join(owner)] if owner else []
    beside = UNCONTROLLED if mode == "issued" else BESIDE.get(mode, PREPARING)
    if mode != "issued" and not code:
        return [beside, *lines]
    check = [f"Código de verificación {code}"]
    if verify_url and len(_address(verify_url)) <= 60:
        check.append(_address(verify_url))
    return [" · ".join(check), beside, *lines]


def _flowcharts(content: Content) -> list[Piece]:
    """The drawing of each table of activities, with its text equivalent."""
    charts = (flowchart.layout(block) for block in blocks(content, "activities"))
    return [chart_on_paper(chart) for chart in charts if chart]


def _verification(envelope: Envelope | None, verify_url: str | None, seal: str) -> Piece | None:
    if not (envelope and verify_url):
        return None
    return {
        "code": envelope["verification_code"],
        "url": verify_url,
        "alt": f"Código QR con la dirección {verify_url}",
        "sentence": "El código QR del pie y esta dirección dicen si la versión está vigente:",
        "address": _address(verify_url),
        "seal": seal,
    }


def _address(url: str) -> str:
    """Where a person types the code: the address without it, and without what goes unsaid."""
    return re.sub(r"^https?://|(?<=/verificar/)[0-9A-Z-]{19}/$", "", url)


def sections(content: Content, envelope: Envelope | None) -> tuple[list[Piece], Piece]:
    """The numbered sections and, apart, the closing one (review and approval).

    Change control is the envelope's, or the content's own rows in a draft. A section of role
    `approval` only lends its title.
    """
    *listed, last = placed(content)
    rows = _change_rows(content, envelope)
    printed = [
        {
            "number": one.number,
            "title": one.title,
            "blocks": _drawn(one.section, rows),
            "short": one.section["role"] in ("changes", "annexes"),
        }
        for one in listed
    ]
    columns = signature_columns(envelope, content["kind"])
    return printed, {"number": last.number, "title": last.title, "columns": columns}


def _drawn(section: Piece, rows: list[Piece]) -> list[Piece]:
    """What a section prints; one without anything says so."""
    if drawn := pieces_of(section, rows):
        return [{**piece, "kept": room.is_kept(piece)} for piece in drawn]
    return [{"type": "empty", "text": nothing_in(section["role"]), "kept": False}]


def nothing_in(role: str) -> str:
    """What stands in a section of that role that says nothing."""
    return EMPTY.get(role, "Sin información.")


def signature_columns(envelope: Envelope | None, kind: str) -> list[Piece]:
    """Elaboró, Revisó, Aprobó, each with everybody who signed in that role, in order.

    Minutes are signed by who presides and by the secretary.
    """
    signatures = envelope["signatures"] if envelope else []
    return [
        {
            "title": title,
            "pending": _unsigned(envelope),
            "signers": [_signer(one, title) for one in signatures if one["role"] == role],
        }
        for role, title in ROLES_OF_KIND.get(kind, ROLES)
    ]


def facts(content: Content, envelope: Envelope | None) -> list[Piece]:
    """Process, office, series and first day in force, as far as they are known."""
    found = []
    if process := content["process"]:
        parent = process["parent"]
        names = [f"{one['code']} {one['name']}" for one in (parent, process) if one]
        found.append({"name": "Proceso", "value": " › ".join(names)})
    if office := content["office"]:
        found.append({"name": "Dependencia", "value": office["name"]})
    if series := content["series"]:
        found.append({"name": "Serie", "value": f"{series['code']} {series['name']}"})
    if envelope:
        found.append({"name": "Vigente desde", "value": _day(envelope["effective_on"])})
        if replaced := envelope.get("replaces"):
            found.append({"name": "Reemplaza a", "value": replaced})
        if urgent := envelope.get("urgent"):
            found.append({"name": "Expedición", "value": _urgent(urgent["confirm_by"])})
    return found


def _day(iso: str) -> str:
    return in_words(date.fromisoformat(iso))


def _urgent(confirm_by: str) -> str:
    """What a sheet can say for ever: how it stands now, the address of verification tells."""
    day, hour = _day(confirm_by[:10]), confirm_by[11:16]
    return (
        "De urgencia, con una sola aprobación: si otra persona no la confirma a más tardar el "
        f"{day} a las {hour}, se retira. Consulte su estado con el código de verificación."
    )


def _unsigned(envelope: Envelope | None) -> str:
    """What stands where nobody signed."""
    if not envelope:
        return "Pendiente"
    return "Sin firma: se expidió de urgencia" if "urgent" in envelope else "Sin firma registrada"


def _change_rows(content: Content, envelope: Envelope | None) -> list[Piece]:
    if envelope:
        return list(envelope["changes"])
    return [
        item
        for section in content["sections"]
        for block in section["blocks"]
        if block["type"] == "changes"
        for item in block["items"]
    ]


def _signer(signature: Piece, title: str) -> Piece:
    committee = signature["committee"]
    name = signature["name"] or committee or "Sin nombre"
    details = [signature["position"], signature["office"]]
    if committee and signature["name"]:
        details.append(committee)
    if signature["minutes_number"]:
        details.append(f"Acta n.º {signature['minutes_number']}")
    return {
        "step": signature["step"] if signature["step"] not in ("", title) else None,
        "name": name,
        "details": [detail for detail in details if detail],
        "date": _day(signature["date"]) if signature["date"] else None,
        "manner": "Firma electrónica" if signature["signed_at"] else None,
    }
