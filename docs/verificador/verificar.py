"""Comprueba el registro de una entidad sin confiar en ella: da 0 si todo es cierto, 1 si no.

verificar.py cabeza CABEZA.json                la firma de una cabeza
verificar.py continua CABEZA.json PRUEBA.json  que el registro sigue al de la cabeza que guardó
verificar.py version PRUEBA.json               que la expedición de una versión está en él
verificar.py pdf PRUEBA.json ARCHIVO.pdf       y que ese archivo es el que se expidió
… HUELLA                                       y que firmó ese certificado (su SHA-256)
"""

# fmt: off
from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()
def require(condition, sentence):
    if not condition:
        raise ValueError(sentence)
def verified(head, seal):
    """Lo que declara una cabeza, comprobadas su huella, su certificado y su firma."""
    signed = head["statement"].encode()
    require(sha256(signed).hex() == head["sha256"], "la cabeza no corresponde a su huella")
    certificate = base64.b64decode("".join(head["certificate"].split("-----")[2].split()))
    require(seal in (None, sha256(certificate).hex()), "la firmó otro sello")
    n = int(head["public_key"]["modulus"], 16)
    size = (n.bit_length() + 7) // 8
    key = b"\x02\x82" + (size + 1).to_bytes(2, "big") + b"\x00" + n.to_bytes(size, "big")
    require(key + b"\x02\x03\x01\x00\x01" in certificate, "la llave no es la del certificado")
    padded = b"\x00\x01" + b"\xff" * (size - 54) + bytes.fromhex(  # RFC 8017, 9.2
        "003031300d060960864801650304020105000420") + sha256(signed)
    opened = pow(int.from_bytes(base64.b64decode(head["signature"]), "big"), 65537, n)
    require(opened.to_bytes(size, "big") == padded, "la firma de la cabeza no es válida")
    require(b'"schema":"register-head-1"' in signed, "no es una cabeza de registro")
    return json.loads(signed)

def climb(right, place, last, proof, left=b""):
    """La raíz a la que lleva una prueba (RFC 9162, 2.1.3.2 y 2.1.4.2), y la de antes."""
    for step in map(bytes.fromhex, proof):
        if place & 1 or place == last:
            right, left = sha256(b"\x01", step, right), left and sha256(b"\x01", step, left)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            right = sha256(b"\x01", right, step)
        place, last = place >> 1, last >> 1
    require(last == 0, "la prueba está incompleta")
    return right.hex(), left.hex()
def follows(old, new, proof):
    first, place, last = old["size"], old["size"] - 1, new["size"] - 1
    require(0 < first <= new["size"], "la cabeza nueva es anterior")
    if first == new["size"]:
        return require(old["root"] == new["root"], "el registro que usted guardó se reescribió")
    start, *steps = [old["root"], *proof] if first & (first - 1) == 0 else proof
    while place & 1:
        place, last = place >> 1, last >> 1
    roots = climb(bytes.fromhex(start), place, last, steps, bytes.fromhex(start))
    require(roots == (new["root"], old["root"]), "el registro que usted guardó se reescribió")
def included(entry, head):
    event = entry["event"]
    text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    leaf = sha256(b"\x00", sha256(text.encode()))
    require(0 < event["seq"] <= head["size"], "el evento no cabe en la cabeza")
    root, _ = climb(leaf, event["seq"] - 1, head["size"] - 1, entry["proof"])
    require(root == head["root"], "el evento no está en el registro de esa cabeza")
    return event

def main(order, file, *others, seal=None):
    told = json.loads(Path(file).read_text("utf-8"))
    kept = told["head"] if order in ("version", "pdf") else told
    require(kept and told.get("issued", kept), "ninguna cabeza firmada lo cubre aún: vuelva mañana")
    head = verified(kept, kept["certificate_sha256"] if order == "continua" else seal)
    if order == "continua":
        heir, proof = kept["certificate_sha256"], json.loads(Path(others[0]).read_text("utf-8"))
        require(proof["first"]["statement"] == told["statement"], "la prueba es de otra cabeza")
        for one in proof["handovers"]:  # cada sello nombró al que lo sucede
            heir = verified(one, heir)["successor"]
        follows(head, verified(proof["second"], seal or heir), proof["proof"])
    elif order in ("version", "pdf"):
        own = included(told["issued"], head)
        require(own["action"] == "version.issued", "el evento no es una expedición")
    if order == "pdf":
        kept, pdf = included(told["attached"], head), sha256(Path(others[0]).read_bytes()).hex()
        require([kept["subject"], kept["facts"]["sha256"]] == [own["subject"], pdf], "no es el PDF")
    return f"Cierto. Cabeza {head['number']} del {head['day']}: {head['size']} eventos."

if __name__ == "__main__":
    words = sys.argv[1:]
    seal = words.pop() if words and len(words[-1]) == 64 else None
    if len(words) != {"cabeza": 2, "version": 2, "continua": 3, "pdf": 3}.get((words or [""])[0]):
        sys.exit(__doc__)
    try:
        sys.stdout.write(main(*words, seal=seal) + "\n")
    except (ValueError, KeyError, TypeError, IndexError, OSError, OverflowError) as error:
        sys.exit(f"NO: {error}")
