"""Invented documents for the renderer: a town's ICT office. Ids are derived: bytes are stable."""

from __future__ import annotations

from typing import Any

from tests.contracts.rendering_builders import (
    activity,
    block,
    document,
    identity,
    paragraph,
    section,
    signature,
)

Content = dict[str, Any]

SUPPORT = [
    activity(0, "Inicio", "Jefe de la Oficina de Tecnologías", None, None),
    activity(
        1,
        "Recibir la solicitud por la mesa de ayuda y darle un número de caso.",
        "Técnico de la mesa de ayuda",
        "Caso en la mesa de ayuda",
        "El mismo día",
    ),
    activity(
        2,
        "Clasificar el caso según su urgencia y el servicio que toca.",
        "Técnico de la mesa de ayuda",
        "Caso en la mesa de ayuda",
        "2 horas hábiles",
        ("¿La solicitud está completa?", "next", "1"),
    ),
    activity(
        3,
        "Revisar los antecedentes del equipo y del usuario en el inventario de activos.",
        "Técnico de la mesa de ayuda",
        "Hoja de vida del equipo",
    ),
    activity(
        4,
        "Diagnosticar la causa y proponer una solución.",
        "Profesional de sistemas, o quien haga sus veces",
        "Concepto técnico",
        "1 día hábil",
    ),
    activity(
        5,
        "¿El caso necesita un proveedor externo?",
        "Profesional de sistemas, o quien haga sus veces",
        None,
        None,
        (None, "next", "8"),
    ),
    activity(
        6,
        "Solicitar la visita del proveedor con cargo al contrato de mantenimiento vigente.",
        "Supervisor del contrato",
        "Oficio FO-T3-P2-11",
        "1 día hábil",
    ),
    activity(
        7,
        "Acompañar la visita y dejar constancia de los repuestos que entran y salen.",
        "Supervisor del contrato",
        "Acta de visita",
    ),
    activity(
        8,
        "Aplicar la solución, probarla con el usuario y documentar lo que se hizo.",
        "Profesional de sistemas, o quien haga sus veces",
        "Caso en la mesa de ayuda",
        "3 días hábiles",
    ),
    activity(
        9,
        "Pedir al usuario que califique la atención.",
        "Técnico de la mesa de ayuda",
        "Encuesta de satisfacción",
        None,
        ("¿El usuario quedó conforme?", "next", "4"),
    ),
    activity(
        10,
        "Cerrar el caso y actualizar la base de conocimiento.",
        "Técnico de la mesa de ayuda",
        "Caso cerrado",
    ),
    activity(
        11,
        "Presentar el informe mensual de indicadores al comité de la Oficina.",
        "Jefe de la Oficina de Tecnologías",
        "Informe mensual",
        "5 primeros días del mes",
    ),
]


