"""What an entity's crest may be: an SVG that draws, runs nothing and fetches nothing."""

from __future__ import annotations

import re

from lxml import etree

LIMIT = 200_000
_SVG = "{http://www.w3.org/2000/svg}"
_ACTIVE = {"script", "foreignObject", "iframe", "object", "embed", "handler", "listener"}
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import", re.IGNORECASE)


def crest_reasons(svg: bytes) -> list[str]:
    """Why these bytes cannot be the crest, a Spanish sentence each; empty when they can.

    A crest is drawn on every page and in every PDF: no script, no event, no reference to
    anything outside the file, no entity of a DTD.
    """
    if len(svg) > LIMIT:
        return [f"El escudo pesa más de {LIMIT // 1000} kB: simplifique el dibujo."]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(svg, parser)
    except etree.XMLSyntaxError:
        return ["El escudo no es un archivo SVG que se pueda leer."]
    if root.tag != f"{_SVG}svg":
        return ["El escudo no es un SVG: su primera etiqueta no es <svg>."]
    reasons = []
    if root.getroottree().docinfo.doctype:
        reasons.append("El escudo trae una definición DOCTYPE: guárdelo como SVG simple.")
    if any(_is_active(node) for node in root.iter()):
        reasons.append("El escudo trae código que se ejecuta: guárdelo sin scripts ni eventos.")
    if any(_reaches_outside(node) for node in root.iter()):
        reasons.append("El escudo trae imágenes o direcciones: guárdelo dibujado solo con trazos.")
    return reasons


def _is_active(node: etree._Element) -> bool:
    if not isinstance(node.tag, str):
        return isinstance(node, etree._ProcessingInstruction)
    name = etree.QName(node).localname
    return name in _ACTIVE or any(
        etree.QName(key).localname.lower().startswith("on")
        or re.match(r"\s*(javascript|vbscript):", str(value), re.IGNORECASE)
        for key, value in node.attrib.items()
    )


def _reaches_outside(node: etree._Element) -> bool:
    if not isinstance(node.tag, str):
        return isinstance(node, etree._Entity)
    for key, value in node.attrib.items():
        name = etree.QName(key).localname
        if name in ("href", "src") and not str(value).strip().startswith("#"):
            return True
        if _OUTSIDE.search(str(value)):
            return True
    return etree.QName(node).localname == "style" and bool(_OUTSIDE.search(node.text or ""))
