"""Searches that people keep: private, bounded, and told by e-mail what nobody else may read."""

from __future__ import annotations

import re
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

import pytest
import time_machine

from records import due_tasks, letters
from records.exceptions import NotAllowed
from records.models import AccessLevel, Appointment, RecordEvent
from records.permissions import Role
from search import saving
from search.indexing import rebuild_all
from search.models import SavedSearch
from search.queries import search
from search.saving import change_saved, kept, let_go, save_search
from tests.factories import World, at, person

BACKEND = "editorial.passwords.WatchedBackend"
MONDAY, TUESDAY, WEDNESDAY = at("2020-03-02"), at("2020-03-03"), at("2020-03-04")


@pytest.fixture(autouse=True)
def in_march() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


def saved(world: World, query: str = "tipo=procedure", **told: Any) -> SavedSearch:
    told = {"by": world.author, "at": MONDAY, "by_mail": True, **told}
    return save_search(told.pop("name", "Procedimientos"), QueryDict(query), **told)


def reasons(refused: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {one.code for one in refused.value.reasons}


# --- Keeping --------------------------------------------------------------------------------------


def test_it_keeps_the_question_and_nothing_else(world: World) -> None:
    one = saved(world, "q=agua&tipo=format&p=3&despues=x&export=csv&expediente=7&csrf=1")
    assert one.asked == {"q": "agua", "tipo": "format", "expediente": "7"}
    assert kept(QueryDict("expediente=siete&orden=nada")) == {}


def test_every_reason_is_said_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(world)
    monkeypatch.setattr(saving, "MOST_SAVED", 1)
    with pytest.raises(NotAllowed) as refused:
        saved(world, "p=1")
    assert reasons(refused) == {"name", "nothing", "many"}
    with pytest.raises(NotAllowed) as refused:
        save_search(" \u200b ", {}, by=get_user_model().objects.create_user("nadie"), at=MONDAY)
    assert reasons(refused) == {"role", "name", "nothing"}
    assert SavedSearch.objects.count() == 1


def test_the_search_is_asked_while_nobody_waits_for_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No transaction is open meanwhile: on SQLite every other writer would wait for the answer."""
    opened: list[int] = []

    def watched(*args: Any, **asked: Any) -> Any:
        opened.append(len(connection.savepoint_ids))
        return search(*args, **asked)

    monkeypatch.setattr(saving, "search", watched)
    outside = len(connection.savepoint_ids)
    one = saved(world)
    change_saved(one, name="x", by_mail=False, by=world.author, at=MONDAY)
    change_saved(one, name="x", by_mail=True, by=world.author, at=MONDAY)
    assert opened == [outside] * 2


def test_another_person_may_keep_the_same_name(world: World) -> None:
    saved(world)
    assert saved(world, by=world.reviewer).owner == world.reviewer


def test_only_its_owner_changes_it_or_lets_it_go(world: World) -> None:
    one = saved(world)
    with pytest.raises(NotAllowed) as refused:
        change_saved(one, name="x", by_mail=True, by=world.reviewer, at=MONDAY)
    assert reasons(refused) == {"owner"}
    with pytest.raises(NotAllowed):
        let_go(one, by=world.reviewer)
    change_saved(one, name="Otro nombre", by_mail=False, by=world.author, at=MONDAY)
    let_go(SavedSearch.objects.get(name="Otro nombre", by_mail=False), by=world.author)
    assert not SavedSearch.objects.exists()


def test_what_somebody_looks_for_is_no_event(world: World) -> None:
    before = RecordEvent.objects.count()
    let_go(saved(world), by=world.author)
    assert RecordEvent.objects.count() == before


# --- What is new ----------------------------------------------------------------------------------


def told(moment: datetime) -> list[str]:
    """The messages that the due task sends then."""
    mail.outbox.clear()
    with time_machine.travel(moment, tick=False):
        due_tasks.run("saved_searches", at=moment)
    return [str(one.body) for one in mail.outbox]


def issued(world: World, code: str, title: str = "Talar", **content: Any) -> Any:
    found = world.issue(content=world.content(code, title, **content))
    rebuild_all()
    return found


def test_what_comes_later_is_told_once_a_day(world: World) -> None:
    issued(world, "PR-M2-P6-01", "Ya conocido")
    saved(world)
    saved(world, "q=talar", name="Talas")
    assert told(MONDAY) == []
    issued(world, "PR-M2-P6-02", "Talar árboles")
    assert told(MONDAY) == []  # it was looked at that day, when it was saved
    (text,) = told(TUESDAY)
    assert text.count("PR-M2-P6-02 · Talar árboles") == 2
    assert "http://" in text
    assert "/documentos/PR-M2-P6-02/01/" in text
    assert "PR-M2-P6-01" not in text
    issued(world, "PR-M2-P6-03", "Talar poco")
    assert told(TUESDAY) == []
    (text,) = told(WEDNESDAY)
    assert "PR-M2-P6-03" in text
    assert "PR-M2-P6-02" not in text
    assert told(at("2020-03-05")) == []


def test_what_only_resembles_the_question_is_no_news(world: World) -> None:
    saved(world, "q=talar+dragones", name="Dragones")
    saved(world, "q=tallar", name="Tallas")
    issued(world, "PR-M2-P6-02", "Talar árboles")
    assert told(TUESDAY) == []


def test_who_did_not_ask_for_it_is_told_nothing(world: World) -> None:
    saved(world, by_mail=False)
    issued(world, "PR-M2-P6-02")
    assert told(TUESDAY) == []


def test_who_begins_to_be_told_hears_of_what_comes_from_then_on(world: World) -> None:
    one = saved(world, by_mail=False)
    issued(world, "PR-M2-P6-02")
    change_saved(one, name=one.name, by_mail=True, by=world.author, at=MONDAY)
    assert told(TUESDAY) == []


@pytest.mark.parametrize("what", ["inactive", "no role", "no address"])
def test_who_works_here_no_more_is_told_nothing(world: World, what: str) -> None:
    saved(world)
    issued(world, "PR-M2-P6-02")
    if what == "inactive":
        world.author.is_active = False
    if what == "no role":
        world.author.groups.clear()
    if what == "no address":
        world.author.email = ""
    world.author.save()
    assert told(TUESDAY) == []


def test_a_title_that_not_everybody_may_know_stands_in_no_message(world: World) -> None:
    saved(world)
    issued(world, "PR-M2-P6-02", "Plan secretísimo", access="classified")
    (text,) = told(TUESDAY)
    assert "PR-M2-P6-02" in text
    assert "secretísimo" not in text
    event = RecordEvent.objects.filter(action="search.read").get()
    assert event.facts["way"] == "mail"


def test_what_the_person_may_know_no_more_is_not_told(world: World) -> None:
    saved(world, by=world.stranger)
    saved(world)
    issuance = issued(world, "PR-M2-P6-02")
    issuance.document.access = AccessLevel.RESERVED
    issuance.document.save()
    Appointment.objects.filter(user=world.author).update(valid_to=MONDAY.date())
    assert told(TUESDAY) == []


def test_records_and_case_files_are_told_without_their_title(world: World) -> None:
    saved(world, "q=procedimiento", name="Todo")
    issuance = issued(world, "PR-M2-P6-02", "Procedimiento de tala")
    record = issuance.version.record
    (text,) = told(TUESDAY)
    assert record.case_file.code in text
    lines = [one for one in text.splitlines() if record.case_file.code in one]
    assert all(record.title not in one for one in lines)


def test_what_was_not_sent_is_tried_again_and_keeps_nobody_from_theirs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(world)
    saved(world, by=world.reviewer)
    issued(world, "PR-M2-P6-02")
    written = letters.write

    def refused(subject: str, text: str, address: str) -> None:
        if address == world.author.email:
            raise SMTPException("no")
        written(subject, text, address)

    monkeypatch.setattr(letters, "write", refused)
    with pytest.raises(due_tasks.NotDone, match=re.escape(world.author.email)):
        told(TUESDAY)
    assert [one.to for one in mail.outbox] == [[world.reviewer.email]]
    monkeypatch.setattr(letters, "write", written)
    assert len(told(TUESDAY)) == 1


def test_a_message_names_a_bounded_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.notices.MOST_NAMED", 2)
    monkeypatch.setattr(saving, "LARGEST_PAGE", 2)
    saved(world)
    for number in range(1, 6):
        world.issue(content=world.content(f"PR-M2-P6-0{number}"))
    rebuild_all()
    (text,) = told(TUESDAY)
    assert text.count("/documentos/PR") == 2
    assert "y 3 más" in text
    assert told(WEDNESDAY) == []


def test_everything_new_is_told_and_not_only_what_is_of_the_newest_days(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes in late with an old day stands far behind, on a page of its own."""
    monkeypatch.setattr(saving, "LARGEST_PAGE", 2)
    for number in range(1, 6):
        world.issue(content=world.content(f"PR-M2-P6-0{number}"), day="2020-03-01")
    rebuild_all()
    saved(world)
    world.issue(content=world.content("PR-M2-P6-09", "Muy viejo"), day="2019-02-01")
    rebuild_all()
    (text,) = told(TUESDAY)
    assert "PR-M2-P6-09 · Muy viejo" in text
    assert "PR-M2-P6-01" not in text
    assert "orden=recientes" in text
    assert told(WEDNESDAY) == []


def test_what_finds_too_much_says_that_only_the_newest_are_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "LARGEST_PAGE", 2)
    monkeypatch.setattr(saving, "MOST_LOOKED_AT", 4)
    saved(world)
    for number in range(1, 7):
        world.issue(content=world.content(f"PR-M2-P6-0{number}"))
    rebuild_all()
    (text,) = told(TUESDAY)
    assert "4 novedades" in text
    assert "solo se miran los más recientes" in text


