"""What an attacker would try on the electronic index of a case file."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth import get_user_model

from records.electronic_index import xades
from records.models import CaseFile, CaseFileIndex, Component, Record
from records.restrictions.imposing import impose
from records.storage import storage
from tests.factories import at
from tests.grounds import grounds
from tests.proofs.tampering import Tampering, drop, put


def part(index: CaseFileIndex, role: str) -> Component:
    return Component.objects.get(index=index, role=role)


def replaced(component: Component, content: bytes) -> None:
    put(component, sha256=storage().put(content), size=len(content))


def forged(index: CaseFileIndex, old: bytes, new: bytes) -> None:
    """Put another XML in the place of the index, with a signature of its own, all rows agreeing."""
    content = storage().read(index.xml_sha256)
    assert old in content
    content = content.replace(old, new, 1)
    replaced(part(index, Component.Role.INDEX), content)
    replaced(part(index, Component.Role.SIGNED), xades.sign(content, at=index.made_at))
    put(index, xml_sha256=storage().put(content))


def swapped(index: CaseFileIndex) -> None:
    """The signature holds, but it is of another index."""
    other = storage().read(index.xml_sha256).replace(b">Uno<", b">Otro<")
    replaced(part(index, Component.Role.SIGNED), xades.sign(other, at=index.made_at))


def flipped(index: CaseFileIndex) -> None:
    content = storage().read(part(index, Component.Role.SIGNED).sha256)
    replaced(part(index, Component.Role.SIGNED), content.replace(b">Uno<", b">Otro<"))


def unsealed(index: CaseFileIndex) -> None:
    content = storage().read(part(index, Component.Role.RENDITION).sha256)
    replaced(part(index, Component.Role.RENDITION), content[: content.index(b"%%EOF") + 6])


def slipped(index: CaseFileIndex) -> None:
    """A record put into a closed case file."""
    Record.objects.create(
        case_file=index.case_file,
        title="Colado",
        created_on=at("2020-02-04").date(),
        incorporated_at=at("2020-02-04"),
        position=9,
    )


def unindexed(index: CaseFileIndex) -> None:
    """A closing left without its index."""
    for one in Component.objects.filter(index=index):
        drop(one)
    drop(index)


def lowered(case_file: CaseFile) -> None:
    """Restricted by an act, and read by everybody without another."""
    archivist = get_user_model()._default_manager.get(username="dora.archivo")
    impose(case_file, "reserved", grounds(), by=archivist, at=at("2020-06-02"))
    put(case_file, access="public")


def indices() -> Iterator[Tampering]:
    """Each with the check that must see it; of the first index, whose documents are Uno and Dos."""
    index = CaseFileIndex.objects.earliest("pk")
    first = Record.objects.get(case_file=index.case_file, title="Uno")
    true = Component.objects.get(record=first).sha256.encode()
    where = f"expediente {index.case_file.code} "
    content, rendition = part(index, Component.Role.INDEX), Component.Role.RENDITION
    for name, check, tamper in (
        ("a false fingerprint", "index_rows", lambda: forged(index, true, b"0" * 64)),
        ("another title in it", "index_rows", lambda: forged(index, b">Uno<", b">Otro<")),
        ("another title beside it", "index_rows", lambda: put(first, title="U")),
        ("other pages", "index_rows", lambda: put(first, pages=5)),
        ("a record slipped in", "index_rows", lambda: slipped(index)),
        ("another count", "index_file", lambda: put(index, entries=7)),
        ("not of the schema", "index_file", lambda: forged(index, b"<Id>", b"<Otro/><Id>")),
        (
            "pages that overlap",
            "index_file",
            lambda: forged(index, b"<Pagina_Inicio>3<", b"<Pagina_Inicio>2<"),
        ),
        ("no XML among its files", "index_file", lambda: drop(content)),
        ("signed is another", "index_signature", lambda: swapped(index)),
        ("a changed signature", "index_signature", lambda: flipped(index)),
        ("no PDF", "index_signature", lambda: drop(part(index, rendition))),
        ("another number", "index_numbers", lambda: put(index, number=2)),
        ("a closing without it", "closing_indexed", lambda: unindexed(index)),
    ):
        yield Tampering(f"index: {name}", check, where, tamper)
    yield Tampering(
        "restriction: a level that no act lowered",
        "restriction_kept",
        f"expediente {index.case_file.code}",
        lambda: lowered(index.case_file),
    )
    torn = part(index, rendition).name
    yield Tampering("index: a torn seal", "seal", torn, lambda: unsealed(index))
