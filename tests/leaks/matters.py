"""More that a visitor may not know: what was before, what was refused, what came from outside."""

from __future__ import annotations

import io
from datetime import date, time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.http import QueryDict

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from records import attendance, changes, committees, issue, returning
from records.capture import works
from records.capture.capturing import capture
from records.capture.reading import Incoming
from records.capture.units import Unit
from records.case_files import shaping
from records.case_files.access import Grounds
from records.committees import Ruling
from records.models import CaseFile, Issuance, Record
from records.no_record import suppressing
from records.permissions import Role
from retention.inventories import keeping
from retention.inventories.choosing import Choice
from search.saving import save_search
from tests.chamber import Chamber
from tests.factories import World, at, person
from tests.leaks.canaries import planted, word
from tests.records import filling
from tests.records.case_files.files import opened

NORM = "Ley 1712 de 2014, artículo 19, literal d"


def secret(world: World, code: str, of: str) -> dict[str, Any]:
    content: dict[str, Any] = planted(world.content(code, "Plan", access="classified"), of)
    return content


class House(World):
    """An entity with a committee, a public case file and everybody whom what follows needs: none
    of that is hidden."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.chamber = Chamber(self)
        self.quality = person("quique.calidad", Role.QUALITY, self.office)
        self.boss = filling.head(self)
        self.contract = opened(self, title="Contrato 15 de 2020")
        field = {"name": "Contratista", "by": self.archivist, "at": at("2020-02-03")}
        shaping.add_field(self.series, **field)
        self.page(self.content("PR-M2-P6-10", "Borrador de antes"))


def more(world: House, folder: Path) -> None:
    """All of it is of the office 130, but what the person of the office 140 wrote."""
    ended(world)
    refused(world)
    sat(world.chamber)
    listed(world)
    filed(world, outside(world, folder))
    searched(world)


def ended(world: World) -> None:
    """A restricted document of two versions, both over: the second was withdrawn."""
    first = world.issue(content=secret(world, "PR-M2-P6-06", "older"), note=f"{word('oldernote')}")
    second = world.issue(
        first.document,
        secret(world, "PR-M2-P6-06", "later"),
        day="2020-03-02",
        note=f"Cambia {word('laternote')}",
    )
    issue.withdraw(
        second,
        effective_on=date(2020, 4, 1),
        reason=f"Sobra {word('withdrawal')}",
        by=world.approver,
        at=at("2020-03-20"),
    )


def refused(world: House) -> None:
    """A restricted draft that was given back, and a request of change that was rejected."""
    content = secret(world, "PR-M2-P6-07", "refused")
    version = world.submit(world.document(), content, note=f"Va {word('refusednote')}")
    returning.refuse(
        version,
        reason=f"Le falta {word('refusal')}",
        by=world.reviewer,
        at=at("2020-02-03", 11),
    )
    asked = changes.request_change(
        "change",
        document=Issuance.objects.get(version__code="PR-M2-P6-02").document,
        office=world.office,
        reason=f"Pide {word('rejectedreason')}",
        by=world.author,
        at=at("2020-03-04"),
    )
    changes.decide(
        asked,
        accepted=False,
        reason=f"No, por {word('rejection')}",
        by=world.quality,
        at=at("2020-03-05"),
    )


def sat(chamber: Chamber) -> None:
    """A committee that decided on a restricted document and on points of its own."""
    waiting = chamber.version(
        "PR-M2-P6-08", content={"access": "classified", "objective": f"{word('waiting')} es."}
    )
    session = chamber.plan(place=f"Sala {word('place')}")
    chamber.item(session, version=waiting)
    point = chamber.item(session, title=f"Punto {word('agenda')}")
    when = {"by": chamber.secretary, "at": at("2020-02-05")}
    committees.convene(session, means=f"Correo {word('means')}", **when)
    committees.hold(session, chamber.there(), by=chamber.secretary, at=at("2020-02-10"))
    committees.rule(
        session,
        [
            Ruling(item, "approved", f"Se dice {word('ruling')}", chamber.ballots())
            for item in session.items.all()
        ],
        by=chamber.secretary,
        at=at("2020-02-10", 10),
    )
    committees.close(session, by=chamber.secretary, at=at("2020-02-10", 11))
    when = {"by": chamber.secretary, "at": at("2020-02-11")}
    committees.develop(point, f"Se trató {word('deliberation')}", **when)
    committees.attach_annex(
        session,
        title=f"Cuadro {word('sessionannex')}",
        name=f"{word('sessionfile')}.txt",
        content=word("sessionbytes").encode(),
        media_type="text/plain",
        **when,
    )
    draft = committees.circulate(session, remarks_until=date(2020, 2, 20), **when)
    committees.remark(draft, f"Corrija {word('remark')}", by=chamber.finance, at=at("2020-02-12"))


def listed(world: World) -> None:
    """Who came to a meeting, with their mail and telephone."""
    held = attendance.open_list(
        subject="Reunión de datos",  # who was there confirms it: anybody of the staff
        place="Sala 3",
        held_on=date(2020, 3, 2),
        starts=time(8),
        ends=time(10),
        office=world.office,
        series="130.02.03",
        by=world.author,
        at=at("2020-03-02", 7),
    )
    came = attendance.Told(
        name=f"Zoila {word('attendee')}",
        document="52000111",
        office="Hacienda",
        position="Profesional",
        mail=f"{word('attendeemail')}@entidad.example",
        telephone="+57 300 000 0000",
    )
    attendance.confirm(held, came, notice_accepted=True, by=world.author, at=at("2020-03-02", 9))


def outside(world: World, folder: Path) -> CaseFile:
    """What came from outside into a restricted case file: a message, pictures, a PDF.

    They are read at once: what waits for a worker makes `/salud/listo/` say that it is behind.
    """
    case_file = opened(
        world,
        title=f"Queja {word('complaint')}",
        access="reserved",
        grounds=Grounds(norm=NORM, aim="Proteger", harm="Se sabría", until=date(2030, 2, 3)),
    )

    def arrived(name: str, content: bytes) -> Incoming:
        path = folder / f"come-{len(list(folder.iterdir()))}"
        path.write_bytes(content)
        return Incoming(name, path)

    units = [
        Unit((arrived(name, content),), title, date(2020, 2, 4))
        for name, content, title in (
            ("correo.eml", message(), ""),
            ("foto.jpg", photograph(), f"Foto {word('phototitle')}"),
            ("plano.png", drawing(), f"Plano {word('drawingtitle')}"),
            ("carta.pdf", letter(), f"Carta {word('lettertitle')}"),
        )
    ]
    capture(units, case_file, by=world.archivist, at=at("2020-02-05"))
    works.work_off(at("2020-02-05", 10))
    return case_file


def message() -> bytes:
    """Its subject, its people, its body in base64, and what was attached to it."""
    told = EmailMessage()
    told["Subject"] = f"Queja {word('mailsubject')}"
    told["From"] = f"Zoila <{word('mailfrom')}@persona.example>"
    told["To"] = "atencion@entidad.example"
    told["Date"] = "Tue, 04 Feb 2020 08:00:00 -0500"
    told.set_content(f"Me quejo de {word('mailbody')}.\n", cte="base64")
    told.add_attachment(
        f"Un anexo {word('mailannexbytes')}".encode(),
        maintype="text",
        subtype="plain",
        filename=f"{word('mailannex')}.txt",
    )
    return told.as_bytes()


def photograph() -> bytes:
    """With EXIF and XMP, as a telephone writes them."""
    exif = Image.Exif()
    exif[0x010E] = word("exif")
    exif[0x013B] = word("exifartist")
    kept_in = io.BytesIO()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{word('xmp')}</x:xmpmeta>"
    picture = Image.new("RGB", (64, 48), "green")
    picture.save(kept_in, "JPEG", exif=exif, xmp=xmp.encode(), comment=word("jpegcomment"))
    return kept_in.getvalue()


def drawing() -> bytes:
    """With text beside its points, compressed."""
    told = PngInfo()
    told.add_text("Description", word("pngtext"), zip=True)
    kept_in = io.BytesIO()
    Image.new("RGB", (64, 48), "blue").save(kept_in, "PNG", pnginfo=told)
    return kept_in.getvalue()


def letter() -> bytes:
    """A PDF with its author in UTF-16, XMP, and a compressed file inside."""
    written = PdfFileWriter()
    nothing = generic.StreamObject(stream_data=b"")
    written.insert_page(PageObject(written.add_object(nothing), (0, 0, 200, 200)))
    told = {"/Author": f"Zoila ñ {word('pdfauthor')}", "/Title": word("pdftitle")}
    written.set_info(
        generic.DictionaryObject(
            {generic.pdf_name(key): generic.TextStringObject(value) for key, value in told.items()}
        )
    )
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{word('pdfxmp')}</x:xmpmeta>".encode()
    kinds = {"/Type": "/Metadata", "/Subtype": "/XML"}
    names = {generic.pdf_name(key): generic.pdf_name(value) for key, value in kinds.items()}
    stream = generic.StreamObject(names, stream_data=xmp)
    written.root["/Metadata"] = written.add_object(stream)
    inner = embed.EmbeddedFileObject.from_file_data(written, data=word("pdfinner").encode())
    name = f"{word('pdfinnername')}.txt"
    embed.embed_file(written, embed.FileSpec(file_spec_string=name, embedded_data=inner))
    kept_in = io.BytesIO()
    written.write(kept_in)
    return kept_in.getvalue()


def filed(world: World, case_file: CaseFile) -> None:
    """What the archive says of one: a suppression ordered, an inventory kept that lists it."""
    record = Record.objects.filter(case_file=case_file).order_by("pk")[0]
    suppressing.order_suppression(
        record,
        suppressing.Ordered(
            ground=suppressing.Ground.JUDICIAL,
            what=f"El folio {word('suppressedwhat')}",
            reason=f"Ordena {word('suppressedreason')}",
            authority=f"Juzgado {word('authority')}",
            order="Sentencia 12",
            ordered_on=date(2020, 3, 1),
        ),
        by=world.archivist,
        at=at("2020-03-02"),
    )
    place = f"Depósito {word('inventoryplace')}"
    asked = keeping.Asked(choice=Choice(), place=place)
    keeping.keep(asked, by=world.archivist, at=at("2020-03-03"))


def searched(world: World) -> None:
    """What somebody looks for, and wants to be told of."""
    told = QueryDict(f"q={word('savedquestion')}")
    name = f"Lo de {word('savedname')}"
    save_search(name, told, by=world.author, at=at("2020-03-02"), by_mail=True)
