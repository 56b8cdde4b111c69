"""P8: whoever may not know of something reads no word of it, wherever they go."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

import pytest

from records.permissions import Role
from tests.factories import World
from tests.leaks.canaries import PLANTED, told_in, word
from tests.leaks.conftest import LESSER, hiding, world
from tests.leaks.crawling import crawl, differing, entered, walk
from tests.proofs.conftest import SIZE, Figure, Sized

__all__ = ["hiding", "world"]
pytestmark = pytest.mark.django_db
FEW = (Role.EDITOR, Role.QUALITY)
WORDS = ("issuedtitle", "tag", "drafttitle", "recordtitle", "filetext", "casetitle")
# What only leads to a document, and what nobody but its owner reads.
NOT_TOLD = {"formercode", "paperbytes", "papername", "papertitle"}


def person_of(role: Role) -> Any:
    return get_user_model()._default_manager.get(username=f"persona.{role.name.lower()}")


def test_no_citizen_reads_a_word_of_it(
    hiding: World, figure: Figure, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor after somebody who may read everything was there; nor is any written in a log."""
    entered_before = entered(person_of(Role.AUDITOR))
    for address in walk(public=True, most=2):
        entered_before.get(address)
    caplog.clear()
    client = entered()
    walked = walk(most=24)
    assert list(crawl(client, walked)) == []
    own = told_in("\n".join(walked).encode())
    assert told_in(caplog.text.encode()) <= own
    asked = [one for one in walk(public=True, most=1) if one != "/verificar/"]
    words = [word(one) for one in WORDS] + [f"{word('issued')}*"]
    assert list(differing(client, asked, words)) == []
    figure("P8", f"sin cuenta: {len(walked)} direcciones, {len(PLANTED)} palabras, 0 halladas")


@pytest.mark.parametrize("role", LESSER if SIZE == "full" else FEW)
def test_nobody_of_another_office_reads_a_word_of_it(
    hiding: World, role: Role, sized: Sized, figure: Figure
) -> None:
    client = entered(person_of(role))
    walked = walk(most=sized(2, 24))
    assert list(crawl(client, walked)) == []
    pages = [one for one in walk(most=1) if one in walked and one.endswith("/")]
    asked = sized([one for one in pages if "buscar" in one or "search" in one], pages)
    words = [word(one) for one in sized(WORDS[:1], WORDS[-2:])]
    assert list(differing(client, asked, words)) == []
    figure("P8", f"{role.value}: {len(walked)} direcciones, {len(PLANTED)} palabras, 0 halladas")


def test_the_control_who_may_read_it_does(hiding: World, sized: Sized) -> None:
    """The walk comes to where it stands: between them, auditor and author read every canary."""
    seen: set[str] = set()
    for user in (person_of(Role.AUDITOR), hiding.author):
        client = entered(user)
        for hit in crawl(client, walk(most=sized(2, 24))):
            assert hit.status < 500, hit
            seen |= set(hit.fields)
    left = PLANTED - seen - NOT_TOLD
    assert len(left) <= sized(20, 0), left