# --- The screens ----------------------------------------------------------------------------------


@pytest.fixture
def staff(world: World, client: Client) -> Client:
    client.force_login(world.author, BACKEND)
    return client


def test_a_search_is_saved_named_run_and_let_go(world: World, staff: Client) -> None:
    address = f"{reverse('saved_searches:add')}?q=talar&tipo=procedure"
    page = staff.get(address).content.decode()
    assert 'value="talar"' in page
    answer = staff.post(address, {"name": "Talas", "by_mail": "on"})
    assert answer.status_code == 302
    one = SavedSearch.objects.get()
    assert (one.owner, one.by_mail) == (world.author, True)
    listed = staff.get(reverse("saved_searches:index")).content.decode()
    assert "Talas" in listed
    assert "talar · Tipo: Procedimiento" in listed
    for name in ("edit", "delete"):
        assert reverse(f"saved_searches:{name}", args=[one.pk]) in listed
    assert f"{reverse('staff_search')}?q=talar&amp;tipo=procedure" in listed
    staff.post(reverse("saved_searches:edit", args=[one.pk]), {"name": "Las talas"})
    one.refresh_from_db()
    assert (one.name, one.by_mail) == ("Las talas", False)
    staff.post(reverse("saved_searches:delete", args=[one.pk]))
    assert not SavedSearch.objects.exists()


