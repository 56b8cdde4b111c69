"""Small files made to hurt whoever reads them; the same bytes at each run."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Override PartName="/{part}" ContentType="application/vnd.openxmlformats-'
    'officedocument.{kind}.main+xml"/></Types>'
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = (
    f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>Acta de la reunión</w:t></w:r></w:p>'
    "</w:body></w:document>"
)


def package(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def docx(body: str | bytes = BODY, **parts: str | bytes) -> bytes:
    types = TYPES.format(part="word/document.xml", kind="wordprocessingml.document")
    base = {"[Content_Types].xml": types, "_rels/.rels": RELATIONS, "word/document.xml": body}
    return package({**base, **parts})


def xlsx(shared: str) -> bytes:
    types = TYPES.format(part="xl/workbook.xml", kind="spreadsheetml.sheet")
    return package({"[Content_Types].xml": types, "xl/sharedStrings.xml": shared})


def with_entity(address: str) -> str:
    """A body that asks for what stands at an address when its reader is careless."""
    return f'<!DOCTYPE d [<!ENTITY out SYSTEM "{address}">]><d>&out;</d>'


def bomb() -> bytes:
    """A DOCX of some kilobytes that unfolds to 20 MB."""
    return docx(b"<a>" + b" " * (20 * 1024 * 1024) + b"</a>")


def pdf(text: str = "Oficio de prueba", *, pages: int = 1, catalog: str = "") -> bytes:
    """A PDF written out, with what a test adds to its catalogue."""
    kids = " ".join(f"{4 + 2 * place} 0 R" for place in range(pages))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for place in range(pages):
        stream = f"BT /F1 24 Tf 72 720 Td ({text} {place + 1}) Tj ET"
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * place} 0 R >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = out.tell()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode())
    out.write(
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return out.getvalue()


def scripted_pdf() -> bytes:
    return pdf(catalog="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")


def launching_pdf() -> bytes:
    return pdf(catalog="/OpenAction << /S /Launch /F (calc.exe) >>")


def png(width: int, height: int) -> bytes:
    """A PNG that says it has that size; its rows are not there beyond the first."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\x80\x40\x20" * width) * (height if height < 1000 else 1))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def message(depth: int = 0, **files: bytes) -> bytes:
    """A message with files, inside as many others as told."""
    told = EmailMessage()
    told["From"] = "Marta Ruiz <marta@ciudadana.example>"
    told["To"] = "contacto@entidad.example"
    told["Date"] = "Mon, 03 Feb 2020 08:15:00 -0500"
    told["Subject"] = "Petición sobre la vía veredal"
    told["Message-ID"] = "<p1@ciudadana.example>"
    told.set_content("Buenos días. Solicito el arreglo de la vía.\n")
    for name, content in files.items():
        told.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    told.set_boundary("==parte==") if files else None
    inner = told.as_bytes()
    for level in range(depth):
        mark = f"==nivel{level}=="
        inner = (
            (
                f"From: a@b.example\r\nSubject: RV {level}\r\nMIME-Version: 1.0\r\n"
                f'Content-Type: multipart/mixed; boundary="{mark}"\r\n\r\n--{mark}\r\n'
                "Content-Type: message/rfc822\r\n\r\n"
            ).encode()
            + inner
            + f"\r\n--{mark}--\r\n".encode()
        )
    return inner
