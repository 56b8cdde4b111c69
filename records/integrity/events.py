"""Checks of the register itself: order, chain, digests, details, and the rows it vouches for."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist

from records.events import digest_of, salted
from records.integrity.model import Found, State, check
from records.integrity.streams import STREAMS
from records.models import Cursor, EventDetail, RecordEvent, RegisterHead
from records.models.evidence import Evidence
from records.witness import row_digest

named = STREAMS["events"].named

BATCH = 1_000
_OWN = (RecordEvent, RegisterHead)  # the register vouches for itself by chain and heads


@check("event_sequence", over="events")
def in_sequence(event: RecordEvent, state: State) -> Found:
    """No event was taken out of the middle."""
    missing = event.seq - state.seq - 1
    if missing == 1:
        yield f"evento {event.seq - 1}", "Falta: el registro pasa por alto su número."
    elif missing:
        yield f"eventos {state.seq + 1} a {event.seq - 1}", "Faltan en el registro."


@check("event_chain", over="events")
def chained(event: RecordEvent, state: State) -> Found:
    """Each event names the one before."""
    if event.previous != state.chain:
        yield named(event), "No se encadena con el evento anterior."


@check("event_digest", over="events")
def digested(event: RecordEvent, state: State) -> Found:
    """No column of an event was changed."""
    if digest_of(event) != event.sha256:
        yield named(event), "Sus datos no corresponden a su huella: fue alterado."


@check("event_detail", over="events")
def detailed(event: RecordEvent, state: State) -> Found:
    """A detail is the one that was written, or lawfully empty."""
    detail: EventDetail | None = getattr(event, "detail", None)
    if detail is None:
        if event.detail_sha256:
            yield named(event), "Falta su detalle."
    elif not event.detail_sha256:
        yield named(event), "Tiene un detalle que no se registró."
    elif (detail.salt is None) != (detail.payload is None):
        yield named(event), "Su detalle está a medio borrar."
    elif detail.salt is None or detail.payload is None:
        return  # lawfully erased: only its digest remains
    elif salted(detail.salt, detail.payload) != event.detail_sha256:
        yield named(event), "Su detalle no corresponde a su huella: fue alterado."


@check("head_root", over="events")
def rooted(event: RecordEvent, state: State) -> Found:
    """Under each head stand the events that stood there when it was signed."""
    state.tree = state.tree.extended([bytes.fromhex(event.sha256)])
    for number, root in state.heads_at.pop(state.tree.size, ()):
        if state.tree.root.hex() != root:
            yield (
                f"cabeza {number}",
                f"Los eventos hasta el {event.seq} no son los que firmó: se reescribieron.",
            )


@check("event_rows", over="events", many=True)
def vouched(events: list[RecordEvent], state: State) -> Found:
    """Each row that an event vouches for is there, with the columns that it had."""
    wanted: dict[str, set[int]] = defaultdict(set)
    said = []
    for event in events:
        for one in event.facts.get("evidence", ()):
            table, key, digest = one.split(" ")
            wanted[table].add(int(key))
            said.append((event, table, int(key), digest))
    rows = {table: _rows(table, keys) for table, keys in wanted.items()}
    for event, table, key, digest in said:
        state.witness(table, key)
        row = rows[table].get(key)
        if row is None:
            yield f"{_word(table)} {key}", f"Falta: el evento {event.seq} la registró."
        elif row_digest(event.nonce, row) != digest:
            yield (
                f"{_word(table)} {key} ({_shown(row)})",
                f"No es como la registró el evento {event.seq}: fue alterada.",
            )


@check("unwitnessed_rows", over="once")
def all_vouched(rows: list[Any], state: State) -> Found:
    """No row of evidence was put in without an event."""
    for model in evidence_models():
        table = model._meta.label_lower
        keys = model._default_manager.order_by("pk").values_list("pk", flat=True)
        for key in keys.iterator(chunk_size=BATCH):
            if not state.is_witnessed(table, key):
                yield f"{_word(table)} {key}", "Ningún evento la registró: fue introducida."


@check("register_end", over="once")
def not_cut(rows: list[Any], state: State) -> Found:
    """Nobody has seen an event beyond the last one: none was taken off the end."""
    for cursor in Cursor.objects.filter(seq__gt=state.seq).order_by("follower"):
        yield (
            f"evento {cursor.seq}",
            f"Falta al final del registro: «{cursor.follower}» ya lo había visto.",
        )


def evidence_models() -> list[type[Evidence]]:
    """Every table of evidence that the register vouches for, of upper apps too."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Evidence) and not issubclass(model, _OWN)
    ]


def _rows(table: str, keys: set[int]) -> dict[int, Any]:
    try:
        model = apps.get_model(table)
    except (LookupError, ValueError):
        return {}
    found: dict[int, Any] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        found |= model._default_manager.in_bulk(ordered[start : start + BATCH])
    return found


def _shown(row: Any) -> str:
    """The row as a person knows it, if what its name is made of is still there."""
    try:
        return str(row)
    except ObjectDoesNotExist:
        return "…"


def _word(table: str) -> str:
    try:
        return str(apps.get_model(table)._meta.verbose_name)
    except (LookupError, ValueError):
        return table
