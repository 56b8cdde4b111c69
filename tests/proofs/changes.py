"""What changed, counted by the database itself: a trigger a table writes each change to a log.

The log is filled inside the same transaction as the change, so that what was rolled back is not in
it; each of its rows bears the number of the last event that there was then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

# What makes up the state of documents and numbers; the register itself is not among them.
STATE = (
    "records_controlleddocument",
    "records_documentversion",
    "records_signature",
    "records_refusal",
    "records_issuance",
    "records_withdrawal",
    "records_urgentissuance",
    "records_urgentconfirmation",
    "records_component",
    "records_record",
    "records_casefile",
    "records_registrynumber",
    "records_numberannulment",
    "records_contingencyrange",
    "records_sequence",
    "taggit_taggeditem",
)
ACTIONS = ("INSERT", "UPDATE", "DELETE")
_EVENTS = "(SELECT coalesce(max(seq), 0) FROM records_recordevent)"


@dataclass(frozen=True)
class Change:
    """One row of one table that changed, and the last event before."""

    table: str
    action: str
    key: int
    after: int


def keep_a_log() -> None:
    """Let the database keep the log until the test's transaction is rolled back."""
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        for statement in make():
            cursor.execute(statement)


def changes() -> list[Change]:
    """Every change since the log began, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, action, row_id, after FROM proof_change ORDER BY id")
        return [Change(*row) for row in cursor.fetchall()]


def _sqlite() -> Iterator[str]:
    yield (
        "CREATE TABLE proof_change (id integer PRIMARY KEY, place text, action text, "
        "row_id integer, after integer)"
    )
    for table in STATE:
        for action in ACTIONS:
            row = "OLD" if action == "DELETE" else "NEW"
            yield (
                f'CREATE TRIGGER proof_{table}_{action} AFTER {action} ON "{table}" BEGIN '  # noqa: S608
                "INSERT INTO proof_change (place, action, row_id, after) "
                f"VALUES ('{table}', '{action}', {row}.id, {_EVENTS}); END"
            )


def _postgresql() -> Iterator[str]:
    yield "SET CONSTRAINTS ALL IMMEDIATE"
    yield (
        "CREATE TABLE proof_change (id bigserial, place text, action text, row_id bigint, "
        "after bigint)"
    )
    yield (
        "CREATE FUNCTION proof_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
        "INSERT INTO proof_change (place, action, row_id, after) VALUES (TG_TABLE_NAME, TG_OP, "
        f"CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END, {_EVENTS}); RETURN NULL; END $$"
    )
    for table in STATE:
        for action in ACTIONS:
            yield (
                f'CREATE TRIGGER proof_{table}_{action} AFTER {action} ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION proof_changed()"
            )
