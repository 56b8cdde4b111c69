"""Activities against the records table, and the records table against the retention schedule."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from records.content import Content, blocks, items
from records.findings.matching import meaning, names, same_record
from records.findings.model import Finding, activity_name, excerpt
from records.findings.structure import is_marker
from records.kinds import KINDS
from records.text import fold


def records_not_listed(content: Content) -> Iterator[Finding]:
    """Each record that an activity names and the records table does not list, once.

    An empty records table is a missing section, not a finding for every activity.
    """
    listed = items(content, "records")
    if not listed:
        return
    seen: set[tuple[str, ...]] = set()
    for block in blocks(content, "activities"):
        for position, item in enumerate(block["items"], 1):
            for name in names(item["record"]):
                key = tuple(sorted(meaning(name)))
                # «Documento» alone says nothing that could be compared.
                if not key or key in seen or _listed(name, listed):
                    continue
                seen.add(key)
                yield Finding(
                    "record_not_listed",
                    f"«{excerpt(name)}» no está en la tabla de registros: agréguelo o use el"
                    " nombre con que aparece allí.",
                    activity_name(item, position),
                    item["id"],
                )


def _listed(name: str, listed: list[dict[str, Any]]) -> bool:
    return any(same_record(name, row["name"], row["code"]) for row in listed)


def records_not_produced(content: Content) -> Iterator[Finding]:
    """Each listed record that no activity produces, where there are activities."""
    activities = [item for item in items(content, "activities") if not is_marker(item["text"])]
    if not activities:
        return
    printed = [name for item in items(content, "activities") for name in names(item["record"])]
    texts = [set(meaning(item["text"])) for item in activities if not names(item["record"])]
    for row in items(content, "records"):
        if not row["name"].strip() or any(
            same_record(name, row["name"], row["code"]) for name in printed
        ):
            continue
        # An activity may say it in its text and leave the column empty.
        if any(_says(text, row) for text in texts):
            continue
        yield Finding(
            "record_not_produced",
            f"Ninguna actividad produce «{excerpt(row['name'])}»: escríbalo en la actividad que lo"
            " genera o quítelo de la tabla.",
            f"Registro «{excerpt(row['name'])}»",
            row["id"],
        )


def _says(text: set[str], row: dict[str, Any]) -> bool:
    words = set(meaning(row["name"]))
    return bool(words) and words <= text


def activities_without_record(content: Content) -> Iterator[Finding]:
    """Each activity that leaves its record empty, in a kind that lists its records.

    «No aplica» is an answer, and so is a listed record that its text names; a decision leaves what
    the activities that follow leave.
    """
    kind = KINDS.get(content["kind"])
    parts = kind.parts if kind is not None else ()
    if not {"activities", "records"} <= {name for part in parts for name in part.names}:
        return
    listed = items(content, "records")
    for block in blocks(content, "activities"):
        for position, item in enumerate(block["items"], 1):
            text = set(meaning(item["text"]))
            if (item["record"] or "").strip() or item["decision"] or is_marker(item["text"]):
                continue
            if not item["text"].strip() or any(_says(text, row) for row in listed):
                continue
            yield Finding(
                "activity_without_record",
                f"«{excerpt(item['text'])}» no dice qué registro deja: escríbalo, o «No aplica» si"
                " no deja ninguno.",
                activity_name(item, position),
                item["id"],
            )


def records_without_rule(
    content: Content,
    rule_series: Collection[str] | None,
    scheme_series: Collection[str] | None = None,
) -> Iterator[Finding]:
    """Each record whose retention nothing tells: no series, a series without rule, «Según TRD».

    A time and a disposition in print are a rule; a series answers only if it has one. One that is
    not in the scheme is told apart.
    """
    known = None if rule_series is None else {fold(code) for code in rule_series}
    there = None if scheme_series is None else {fold(code) for code in scheme_series}
    for row in items(content, "records"):
        name = excerpt(row["name"])
        if row["series"]:
            code = fold(row["series"])
            if there is not None and code not in there:
                message = (
                    f"La serie {row['series']} de «{name}» no está en el CCD vigente: elija otra."
                )
                yield Finding("record_without_rule", message, f"Registro «{name}»", row["id"])
                continue
            if known is None or code in known:
                continue
            message = (
                f"La serie {row['series']} de «{name}» no tiene regla en la TRD vigente: elija otra"
                " o pida que se agregue."
            )
        elif _printed_rule(row):
            continue
        else:
            message = (
                f"«{name}» no tiene serie de la TRD, así que nadie sabe cuánto se conserva: elija"
                " la serie o subserie."
            )
        yield Finding("record_without_rule", message, f"Registro «{name}»", row["id"])


def _printed_rule(row: dict[str, Any]) -> bool:
    disposition = fold(row["disposition"] or "")
    return bool(
        re.search(r"\d", row["retention"] or "")
        and re.search(r"[a-z]", disposition)
        and not re.search(r"\btrd\b|\btabla", disposition)
    )