def test_who_keeps_none_is_told_how(world: World, staff: Client) -> None:
    listed = staff.get(reverse("saved_searches:index")).content.decode()
    assert "Aquí estarán las búsquedas que guarde." in listed
    assert reverse("saved_searches:add") not in listed


def test_what_is_refused_is_said_beside_the_field(world: World, staff: Client) -> None:
    saved(world, name="Talas")
    answer = staff.post(f"{reverse('saved_searches:add')}?q=talar", {"name": "Talas"})
    assert "Ya guarda una búsqueda con ese nombre." in answer.content.decode()
    answer = staff.post(reverse("saved_searches:add"), {"name": "Nada"})
    assert "No se pregunta nada" in answer.content.decode()
    assert SavedSearch.objects.count() == 1


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR])
def test_what_others_keep_is_not_there(world: World, staff: Client, role: Role) -> None:
    staff.force_login(person("quien.mira", role), BACKEND)
    other = saved(world, name="Ajena", by=world.reviewer)
    assert "Ajena" not in staff.get(reverse("saved_searches:index")).content.decode()
    for name in ("edit", "delete"):
        address = reverse(f"saved_searches:{name}", args=[other.pk])
        assert staff.get(address).status_code == 404
        assert staff.post(address, {"name": "Mía"}).status_code == 404
    other.refresh_from_db()
    assert other.name == "Ajena"


def test_who_has_no_role_keeps_nothing(world: World, client: Client) -> None:
    client.force_login(get_user_model().objects.create_user("sin.papel"), BACKEND)
    assert client.get(reverse("saved_searches:index")).status_code != 200
    assert SavedSearch.objects.count() == 0


def test_the_staff_search_leads_to_saving_it(world: World, staff: Client) -> None:
    text = staff.get(reverse("staff_search"), {"q": "talar", "tipo": "procedure"}).content.decode()
    assert f"{reverse('saved_searches:add')}?q=talar&amp;tipo=procedure" in text


@pytest.mark.parametrize("role", list(Role))
def test_every_role_keeps_searches(world: World, role: Role) -> None:
    assert saved(world, by=person(f"de.{role.name.lower()}", role)).pk