def long_activities(count: int = 35) -> list[dict[str, Any]]:
    """Many steps over several pages: every fifth decides, some jumps cross pages."""
    verbs = ("Revisar", "Consolidar", "Registrar", "Comunicar", "Verificar")
    things = (
        "los datos que enviaron las dependencias",
        "el plan de trabajo del trimestre con sus metas y sus responsables",
        "las novedades de los contratos en el tablero de seguimiento",
        "los resultados al despacho y a la oficina de planeación, con copia a control interno",
    )
    listed = []
    for number in range(1, count + 1):
        decision = None
        if number % 5 == 0 and number < count:
            back = str(max(1, number - 3)) if number % 2 else str(min(count, number + 9))
            decision = ("¿Cumple lo que pide el plan?", "next", back)
        listed.append(
            activity(
                number,
                f"{verbs[number % 5]} {things[number % 4]}.",
                ("Líder de programa", "Profesional universitario", "Comité técnico")[
                    (number // 3) % 3
                ],
                "Informe" if number % 2 else "Acta",
                None,
                decision,
            )
        )
    return listed


def procedure(activities: list[dict[str, Any]] | None = None, **fields: Any) -> Content:
    """A complete procedure with every part of the layout."""
    return document(
        section(
            "objective",
            "Objetivo",
            paragraph(
                "Atender con oportunidad las solicitudes de soporte de los servidores públicos del "
                "Municipio y de sus entidades descentralizadas, para que los servicios digitales "
                "estén disponibles y la información, protegida."
            ),
        ),
        section(
            "responsible",
            "Responsable",
            paragraph("Jefe de la Oficina de Tecnologías, profesional de sistemas o contratista."),
        ),
        section(
            "scope",
            "Alcance",
            paragraph(
                "Inicia con el recibo de la solicitud en la mesa de ayuda y termina con el cierre "
                "del caso y el informe de indicadores."
            ),
        ),
        section(
            "definitions",
            "Definiciones",
            block(
                "definitions",
                "terms",
                items=[
                    {"id": identity(f"term-{term}"), "term": term, "meaning": meaning}
                    for term, meaning in (
                        ("ANS", "Acuerdo de nivel de servicio."),
                        (
                            "Caso",
                            "Solicitud registrada en la mesa de ayuda, con número, responsable y "
                            "término. Reúne todo lo que se hizo hasta su cierre.",
                        ),
                        ("Mesa de ayuda", "Punto único por el que entran las solicitudes."),
                        ("SIG", "Sistema Integrado de Gestión."),
                    )
                ],
            ),
        ),
        section(
            "content",
            "Contenido",
            paragraph(
                "La mesa de ayuda es el único canal de entrada. Las solicitudes que lleguen por "
                "correo o en persona se registran allí antes de atenderlas; quien las recibe "
                "responde por ese registro. El trámite de cuentas sigue además el procedimiento "
                "PR-T3-P2-07 y usa los formatos FO-T3-P2-11 y FO-T3-P2-12."
            ),
            block("heading", "roles", level=2, number="5.1", text="Deberes de las dependencias"),
            paragraph("Cada dependencia designa un enlace, con estos deberes:"),
            block(
                "list",
                "duties",
                styles=["decimal", "alpha", "roman"],
                start=1,
                items=[
                    {"id": identity(f"duty-{index}"), "level": level, "text": text}
                    for index, (level, text) in enumerate(
                        (
                            (0, "Designar por escrito un enlace y su suplente, que deben:"),
                            (1, "Revisar que la solicitud esté completa antes de enviarla."),
                            (1, "Informar los cambios de personal el mismo día, en especial:"),
                            (2, "los retiros, para cerrar las cuentas;"),
                            (2, "los encargos, para ajustar los permisos."),
                            (0, "Asistir a las reuniones trimestrales de seguimiento."),
                        )
                    )
                ],
            ),
            block(
                "note",
                "absence",
                label="Nota",
                text="Si el enlace se ausenta, el jefe de la dependencia avisa por oficio quién lo "
                "reemplaza y entre qué fechas.",
            ),
            block(
                "list",
                "duties-2",
                styles=["decimal", "alpha", "bullet"],
                start=3,
                items=[
                    {
                        "id": identity("duty-9"),
                        "level": 0,
                        "text": "Socializar este procedimiento en la dependencia.",
                    }
                ],
            ),
            block("heading", "levels", level=2, number="5.2", text="Niveles de servicio"),
            block(
                "table",
                "levels",
                caption="Tiempos de atención según la urgencia",
                head=["Urgencia", "Qué significa", "Respuesta", "Solución"],
                rows=[
                    {"id": identity(f"level-{cells[0]}"), "cells": cells}
                    for cells in (
                        ["Alta", "Un servicio al ciudadano no funciona.", "30 minutos", "4 horas"],
                        ["Media", "Una dependencia trabaja con limitaciones.", "2 horas", "1 día"],
                        ["Baja", "Afecta a una persona y hay otra forma.", "1 día", "5 días"],
                    )
                ],
            ),
        ),
        section(
            "activities",
            "Descripción de actividades",
            block("activities", "main", items=SUPPORT if activities is None else activities),
        ),
        section(
            "references",
            "Soporte normativo y de referencia",
            block(
                "references",
                "norms",
                items=[
                    {"id": identity(f"norm-{text}"), "text": text, "norms": []}
                    for text in (
                        "Ley 1581 de 2012, protección de datos personales.",
                        "Decreto 1078 de 2015, sector de tecnologías de la información.",
                        "Norma técnica NTC-ISO/IEC 20000-1, gestión de servicios.",
                        "Manual de seguridad de la información del Municipio.",
                    )
                ],
            ),
        ),
        section(
            "records",
            "Registros",
            block(
                "records",
                "kept",
                items=[
                    {
                        "id": identity(f"record-{code}"),
                        "code": code,
                        "name": name,
                        "responsible": "Técnico de la mesa de ayuda",
                        "storage": "Mesa de ayuda, servidor de la Alcaldía",
                        "retrieval": "Por número de caso",
                        "protection": "Copia de respaldo diaria",
                        "retention": "Según TRD",
                        "disposition": "Según TRD",
                        "series": series,
                    }
                    for code, name, series in (
                        ("1", "Caso en la mesa de ayuda", "140.24"),
                        ("2", "Acta de visita", "140.02"),
                        ("FO-T3-P2-11", "Oficio al proveedor", None),
                        ("4", "Informe mensual de indicadores", "140.18"),
                    )
                ],
            ),
        ),
        section(
            "annexes",
            "Listado de anexos",
            block(
                "annexes",
                "files",
                items=[
                    {"id": identity("annex-flow"), "title": "Flujograma", "file": None},
                    {
                        "id": identity("annex-form"),
                        "title": "Formato de solicitud de cuentas",
                        "file": {
                            "name": "solicitud-de-cuentas.xlsx",
                            "sha256": "0" * 64,
                            "size": 1,
                            "media_type": "application/octet-stream",
                        },
                    },
                ],
            ),
        ),
        **fields,
    )


def envelope(content: Content, **fields: Any) -> dict[str, Any]:
    return {
        "schema": "envelope-1",
        "kind": content["kind"],
        "code": content["code"],
        "title": content["title"],
        "label": "02",
        "number": 2,
        "access": content["access"],
        "approved_on": "2026-03-12",
        "effective_on": "2026-03-16",
        "issued_at": "2026-03-12T16:05:00-05:00",
        "content_sha256": "a" * 64,
        "previous_sha256": "b" * 64,
        "verification_code": "7KQ4-0XZ2-M9TB-HV3R",
        "level": "L1",
        "adopted": False,
        "change": {"note": "Se añaden los niveles de servicio.", "scope": "major"},
        "changes": [
            {
                "version": "01",
                "reason": "Primera versión, aprobada con el mapa de procesos del Municipio.",
                "date": "2023-08-30",
            },
            {
                "version": "02",
                "reason": "Se añaden los niveles de servicio y la encuesta de satisfacción, según "
                "el plan de mejoramiento de la auditoría interna.",
                "date": "2026-03-12",
            },
        ],
        "signatures": [
            signature(
                "prepared",
                name="Marta Lucía Quintana Rojas",
                position="Profesional universitaria",
                office="Oficina de Tecnologías",
            ),
            signature(
                "prepared",
                name="Iván Darío Peñuela",
                position="Contratista – CPS n.º 118",
                office="Oficina de Tecnologías",
            ),
            signature(
                "reviewed",
                step="Revisión metodológica",
                name="Nubia Estela Arango Díaz",
                position="Líder del sistema de gestión",
                office="Oficina de Planeación",
                date="2026-03-06",
            ),
            signature(
                "approved",
                committee="Comité Institucional de Gestión y Desempeño",
                minutes_number="04",
                date="2026-03-12",
            ),
        ],
        "waivers": [],
        "original": None,
        "entity": {"name": "Alcaldía de Puerto Ceiba", "nit": "899999001-7"},
    } | fields


CREST = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 70">'
    '<path d="M4 4h52v34c0 16-12 24-26 28C16 62 4 54 4 38z" fill="#1f5661"/>'
    '<path d="M10 40c8-8 14 4 20-2s12 4 20-2v4c-8 6-14-4-20 2s-12-4-20 2z" fill="#fdfcf9"/>'
    '<circle cx="30" cy="20" r="8" fill="#d9b44a"/></svg>'
)
ENTITY = {
    "name": "Alcaldía de Puerto Ceiba",
    "nit": "899999001-7",
    "crest_svg": CREST,
    "accent": "#1f5661",
    "address": "Calle 4 n.º 3-20, Puerto Ceiba",
    "site": "https://puertoceiba.example",
}
VERIFY = "https://puertoceiba.example/documentos/PR-T3-P2-04/"
