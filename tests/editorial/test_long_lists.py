"""Lists of the admin that grow: the most pressing first, the newest first, whole days."""

from __future__ import annotations

import re

from django.urls import reverse

from tests.editorial.conftest import Enter
from tests.factories import World

CODE = re.compile(r'<b class="legajo-code">(PR-M2-P6-[0-9]+)</b>')


def test_home_shows_the_most_pressing_and_leads_to_all(world: World, enter: Enter):
    codes = [f"PR-M2-P6-{number:02}" for number in range(1, 7)]
    for day, code in enumerate(codes, start=3):
        world.submit_page(world.page(world.content(code)), day=f"2020-02-{day:02}")
    signer, author = enter(world.reviewer), enter(world.author)
    inbox = reverse("signing_inbox")
    home = {one: one.get(reverse("wagtailadmin_home")).content.decode() for one in (signer, author)}
    for client, text in home.items():
        everything = client.get(inbox).content.decode()
        listed = CODE.findall(everything)[:6]  # what was signed stands below
        assert sorted(listed) == codes
        assert "Ver los 6" not in everything
        assert CODE.findall(text) == listed[:5]
        assert f'<a href="{inbox}">Ver los 6</a>' in text


def test_home_leads_nowhere_else_when_it_shows_all(world: World, enter: Enter):
    world.submit_page(world.page())
    text = enter(world.reviewer).get(reverse("wagtailadmin_home")).content.decode()
    assert CODE.findall(text) == ["PR-M2-P6-01"]
    assert "Ver los" not in text


def test_the_archive_begins_with_the_newest_and_breaks_no_day(world: World, enter: Enter):
    for number, day in ((1, "2020-02-03"), (2, "2021-03-01"), (3, "2020-06-01")):
        world.issue(content=world.content(f"PR-M2-P6-{number:02}"), day=day)
    text = enter(world.archivist).get(reverse("records:index")).content.decode()
    assert list(dict.fromkeys(re.findall(r"PR-M2-P6-0([0-9]) versi", text))) == ["2", "3", "1"]
    assert len(re.findall(r'<td class="[^"]*legajo-day', text)) == 3
