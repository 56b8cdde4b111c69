"""P8: whoever may not know of something reads no word of it, wherever they go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.core import mail
from django.http import QueryDict

import pytest
import time_machine

from records import due_tasks
from records.permissions import Role
from search.models import SavedSearch
from search.queries import STAFF, search
from search.saving import save_search
from tests.factories import World, at
from tests.leaks.canaries import MARK, PLANTED, told_in, word
from tests.leaks.conftest import LESSER, engine, hiding, world
from tests.leaks.crawling import Hit, crawl, differing, entered, linked, pressed, walk
from tests.proofs.conftest import SIZE, Figure, Sized

__all__ = ["engine", "hiding", "world"]
pytestmark = pytest.mark.django_db
FEW = (Role.EDITOR, Role.QUALITY)
WORDS = ("issuedtitle", "tag", "drafttitle", "recordtitle", "filetext", "casetitle")
NOT_TOLD = {"formercode"}
"""What only leads to a document."""
DAY = at("2026-11-30")


def told_of(who: str, walked: list[str], led: list[str]) -> str:
    ways = f"{len(walked)} direcciones y {len(led)} a las que llevan"
    return f"{who}: {ways}, {len(PLANTED)} palabras, 0 halladas"


def wagtails(hit: Hit) -> bool:
    """Its dialogue of links fails where a form lacks what only its own script sends."""
    return "/choose-" in hit.address and not hit.fields


def person_of(role: Role) -> Any:
    return get_user_model()._default_manager.get(username=f"persona.{role.name.lower()}")


def test_no_citizen_reads_a_word_of_it(
    engine: str, hiding: World, figure: Figure, sized: Sized, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor after somebody who may read everything was there; nor is any written in a log."""
    entered_before = entered(person_of(Role.AUDITOR))
    for address in walk(public=True, most=2):
        entered_before.get(address)
    caplog.clear()
    client = entered()
    walked = walk(most=24)
    assert list(crawl(client, walked)) == []
    assert list(pressed(client, walked)) == []
    led = linked(client, walk(public=True, most=2), sized(60, 400))
    assert list(crawl(client, led)) == []
    own = told_in("\n".join([*walked, *led]).encode())
    assert told_in(caplog.text.encode()) <= own
    asked = [one for one in walk(public=True, most=1) if one != "/verificar/"]
    words = [word(one) for one in WORDS] + [f"{word('issued')}*"]
    assert list(differing(client, asked, words)) == []
    assert not search("datos", user=None, today=DAY.date()).degraded
    figure("P8", f"{engine}, {told_of('sin cuenta', walked, led)}")


@pytest.mark.parametrize("role", LESSER if SIZE == "full" else FEW)
def test_nobody_of_another_office_reads_a_word_of_it(
    hiding: World, role: Role, sized: Sized, figure: Figure
) -> None:
    client = entered(person_of(role))
    walked = walk(most=sized(2, 12))
    assert list(crawl(client, walked)) == []
    sent = [hit for hit in pressed(client, walk(most=1)) if not wagtails(hit)]
    assert sent == []
    led = linked(client, walk(public=False, most=1), sized(30, 200))
    assert list(crawl(client, led)) == []
    pages = [one for one in walk(most=1) if one in walked and one.endswith("/")]
    asked = sized([one for one in pages if "buscar" in one or "search" in one], pages)
    words = [word(one) for one in sized(WORDS[:1], WORDS[-1:])]
    assert list(differing(client, asked, words)) == []
    figure("P8", told_of(role.value, walked, led))


ASKED = ("plan", "datos", "estado:vigente", "acceso:reservada", f"{MARK}*", "PR-M2-P6-0")


def test_nobody_of_another_office_finds_a_word_of_it(
    engine: str, hiding: World, figure: Figure
) -> None:
    """On each engine, whatever is asked where something is looked for: by each of them."""
    places = [one for one in walk(most=1) if "buscar" in one or one.startswith("/listado")]
    texts = [*ASKED, *(word(one) for one in WORDS)]
    walked = [f"{one}?{urlencode({'q': text})}" for one in places for text in texts]
    for role in LESSER:
        reader = person_of(role)
        assert list(crawl(entered(reader), walked)) == [], role
        assert not search("datos", user=reader, today=DAY.date(), sorts=STAFF).degraded
    who = f"{engine}, {len(LESSER)} roles"
    figure("P8", f"{who}: {len(walked)} preguntas, {len(PLANTED)} palabras, 0 halladas")


def test_no_message_tells_what_its_reader_may_not_know(hiding: World, figure: Figure) -> None:
    """Of searches that look for everything there is, each with its own name and question."""
    readers = [*map(person_of, LESSER), hiding.author]
    for reader in readers:
        save_search("Todo lo que haya", QueryDict("orden=recientes"), by=reader, at=DAY)
    SavedSearch.objects.update(by_mail=True, told=[], told_on=None)
    mail.outbox.clear()
    with time_machine.travel(DAY + timedelta(days=1), tick=False):
        due_tasks.run("saved_searches", at=DAY + timedelta(days=1))
    own = {"savedname", "savedquestion"}
    told = {one.to[0]: told_in(one.message().as_bytes()) - own for one in mail.outbox}
    assert {one.email for one in readers} <= told.keys()  # of the public document
    assert set().union(*told.values()) == set()
    figure(
        "P8", f"{len(told)} mensajes de búsquedas guardadas, {len(PLANTED)} palabras, 0 halladas"
    )


def test_the_control_who_may_read_it_does(hiding: World, sized: Sized) -> None:
    """The walk comes to where it stands: between them, auditor and author read every canary."""
    seen: set[str] = set()
    for user in (person_of(Role.AUDITOR), hiding.author):
        client = entered(user)
        for hit in crawl(client, walk(most=sized(3, 12))):
            assert hit.status < 500, hit
            seen |= set(hit.fields)
    left = PLANTED - seen - NOT_TOLD
    assert len(left) <= sized(len(PLANTED) // 4, 0), left
