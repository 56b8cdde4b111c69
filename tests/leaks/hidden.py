"""Whatever a visitor may not know, with a canary in every text that somebody wrote of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from records import changes, departures, errata, tagging
from records.capture import works
from records.capture.reading import Incoming
from records.case_files import closing, correcting, filing, late, lending, paper
from records.case_files.access import Grounds
from records.models import CaseFile, Derivation, FormerCode, Issuance, Record
from records.no_record import papers
from records.restrictions.imposing import impose
from records.storage import storage
from tests.factories import World, at
from tests.leaks.canaries import planted, word
from tests.leaks.matters import House, more, secret
from tests.records import filling
from tests.records.case_files.files import kept, opened
from tests.urgent import issue_urgently

GROUNDS = {
    "norm": "Ley 1712 de 2014, artículo 19, literal d",
    "aim": f"Proteger {word('aim')}",
    "harm": f"Se conocería {word('harm')}",
    "until": date(2030, 2, 3),
}


def hide(world: House, folder: Path) -> None:
    """All of it is of the office 130, and restricted, in review or a draft."""
    issued(world)
    drafts(world)
    archived(world, folder)
    more(world, folder)


def issued(world: World) -> None:
    """Restricted documents in force: one with a file, notes, tags, a former code; one urgent."""
    content = with_annex(world, secret(world, "PR-M2-P6-02", "issued"))
    issuance = world.issue(content=content, note=f"Nota {word('note')}")
    document = issuance.document
    tagging.retag(document, [word("tag")], by=world.author, at=at("2020-03-01"))
    FormerCode.objects.create(
        document=document,
        code=f"{word('formercode').upper()}-1",
        by=world.author,
        at=at("2020-03-01"),
    )
    errata.note_erratum(
        issuance,
        says=f"Dice {word('says')}",
        should_say=f"Diga {word('shouldsay')}",
        authentication="password",
        by=world.approver,
        at=at("2020-03-02"),
    )
    departures.authorise_departure(
        issuance,
        activity=next(iter(departures.activities_of(issuance))),
        instead=f"En vez {word('instead')}",
        reason=f"Porque {word('departurereason')}",
        asked_by=f"Pide {word('askedby')}",
        since=date(2020, 3, 2),
        until=date(2020, 3, 31),
        by=world.approver,
        at=at("2020-03-02"),
    )
    changes.request_change(
        "change",
        document=document,
        office=world.office,
        reason=f"Cambiar {word('changereason')}",
        by=world.author,
        at=at("2020-03-03"),
    )
    issue_urgently(
        world,
        content=secret(world, "PR-M2-P6-03", "urgent"),
        note=f"Nota {word('urgentnote')}",
        reason=f"Prisa {word('urgentreason')}",
    )


def drafts(world: World) -> None:
    """A draft that nobody submitted, and one in review, of public access when it is issued."""
    draft = world.page(planted(world.content("PR-M2-P6-04", "Borrador"), "draft"))
    draft.document.tags.add(word("drafttag"))
    restricted = world.page(secret(world, "PR-M2-P6-05", "review"))
    world.submit_page(restricted, change_note=f"Va {word('reviewnote')}")


def archived(world: House, folder: Path) -> None:
    """A restricted case file with all that is done in one; a restricted record in a public one."""
    by = world.archivist
    case_file = opened(
        world,
        title=f"Proceso {word('casetitle')}",
        public_title=f"Proceso {word('casepublictitle')}",
        metadata={"Contratista": word("metadata")},
        access="reserved",
        grounds=Grounds(**GROUNDS),
        support="hybrid",
    )
    record = written(
        world,
        case_file,
        f"Oficio {word('recordtitle')}",
        content=word("bytes"),
        name=word("filename"),
    )
    read(record, f"El texto {word('filetext')}")
    paper.set_volume(case_file, 1, folios=20, box=word("box"), by=by, at=at("2020-02-08"))
    paper.keep_apart(
        case_file,
        what=f"Plano {word('apart')}",
        where=word("where"),
        reason=word("apartreason"),
        by=by,
        at=at("2020-02-08"),
    )
    lending.lend(
        case_file,
        borrower=world.author,
        purpose=f"Leer {word('loan')}",
        due_on=date(2020, 6, 1),
        by=by,
        at=at("2020-02-09"),
    )
    wrong = written(world, case_file, f"Error {word('removedtitle')}", content="otro")
    correcting.remove(wrong, reason=f"No es {word('removal')}", by=by, at=at("2020-02-10"))
    inner = written(
        world,
        world.contract,
        f"Queja {word('innertitle')}",
        content=word("innerbytes"),
        name=word("innerfile"),
    )
    impose(inner, "reserved", Grounds(**GROUNDS), by=by, at=at("2020-02-11"))
    done(world)
    works.work_off(at("2020-02-12"))
    filling.completed(world, Issuance.objects.get(version__kind="format"), world.boss)
    arrived = folder / "papel.txt"
    arrived.write_bytes(word("paperbytes").encode())
    papers.keep_paper(
        Incoming(f"{word('papername')}.txt", arrived),
        title=f"Ideas {word('papertitle')}",
        expires_on=date(2020, 7, 1),
        by=world.author,
        at=at("2020-05-07"),
    )


def done(world: World) -> None:
    """Closed, a late document, opened again by an act."""
    by = world.archivist
    case_file = opened(
        world,
        title=f"Cerrado {word('closedtitle')}",
        access="reserved",
        grounds=Grounds(**GROUNDS),
    )
    written(world, case_file, f"Acta {word('closedrecord')}", content="acta")
    closing.close([case_file], by=by, at=at("2020-02-12", 10))
    late.put_late(
        case_file,
        title=f"Tarde {word('latetitle')}",
        created_on=date(2020, 2, 12),
        files=[kept(b"tarde", f"{word('latefile')}.txt")],
        reason=f"Llegó {word('latereason')}",
        by=by,
        at=at("2020-02-13"),
    )
    closing.reopen(
        case_file,
        reason=f"Recurso {word('reopenreason')}",
        order=f"Resolución {word('reopenact')}",
        by=by,
        at=at("2020-02-14"),
    )


def with_annex(world: World, content: dict[str, Any]) -> dict[str, Any]:
    """The same with a file whose name and bytes tell a canary."""
    told = word("annexbytes").encode()
    file = {"name": f"{word('annexfile')}.txt", "sha256": storage().put(told), "size": len(told)}
    row = {
        "id": str(uuid5(NAMESPACE_OID, "annex of a secret")),
        "title": f"Anexo {word('annextitle')}",
        "file": {**file, "media_type": "text/plain"},
    }
    content["sections"][-1]["blocks"][0]["items"] = [row]
    return content


def written(
    world: World, case_file: CaseFile, title: str, *, content: str, name: str = "nota"
) -> Record:
    """A record with a file of that content and name."""
    file = kept(content.encode(), f"{name}.txt")
    return filing.put(
        case_file,
        title=title,
        created_on=date(2020, 2, 4),
        files=[file],
        by=world.archivist,
        at=at("2020-02-04"),
    )


def read(record: Record, text: str) -> None:
    """What a tool read out of its file."""
    Derivation.objects.create(
        sha256=record.components.get().sha256,
        work=Derivation.Work.TEXT,
        outcome=Derivation.Outcome.DONE,
        text=text,
        at=at("2020-02-04", 12),
    )
