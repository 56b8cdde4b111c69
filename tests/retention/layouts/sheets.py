"""Sheets as entities make them, each in a layout of its own and in our words."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from records.sheets import Sheet, delimited, sheets_of

PLAIN = """\
codigo_serie,serie,codigo_subserie,subserie,retencion_ag,retencion_ac,disposicion,soporte,procedimiento
02,ACTAS,01,Actas del comité de convivencia,2,8,CONSERVACION TOTAL,PAPEL,Se transfiere al histórico.
02,ACTAS,02,Actas de entrega de cargo,2,3,ELIMINACION,PAPEL / ELECTRONICO,"Se elimina.
Con acta."
05,CIRCULARES,,,1,4,SELECCION,Electrónico,Muestra del 5 %.
"""

SEMICOLONS = (
    "ALCALDÍA DE VALLE HONDO;;;;;;\r\n"
    "Tabla de retención documental;;;;;;\r\n"
    "Oficina productora: 130 - Secretaría de Planeación;;;;;;\r\n"
    "\r\n"
    "Código;Serie;Subserie;AG;AC;Disposición final;Tipos documentales\r\n"
    "130.04;LICENCIAS;;;;;\r\n"
    "130.04.01;LICENCIAS;Licencias de construcción;5;15;CT/D;Solicitud|Plano|Resolución\r\n"
    "130.04.02;LICENCIAS;Licencias de cerramiento;2;8;S, M;Solicitud; plano\r\n"
).replace("Solicitud; plano", '"Solicitud; plano"')

_HEADS = (
    "Código dependencia|Dependencia|Código serie|Nombre serie|Código subserie|Nombre subserie|"
    "AG|AC|CT|E|S|MT\n"
)
OFFICES = (
    _HEADS.replace("|", "\t")
    + """\
100\tDespacho\t02\tACTAS\t01\tActas de empalme\t2\t8\tX\t\t\tX
\t\t02\tACTAS\t02\tActas de reunión\t2\t3\t\tx\t\t
110\tSecretaría de Hacienda\t02\tACTAS\t01\tActas de cierre fiscal\t2\t8\t✓\t\t\t
"""
)

JOINED = """\
Oficina productora;Hacienda;;Código;110;;;
CÓDIGO;SERIES, SUBSERIES Y TIPOS DOCUMENTALES;A.G.;A.C.;CT;E;S;PROCEDIMIENTO
110.07;COMPROBANTES;;;;;;
110.07.01;Comprobantes de egreso;2;8;;X;;Se destruyen.
;- Comprobante;;;;;;
;- Factura o cuenta de cobro;;;;;;
110.07.02;Comprobantes de ingreso;2;8;;;X;Muestra.
"""

SPLIT_LETTERS = """\
D,S,Sb,Series / Subseries / Tipos documentales,P,E,AG,AC,CT,E,S,M,D,Procedimientos
200,03,,CONTRATOS,,,,,,,,,,
200,03,001,Contratos de obra,X,X,2,18,X,,,,X,Se conserva y digitaliza.
,,,Estudio previo,X,,,,,,,,,
,,,Acta de liquidación,,X,,,,,,,,
200,03,002,Contratos de suministro,X,,2,18,,,X,X,,Muestra del 10 %.
"""

CCD = """\
Código sección;Sección;Cód. serie;Serie;Cód. subserie;Subserie;Tipos documentales
300;Subgerencia científica;11;HISTORIAS;01;Historias clínicas;Epicrisis|Consentimiento informado
300;Subgerencia científica;12;INFORMES;;;Informe
"""

TVD = """\
TABLA DE VALORACIÓN DOCUMENTAL,,,,,,
Entidad productora: Instituto de Caminos,,,,,,
Periodo: 1968 - 1984,,,,,,
Oficina productora: Sección de Almacén,,Código: 4,,,,
CÓDIGO,ASUNTOS,RETENCIÓN,CT,E,S,PROCEDIMIENTO
4.1,Tarjetas de existencias,10,,X,,Sin valor secundario.
4.2,Planos de puentes,0,X,,,Valor histórico.
"""

DEEP = """\
Código,Serie o asunto,AG,AC,Disposición
1,PROCESOS,,,
1.1,Procesos judiciales,,,
1.1.1,Procesos civiles,5,15,CT
1.1.2,Procesos penales,5,15,S+MT
"""


def of_csv(text: str | bytes) -> list[Sheet]:
    """The one table of a CSV."""
    return [Sheet("hoja.csv", delimited(text if isinstance(text, bytes) else text.encode()))]


def book(*sheets: tuple[str, list[list[Any]], list[str]]) -> bytes:
    """A workbook: name, rows and joined ranges of each sheet."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows, joined in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in joined:
            sheet.merge_cells(area)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def of_book(content: bytes) -> list[Sheet]:
    """The visible sheets of a workbook."""
    return sheets_of(content, most=20_000)


def official(office: str, name: str) -> list[list[Any]]:
    """A printed sheet: block, head of two rows, series, subseries and types in rows, foot."""
    return [
        ["ALCALDÍA DE VALLE HONDO"],
        ["TABLA DE RETENCIÓN DOCUMENTAL"],
        ["OFICINA PRODUCTORA:", None, None, name, None, None, None, None, None, "CÓDIGO:", office],
        [],
        [
            "CÓDIGO", None, None, "SERIES, SUBSERIES Y TIPOS DOCUMENTALES", "SOPORTE", None,
            "RETENCIÓN", None, "DISPOSICIÓN FINAL", None, None, None, "PROCEDIMIENTO",
        ],
        ["D", "S", "Sb", None, "S.F", "EL", "AG", "AC", "CT", "E", "S", "M/D", None],
        [office, "02", None, "ACTAS"],
        [office, "02", "01", "Actas de obra", "X", None, 2, 8, "X", None, None, "D", "Se guarda."],
        [None, None, None, "   Convocatoria", "X", None],
        [None, None, None, "   Acta", None, "X"],
        [office, "02", "02", "Actas de visita", "X", "X", 2, 8, None, "X", None, None, None],
        [office, "09", None, "CIRCULARES", None, "X", 1, 4, None, None, "X", None, "Muestra."],
        [],
        ["CONVENCIONES: CT conservación total, E eliminación"],
        ["Firma", None, None, "Secretario General"],
    ]  # fmt: skip


JOINED_HEAD = ["A5:C5", "D5:D6", "E5:F5", "G5:H5", "I5:L5", "M5:M6", "M8:M11"]
