"""The application's role owns nothing: what it may not do, and that every verb works under it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings as of_django
from django.core.management import call_command
from django.db import ProgrammingError, connection

import pytest

from config.database import owner_of
from records import guards, issue, restricting
from records.guards import roles
from records.models import EventDetail, Issuance, Withdrawal
from tests.databases import execute
from tests.factories import World, at
from tests.grounds import grounds
from tests.records.attacks import raw

pytestmark = pytest.mark.postgresql
ROLE, OWNER = "legajo_test_app", "legajo_test_owner"


@pytest.mark.django_db
def test_without_an_owner_one_role_does_all():
    assert guards.problems() == []
    with roles.owner():
        assert connection.settings_dict["USER"] != OWNER


@pytest.fixture
def application(own_database: str, django_db_blocker: Any, settings: Any) -> Iterator[None]:
    """A database whose owner migrated it, and the application's role in it."""
    given = connection.settings_dict["USER"]
    with django_db_blocker.unblock():
        for role in (ROLE, OWNER):
            execute(f"DROP ROLE IF EXISTS {role}")
            execute(f"CREATE ROLE {role} LOGIN")
        _give_to_owner()
        connection.close()
        connection.settings_dict["USER"] = ROLE
        settings.DATABASE_OWNER = {"USER": OWNER, "PASSWORD": ""}
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            connection.close()
            connection.settings_dict["USER"] = given
            raw(f"DROP OWNED BY {ROLE}, {OWNER} CASCADE")
            connection.close()
            for role in (ROLE, OWNER):
                execute(f"DROP ROLE {role}")


def _give_to_owner() -> None:
    """All that the tests' own role made in this copy."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'TABLE', oid::regclass::text FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' UNION ALL "
            "SELECT 'FUNCTION', oid::regprocedure::text FROM pg_proc "
            "WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'legajo%'"
        )
        for kind, name in cursor.fetchall():
            cursor.execute(f"ALTER {kind} {name} OWNER TO {OWNER}")
        cursor.execute(f"ALTER SCHEMA public OWNER TO {OWNER}")


REFUSED = [
    "UPDATE records_issuance SET label = '9'",
    "DELETE FROM records_issuance",
    "TRUNCATE records_issuance CASCADE",
    "DELETE FROM records_eventdetail",
    "DELETE FROM records_sequence",
    "SELECT * FROM records_issuance FOR UPDATE",
    "ALTER TABLE records_issuance DISABLE TRIGGER legajo_rows",
    "DROP TRIGGER legajo_rows ON records_issuance",
    "SET session_replication_role = replica",
    "CREATE TABLE mine (id int)",
    "CREATE OR REPLACE FUNCTION legajo_guard_records_issuance() RETURNS trigger LANGUAGE plpgsql "
    "AS $$ BEGIN RETURN NEW; END $$",
    "DELETE FROM django_migrations",
]


def test_the_role_can_neither_change_evidence_nor_its_guards(application: None):
    for statement in REFUSED:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            raw(statement)


def test_every_verb_works_under_the_role_that_owns_nothing(application: None, settings: Any):
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    world = World()
    first = world.issue()
    second = world.issue(first.document, day="2021-02-03", note="Otra.")
    restricting.restrict(
        first.document, "reserved", grounds(), by=world.archivist, at=at("2021-03-01")
    )
    issue.withdraw(
        second,
        effective_on=at("2021-04-01").date(),
        reason="Ya no rige.",
        by=world.approver,
        at=at("2021-03-02"),
    )
    page = world.page(world.content("PR-M2-P6-02"))
    world.issue_page(page)
    EventDetail.objects.update(salt=None, payload=None)
    assert (Issuance.objects.count(), Withdrawal.objects.count()) == (3, 1)
    assert guards.problems() == []


def test_a_right_too_many_is_told_and_taken_back(application: None):
    with roles.owner():
        raw(f"GRANT UPDATE ON records_issuance TO {ROLE}")
        raw(f"GRANT TRUNCATE ON records_signature TO {ROLE}")
    assert guards.problems() == [
        "El rol de la aplicación tiene sobre la tabla records_issuance derechos que no debe tener: "
        "UPDATE.",
        "El rol de la aplicación tiene sobre la tabla records_signature derechos que no debe "
        "tener: TRUNCATE.",
    ]
    call_command("protect", verbosity=0)
    assert guards.problems() == []


def test_only_another_role_of_the_same_database_is_an_owner():
    given = of_django.DATABASES["default"]
    address = "postgres://{}:x@127.0.0.1:1/{}"
    found = owner_of(address.format("jefe", given["NAME"]), given)
    assert (found["USER"], found["PORT"]) == ("jefe", 1)
